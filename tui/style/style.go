// Package style turns a theme into styles for painting: a small id for every role of the
// screen, and a table with the escape sequence of every id on the current terminal.
// Painting stores ids in cells; only the encoder of a frame uses the table.
//
// Variants of an id need no second table: see [Bold], [Reverse], [Selected] and [Dim].
package style

import (
	"crossover/themes"
	"crossover/tui/cell"

	"github.com/charmbracelet/colorprofile"
)

// Styles holds the id of every role. The ids do not depend on the theme and the terminal;
// only the Table does. A Styles is read-only and may be shared by sessions with the same
// theme and colour profile.
type Styles struct {
	// Plain is the terminal's own look; it is the zero id.
	Plain cell.Style

	// Text, Muted and Faint are body text of first, second and third rank.
	Text, Muted, Faint cell.Style
	// Brand is the program's name.
	Brand cell.Style
	// Border and BorderFocus are the borders of panes.
	Border, BorderFocus cell.Style
	// Title is the title of a pane, Heading a heading inside it, and Accent the most
	// prominent text.
	Title, Accent, Heading cell.Style
	// Label and Value are the name of a field and its figure.
	Label, Value cell.Style
	// Key is a key in a key hint, and Link an address or source.
	Key, Link cell.Style
	// Track, Fill, Handle, HandleFocus, Snap, Ghost and Edit are the parts of
	// a slider.
	Track, Fill, Handle, HandleFocus, Snap, Ghost, Edit cell.Style
	// Good, Warning and Bad express a judgement.
	Good, Warning, Bad cell.Style
	// Best is the cheapest or recommended choice, Infeasible an excluded one.
	Best, Infeasible cell.Style
	// Marker is a crossover, Cursor the line at "you are here", and Axis, Grid
	// and SLO are the other lines of a chart.
	Marker, Cursor, Axis, Grid, SLO cell.Style
	// Node and Flow are the boxes and arrows of a layout diagram.
	Node, Flow cell.Style
	// Selection is the selected row and Match a search hit.
	Selection, Match cell.Style
	// Tab and TabActive are the tabs.
	Tab, TabActive cell.Style

	// Series are the styles of chart series; there are at least themes.MinSeries.
	Series []cell.Style

	// Table holds the escape sequence of every id.
	Table *Table
}

// New returns the styles of a theme for a terminal's colour profile.
func New(th themes.Theme, p colorprofile.Profile) Styles {
	st := Styles{
		Text:        id(themes.RoleText),
		Muted:       id(themes.RoleMuted),
		Faint:       id(themes.RoleFaint),
		Brand:       id(themes.RoleBrand),
		Border:      id(themes.RoleBorder),
		BorderFocus: id(themes.RoleBorderFocus),
		Title:       id(themes.RoleTitle),
		Accent:      id(themes.RoleAccent),
		Heading:     id(themes.RoleHeading),
		Label:       id(themes.RoleLabel),
		Value:       id(themes.RoleValue),
		Key:         id(themes.RoleKey),
		Link:        id(themes.RoleLink),
		Track:       id(themes.RoleTrack),
		Fill:        id(themes.RoleFill),
		Handle:      id(themes.RoleHandle),
		HandleFocus: id(themes.RoleHandleFocus),
		Snap:        id(themes.RoleSnap),
		Ghost:       id(themes.RoleGhost),
		Edit:        id(themes.RoleEdit),
		Good:        id(themes.RoleGood),
		Warning:     id(themes.RoleWarning),
		Bad:         id(themes.RoleBad),
		Best:        id(themes.RoleBest),
		Infeasible:  id(themes.RoleInfeasible),
		Marker:      id(themes.RoleMarker),
		Cursor:      id(themes.RoleCursor),
		Axis:        id(themes.RoleAxis),
		Grid:        id(themes.RoleGrid),
		SLO:         id(themes.RoleSLO),
		Node:        id(themes.RoleNode),
		Flow:        id(themes.RoleFlow),
		Selection:   id(themes.RoleSelection),
		Match:       id(themes.RoleMatch),
		Tab:         id(themes.RoleTab),
		TabActive:   id(themes.RoleTabActive),
		Series:      make([]cell.Style, min(len(th.Series), themes.MaxSeries)),
		Table:       newTable(th, p),
	}
	for i := range st.Series {
		st.Series[i] = seriesID(i)
	}
	return st
}

// SeriesAt returns the style of series i; after the last style they repeat.
func (st *Styles) SeriesAt(i int) cell.Style {
	if len(st.Series) == 0 || i < 0 {
		return st.Text
	}
	return st.Series[i%len(st.Series)]
}

// id returns the style id of a role. Id 0 is the terminal's own style.
func id(r themes.Role) cell.Style { return cell.Style(r) + 1 }

// seriesID returns the style id of series i.
func seriesID(i int) cell.Style { return cell.Style(themes.RoleCount) + 1 + cell.Style(i) }
