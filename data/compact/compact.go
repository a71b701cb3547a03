// Package compact reads Go values from a small binary form. The program must be on the
// screen sooner than its YAML can be parsed, so the YAML is encoded once when it changes,
// and the program decodes the result at its start. Only the tests of this package encode:
// see TestSnapshots.
//
// An encoding starts with a magic word and a fingerprint of the value's type: the names
// and kinds of all fields it reaches. Decoding into a type with another fingerprint is an
// error, so a stale file cannot be misread. A table of the distinct strings follows, then
// the value in the order of its fields, with numbers of variable length. The outermost
// lists say where their second half begins, to be decoded in two halves at once. Maps are
// in the order of their keys, so the same value always has the same bytes. An encoding that
// few runs decode may be compressed with gzip.
package compact

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"reflect"
	"strconv"
)

// magic is the start of every encoding; its last letter is the version of the format.
const magic = "crossB"

// headerLen is the length of the magic word and the fingerprint.
const headerLen = len(magic) + 8

// ErrStale means that an encoding was made from another type, or in another version of the
// format.
var ErrStale = errors.New("encoded from another version of the types: make snapshots makes it anew")

// ErrDamaged means that an encoding is incomplete or was changed.
var ErrDamaged = errors.New("damaged encoding")

// fingerprint returns a hash of everything in a type that the format depends on.
func fingerprint(t reflect.Type) (uint64, error) {
	h := fnv.New64a()
	open := map[reflect.Type]bool{}
	var walk func(t reflect.Type) error
	walk = func(t reflect.Type) error {
		_, _ = io.WriteString(h, t.Kind().String()+";")
		switch t.Kind() {
		case reflect.Bool, reflect.String, reflect.Float64,
			reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
			reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
			return nil
		case reflect.Slice, reflect.Pointer, reflect.Array:
			if t.Kind() == reflect.Array {
				_, _ = io.WriteString(h, strconv.Itoa(t.Len())+";")
			}
			return walk(t.Elem())
		case reflect.Map:
			if t.Key().Kind() != reflect.String {
				return fmt.Errorf("compact: %s: want a map with text as keys", t)
			}
			return walk(t.Elem())
		case reflect.Struct:
			if open[t] {
				return fmt.Errorf("compact: %s contains itself", t)
			}
			open[t] = true
			defer delete(open, t)
			for i := range t.NumField() {
				f := t.Field(i)
				if !f.IsExported() {
					return fmt.Errorf("compact: field %s of %s is not exported", f.Name, t)
				}
				_, _ = io.WriteString(h, f.Name+":")
				if err := walk(f.Type); err != nil {
					return err
				}
			}
			return nil
		default:
			return fmt.Errorf("compact: %s: a %s cannot be encoded", t, t.Kind())
		}
	}
	err := walk(t)
	return h.Sum64(), err
}

// header returns the start of an encoding of a type.
func header(t reflect.Type) ([]byte, error) {
	sum, err := fingerprint(t)
	if err != nil {
		return nil, err
	}
	return binary.BigEndian.AppendUint64([]byte(magic), sum), nil
}
