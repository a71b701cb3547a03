package chart

import (
	"math"
	"unicode/utf8"

	"crossover/tui/cell"
)

// span is a stretch of columns in a row.
type span struct{ from, to int }

// xGap returns how many columns labelled x ticks keep apart, judged by the
// labels of the axis' ends and middle.
func (c *Chart) xGap() int {
	widest := 1
	for _, p := range [...]float64{0, 0.5, 1} {
		widest = max(widest, c.work.measure(c.XFormat, c.X.Value(p)))
	}
	// The middle is rarely a round number: its label may be longer than any tick's, so the
	// width counts up to 8 columns only.
	return min(widest, 8) + 2
}

// measure returns the width of a formatted value.
func (w *work) measure(f Format, v float64) int {
	if f == nil {
		return 0
	}
	w.scratch = f(w.scratch[:0], v)
	return utf8.RuneCount(w.scratch)
}

// yLabelWant returns the width of the widest y label.
func (c *Chart) yLabelWant(band bool) int {
	widest := 0
	for _, t := range c.work.yTicks {
		if t.Rank != Minor {
			widest = max(widest, c.work.measure(c.YFormat, t.Value))
		}
	}
	if band {
		widest = max(widest, width(c.Band.Label))
	}
	return widest
}

// drawGrid draws the lines behind the curves.
func (c *Chart) drawGrid() {
	w := &c.work
	l, grid := &w.layout, c.Styles.Grid
	for _, t := range w.xTicks {
		if x, ok := l.Column(t.Position); ok && t.Rank == Major && x > l.Plot.X {
			w.buf.Fill(cell.Rect{X: x, Y: l.Plot.Y, W: 1, H: l.Plot.H}, w.glyphs.GridV, grid)
		}
	}
	for i := range c.Second {
		if x, ok := l.Column(w.x.position(c.Second[i].X)); ok && c.Second[i].Line && w.ready {
			w.buf.Fill(cell.Rect{X: x, Y: l.Plot.Y, W: 1, H: l.Plot.H}, w.glyphs.GhostLine, grid)
		}
	}
	for _, t := range w.yTicks {
		if y, ok := l.Row(t.Position); ok && t.Rank == Major {
			w.buf.Fill(cell.Rect{X: l.Plot.X, Y: y, W: l.Plot.W, H: 1}, w.glyphs.GridH, grid)
		}
	}
	w.buf.Fill(l.Band, w.glyphs.GridH, grid)
}

// drawAxes draws both axes with their ticks, and the y labels.
func (c *Chart) drawAxes() {
	w := &c.work
	l := &w.layout
	if l.YAxis.Empty() {
		return
	}
	w.buf.Fill(cell.Rect{X: l.YAxis.X, Y: l.Plot.Y, W: 1, H: l.Plot.H + l.Band.H}, w.glyphs.Box.Vertical, c.Styles.Axis)
	w.buf.Fill(l.XAxis, w.glyphs.Box.Horizontal, c.Styles.Axis)
	w.put(l.YAxis.X, l.XAxis.Y, w.glyphs.AxisCorner, c.Styles.Axis)
	c.drawYTicks()
	for _, t := range w.xTicks {
		if x, ok := l.Column(t.Position); ok {
			w.put(x, l.XAxis.Y, w.glyphs.MinorTick, c.Styles.Axis)
		}
	}
	if l.Band.H > 0 {
		w.put(l.YAxis.X, l.Band.Y, w.glyphs.Box.TeeRight, c.Styles.Axis)
		w.writeYLabel(l.Band.Y, append(w.scratch[:0], c.Band.Label...), c.Styles.Label)
	}
}

// drawYTicks labels the y axis, its decades first.
func (c *Chart) drawYTicks() {
	w := &c.work
	l := &w.layout
	if c.YFormat == nil {
		return
	}
	for _, rank := range [...]Rank{Major, Medium} {
		for _, t := range w.yTicks {
			y, ok := l.Row(t.Position)
			if !ok || t.Rank != rank || w.buf.At(l.YAxis.X, y).Rune != w.glyphs.Box.Vertical {
				continue
			}
			if w.writeYLabel(y, c.YFormat(w.scratch[:0], t.Value), c.Styles.Label) {
				w.put(l.YAxis.X, y, w.glyphs.Box.TeeRight, c.Styles.Axis)
			}
		}
	}
}

// writeYLabel writes a label left of the y axis unless it does not fit: half a
// number is worse than none.
func (w *work) writeYLabel(y int, text []byte, s cell.Style) bool {
	r := w.layout.YLabels
	n := utf8.RuneCount(text)
	if n == 0 || n > r.W {
		w.scratch = text[:0]
		return false
	}
	w.writeBytes(r.X+r.W-n, y, text, s, n)
	return true
}

