// Package pane paints the parts of the screen. Each pane draws itself from values into a
// rectangle of the cell buffer. Between frames it keeps only buffers, caches, and its
// scroll position, selection and filter.
package pane

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/split"
	"crossover/tui/state"
)

// Head distinguishes a pane from others: Number selects it, and Focused means that it
// receives keys.
type Head struct {
	Number  string
	Focused bool
}

// box paints the border, with the number before the title.
func (h *Head) box(c *paint.Canvas, r cell.Rect, title, note string) cell.Rect {
	if h.Number != "" {
		c.Num = append(append(append(c.Num[:0], h.Number...), ' '), title...)
		title = c.Keep(c.Num)
	}
	return c.Box(r, title, note, h.Focused)
}

// number returns a figure as text, with at most two decimals.
func number(v float64) string { return string(format.AppendNumber(nil, math.Round(v*100)/100)) }

// spots holds the rectangle of each item last drawn; it is empty for a hidden item.
type spots []cell.Rect

// at returns the index of the item at a cell.
func (s spots) at(x, y int) (i int, ok bool) {
	i = slices.IndexFunc(s, func(r cell.Rect) bool { return r.Contains(x, y) })
	return i, i >= 0
}

// drawTab writes a name in a row of tabs, in brackets if active, and returns its
// rectangle.
func drawTab(c *paint.Canvas, x, y int, name string, active bool, end int) cell.Rect {
	st := c.Style.Tab
	if active {
		st = c.Style.TabActive
		c.B.Set(x, y, '[', st)
	}
	to := c.Text(x+1, y, name, st, end)
	if active {
		c.B.Set(to, y, ']', st)
	}
	return cell.Rect{X: x, Y: y, W: to + 1 - x, H: 1}
}

// LightEdge highlights an edge between panes, with arrows for the directions in which it
// can be moved.
func LightEdge(c *paint.Canvas, e split.Edge) {
	g := e.Grip
	for y := g.Y; y < g.Y+g.H; y++ {
		for x := g.X; x < g.X+g.W; x++ {
			if at := c.B.At(x, y); at.Style == c.Style.Border || at.Style == c.Style.BorderFocus {
				c.B.Set(x, y, at.Rune, c.Style.Accent)
			}
		}
	}
	if e.Upright {
		y := g.Y + g.H/2
		arrowOn(c, e.At-1, y, c.Glyph.Left)
		arrowOn(c, e.At, y, c.Glyph.Right)
		return
	}
	x := g.X + g.W/2
	for x < g.X+g.W-2 && !lit(c, x, e.At) { // a title may be in the way
		x++
	}
	arrowOn(c, x, e.At-1, c.Glyph.Up)
	arrowOn(c, x, e.At, c.Glyph.Down)
}

// lit reports whether a cell is part of a highlighted border.
func lit(c *paint.Canvas, x, y int) bool {
	at := c.B.At(x, y)
	return at.Style == c.Style.Accent && at.Rune != ' '
}

// arrowOn puts an arrow on a highlighted border.
func arrowOn(c *paint.Canvas, x, y int, r rune) {
	if lit(c, x, y) {
		c.B.Set(x, y, r, c.Style.Accent)
	}
}

// Header is the top row: the name, the tabs, and the terms of the prices.
type Header struct {
	tabs spots
	note []byte
	// dates holds the dates of the prices, for the given day.
	dates catalog.Dates
	day   int
	of    *catalog.Catalog
}

// Draw paints the row for today.
func (p *Header) Draw(c *paint.Canvas, r cell.Rect, st *state.State, e *engine.Engine, today time.Time) {
	p.tabs = p.tabs[:0]
	if r.Empty() {
		return
	}
	if p.of != e.Catalog() || p.day != today.YearDay() {
		p.of, p.day, p.dates = e.Catalog(), today.YearDay(), e.Catalog().Dates(today)
	}
	x := r.X
	note, level := p.terms(&st.Scenario, e)
	first, last := tabsFor(r.W-level-4, st.Screen)
	if first > 0 {
		x++ // for the sign that there are more tabs
	}
	if r.W >= len(brand)+level+6+tabsWidth(first, last) {
		x = c.Text(x+1, r.Y, brand, c.Style.Brand, r.X+r.W) + 2
	}
	for s := range state.NumScreens {
		tab := cell.Rect{}
		if s >= first && s <= last {
			tab = drawTab(c, x, r.Y, s.String(), s == st.Screen, r.X+r.W)
			x += tab.W
		}
		p.tabs = append(p.tabs, tab)
	}
	if first > 0 {
		c.B.Set(r.X, r.Y, c.Glyph.Left, c.Style.Muted)
	}
	if last < state.NumScreens-1 {
		c.B.Set(x, r.Y, c.Glyph.Right, c.Style.Muted)
		x++
	}
	drawTerms(c, r, x+1, note, level)
}

const brand = "crossover"

// tabsWidth returns the width of the tabs from first to last.
func tabsWidth(first, last state.Screen) int {
	w := 0
	for s := first; s <= last; s++ {
		w += len(s.String()) + 2
	}
	return w
}

