// Package result holds the answers of the commands as values that print themselves: as a
// table for people, as Markdown for a page, as CSV and as JSON for machines. The
// commands, the explorer's export and SSH clients share them.
package result

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
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
