package chart

import (
	"math"

	"crossover/tui/cell"
)

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
	w.buf.Fill(r, w.runes.Ribbon, p.Style)
	if r.X > ribbon.X {
		w.put(r.X, r.Y, w.runes.RibbonSplit, p.Style)
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
