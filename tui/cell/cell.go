// Package cell is the program's screen: a buffer of small cells and the rectangles to
// paint into. It has no colours: a [Style] is an index into a table that package tui/style
// builds, so that painting a frame needs no escape sequences.
//
// Every rune is one column wide, except those that [Buffer.Wide] paints, which are
// followed by a [Tail]. The drawing methods clip to the buffer, so callers need not check
// whether something fits.
package cell

import "slices"

// Style is an index into the style table the frame is encoded with. The zero
// Style is the terminal's own colours.
type Style uint16

// Cell is one character position.
type Cell struct {
	// Rune is the character shown: one column wide, or two where the cell after
	// it holds Tail.
	Rune rune
	// Style says how it looks.
	Style Style
}

// Tail is the rune of the second cell of a character two columns wide.
const Tail rune = -1

// Blank is a cell that shows nothing.
var Blank = Cell{Rune: ' '}

// Buffer is a rectangle of cells, row by row. The zero Buffer is empty; use
// [Buffer.Resize] to give it a size.
type Buffer struct {
	w, h  int
	cells []Cell
	links []Link
}

// Link makes cells of a row lead to an address, in terminals that support links.
type Link struct {
	// X and Y are the first cell, and W is the number of cells.
	X, Y, W int
	// URL is the address, in printable ASCII characters.
	URL string
}

// New returns a blank buffer of the given size. Negative sizes count as 0.
func New(w, h int) *Buffer {
	b := &Buffer{}
	b.Resize(w, h)
	return b
}

// Resize gives the buffer a size and blanks it. It allocates only when it
// grows beyond any size it had before.
func (b *Buffer) Resize(w, h int) {
	w, h = max(w, 0), max(h, 0)
	b.w, b.h = w, h
	b.cells = slices.Grow(b.cells[:0], w*h)[:w*h]
	b.Clear(0)
}

// Clone returns a copy of the buffer.
func (b *Buffer) Clone() *Buffer {
	return &Buffer{b.w, b.h, slices.Clone(b.cells), slices.Clone(b.links)}
}

// Width returns the number of columns.
func (b *Buffer) Width() int { return b.w }

// Height returns the number of rows.
func (b *Buffer) Height() int { return b.h }

// Bounds returns the whole buffer as a rectangle.
func (b *Buffer) Bounds() Rect { return Rect{W: b.w, H: b.h} }

// Row returns the cells of row y, which must be inside the buffer. The caller
// may read and write them.
func (b *Buffer) Row(y int) []Cell { return b.cells[y*b.w : (y+1)*b.w] }

// Clear blanks every cell, gives it style s, and forgets all links.
func (b *Buffer) Clear(s Style) {
	b.links = b.links[:0]
	for i := range b.cells {
		b.cells[i] = Cell{Rune: ' ', Style: s}
	}
}

// At returns the cell at x, y, or [Blank] outside the buffer.
func (b *Buffer) At(x, y int) Cell {
	if uint(x) >= uint(b.w) || uint(y) >= uint(b.h) {
		return Blank
	}
	return b.cells[y*b.w+x]
}

// Set paints one character. Outside the buffer it does nothing.
func (b *Buffer) Set(x, y int, r rune, s Style) {
	if uint(x) >= uint(b.w) || uint(y) >= uint(b.h) {
		return
	}
	b.cells[y*b.w+x] = Cell{Rune: r, Style: s}
}

// Wide paints a character that is two columns wide, if both are in the buffer.
func (b *Buffer) Wide(x, y int, r rune, s Style) {
	if x >= 0 && x+1 < b.w {
		b.Set(x, y, r, s)
		b.Set(x+1, y, Tail, s)
	}
}

// SetStyle changes the look of one cell and keeps its character.
func (b *Buffer) SetStyle(x, y int, s Style) {
	if uint(x) >= uint(b.w) || uint(y) >= uint(b.h) {
		return
	}
	b.cells[y*b.w+x].Style = s
}