// drawUnderAxis writes the carets and the numbers under the x axis: first the cursors',
// then the decades', then as many others as fit.
func (c *Chart) drawUnderAxis() {
	w := &c.work
	l := &w.layout
	if l.XLabels.Empty() {
		return
	}
	c.writeCursorLabel(c.Cursor, w.glyphs.Up, c.Styles.Cursor)
	c.writeCursorLabel(c.Ghost, w.glyphs.GhostCaret, c.Styles.Ghost)
	c.writeHoverLabels()
	for _, rank := range [...]Rank{Major, Medium} {
		for _, t := range w.xTicks {
			if t.Rank == rank {
				c.writeXTick(t)
			}
		}
	}
	if n := width(c.XTitle); n > 0 {
		w.writeXLabel(l.XLabels.X+l.XLabels.W-n, append(w.scratch[:0], c.XTitle...), c.Styles.Label)
	}
}

// writeXTick labels one tick of the x axis if there is room.
func (c *Chart) writeXTick(t Tick) {
	w := &c.work
	x, ok := w.layout.Column(t.Position)
	if !ok || c.XFormat == nil {
		return
	}
	text := c.XFormat(w.scratch[:0], t.Value)
	if !w.writeXLabel(x-(utf8.RuneCount(text)-1)/2, text, c.Styles.Label) {
		return
	}
	if r := w.buf.At(x, w.layout.XAxis.Y).Rune; r == w.glyphs.MinorTick || r == w.glyphs.Box.Horizontal {
		w.put(x, w.layout.XAxis.Y, w.glyphs.Box.TeeTop, c.Styles.Axis)
	}
}

// writeXLabel writes a text under the x axis, moved so far that it stays in the
// row, and not at all if it would touch another.
func (w *work) writeXLabel(x int, text []byte, s cell.Style) bool {
	r := w.layout.XLabels
	n := utf8.RuneCount(text)
	w.scratch = text[:0]
	if n == 0 || n > r.W {
		return false
	}
	x = min(max(x, r.X), r.X+r.W-n)
	for _, o := range w.spans {
		if x < o.to+1 && o.from < x+n+1 {
			return false
		}
	}
	w.spans = append(w.spans, span{x, x + n})
	w.writeBytes(x, r.Y, text, s, n)
	return true
}

// drawSecond writes the second row of numbers.
func (c *Chart) drawSecond() {
	w := &c.work
	if w.layout.Second.Empty() || !w.ready {
		return
	}
	first := w.layout.XLabels
	w.layout.XLabels, w.spans = w.layout.Second, w.spans[:0]
	for i := range c.Second {
		if t := &c.Second[i]; t.Text != "" {
			if x, ok := w.layout.Column(w.x.position(t.X)); ok {
				w.writeXLabel(x-(width(t.Text)-1)/2, append(w.scratch[:0], t.Text...), t.Style)
			}
		}
	}
	w.layout.XLabels = first
}

// drawRibbons paints the phases under the x axis. A column belongs to the phase at its
// centre, so that edges match the plot.
func (c *Chart) drawRibbons() {
	if !c.work.ready {
		return
	}
	for i := range c.Families {
		c.drawPhase(&c.Families[i], c.work.layout.Families)
	}
	for i := range c.Phases {
		c.drawPhase(&c.Phases[i], c.work.layout.Ribbon)
	}
}

// drawPhase paints one segment: its edge, its body and its name.
func (c *Chart) drawPhase(p *Phase, ribbon cell.Rect) {
	w := &c.work
	r, ok := w.phaseRect(p, ribbon)
	if !ok {
		return
	}
	w.buf.Fill(r, w.glyphs.Fill, p.Style)
	if r.X > ribbon.X {
		w.put(r.X, r.Y, w.glyphs.BoxFocus.Vertical, p.Style)
		_, r = r.CutLeft(1)
	}
	text, n := p.Name, width(p.Name)
	switch room := r.W; {
	case n > 0 && n+2 <= room: // a blank on either side
		x := r.X + (room-n)/2
		w.buf.Fill(cell.Rect{X: x - 1, Y: r.Y, W: n + 2, H: 1}, ' ', p.Style)
		w.write(x, r.Y, text, p.Style, n)
	case n > 0 && n <= room:
		w.buf.Fill(r, ' ', p.Style)
		w.write(r.X+(room-n)/2, r.Y, text, p.Style, n)
	case n > 0 && room >= 4:
		w.write(r.X, r.Y, text, p.Style, room)
	case p.Mark != 0 && room >= 1:
		w.put(r.X+(room-1)/2, r.Y, p.Mark, p.Style)
	}
}

// phaseRect returns the columns of a phase, and whether there are any.
func (w *work) phaseRect(p *Phase, r cell.Rect) (cell.Rect, bool) {
	from, to := w.x.position(p.From), w.x.position(p.To)
	if math.IsNaN(from) || math.IsNaN(to) || from >= to {
		return r, false
	}
	first, last := columnFrom(from, r.W), columnFrom(to, r.W)
	r.X, r.W = r.X+first, last-first
	return r, r.W > 0
}

// columnFrom returns the first of n columns whose centre is at or after p. A phase that
// ends at the end of the axis includes the last column.
func columnFrom(p float64, n int) int {
	switch {
	case p >= 1-1e-9:
		return n
	case p <= 0:
		return 0
	}
	return int(math.Ceil(p*float64(n-1) - 1e-9))
}
