package compact

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
)

type inner struct {
	Name   string
	Amount float64
	Free   *bool
	Fixed  [2]int8
}

type key string

type outer struct {
	List  []inner
	ByKey map[key]inner
	Names map[string][]string
	Some  *inner
	Count uint16
	Sum   int64
	Yes   bool
}

func value() *rapid.Generator[outer] {
	in := rapid.Custom(func(t *rapid.T) inner {
		v := inner{Name: rapid.String().Draw(t, "name"), Amount: rapid.Float64().Draw(t, "amount")}
		if rapid.Bool().Draw(t, "free") {
			b := rapid.Bool().Draw(t, "value")
			v.Free = &b
		}
		v.Fixed = [2]int8{rapid.Int8().Draw(t, "a"), rapid.Int8().Draw(t, "b")}
		return v
	})
	return rapid.Custom(func(t *rapid.T) outer {
		v := outer{Count: rapid.Uint16().Draw(t, "count"), Sum: rapid.Int64().Draw(t, "sum"), Yes: rapid.Bool().Draw(t, "yes")}
		if rapid.Bool().Draw(t, "list") {
			v.List = rapid.SliceOfN(in, 0, 4).Draw(t, "items")
		}
		if rapid.Bool().Draw(t, "map") {
			v.ByKey = map[key]inner{}
			for _, k := range rapid.SliceOfN(rapid.String(), 0, 4).Draw(t, "keys") {
				v.ByKey[key(k)] = in.Draw(t, "entry")
			}
			v.Names = map[string][]string{"none": nil, "empty": {}, "one": {"x"}}
		}
		if rapid.Bool().Draw(t, "some") {
			i := in.Draw(t, "pointed")
			v.Some = &i
		}
		return v
	})
}

func TestDecodeReturnsWhatWasEncoded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := value().Draw(t, "value")
		b, err := Encode(&want)
		if err != nil {
			t.Fatal(err)
		}
		var got outer
		if err := Decode(b, &got); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("decoded %#v, want %#v", got, want)
		}
		again, err := Encode(&got)
		if err != nil || string(again) != string(b) {
			t.Fatalf("the same value has other bytes: %v", err)
		}
	})
}

func TestCompressedEncodings(t *testing.T) {
	want := strings.Repeat("text ", 100)
	b, err := Encode(&want)
	if err != nil {
		t.Fatal(err)
	}
	packed := Pack(b)
	if got, err := Load[string](packed); err != nil || got != want || len(packed) >= len(b) {
		t.Errorf("%d bytes in %d are %q, %v", len(b), len(packed), got, err)
	}
	for n := range packed {
		if got, err := Load[string](packed[:n]); !errors.Is(err, ErrDamaged) {
			t.Errorf("%d of %d bytes are %q, %v; want ErrDamaged", n, len(packed), got, err)
		}
	}
}

func TestSpecialFloats(t *testing.T) {
	for _, f := range []float64{0, math.Copysign(0, -1), 1, 0.1, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Inf(1), math.Inf(-1)} {
		b, err := Encode(&f)
		if err != nil {
			t.Fatal(err)
		}
		var got float64
		if err := Decode(b, &got); err != nil || math.Float64bits(got) != math.Float64bits(f) {
			t.Errorf("%v became %v, %v", f, got, err)
		}
	}
}

func TestAnotherTypeIsStale(t *testing.T) {
	type before struct {
		Name  string
		Price float64
	}
	type renamed struct {
		Title string
		Price float64
	}
	type longer struct {
		Name  string
		Price float64
		Unit  string
	}
	b, err := Encode(&before{Name: "x", Price: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := Decode(b, &renamed{}); !errors.Is(err, ErrStale) {
		t.Errorf("a renamed field: %v, want ErrStale", err)
	}
	if err := Decode(b, &longer{}); !errors.Is(err, ErrStale) {
		t.Errorf("a further field: %v, want ErrStale", err)
	}
}

func TestTypesThatCannotBeEncoded(t *testing.T) {
	type hidden struct{ name string }
	type chain struct{ Next *chain }
	check := func(name string, err error) {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	_, err := Encode(&hidden{name: "x"})
	check("a field that is not exported", err)
	_, err = Encode(&chain{})
	check("a type that contains itself", err)
	_, err = Encode(&map[int]string{})
	check("a map with numbers as keys", err)
	_, err = Encode(new(func()))
	check("a function", err)
	_, err = Encode(new(any))
	check("an interface", err)
}

func FuzzDecode(f *testing.F) {
	yes := true
	b, err := Encode(&outer{
		List: []inner{{Name: "a", Amount: 1.5, Free: &yes}}, ByKey: map[key]inner{"k": {Name: "b"}},
		Names: map[string][]string{"n": {"x", "y"}}, Some: &inner{}, Count: 7, Sum: -9, Yes: true,
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(b[:len(b)-3])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, src []byte) {
		var v outer
		if err := Decode(src, &v); err != nil && !errors.Is(err, ErrStale) && !errors.Is(err, ErrDamaged) {
			t.Fatalf("error %v is neither ErrStale nor ErrDamaged", err)
		}
	})
}
