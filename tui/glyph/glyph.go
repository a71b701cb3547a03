// Package glyph defines the characters the program draws with: sets from braille down to
// plain ASCII that name every sign the screen needs.
//
// Every character of every set is one column wide. Some common ones (● ▶ → …) are one
// column wide in most terminals and two in those set up for East Asian text; the sets
// avoid them unless the caller knows the terminal. Lines and blocks are ambiguous in the
// same way, but no screen can do without them: where they are wide, use the ASCII set.
package glyph

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"crossover/tui/cell"
)

// Kind identifies a set of glyphs and its way of drawing charts.
type Kind uint8

// The sets, from the richest to the plainest.
const (
	// Braille draws curves with 2×4 dots a cell.
	Braille Kind = iota
	// Octant is Braille with curves drawn in octants, the solid eighths of a cell, for
	// terminals known to have them: see [Set.WithOctants].
	Octant
	// Block draws curves with half blocks, for fonts without braille.
	Block
	// ASCII draws everything with the 95 printable characters of ASCII.
	ASCII
)

var kindNames = [...]string{"braille", "octant", "block", "ascii"}

// String returns the name used for the set in flags and settings.
func (k Kind) String() string { return kindNames[k] }

// ParseKind returns the set called name.
func ParseKind(name string) (k Kind, ok bool) {
	i := slices.Index(kindNames[:], name)
	return Kind(max(i, 0)), i >= 0
}

// Names returns the names of the sets for help texts.
func Names() string { return strings.Join(kindNames[:], ", ") }

// Box holds the characters of a border.
type Box struct {
	// Horizontal and Vertical are the sides.
	Horizontal, Vertical rune
	// TopLeft, TopRight, BottomLeft and BottomRight are the corners.
	TopLeft, TopRight, BottomLeft, BottomRight rune
	// TeeLeft branches off the left side to the right; the others likewise.
	TeeLeft, TeeRight, TeeTop, TeeBottom rune
	// Cross is where two lines cross.
	Cross rune
}

// Set is one set of glyphs. It is read-only and may be shared.
type Set struct {
	// Kind is the name of the set.
	Kind Kind
	// Plot is the way charts are drawn.
	Plot Kind
	// Ambiguous is set if the set uses characters that some terminals make two columns
	// wide.
	Ambiguous bool

	// Box is the border of a pane, and BoxFocus that of the pane with the focus.
	Box, BoxFocus Box

	// Fill and Track are a slider's line before and after its handle. FillSnap and
	// TrackSnap replace them at a snap.
	Track, Fill, TrackSnap, FillSnap rune
	// Handle and HandleFocus are a slider's handle, Ghost a pinned value on it.
	Handle, HandleFocus, Ghost rune

	// Before and After stand on the two sides of a choice's name.
	Before, After rune

	// Bar is a cell of a bar.
	Bar rune

	// Left, Right, Up and Down are arrow heads.
	Left, Right, Up, Down rune
	// Flow is the line of an arrow between boxes, FlowHead its head.
	Flow, FlowHead rune
	// Focus marks the row that has the focus.
	Focus rune
	// Ellipsis ends text that did not fit, and Separator stands between two notes.
	Ellipsis, Separator rune
	// Check and Cross mean yes and no, Warn marks a warning.
	Check, Cross, Warn rune
	// Approx marks two figures that are about the same.
	Approx rune

	// Crossover marks where two curves cross.
	Crossover rune
	// AxisCorner is where the axes of a chart meet, and MinorTick a tick without a number.
	AxisCorner, MinorTick rune
	// GridH and GridV are grid lines. CursorLine is the line at "you are here", GhostLine
	// that at a pinned value, and HoverLine the vertical line through the mouse.
	GridH, GridV, CursorLine, GhostLine, HoverLine rune
	// GhostCaret is where the line at a pinned value meets the axis; that of the cursor
	// has Up.
	GhostCaret rune
	// Rise and Fall lead from a curve's end up and down to its name.
	Rise, Fall rune
	// Limit is the line of a latency target, and the horizontal line through the mouse.
	Limit rune

	// Running, Idle and Starting are instances of a pool, one a cell.
	Running, Idle, Starting rune

	// Marks distinguish series without colour; there are 14, all different.
	Marks [14]rune
}

// New returns a set. With ambiguousOK, for a terminal known to draw them one column wide,
// it uses the rounder characters of ambiguous width.
func New(k Kind, ambiguousOK bool) *Set {
	if k == ASCII {
		s := asciiSet()
		return &s
	}
	s := blockSet()
	if k != Block {
		s.Kind, s.Plot = k, Braille
	}
	if ambiguousOK {
		s.useAmbiguous()
	}
	return &s
}

// WithOctants returns the set, with curves drawn in octants if its kind is Octant, for a
// terminal known to have them: see [HasOctants].
func (s *Set) WithOctants() *Set {
	if s.Kind != Octant {
		return s
	}
	with := *s
	with.Plot = Octant
	return &with
}

// Mark returns the mark of series i; after the last mark they repeat.
func (s *Set) Mark(i int) rune {
	return s.Marks[max(i, 0)%len(s.Marks)]
}