// tabsFor returns the tabs that fit in a row: all, or as many as fit around the active
// one.
func tabsFor(row int, active state.Screen) (first, last state.Screen) {
	if last = state.NumScreens - 1; tabsWidth(0, last) <= row {
		return 0, last
	}
	first, last = active, active
	for grown := true; grown; {
		grown = false
		if last < state.NumScreens-1 && tabsWidth(first, last+1) < row {
			last, grown = last+1, true
		}
		if first > 0 && tabsWidth(first-1, last) < row {
			first, grown = first-1, true
		}
	}
	return first, last
}

// terms returns the service level and the region, the months of the oldest and newest
// prices, the number of stale ones, and other terms of the prices. The note starts with
// the level, whose length it returns, too.
func (p *Header) terms(s *scenario.Scenario, e *engine.Engine) (note []byte, level int) {
	p.note = append(p.note[:0], s.Level...)
	level = len(p.note)
	p.note = append(append(p.note, ", "...), s.Region...)
	p.note = append(append(p.note, ", prices "...), month(p.dates.Oldest)...)
	if month(p.dates.Oldest) != month(p.dates.Newest) {
		p.note = append(append(p.note, " to "...), month(p.dates.Newest)...)
	}
	if p.dates.Old > 0 {
		p.note = append(strconv.AppendInt(append(p.note, ", "...), int64(p.dates.Old), 10), " stale"...)
	}
	if !s.Free {
		p.note = append(p.note, ", free tiers off"...)
	}
	if s.Commit != scenario.CommitNone {
		p.note = append(append(p.note, ", commit "...), s.Commit...)
	}
	if s.Currency.Code != "" {
		p.note = append(append(p.note, ", shown in "...), s.Currency.String()...)
	}
	for _, name := range e.Catalog().Overlays {
		p.note = append(append(p.note, ", with "...), name...)
	}
	return p.note, level
}

// month returns the year and month of a day.
func month(day string) string { return day[:min(len(day), len("2026-10"))] }

// drawTerms writes the note at the right end, or only the level, or nothing, as fits.
func drawTerms(c *paint.Canvas, r cell.Rect, from int, note []byte, level int) {
	end := r.X + r.W - 1
	if end-len(note) < from {
		note = note[:level]
	}
	if end-len(note) >= from {
		c.B.Bytes(end-len(note), r.Y, note, c.Style.Muted, len(note))
	}
}

// At returns the screen whose tab is at x, y.
func (p *Header) At(x, y int) (state.Screen, bool) {
	i, ok := p.tabs.at(x, y)
	return state.Screen(max(i, 0)), ok
}

// Hint is a key and its action, for the footer. Several keys are separated by a slash, as
// in up/down.
type Hint struct{ Key, Does string }

// Footer is the bottom row: key hints or a message.
type Footer struct{ spots []spot }

// spot is the place of a key.
type spot struct {
	r   cell.Rect
	key string
}

// Draw paints the row: the current hints from the left, the permanent ones at the right.
// A message replaces the current hints.
func (p *Footer) Draw(c *paint.Canvas, r cell.Rect, hints, always []Hint, message string, bad bool) {
	p.spots = p.spots[:0]
	if r.Empty() {
		return
	}
	end := r.X + r.W - 1
	width := 0
	for _, h := range always {
		width += len(h.Key) + 1 + len(h.Does) + 2
	}
	switch {
	case r.W > width+20:
		end -= width
		p.hints(c, end+2, r.Y, always, r.X+r.W)
	case message == "": // the keys for help and quitting matter most
		hints = always
	}
	if message != "" {
		st := c.Style.Accent
		if bad {
			st = c.Style.Bad
		}
		c.Text(r.X+1, r.Y, message, st, end)
		return
	}
	p.hints(c, r.X+1, r.Y, hints, end)
}

// hints writes as many complete hints as fit between x and end.
func (p *Footer) hints(c *paint.Canvas, x, y int, list []Hint, end int) {
	for _, h := range list {
		if x+len(h.Key)+1+len(h.Does) > end {
			return
		}
		from := x
		x = c.Text(x, y, h.Key, c.Style.Key, end)
		x = c.Text(x+1, y, h.Does, c.Style.Muted, end) + 2
		p.note(h.Key, cell.Rect{X: from, Y: y, W: x - 2 - from, H: 1})
	}
}

// note records the places of a hint's keys. The words after them count as the last key.
func (p *Footer) note(keys string, r cell.Rect) {
	for {
		// A slash at the start is a key and separates nothing.
		i := strings.IndexByte(strings.TrimPrefix(keys, "/"), '/')
		if i <= 0 {
			p.spots = append(p.spots, spot{r, keys})
			return
		}
		var left cell.Rect
		left, r = r.CutLeft(i + 1)
		p.spots = append(p.spots, spot{left, keys[:i]})
		keys = keys[i+1:]
	}
}

// At returns the key whose hint is at x, y, or "".
func (p *Footer) At(x, y int) string {
	for _, s := range p.spots {
		if s.r.Contains(x, y) {
			return s.key
		}
	}
	return ""
}
