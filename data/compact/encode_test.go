package compact

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"math"
	"reflect"
	"slices"
	"strings"
)

// Encode returns the encoding of the value that v points to. Its type may consist of
// booleans, integers, float64, strings, slices, arrays, maps with string keys, pointers,
// and structs of exported fields; other types are an error.
func Encode[T any](v *T) ([]byte, error) {
	root := reflect.ValueOf(v).Elem()
	out, err := header(root.Type())
	if err != nil {
		return nil, err
	}
	e := encoder{index: map[string]uint64{}}
	outermost(root, e.outer)
	out = binary.AppendUvarint(out, uint64(len(e.texts)))
	for _, s := range e.texts {
		out = binary.AppendUvarint(out, uint64(len(s)))
	}
	out = append(out, strings.Join(e.texts, "")...)
	return append(out, e.out...), nil
}

// Pack compresses an encoding with gzip.
func Pack(encoding []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is valid
	}
	_, _ = w.Write(encoding) // a buffer never fails
	_ = w.Close()
	return b.Bytes()
}

// encoder collects the encoding of a value and the strings in it.
type encoder struct {
	out   []byte
	texts []string
	index map[string]uint64
}

// count appends a non-negative number.
func (e *encoder) count(n uint64) { e.out = binary.AppendUvarint(e.out, n) }

// text appends the index of a string in the table.
func (e *encoder) text(s string) {
	i, ok := e.index[s]
	if !ok {
		i = uint64(len(e.texts))
		e.index[s] = i
		e.texts = append(e.texts, s)
	}
	e.count(i)
}

// value appends a value. For a slice, map or pointer that can be nil, 0 means nil, and
// other lengths count from 1.
func (e *encoder) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		n := uint64(0)
		if v.Bool() {
			n = 1
		}
		e.count(n)
	case reflect.String:
		e.text(v.String())
	case reflect.Float64:
		e.float(v.Float())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.out = binary.AppendVarint(e.out, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		e.count(v.Uint())
	case reflect.Pointer:
		if v.IsNil() {
			e.count(0)
			return
		}
		e.count(1)
		e.value(v.Elem())
	case reflect.Slice:
		if v.IsNil() {
			e.count(0)
			return
		}
		e.count(uint64(v.Len()) + 1)
		e.items(v)
	case reflect.Array:
		e.items(v)
	case reflect.Map:
		e.entries(v)
	case reflect.Struct:
		for i := range v.NumField() {
			e.value(v.Field(i))
		}
	}
}

// outer appends a list that is the whole value, or a field of it, with the place where the
// first of its halves ends, which are about equally long.
func (e *encoder) outer(v reflect.Value) {
	if v.Kind() != reflect.Slice || v.IsNil() {
		e.value(v)
		return
	}
	begin := e.out
	e.out = nil
	ends := []int{0}
	for i := range v.Len() {
		e.value(v.Index(i))
		ends = append(ends, len(e.out))
	}
	half := 0
	for half < v.Len() && ends[half+1] <= len(e.out)/2 {
		half++
	}
	items := e.out
	e.out = begin
	e.count(uint64(v.Len()) + 1)
	e.count(uint64(half))
	e.count(uint64(ends[half]))
	e.out = append(e.out, items...)
}

// float appends a float64 with the bytes of its mantissa last, so that round numbers,
// whose last bytes are 0, are short.
func (e *encoder) float(f float64) {
	bits := math.Float64bits(f)
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], bits)
	n := len(b)
	for n > 0 && b[n-1] == 0 {
		n--
	}
	e.out = append(append(e.out, byte(n)), b[:n]...)
}

func (e *encoder) items(v reflect.Value) {
	for i := range v.Len() {
		e.value(v.Index(i))
	}
}

func (e *encoder) entries(v reflect.Value) {
	if v.IsNil() {
		e.count(0)
		return
	}
	e.count(uint64(v.Len()) + 1)
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, k := range keys {
		e.text(k.String())
		e.value(v.MapIndex(k))
	}
}
