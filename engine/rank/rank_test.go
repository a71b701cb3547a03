package rank

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
)

func TestCompare(t *testing.T) {
	nan := math.NaN()
	for _, tt := range []struct {
		name string
		a, b Key
		want int
	}{
		{"a cent less", Key{9.99, 500, 3}, Key{10, 100, 1}, -1},
		{"less than a cent less, and slower", Key{0.0001, 6600, 1}, Key{0.003, 996, 1}, 1},
		{"the same price and latency", Key{260.001, 300, 5}, Key{260.004, 300, 4}, 1},
		{"nothing between them", Key{260.001, 300, 4}, Key{260.004, 300, 4}, 0},
		{"no latency", Key{1, nan, 1}, Key{1, 1e9, 1}, 1},
		{"neither has a latency", Key{1, nan, 1}, Key{1, nan, 1}, 0},
		{"half a cent by two sums", Key{0.125, 1, 1}, Key{0.1 + 0.025, 1, 1}, 0},
	} {
		if got := tt.a.Compare(tt.b); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
		if got := tt.b.Compare(tt.a); got != -tt.want {
			t.Errorf("%s, the other way round: %d, want %d", tt.name, got, -tt.want)
		}
	}
}

// TestCompareIsAnOrder checks that the order has no cycles, as one with prices "within a
// cent of each other" would have.
func TestCompareIsAnOrder(t *testing.T) {
	key := rapid.Custom(func(t *rapid.T) Key {
		return Key{float64(rapid.IntRange(0, 60).Draw(t, "tenths of a cent")) / 1000, float64(rapid.IntRange(1, 3).Draw(t, "ms")), rapid.IntRange(1, 3).Draw(t, "vendors")}
	})
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(key, 3, 3).Draw(t, "keys")
		for _, compare := range []func(a, b Key) int{Key.Compare, Key.CompareAlong} {
			slices.SortFunc(list, compare)
			if compare(list[0], list[1]) > 0 || compare(list[1], list[2]) > 0 || compare(list[0], list[2]) > 0 {
				t.Fatalf("%v", list)
			}
		}
	})
}

// TestCeiling checks that a price below the ceiling ties or is cheaper, and one above it
// is dearer.
func TestCeiling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		usd := rapid.Float64Range(0, 1e6).Draw(t, "usd")
		c := Ceiling(usd)
		if Cents(c-1e-7) != Cents(usd) || Cents(c+1e-7) == Cents(usd) {
			t.Fatalf("$%v: the ceiling is %v", usd, c)
		}
	})
}

func TestDigits(t *testing.T) {
	for ms, want := range map[float64]float64{0: 0, 0.12345: 0.123, 381.6: 382, 382.4: 382, 3041: 3040, 1e9: 1e9, math.Inf(1): math.Inf(1), math.NaN(): math.Inf(1)} {
		if got := Digits(ms); math.Abs(got-want) > 1e-9*want && got != want {
			t.Errorf("%v: %v, want %v", ms, got, want)
		}
	}
}
