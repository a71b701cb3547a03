// Package glyph defines the characters the program draws with: sets from braille down to
// plain ASCII that name every sign the screen needs.
//
// Every character of every set is one column wide. Some common ones (● ▶ → …) are one
// column wide in most terminals and two in those set up for East Asian text; the sets
// avoid them unless the caller knows the terminal. Lines and blocks are ambiguous in the
// same way, but no screen can do without them: where they are wide, use the ASCII set.
package glyph

import (
	"slices"
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
	// CursorLine is the line at "you are here", and GridV a vertical grid line.
	CursorLine, GridV rune
	// Limit is the line of a latency target.
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
	if i < 0 {
		i = 0
	}
	return s.Marks[i%len(s.Marks)]
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
		Approx: '~', Crossover: '╳', CursorLine: '│', GridV: '┊', Limit: '╌',
		Running: '▮', Idle: '▯', Starting: '▴',
		Marks: [14]rune{'▴', '▰', '◊', '✚', '▾', '▱', '✕', '◦', '✦', '▮', '✱', '◧', '◂', '▬'},
	}
}

// useAmbiguous replaces characters by the rounder ones of ambiguous width.
func (s *Set) useAmbiguous() {
	s.Ambiguous = true
	s.Handle, s.HandleFocus, s.Ghost = '●', '◉', '○'
	s.Left, s.Right, s.Up, s.Down = '←', '→', '↑', '↓'
	s.FlowHead = '▶'
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
		Approx: '~', Crossover: 'X', CursorLine: '|', GridV: ':', Limit: '-',
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
