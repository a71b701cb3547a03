// Package style turns a theme into styles for painting: a small id for every role of the
// screen, and a table with the escape sequence of every id on the current terminal.
// Painting stores ids in cells; only the encoder of a frame uses the table.
//
// Variants of an id need no second table: see [Bold], [Reverse], [Selected] and [Dim].
package style

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/norm"

	"crossover/themes"
	"crossover/tui/cell"
)

// Styles holds the id of every role. The ids do not depend on the theme and the terminal;
// only the Table does. A Styles is read-only and may be shared by sessions with the same
// theme and colour profile.
type Styles struct {
	// Plain is the terminal's own look; it is the zero id.
	Plain cell.Style
	themes.Roles[cell.Style]

	// Series are the styles of chart series; there are at least themes.MinSeries.
	Series []cell.Style

	// Table holds the escape sequence of every id.
	Table *Table
}

// New returns the styles of a theme for a terminal's colour profile.
func New(th themes.Theme, p colorprofile.Profile) Styles {
	st := Styles{Series: make([]cell.Style, min(len(th.Series), themes.MaxSeries)), Table: newTable(th, p)}
	for i := range themes.RoleCount {
		*st.At(i) = id(i)
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

// id returns the style id of role i of [themes.Roles]. Id 0 is the terminal's own style.
func id(i int) cell.Style { return cell.Style(i) + 1 }

// seriesID returns the style id of series i.
func seriesID(i int) cell.Style { return cell.Style(themes.RoleCount) + 1 + cell.Style(i) }

// A style id has a base in the low bits and variants above it.
const (
	baseBits = 6
	baseMask = 1<<baseBits - 1

	bitBold     cell.Style = 1 << baseBits
	bitReverse  cell.Style = 2 << baseBits
	bitSelected cell.Style = 4 << baseBits
	bitDim      cell.Style = 8 << baseBits

	tableSize = 16 << baseBits
)

// Bold returns the bold variant of s.
func Bold(s cell.Style) cell.Style { return s | bitBold }

// Reverse returns the variant of s with foreground and background exchanged.
func Reverse(s cell.Style) cell.Style { return s ^ bitReverse }

// Selected returns s for the selected row: on the selection's background, or reversed on
// terminals that cannot show it.
func Selected(s cell.Style) cell.Style { return s | bitSelected }

// Dim returns s for text under a dialog: the look of the faint role.
func Dim(s cell.Style) cell.Style { return s&^(bitBold|bitReverse|bitSelected) | bitDim }

// Base returns s without its variants.
func Base(s cell.Style) cell.Style { return s & baseMask }

// Clean makes text from outside the program safe to paint. It removes escape sequences and
// control characters, turns white space into single blanks, and replaces every character
// that is not one column wide by '?', so that each rune of the result is one column wide.
// It cuts the result off after limit runes.
func Clean(s string, limit int) string { return clean(s, limit, false) }

// CleanName is [Clean] for the names of people: it keeps letters two columns wide and
// composes letters with their accents. It does not keep pictures, because terminals
// disagree about their width. The result has at most columns columns, as [cell.Columns]
// counts them.
func CleanName(s string, columns int) string { return clean(norm.NFC.String(s), columns, true) }

// clean does the work of both; names allows wide letters.
func clean(s string, limit int, names bool) string {
	for {
		clean := cleanOnce(s, limit, names)
		if clean == s {
			return clean
		}
		s = clean // a removed character may have separated two that combine
	}
}

func cleanOnce(s string, limit int, names bool) string {
	var b strings.Builder
	blank := true // swallow blanks at the start
	for cluster, width := range cell.Characters(ansi.Strip(s)) {
		r, columns := single(cluster, width, names)
		if columns == 0 || r == ' ' && blank {
			continue
		}
		if limit -= columns; limit < 0 {
			break
		}
		blank = r == ' '
		b.WriteRune(r)
	}
	return strings.TrimRight(b.String(), " ")
}

// single returns the rune painted for a character, and its width in columns: 0 for a
// character that is left out.
func single(cluster string, width int, names bool) (r rune, columns int) {
	r, size := utf8.DecodeRuneInString(cluster)
	switch {
	case unicode.IsSpace(r):
		return ' ', 1
	case unicode.Is(unicode.Co, r) || r == unicode.ReplacementChar:
		return '?', 1 // private use: fonts disagree about the width
	case !unicode.IsPrint(r):
		return 0, 0
	case width == 0:
		return 0, 0
	case names && size == len(cluster) && unicode.IsLetter(r) && cell.IsWide(r):
		return r, 2
	case width != 1 || cell.RuneWidth(r) != 1:
		return '?', 1
	default:
		return r, 1 // accents that could not be composed are dropped
	}
}
