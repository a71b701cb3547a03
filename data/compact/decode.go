package compact

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"reflect"
	"sync"
)

// Load decodes an encoding, as [Decode] does.
func Load[T any](src []byte) (v T, err error) {
	err = Decode(src, &v)
	return v, err
}

// Unpack decompresses what gzip compressed.
func Unpack(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// Decode reads an encoding into the value that into points to. The error is [ErrStale] if
// the encoding was made from another type, and [ErrDamaged] if it is incomplete; the value
// may then be partly set. Strings share the memory of one copy of src.
func Decode(src []byte, into any) error {
	root := reflect.ValueOf(into).Elem()
	want, err := header(root.Type())
	if err != nil {
		return err
	}
	if bytes.HasPrefix(src, []byte("\x1f\x8b")) { // as gzip begins
		if src, err = Unpack(src); err != nil {
			return fmt.Errorf("compact: %w: %w", ErrDamaged, err)
		}
	}
	if len(src) < headerLen {
		return fmt.Errorf("compact: %w: %d bytes", ErrDamaged, len(src))
	}
	if !bytes.Equal(src[:headerLen], want) {
		return fmt.Errorf("compact: %s: %w", root.Type(), ErrStale)
	}
	d := decoder{in: src[headerLen:]}
	d.table()
	outermost(root, d.outer)
	if d.bad || len(d.in) > 0 {
		return fmt.Errorf("compact: %s: %w", root.Type(), ErrDamaged)
	}
	return nil
}

// outermost calls do for a value, or for each field of a struct.
func outermost(root reflect.Value, do func(v reflect.Value)) {
	if root.Kind() != reflect.Struct {
		do(root)
		return
	}
	for i := range root.NumField() {
		do(root.Field(i))
	}
}

// decoder reads an encoding from its start. After an error it is bad and reads zeros.
type decoder struct {
	in    []byte
	texts []string
	bad   bool
}

// count reads an unsigned number.
func (d *decoder) count() uint64 {
	n, used := binary.Uvarint(d.in)
	if used <= 0 {
		d.fail()
		return 0
	}
	d.in = d.in[used:]
	return n
}

func (d *decoder) fail() { d.bad, d.in = true, nil }

// length reads the number of items that follow, each of which takes at least a byte.
func (d *decoder) length() int {
	n := d.count()
	if n > uint64(len(d.in)) {
		d.fail()
		return 0
	}
	return int(n)
}

// table reads the strings.
func (d *decoder) table() {
	lengths := make([]int, d.length())
	total := 0
	for i := range lengths {
		lengths[i] = d.length()
		total += lengths[i]
	}
	if d.bad || total > len(d.in) {
		d.fail()
		return
	}
	all := string(d.in[:total])
	d.in = d.in[total:]
	d.texts = make([]string, len(lengths))
	for i, n := range lengths {
		d.texts[i], all = all[:n], all[n:]
	}
}

func (d *decoder) text() string {
	i := d.count()
	if i >= uint64(len(d.texts)) {
		d.fail()
		return ""
	}
	return d.texts[i]
}

// present reads the length of a value that can be nil; ok is false if it is.
func (d *decoder) present() (n int, ok bool) {
	n64 := d.count()
	if n64 == 0 {
		return 0, false
	}
	// Every item takes at least a byte, except an empty struct, which no value contains.
	if n64-1 > uint64(len(d.in)) {
		d.fail()
		return 0, false
	}
	return int(n64 - 1), true
}

// outer reads a list that is the whole value, or a field of it, with its two halves at
// once. Before the items it has the number of those in the first half, and their length.
func (d *decoder) outer(v reflect.Value) {
	if v.Kind() != reflect.Slice {
		d.value(v)
		return
	}
	n, ok := d.present()
	if !ok {
		return
	}
	items, size := d.length(), d.length()
	if d.bad || items > n {
		d.fail()
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), n, n))
	half := decoder{in: d.in[:size], texts: d.texts}
	d.in = d.in[size:]
	var halves sync.WaitGroup
	halves.Go(func() { half.items(v.Slice(0, items)) })
	d.items(v.Slice(items, n))
	if halves.Wait(); half.bad || len(half.in) > 0 {
		d.fail()
	}
}

func (d *decoder) value(v reflect.Value) {
	if d.bad {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(d.count() != 0)
	case reflect.String:
		v.SetString(d.text())
	case reflect.Float64:
		v.SetFloat(d.float())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(d.integer())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(d.count())
	case reflect.Pointer:
		if d.count() != 0 {
			v.Set(reflect.New(v.Type().Elem()))
			d.value(v.Elem())
		}
	case reflect.Slice:
		if n, ok := d.present(); ok {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			d.items(v)
		}
	case reflect.Array:
		d.items(v)
	case reflect.Map:
		d.entries(v)
	case reflect.Struct:
		for i := range v.NumField() {
			d.value(v.Field(i))
		}
	}
}

// integer reads a number in zigzag encoding, as binary.AppendVarint writes it.
func (d *decoder) integer() int64 {
	n := d.count()
	return int64(n>>1) ^ -int64(n&1)
}

func (d *decoder) float() float64 {
	if len(d.in) == 0 || d.in[0] > 8 || len(d.in) < 1+int(d.in[0]) {
		d.fail()
		return 0
	}
	var b [8]byte
	n := int(d.in[0])
	copy(b[:], d.in[1:1+n])
	d.in = d.in[1+n:]
	return math.Float64frombits(binary.BigEndian.Uint64(b[:]))
}

func (d *decoder) items(v reflect.Value) {
	for i := range v.Len() {
		d.value(v.Index(i))
	}
}

func (d *decoder) entries(v reflect.Value) {
	n, ok := d.present()
	if !ok {
		return
	}
	t := v.Type()
	m := reflect.MakeMapWithSize(t, n)
	k, e := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem() // copied into the map
	for range n {
		k.SetString(d.text())
		e.SetZero()
		d.value(e)
		if d.bad {
			return
		}
		m.SetMapIndex(k, e)
	}
	v.Set(m)
}
