package style

import (
	"strconv"

	"crossover/themes"
	"crossover/tui/cell"

	"github.com/charmbracelet/colorprofile"
)

// Table holds the precomputed escape sequence of every style id for one theme
// on one kind of terminal. It is immutable.
type Table struct {
	entries [tableSize]entry
	// same holds the lowest id that looks the same, for each id, and shows whether a blank
	// in its style is not blank. Every cell of a frame needs them.
	same    [tableSize]cell.Style
	shows   [tableSize]bool
	painted bool
}

// entry holds the data for encoding a cell in one style.
type entry struct {
	look  Look
	full  string // from any style: starts with a reset
	brief string // from a style that only sets a foreground
	light bool   // sets only a foreground, on the ground
}

// Painted reports whether the screen has a ground of its own instead of the terminal's. If
// so, plain cells have to be sent too, and a row ends with [Reset].
func (t *Table) Painted() bool { return t.painted }

// Reset is the sequence that returns to the terminal's own look.
const Reset = "\x1b[m"

// Canon returns one id for all ids that look the same as s. Two cells look the same if
// their runes and the Canon of their styles are equal.
func (t *Table) Canon(s cell.Style) cell.Style {
	if s >= tableSize {
		return 0
	}
	return t.same[s]
}

// Shows reports whether a blank in style s looks different from an empty cell:
// whether the style has a background, an underline or is reversed.
func (t *Table) Shows(s cell.Style) bool { return s < tableSize && t.shows[s] }

// SGR returns the sequence that selects style s after any other style.
func (t *Table) SGR(s cell.Style) string { return t.at(s).full }

// Look returns how style s looks.
func (t *Table) Look(s cell.Style) Look { return t.at(s).look }

// Switch returns the shortest sequence that selects style to after style from
// was selected with a sequence of this table. Between styles that look the
// same it is empty.
func (t *Table) Switch(from, to cell.Style) string {
	if t.Canon(from) == t.Canon(to) {
		return ""
	}
	if t.at(from).light {
		return t.at(to).brief
	}
	return t.at(to).full
}

// at returns the entry of s; ids outside the table look like plain text.
func (t *Table) at(s cell.Style) *entry {
	if s >= tableSize {
		s = 0
	}
	return &t.entries[s]
}

// Look is a style resolved for one theme and one colour profile, for callers that do not
// use escape sequences.
type Look struct {
	// Fore and Back are the colours; the zero Ink is the terminal's own.
	Fore, Back themes.Ink
	// Bold, Faint, Italic, Underline and Reverse are the attributes. Reverse
	// exchanges Fore and Back.
	Bold, Faint, Italic, Underline, Reverse bool
}

func newTable(th themes.Theme, p colorprofile.Profile) *Table {
	t := &Table{}
	if p == colorprofile.NoTTY {
		return t
	}
	g := newGround(th, p)
	t.painted = g != ground{}
	first := make(map[Look]cell.Style, 256)
	for s := range cell.Style(tableSize) {
		l := resolve(th, p, s).on(g)
		t.shows[s] = l.Underline || l.Reverse || l.Back != g.back
		if same, seen := first[l]; seen {
			t.entries[s], t.same[s] = t.entries[same], same
			continue
		}
		first[l], t.same[s] = s, s
		t.entries[s] = l.entry(g)
	}
	return t
}

// ground holds the colours of plain text and of the background; it is zero if they are the
// terminal's own.
type ground struct{ fore, back themes.Ink }

// newGround resolves the ground of a theme. It is zero if the theme or the terminal has no
// colour for it.
func newGround(th themes.Theme, p colorprofile.Profile) ground {
	g := ground{ink(th.Ground.Fore, p), ink(th.Ground.Back, p)}
	if !th.Paint || g.fore == (themes.Ink{}) || g.back == (themes.Ink{}) {
		return ground{}
	}
	return g
}

// on adds a ground to l: it supplies the colours that l leaves to the terminal.
func (l Look) on(g ground) Look {
	if l.Fore == (themes.Ink{}) {
		l.Fore = g.fore
	}
	if l.Back == (themes.Ink{}) {
		l.Back = g.back
	}
	return l
}

