package strict

import (
	"cmp"
	"fmt"
	"sort"
	"strings"

	"crossover/engine/each"
)

// Error lists all problems of the files.
type Error struct {
	// Problems are sorted by file and place.
	Problems []Problem
}

// Error returns the problems, one a line.
func (e *Error) Error() string {
	return strings.Join(each.Of(e.Problems, func(p *Problem) string { return p.String() }), "\n")
}

// Err returns all problems as one [*Error], or nil.
func (d *Decoder) Err() error {
	if len(d.Problems) == 0 {
		return nil
	}
	sort.SliceStable(d.Problems, func(i, j int) bool {
		a, b := &d.Problems[i], &d.Problems[j]
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column) < 0
	})
	return &Error{Problems: d.Problems}
}

// Problem is one mistake in a file.
type Problem struct {
	File string
	// Line and Column count from 1; 0 means the file as a whole.
	Line, Column int
	// Path leads to the value inside the file: rates.lambda-requests.price.
	Path string
	// Value is the text found, and Want describes a right one.
	Value, Want string
}

// String returns the problem on one line, in the format of compilers.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	b.WriteString(": ")
	if p.Path != "" {
		fmt.Fprintf(&b, "%s: ", p.Path)
	}
	if p.Value == "" {
		return b.String() + "missing: want " + p.Want
	}
	return fmt.Sprintf("%s%q: want %s", b.String(), Clip(p.Value), p.Want)
}

// Clip shortens a quoted value to fit on a line.
func Clip(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// Locate adds a problem found by a check of the values. Its place is that of the value at
// path, or of the nearest value that contains it.
func (d *Decoder) Locate(path, value, want string) {
	at := path
	place, ok := d.places[at]
	for !ok && at != "" {
		at = parent(at)
		place, ok = d.places[at]
	}
	if place.Root != "" {
		path = strings.TrimPrefix(strings.TrimPrefix(path, place.Root), ".")
	}
	d.Problems = append(d.Problems, Problem{place.File, place.Line, place.Column, path, value, want})
}

// parent removes the last step of a path: a.b[2].c, a.b[2], a.b, a.
func parent(path string) string { return path[:max(strings.LastIndexAny(path, ".["), 0)] }
