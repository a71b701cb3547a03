package result

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"unicode"
)

// Number is a figure as JSON has it: to 12 digits, which leaves out what binary
// fractions add to decimal ones and to sums of them, and null where there is none.
type Number float64

// MarshalJSON writes the number, or null for NaN and infinities.
func (n Number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) || math.IsInf(float64(n), 0) {
		return []byte("null"), nil
	}
	v, err := strconv.ParseFloat(strconv.FormatFloat(float64(n), 'g', 12, 64), 64)
	if err != nil {
		return nil, err
	}
	return json.Marshal(v)
}

// object is a JSON object whose keys keep their order, and null where it is nil.
// The keys of an answer are a promise: add, never rename.
type object []member

type member struct {
	key   string
	value any
}

// each makes an object of each item of a list.
func each[T any](list []T, f func(*T) object) []object {
	out := make([]object, len(list))
	for i := range list {
		out[i] = f(&list[i])
	}
	return out
}

// given is a text, or null where there is none.
func given(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// toJSON writes an answer the way people can read, too. An object says first which
// version of the answers it is of.
func toJSON(v any) ([]byte, error) {
	var dense, b bytes.Buffer
	if err := writeJSON(&dense, v); err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	text := dense.Bytes()
	if members, ok := bytes.CutPrefix(text, []byte(`{"`)); ok {
		text = append(fmt.Appendf(nil, `{"schema_version":%d,"`, SchemaVersion), members...)
	}
	if err := json.Indent(&b, text, "", "  "); err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	return append(bytes.TrimRight(b.Bytes(), "\n"), '\n'), nil
}

// writeJSON writes a value: figures as [Number] does, and lists of objects that are
// nil as null, but no other lists.
func writeJSON(b *bytes.Buffer, v any) error {
	switch v := v.(type) {
	case object:
		if v != nil {
			return v.write(b)
		}
	case []object:
		if v != nil {
			return writeList(b, v)
		}
	case []float64:
		return writeList(b, v)
	case []string:
		return writeList(b, v)
	case float64:
		return writeJSON(b, Number(v))
	default:
		start := b.Len()
		enc := json.NewEncoder(b)
		enc.SetEscapeHTML(false)
		err := enc.Encode(v)
		if text := b.Bytes()[start:]; bytes.ContainsFunc(text, steers) {
			b.Truncate(start)
			for _, r := range string(text) {
				if steers(r) {
					fmt.Fprintf(b, `\u%04x`, r)
				} else {
					b.WriteRune(r)
				}
			}
		}
		return err
	}
	b.WriteString("null")
	return nil
}

// steers reports whether a terminal may take a character for more than text, though
// JSON has it as it is: control characters beyond ASCII, and those that turn the
// direction of text.
func steers(r rune) bool { return r >= 0x7f && r < 0xa0 || unicode.Is(unicode.Bidi_Control, r) }

func (o object) write(b *bytes.Buffer) error {
	open := byte('{')
	for _, m := range o {
		b.WriteByte(open)
		if err := writeJSON(b, m.key); err != nil {
			return err
		}
		b.WriteByte(':')
		if err := writeJSON(b, m.value); err != nil {
			return err
		}
		open = ','
	}
	b.WriteByte('}')
	return nil
}

func writeList[T any](b *bytes.Buffer, list []T) error {
	b.WriteByte('[')
	for i, x := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := writeJSON(b, x); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	return nil
}