// AddLink makes w cells from x, y lead to url. It ignores an address with characters that
// could end the escape sequence of a link.
func (b *Buffer) AddLink(x, y, w int, url string) {
	for i := range len(url) {
		if url[i] <= ' ' || url[i] > '~' {
			return
		}
	}
	if r := (Rect{x, y, w, 1}).Intersect(b.Bounds()); !r.Empty() && url != "" {
		b.links = append(b.links, Link{r.X, r.Y, r.W, url})
	}
}

// Links returns the links of the buffer, in the order they were added.
func (b *Buffer) Links() []Link { return b.links }

// Fill paints every cell of r.
func (b *Buffer) Fill(r Rect, ru rune, s Style) {
	r = r.Intersect(b.Bounds())
	for y := r.Y; y < r.Y+r.H; y++ {
		row := b.cells[y*b.w+r.X : y*b.w+r.X+r.W]
		for i := range row {
			row[i] = Cell{Rune: ru, Style: s}
		}
	}
}

// Text paints s from x, y to the right, at most limit columns, and returns the column
// after the last one painted. Every rune of s must be one or two columns wide: pass text
// from outside the program through tui/style's sanitisers first.
func (b *Buffer) Text(x, y int, s string, st Style, limit int) int {
	end := x + limit
	for _, r := range s {
		if x >= end {
			break
		}
		if r >= firstWide && IsWide(r) {
			if x+2 > end {
				break
			}
			b.Wide(x, y, r, st)
			x += 2
			continue
		}
		b.Set(x, y, r, st)
		x++
	}
	return x
}

// Bytes is Text for a byte slice of ASCII, as strconv.Append makes it.
func (b *Buffer) Bytes(x, y int, s []byte, st Style, limit int) {
	for i, c := range s[:min(len(s), max(limit, 0))] {
		b.Set(x+i, y, rune(c), st)
	}
}

// Rect is a rectangle of cells: its top left corner and its size. A Rect with
// no width or no height is empty and nothing painted into it shows.
type Rect struct{ X, Y, W, H int }

// Empty reports whether nothing fits into r.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// Contains reports whether the cell x, y lies in r.
func (r Rect) Contains(x, y int) bool {
	return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H
}

// Inset returns r with dx columns taken off its left and right and dy rows off
// its top and bottom. It never returns a negative size.
func (r Rect) Inset(dx, dy int) Rect {
	return Rect{X: r.X + dx, Y: r.Y + dy, W: max(r.W-2*dx, 0), H: max(r.H-2*dy, 0)}
}

// Intersect returns the part r and s share.
func (r Rect) Intersect(s Rect) Rect {
	x0, y0 := max(r.X, s.X), max(r.Y, s.Y)
	x1, y1 := min(r.X+r.W, s.X+s.W), min(r.Y+r.H, s.Y+s.H)
	if x1 <= x0 || y1 <= y0 {
		return Rect{X: x0, Y: y0}
	}
	return Rect{X: x0, Y: y0, W: x1 - x0, H: y1 - y0}
}

// CutTop splits n rows off the top of r and returns them and the rest.
func (r Rect) CutTop(n int) (top, rest Rect) {
	n = min(max(n, 0), r.H)
	return Rect{r.X, r.Y, r.W, n}, Rect{r.X, r.Y + n, r.W, r.H - n}
}

// CutBottom splits n rows off the bottom of r and returns the rest and them.
func (r Rect) CutBottom(n int) (rest, bottom Rect) {
	n = min(max(n, 0), r.H)
	return Rect{r.X, r.Y, r.W, r.H - n}, Rect{r.X, r.Y + r.H - n, r.W, n}
}

// CutLeft splits n columns off the left of r and returns them and the rest.
func (r Rect) CutLeft(n int) (left, rest Rect) {
	n = min(max(n, 0), r.W)
	return Rect{r.X, r.Y, n, r.H}, Rect{r.X + n, r.Y, r.W - n, r.H}
}

// CutRight splits n columns off the right of r and returns the rest and them.
func (r Rect) CutRight(n int) (rest, right Rect) {
	n = min(max(n, 0), r.W)
	return Rect{r.X, r.Y, r.W - n, r.H}, Rect{r.X + r.W - n, r.Y, n, r.H}
}
