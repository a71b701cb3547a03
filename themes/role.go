package themes

import (
	"reflect"
	"unicode"
)

// Roles holds something, such as a tone, for each role: a purpose on the screen that has a
// look of its own. The name of a role in theme files is that of its field, in lower case
// with underscores between words.
type Roles[T any] struct {
	// Text is running text, Muted secondary text such as units, dates and notes, and Faint
	// tertiary text and lines, such as the screen under a dialog.
	Text, Muted, Faint T
	// Brand is the program's name.
	Brand T
	// Border and BorderFocus are the borders of panes, and of the focused one.
	Border, BorderFocus T
	// Title is the title of a pane, Accent the most prominent text, and Heading a heading
	// inside a pane or a table.
	Title, Accent, Heading T
	// Label is the name of a control or a field, and Value its figure.
	Label, Value T
	// Key is a key in a key hint, and Link an address or a source.
	Key, Link T
	// Track and Fill are a slider beyond and before its handle, Handle and HandleFocus the
	// handle, Snap a tick where a value snaps, Ghost the mark of a pinned value, and Edit
	// text being typed.
	Track, Fill, Handle, HandleFocus, Snap, Ghost, Edit T
	// Good, Warning and Bad express a judgement.
	Good, Warning, Bad T
	// Best is the cheapest or recommended choice, Infeasible one that is ruled out.
	Best, Infeasible T
	// Marker is the mark of a crossover, Cursor the line at "you are here", Axis an axis with
	// its ticks and their labels, Grid the grid behind curves, and SLO the line of a latency
	// target.
	Marker, Cursor, Axis, Grid, SLO T
	// Node is the border of a box in a layout diagram, and Flow an arrow between two.
	Node, Flow T
	// Selection is the selected row; its background is used under other roles there. Match
	// is the part of a text that matches a search.
	Selection, Match T
	// Tab is an inactive tab, and TabActive the active one.
	Tab, TabActive T
}

// RoleCount is the number of roles.
const RoleCount = 36

// At returns role i, in the order of the fields.
func (r *Roles[T]) At(i int) *T { return reflect.ValueOf(r).Elem().Field(i).Addr().Interface().(*T) }

// roleNames returns the names in theme files, in the order of the roles.
func roleNames() (names []string) {
	for f := range reflect.TypeFor[Roles[Tone]]().Fields() {
		name := ""
		for i, c := range f.Name {
			if i > 0 && unicode.IsUpper(c) && f.Name != "SLO" {
				name += "_"
			}
			name += string(unicode.ToLower(c))
		}
		names = append(names, name)
	}
	return names
}
