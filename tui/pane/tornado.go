package pane

import (
	"math"

	"crossover/engine"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/paint"
)

// Tornado is the panel that shows which input moves the price most. Each input is halved
// and doubled, or changed as far as its range allows.
type Tornado struct {
	paint.View
	rows spots // of the inputs
}

// Draw paints the panel. s may belong to the previous scenario.
func (p *Tornado) Draw(c *paint.Canvas, r cell.Rect, s *answer.Sensitivity, e *engine.Engine) {
	p.rows = p.rows[:0]
	c.Num = c.Money.Append(c.Num[:0], s.Base)
	in := c.Box(r, "What moves "+e.Offer(s.Offer).Short, string(c.Num), false)
	if in.H < 2 || len(s.Effects) == 0 {
		c.Text(in.X+1, in.Y, "moving every slider down and up", c.Style.Muted, in.X+in.W)
		return
	}
	most := 0.0
	for i := range s.Effects {
		most = max(most, s.Effects[i].Size(s.Base))
	}
	name, money := min(13, in.W/3), 9
	bars := cell.Rect{X: in.X + name + money, W: in.W - name - 2*money, H: 1}
	each := 1
	if in.H >= 2*len(s.Effects) {
		each = 2
	}
	p.Fit(in, each*len(s.Effects))
	c.More(r, &p.View)
	for i := range s.Effects {
		w, row := &s.Effects[i], p.Row(each*i)
		p.rows = append(p.rows, row)
		if row.Empty() {
			continue
		}
		y := row.Y
		c.Text(in.X+1, y, w.Key, c.Style.Label, in.X+name)
		bars.Y = y
		drawEffect(c, bars, w, s.Base, most)
		if w.Low != "" {
			c.USD(in.X+name+money-1, y, w.LowCost, c.Style.Muted, money-1)
		}
		if w.High != "" {
			c.USD(in.X+in.W-1, y, w.HighCost, c.Style.Muted, money-1)
		}
		if each == 2 {
			drawFlip(c, p.Row(2*i+1), w, s.Best, e)
		}
	}
}

// At returns the index of the input at x, y.
func (p *Tornado) At(x, y int) (i int, ok bool) { return p.rows.at(x, y) }

// drawEffect draws the bar of one input: the price changes of the lower and the higher
// value, reductions to the left and increases to the right.
func drawEffect(c *paint.Canvas, r cell.Rect, w *answer.Effect, base, most float64) {
	if r.W < 3 || most == 0 {
		return
	}
	middle := r.X + r.W/2
	side := r.W / 2
	bar := func(diff float64) {
		n := int(math.Round(math.Abs(diff) / most * float64(side)))
		if n == 0 && math.Abs(diff) > 0.005 {
			n = 1
		}
		for k := 1; k <= n; k++ {
			if diff < 0 {
				c.B.Set(middle-k, r.Y, c.Glyph.Bar, c.Style.Good)
			} else {
				c.B.Set(middle+k, r.Y, c.Glyph.Bar, c.Style.Bad)
			}
		}
	}
	// If both are on the same side, the longer bar shows.
	bar(w.LowCost - base)
	bar(w.HighCost - base)
	c.B.Set(middle, r.Y, c.Glyph.CursorLine, c.Style.Axis)
}

// drawFlip writes the values tried, and the offer that becomes the cheapest there.
func drawFlip(c *paint.Canvas, r cell.Rect, w *answer.Effect, best int, e *engine.Engine) {
	low, high := w.LowBest >= 0 && w.LowBest != best, w.HighBest >= 0 && w.HighBest != best
	text, st := "at "+w.Low, c.Style.Faint
	switch {
	case w.Low == "":
		text = "at " + w.High
	case w.High != "":
		text += " and " + w.High
	}
	if low || high {
		st = c.Style.Marker
	}
	switch {
	case low && high && w.LowBest == w.HighBest:
		text += ": " + e.Offer(w.LowBest).Short + " is cheapest"
	case low && high:
		text = w.Low + ": " + e.Offer(w.LowBest).Short + ", " + w.High + ": " + e.Offer(w.HighBest).Short + " is cheapest"
	case low:
		text = "at " + w.Low + " " + e.Offer(w.LowBest).Short + " is cheapest"
	case high:
		text = "at " + w.High + " " + e.Offer(w.HighBest).Short + " is cheapest"
	}
	c.Text(r.X+3, r.Y, text, st, r.X+r.W)
}
