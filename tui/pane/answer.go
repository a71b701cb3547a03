package pane

import (
	"bytes"
	"time"
	"unicode/utf8"

	"crossover/tui/cell"
	"crossover/tui/headline"
	"crossover/tui/paint"
	"crossover/tui/style"
)

// Answer is the card with the answer in words: the winning family, its lead, the
// runner-up, and the traffic at which that changes.
type Answer struct {
	word         string
	until        time.Time // when the first word is no longer marked
	first, turns []byte
}

// Note records the first word of the answer and reports whether it has changed. If so,
// the word is marked until the given time.
func (p *Answer) Note(word string, until time.Time) bool {
	changed := p.word != "" && word != p.word
	if changed {
		p.until = until
	}
	p.word = word
	return changed
}

// Draw paints the card with the longest form of the headline that fits.
func (p *Answer) Draw(c *paint.Canvas, r cell.Rect, h *headline.Headline, now time.Time) {
	in := cell.Rect{X: r.X + 1, Y: r.Y, W: r.W - 2, H: r.H}
	if r.H >= 4 {
		in = c.Box(r, "Answer", "", false)
		in.X, in.W = in.X+1, in.W-2
	}
	if in.Empty() {
		return
	}
	word := style.Bold(c.Style.Accent)
	if now.Before(p.until) {
		word = style.Reverse(word)
	}
	said := *h
	for p.compose(&said); said.Brief < headline.NumBriefs-1 && !p.fits(in); p.compose(&said) {
		said.Brief++
	}
	x, y, _ := writeWords(c, in, in.X, in.Y, p.first, c.Style.Text)
	under := cell.Rect{X: in.X, Y: y + 1, W: in.W, H: in.H - 1 - (y - in.Y)}
	if _, _, ok := writeWords(nil, under, under.X, under.Y, p.turns, 0); ok {
		x, y = in.X, y+1
	}
	writeWords(c, in, x, y, p.turns, c.Style.Value)
	for i := range len(said.Word()) {
		c.B.SetStyle(in.X+i, in.Y, word)
	}
}

func (p *Answer) compose(h *headline.Headline) {
	p.first, p.turns = h.AppendFirst(p.first[:0]), h.AppendTurns(p.turns[:0])
}

// fits reports whether the whole answer fits.
func (p *Answer) fits(in cell.Rect) bool {
	x, y, _ := writeWords(nil, in, in.X, in.Y, p.first, 0)
	_, _, ok := writeWords(nil, in, x, y, p.turns, 0)
	return ok
}

// writeWords writes words into a rectangle from cell x, y on. It returns the cell after
// them and whether all fit. Without a canvas it only measures.
func writeWords(c *paint.Canvas, in cell.Rect, x, y int, text []byte, st cell.Style) (int, int, bool) {
	end, bottom := in.X+in.W, in.Y+in.H
	for len(text) > 0 {
		word, rest, _ := bytes.Cut(text, []byte(" "))
		if bytes.HasPrefix(rest, []byte("%")) { // stays with its number
			unit, more, _ := bytes.Cut(rest, []byte(" "))
			word, rest = text[:len(word)+1+len(unit)], more
		}
		n := utf8.RuneCount(word)
		if x > in.X {
			if x++; x+n > end {
				x, y = in.X, y+1
			}
		}
		if y >= bottom || x+n > end {
			if c != nil {
				c.B.Set(end-1, bottom-1, c.Glyph.Ellipsis, st)
			}
			return x, y, false
		}
		if c != nil {
			c.Text(x, y, string(word), st, end)
		}
		x, text = x+n, rest
	}
	return x, y, true
}
