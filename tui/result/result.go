// Package result holds the answers of the commands as values that print themselves: as a
// table for people, as Markdown for a page, as CSV and as JSON for machines. The
// commands, the explorer's export and SSH clients share them.
package result

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"crossover/tui/format"
)

// Format is the format of an answer. It is also the value of a flag.
type Format string

// The formats.
const (
	Table    Format = "table"
	JSON     Format = "json"
	CSV      Format = "csv"
	Markdown Format = "markdown"
)

// Formats lists the names of the formats.
func Formats() []string { return []string{string(Table), string(JSON), string(CSV), string(Markdown)} }

// String returns the format's name.
func (f *Format) String() string { return string(*f) }

// Type names the value in help texts.
func (f *Format) Type() string { return "format" }

// Set parses a format.
func (f *Format) Set(s string) error {
	if !slices.Contains(Formats(), s) {
		return fmt.Errorf("write %s", strings.Join(Formats(), ", "))
	}
	*f = Format(s)
	return nil
}

// Result is an answer.
type Result interface {
	// json returns a value that encoding/json writes.
	json() any
	// csv returns the rows for machines.
	csv() *Grid
	// show writes the answer for people.
	show(*page)
}

// SchemaVersion is the version of the answers' JSON. It rises when a key is renamed or
// removed, not when one is added.
const SchemaVersion = 1

// Write writes an answer in a format. Tables fit into width; if width is 0, nothing is
// cut.
func Write(r Result, f Format, width int) ([]byte, error) {
	switch f {
	case JSON:
		return toJSON(r.json())
	case CSV:
		var b bytes.Buffer
		r.csv().csv(&b)
		return b.Bytes(), nil
	case Table, Markdown:
		p := page{form: onTerminal, Sheet: Sheet{Width: width}}
		if f == Markdown {
			p.form = asMarkdown
		}
		r.show(&p)
		return p.finished(), nil
	default:
		return nil, errors.New("unknown format " + string(f))
	}
}

// List is an answer of one table, and the same as data.
type List struct {
	Grid *Grid
	Data any
	// Foot is a line below the table, for people only.
	Foot string
}

func (l *List) json() any  { return l.Data }
func (l *List) csv() *Grid { return l.Grid }

func (l *List) show(p *page) {
	p.table(l.Grid)
	p.text(l.Foot)
}

// Number is a figure in JSON as [format.Raw] writes it; null for NaN and infinities.
type Number float64

// MarshalJSON writes the number, or null for NaN and infinities.
func (n Number) MarshalJSON() ([]byte, error) {
	return []byte(cmp.Or(format.Raw(float64(n)), "null")), nil
}

// Object is a JSON object with ordered keys; nil is null. Keys of an answer may be added
// but never renamed.
type Object []member

type object = Object

type member struct {
	key   string
	value any
}

// Pairs returns an object of keys, each followed by its value.
func Pairs(list ...any) (o Object) {
	for i := 0; i < len(list); i += 2 {
		o = append(o, member{list[i].(string), list[i+1]})
	}
	return o
}

// each maps the items of a list to objects.
func each[T any](list []T, f func(*T) object) []object {
	out := make([]object, len(list))
	for i := range list {
		out[i] = f(&list[i])
	}
	return out
}

// given returns s, or null for "".
func given(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// toJSON writes an indented answer. An object begins with the version of the schema.
func toJSON(v any) ([]byte, error) {
	var dense, b bytes.Buffer
	writeJSON(&dense, v)
	text := dense.Bytes()
	if members, ok := bytes.CutPrefix(text, []byte(`{"`)); ok {
		text = append(fmt.Appendf(nil, `{"schema_version":%d,"`, SchemaVersion), members...)
	}
	if err := json.Indent(&b, text, "", "  "); err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	return append(bytes.TrimRight(b.Bytes(), "\n"), '\n'), nil
}

// writeJSON writes a value, with figures as [Number]. A nil list of objects is null; any
// other nil list is empty.
func writeJSON(b *bytes.Buffer, v any) {
	switch v := v.(type) {
	case object:
		v.write(b)
	case []object:
		if v == nil {
			writeJSON(b, object(nil))
			return
		}
		writeList(b, v)
	case []float64:
		writeList(b, v)
	case []string:
		writeList(b, v)
	case float64:
		writeJSON(b, Number(v))
	default:
		start := b.Len()
		enc := json.NewEncoder(b)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(v) // it fails only for types without JSON
		text := bytes.TrimSuffix(b.Bytes()[start:], []byte("\n"))
		b.Truncate(start + len(text))
		if bytes.ContainsFunc(text, steers) {
			b.Truncate(start)
			for _, r := range string(text) {
				if steers(r) {
					fmt.Fprintf(b, `\u%04x`, r)
				} else {
					b.WriteRune(r)
				}
			}
		}
	}
}

// steers reports whether JSON leaves a character unescaped that controls a terminal: a
// control character beyond ASCII, or one that changes the direction of text.
func steers(r rune) bool { return r >= 0x7f && r < 0xa0 || unicode.Is(unicode.Bidi_Control, r) }

func (o object) write(b *bytes.Buffer) {
	if o == nil {
		b.WriteString("null")
		return
	}
	open := byte('{')
	for _, m := range o {
		b.WriteByte(open)
		writeJSON(b, m.key)
		b.WriteByte(':')
		writeJSON(b, m.value)
		open = ','
	}
	b.WriteByte('}')
}

func writeList[T any](b *bytes.Buffer, list []T) {
	b.WriteByte('[')
	for i, x := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		writeJSON(b, x)
	}
	b.WriteByte(']')
}