// blockSet is the set for terminals with Unicode.
func blockSet() Set {
	return Set{
		Kind: Block, Plot: Block,
		Box: Box{
			Horizontal: '─', Vertical: '│',
			TopLeft: '╭', TopRight: '╮', BottomLeft: '╰', BottomRight: '╯',
			TeeLeft: '├', TeeRight: '┤', TeeTop: '┬', TeeBottom: '┴', Cross: '┼',
		},
		BoxFocus: Box{
			Horizontal: '━', Vertical: '┃',
			TopLeft: '┏', TopRight: '┓', BottomLeft: '┗', BottomRight: '┛',
			TeeLeft: '┣', TeeRight: '┫', TeeTop: '┳', TeeBottom: '┻', Cross: '╋',
		},
		Track: '─', Fill: '━', TrackSnap: '┴', FillSnap: '┷',
		Handle: '┃', HandleFocus: '█', Ghost: '╎',
		Before: '‹', After: '›',
		Bar: '█', Left: '◂', Right: '▸', Up: '▴', Down: '▾',
		Flow: '─', FlowHead: '▸',
		Focus:    '▸',
		Ellipsis: '~', Separator: '∙',
		Check: '✓', Cross: '✗', Warn: '!',
		Approx: '~', Crossover: '╳', AxisCorner: '└', MinorTick: '┴',
		GridH: '┈', GridV: '┊', CursorLine: '│', GhostLine: '┆', HoverLine: '╎', Limit: '╌',
		GhostCaret: '▵', Rise: '╱', Fall: '╲',
		Running: '▮', Idle: '▯', Starting: '▴',
		Marks: [14]rune{'▴', '▰', '◊', '✚', '▾', '▱', '✕', '◦', '✦', '▮', '✱', '◧', '◂', '▬'},
	}
}

// useAmbiguous replaces characters by the rounder ones of ambiguous width.
func (s *Set) useAmbiguous() {
	s.Ambiguous = true
	s.Handle, s.HandleFocus, s.Ghost = '●', '◉', '○'
	s.Left, s.Right, s.Up, s.Down = '←', '→', '↑', '↓'
	s.FlowHead, s.GhostCaret = '▶', '△'
	s.Ellipsis, s.Separator, s.Approx = '…', '·', '≈'
	s.Marks = [14]rune{'●', '▲', '■', '◆', '▼', '○', '✚', '△', '□', '◇', '▽', '★', '✕', '☆'}
}

// asciiSet is the set for terminals that show nothing beyond ASCII.
func asciiSet() Set {
	return Set{
		Kind: ASCII, Plot: ASCII,
		Box: Box{
			Horizontal: '-', Vertical: '|',
			TopLeft: '+', TopRight: '+', BottomLeft: '+', BottomRight: '+',
			TeeLeft: '+', TeeRight: '+', TeeTop: '+', TeeBottom: '+', Cross: '+',
		},
		BoxFocus: Box{
			Horizontal: '=', Vertical: '|',
			TopLeft: '#', TopRight: '#', BottomLeft: '#', BottomRight: '#',
			TeeLeft: '#', TeeRight: '#', TeeTop: '#', TeeBottom: '#', Cross: '#',
		},
		Track: '-', Fill: '=', TrackSnap: '+', FillSnap: '+',
		Handle: 'O', HandleFocus: '@', Ghost: 'o',
		Before: '<', After: '>',
		Bar: '=', Left: '<', Right: '>', Up: '^', Down: 'v',
		Flow: '-', FlowHead: '>',
		Focus:    '>',
		Ellipsis: '~', Separator: '|',
		Check: '+', Cross: 'x', Warn: '!',
		Approx: '~', Crossover: 'X', AxisCorner: '+', MinorTick: '\'',
		GridH: '.', GridV: '.', CursorLine: '|', GhostLine: ':', HoverLine: ':', Limit: '-',
		GhostCaret: '\'', Rise: '/', Fall: '\\',
		Running: '#', Idle: '.', Starting: '^',
		Marks: [14]rune{'*', 'o', '+', 'x', '#', '%', '@', '&', '$', '~', '?', 'A', 'H', 'Z'},
	}
}

// ToASCII returns the ASCII character nearest to r, for terminals that show nothing else,
// or '?' if there is none.
func ToASCII(r rune) rune {
	if r >= ' ' && r < 0x7f {
		return r
	}
	for _, x := range nearest {
		if strings.ContainsRune(x.runes, r) {
			return x.to
		}
	}
	return '?'
}

// nearest maps runes to similar ASCII characters.
var nearest = [...]struct {
	to    rune
	runes string
}{
	{'-', "·•∙▪◦–—−─━┈╌"}, {'|', "│┃┊╎"}, {'x', "×✕✗╳"}, {'u', "µμ"}, {'~', "…⋯≈"}, {'\'', "‘’′"}, {'"', "“”″"},
	{'>', "→▶▸›≥"}, {'<', "←◀◂‹≤"}, {'^', "↑▲▴"}, {'v', "↓▼▾"}, {'E', "€"}, {'#', "█▇▀▄"}, {' ', "\u00a0\u2009\u202f\u2800"},
}