// resolve returns the look of id s.
func resolve(th themes.Theme, p colorprofile.Profile, s cell.Style) Look {
	switch {
	case s&bitDim != 0 && p == colorprofile.ANSI:
		return toneLook(th.Roles.Border, p) // its greys are too dark to read, and faint text may look like any other
	case s&bitDim != 0:
		return toneLook(th.Roles.Faint, p)
	}
	l := toneLook(baseTone(th, Base(s)), p)
	if s&bitSelected != 0 {
		l = l.selected(toneLook(th.Roles.Selection, p))
	}
	l.Bold = l.Bold || s&bitBold != 0
	if s&bitReverse != 0 {
		l.Reverse = !l.Reverse
	}
	return l
}

// baseTone returns the theme's tone for a base id.
func baseTone(th themes.Theme, base cell.Style) themes.Tone {
	switch i := int(base) - int(seriesID(0)); {
	case base == 0:
		return themes.Tone{}
	case i < 0:
		return *th.Roles.At(int(base) - 1)
	case i < len(th.Series) && i < themes.MaxSeries:
		return th.Series[i]
	default:
		return themes.Tone{}
	}
}

// toneLook resolves a tone for a profile. A background the terminal cannot show becomes
// reverse, so that it still marks the text.
func toneLook(t themes.Tone, p colorprofile.Profile) Look {
	l := Look{
		Fore: ink(t.Fore, p), Back: ink(t.Back, p),
		Bold: t.Bold, Faint: t.Faint, Italic: t.Italic, Underline: t.Underline, Reverse: t.Reverse,
	}
	if !t.Back.IsDefault() && l.Back == (themes.Ink{}) {
		l.Reverse = true
	}
	return l
}

// selected combines l with the look of the selection. With 16 colours the selection's
// background may equal the colour of the text, so the whole row then takes the selection's
// colours.
func (l Look) selected(sel Look) Look {
	if sel.Back.Kind == themes.InkRGB || sel.Back.Kind == themes.InkIndexed {
		l.Back = sel.Back
		if l.Fore == (themes.Ink{}) {
			l.Fore = sel.Fore
		}
		return l
	}
	l.Fore, l.Back = sel.Fore, sel.Back
	l.Reverse = sel.Reverse || sel.Back == (themes.Ink{})
	l.Faint = false
	return l
}

// ink returns c in the colour depth of profile p.
func ink(c themes.Color, p colorprofile.Profile) themes.Ink {
	switch p {
	case colorprofile.TrueColor:
		return c.True
	case colorprofile.ANSI256:
		return c.Indexed
	case colorprofile.ANSI:
		return c.Basic
	default:
		return themes.Ink{}
	}
}

// entry computes the sequences of a look on a ground. After a style that only sets a
// foreground no reset is needed if the look sets its own foreground.
func (l Look) entry(g ground) entry {
	attrs := l.Bold || l.Faint || l.Italic || l.Underline || l.Reverse
	e := entry{
		look:  l,
		light: !attrs && l.Back == g.back,
	}
	if l == (Look{}) {
		e.full, e.brief = Reset, Reset
		return e
	}
	e.full = "\x1b[0" + l.params() + "m"
	e.brief = e.full
	if l.Fore != (themes.Ink{}) {
		if l.Back == g.back {
			l.Back = themes.Ink{} // already set
		}
		e.brief = "\x1b[" + l.params()[1:] + "m"
	}
	return e
}

// params returns the parameters of l, each after a semicolon.
func (l Look) params() string {
	var p []byte
	for _, a := range []struct {
		on   bool
		code string
	}{{l.Bold, ";1"}, {l.Faint, ";2"}, {l.Italic, ";3"}, {l.Underline, ";4"}, {l.Reverse, ";7"}} {
		if a.on {
			p = append(p, a.code...)
		}
	}
	p = appendInk(p, l.Fore, 30)
	p = appendInk(p, l.Back, 40)
	return string(p)
}

// appendInk appends the parameters of one ink; base is 30 for the foreground
// and 40 for the background.
func appendInk(p []byte, k themes.Ink, base int) []byte {
	num := func(n int) { p = strconv.AppendInt(append(p, ';'), int64(n), 10) }
	switch k.Kind {
	case themes.InkANSI:
		if k.Index < 8 {
			num(base + int(k.Index))
		} else {
			num(base + 60 + int(k.Index) - 8)
		}
	case themes.InkIndexed:
		num(base + 8)
		num(5)
		num(int(k.Index))
	case themes.InkRGB:
		num(base + 8)
		num(2)
		num(int(k.RGB.R))
		num(int(k.RGB.G))
		num(int(k.RGB.B))
	case themes.InkDefault:
	}
	return p
}
