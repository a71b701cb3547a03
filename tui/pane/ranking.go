package pane

import (
	"math"

	"crossover/engine"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/style"
)

// Ranking is the list of offers at the handle, cheapest first, each with its
// gap to the next.
type Ranking struct {
	paint.View
	rows []cell.Rect
	list []int
}

// Draw paints the list.
func (p *Ranking) Draw(c *paint.Canvas, r cell.Rect, a *answer.Answer, e *engine.Engine, border bool) {
	in := r
	if border {
		in = c.Box(r, "Cheapest here", "to the next", false)
	}
	p.rows, p.list = p.rows[:0], p.list[:0]
	n, at := 0, 0
	for n < len(a.Listed) && a.Estimates[a.Listed[n]].Feasible() {
		if a.Listed[n] == a.Selected {
			at = n
		}
		n++
	}
	p.Fit(in, n)
	p.Show(at)
	if p.Overflows() && !border { // room for the marks
		in.W -= 2
	}
	for i := p.First(); i < n && i-p.First() < in.H; i++ {
		row := cell.Rect{X: in.X, Y: in.Y + i - p.First(), W: in.W, H: 1}
		p.rows, p.list = append(p.rows, row), append(p.list, a.Listed[i])
		p.drawRow(c, row, a, e, i)
	}
	switch {
	case border:
		c.More(r, &p.View)
	default:
		c.MoreIn(r, &p.View)
	}
	if len(p.rows) == 0 && in.H > 0 {
		c.Text(in.X+1, in.Y, "no offer can run this part", c.Style.Bad, in.X+in.W)
	}
}

func (p *Ranking) drawRow(c *paint.Canvas, r cell.Rect, a *answer.Answer, e *engine.Engine, i int) {
	o := a.Listed[i]
	est := &a.Estimates[o]
	text, number := c.Style.Text, c.Style.Value
	if o == a.Selected {
		c.B.Fill(r, ' ', c.Style.Selection)
		text, number = style.Selected(text), style.Selected(number)
	}
	drawMark(c, r.X, r.Y, a, o)
	end := r.X + r.W
	// The gap to the next offer, then the price, then the name in what is left.
	if i+1 < len(a.Listed) && r.W >= 30 {
		next := &a.Estimates[a.Listed[i+1]]
		if next.Feasible() {
			gap(c, end, r.Y, est.Monthly, next.Monthly, muted(c, o == a.Selected))
		}
	}
	if r.W >= 30 {
		end -= 7
	}
	x := c.USD(end, r.Y, est.Monthly, number, 9)
	c.Text(r.X+2, r.Y, e.Offer(o).Short, text, x-1)
}

func muted(c *paint.Canvas, selected bool) cell.Style {
	if selected {
		return style.Selected(c.Style.Muted)
	}
	return c.Style.Muted
}

// gap writes how much more the next offer costs, in percent.
func gap(c *paint.Canvas, end, y int, price, next float64, st cell.Style) {
	c.Num = c.Num[:0]
	switch {
	case next == price:
		c.Num = append(c.Num, '=')
	case price == 0:
		return
	case next/price >= 10:
		c.Num = append(format.AppendNumber(append(c.Num, 'x'), next/price), ' ')
	case next/price < 1.0095:
		c.Num = append(c.Num, "+<1%"...)
	default:
		c.Num = append(format.AppendNumber(append(c.Num, '+'), math.Round((next/price-1)*100)), '%')
	}
	c.Number(end, y, st, 7)
}

// drawMark paints the mark of an offer's curve, if it has one.
func drawMark(c *paint.Canvas, x, y int, a *answer.Answer, offer int) {
	for i := range a.Drawn {
		if d := &a.Drawn[i]; d.Offer == offer {
			c.B.Set(x, y, c.Glyph.Mark(d.Slot), c.Style.SeriesAt(d.Slot))
			return
		}
	}
}

// At returns the offer in the row at x, y.
func (p *Ranking) At(x, y int) (offer int, ok bool) {
	for i, r := range p.rows {
		if r.Contains(x, y) {
			return p.list[i], true
		}
	}
	return 0, false
}