// Text paints t from x, y to the right, at most limit columns, and ends it
// with the ellipsis if it does not fit. It returns the column after the last
// one painted. Every rune of t must be one column wide.
func (s *Set) Text(b *cell.Buffer, x, y int, t string, st cell.Style, limit int) int {
	if limit <= 0 {
		return x
	}
	if cell.Fits(t, limit) {
		return b.Text(x, y, t, st, limit)
	}
	x = b.Text(x, y, t, st, limit-1)
	b.Set(x, y, s.Ellipsis, st)
	return x + 1
}

// Border paints a border along the inside of r and returns the rectangle inside it. A
// rectangle too small for a border gets none and is returned unchanged.
func (b *Box) Border(buf *cell.Buffer, r cell.Rect, st cell.Style) cell.Rect {
	if r.W < 2 || r.H < 2 {
		return r
	}
	right, bottom := r.X+r.W-1, r.Y+r.H-1
	for x := r.X + 1; x < right; x++ {
		buf.Set(x, r.Y, b.Horizontal, st)
		buf.Set(x, bottom, b.Horizontal, st)
	}
	for y := r.Y + 1; y < bottom; y++ {
		buf.Set(r.X, y, b.Vertical, st)
		buf.Set(right, y, b.Vertical, st)
	}
	buf.Set(r.X, r.Y, b.TopLeft, st)
	buf.Set(right, r.Y, b.TopRight, st)
	buf.Set(r.X, bottom, b.BottomLeft, st)
	buf.Set(right, bottom, b.BottomRight, st)
	return r.Inset(1, 1)
}

// Detect picks a set from a terminal's environment. lookup returns a variable's value, or
// "" if it is not set. ambiguousOK reports whether the terminal is known to make
// characters of ambiguous width one column wide.
//
// A terminal is taken to show Unicode unless its locale names another encoding or its type
// is known not to.
func Detect(lookup func(key string) string) (k Kind, ambiguousOK bool) {
	term := lookup("TERM")
	if plainTerm(term) || !unicodeLocale(locale(lookup)) {
		return ASCII, false
	}
	return Braille, narrowTerm(term, lookup("TERM_PROGRAM")) && !eastAsian(locale(lookup))
}

// locale returns the locale that applies to characters: the first of the three variables
// that is set.
func locale(lookup func(string) string) string {
	return cmp.Or(lookup("LC_ALL"), lookup("LC_CTYPE"), lookup("LANG"))
}

// unicodeLocale reports whether a locale may use UTF-8. One without an encoding
// may, because many systems leave it out; POSIX and C may not.
func unicodeLocale(l string) bool {
	if l == "C" || l == "POSIX" {
		return false
	}
	_, encoding, named := strings.Cut(l, ".")
	encoding, _, _ = strings.Cut(strings.ToLower(encoding), "@")
	return !named || encoding == "utf-8" || encoding == "utf8"
}

// plainTerm reports whether terminals of this type lack most of Unicode: the
// Linux console has 512 glyphs, and the others are older than Unicode.
func plainTerm(term string) bool {
	switch term {
	case "linux", "dumb", "vt100", "vt220", "ansi", "cons25":
		return true
	default:
		return false
	}
}

// narrowTerm reports whether a terminal is known to draw characters of ambiguous width in
// one column. Multiplexers are not known to: the terminal around them decides.
func narrowTerm(term, program string) bool {
	switch term {
	case "xterm-kitty", "alacritty", "foot", "foot-extra", "xterm-ghostty":
		return true
	}
	switch program {
	case "ghostty", "vscode":
		return strings.HasPrefix(term, "xterm")
	default:
		return false
	}
}

// eastAsian reports whether a locale is of a language whose users set their
// terminals to wide ambiguous characters.
func eastAsian(l string) bool {
	return strings.HasPrefix(l, "zh") || strings.HasPrefix(l, "ja") || strings.HasPrefix(l, "ko")
}

// octantsSince maps each terminal that draws the octants of Unicode 16 itself, with any
// font, to its first such version.
var octantsSince = map[string][2]int{"ghostty": {1, 2}, "foot": {1, 20}, "kitty": {0, 40}, "VTE": {0, 78}}

// HasOctants reports whether the terminal that names itself like this, as an
// answer to XTVERSION, is known to draw octants: "kitty(0.40.1)", "ghostty
// 1.2.0", "VTE(7802)", whose number is 0.78.2.
func HasOctants(name string) bool {
	program, version, _ := strings.Cut(strings.TrimSuffix(name, ")"), "(")
	if program == name {
		program, version, _ = strings.Cut(name, " ")
	}
	since, ok := octantsSince[program]
	if !ok {
		return false
	}
	whole, rest, dotted := strings.Cut(version, ".")
	major, err := strconv.Atoi(whole)
	if program == "VTE" && !dotted {
		return err == nil && major >= since[0]*10000+since[1]*100
	}
	part, _, _ := strings.Cut(rest, ".")
	minor, err2 := strconv.Atoi(part)
	return err == nil && err2 == nil && (major > since[0] || major == since[0] && minor >= since[1])
}
