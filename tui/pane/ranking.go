package pane

import (
	"math"
	"slices"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/table"
)

// Ranking is the list of offers at the handle, cheapest first, each with its gap to the
// next. Offers that cannot run the part follow with the reason.
type Ranking struct {
	table.Table[*rankRow]
	// Rests is like that of [Contenders].
	Rests []catalog.Provenance
	list  offerList
	notes reasonNotes
	row   rankRow // being drawn
}

// offerList has the offers of a list's rows.
type offerList []int

// at returns the offer in row i, if there is that row.
func (l offerList) at(i int, row bool) (offer int, ok bool) {
	if !row || i >= len(l) {
		return 0, false
	}
	return l[i], true
}

// offered is an offer in a list that also has offers that cannot run the part.
type offered struct {
	a       *answer.Answer
	o       int
	name    string
	est     *engine.Estimate
	refused *offerNote // the reason why it cannot run the part, or nil
}

// write writes the name, and the reason if it cannot run the part.
func (o *offered) write(p *table.Pen) {
	if o.refused != nil {
		p.Text(o.name+": "+o.refused.in(p.Room()-len(o.name)-2), p.Style.Infeasible)
		return
	}
	p.Text(o.name, p.Style.Text)
}

// price writes the price, unless it cannot run the part.
func (o *offered) price(p *table.Pen) {
	if o.refused == nil {
		p.USD(o.est.Monthly, p.Style.Value)
	}
}

// rankRow is a row of the list: an offer and the next one, or nil.
type rankRow struct {
	offered
	rests []catalog.Provenance
	next  *engine.Estimate
}

// rankColumns are the columns of the list.
var rankColumns = []table.Column[*rankRow]{
	{Width: 12, Flex: true, Spill: true, Cell: func(p *table.Pen, r *rankRow) { r.write(p) }},
	{Width: 9, Gap: -1, Right: true, Cell: func(p *table.Pen, r *rankRow) { r.price(p) }},
	{Width: 1, Gap: -1, Cell: func(p *table.Pen, r *rankRow) {
		if r.refused == nil && r.o < len(r.rests) {
			p.Text(restMark(&r.rests[r.o], p.Today), p.Style.Warning)
		}
	}},
	{Width: 8, Right: true, Weight: 1, Cell: func(p *table.Pen, r *rankRow) {
		if r.next != nil {
			appendGap(p.Canvas, r.est.Monthly, r.next.Monthly)
			p.Figure(p.Style.Muted)
		}
	}},
}

// Draw paints the list.
func (p *Ranking) Draw(c *paint.Canvas, r cell.Rect, a *answer.Answer, e *engine.Engine, border bool) {
	if p.Columns == nil {
		p.Columns, p.Lead = rankColumns, 2
		p.Mark = func(c *paint.Canvas, x, y int, r *rankRow) { drawMark(c, x, y, r.a, r.o) }
	}
	in := r
	if border {
		in = c.Box(r, "Cheapest here", "to the next", false)
	}
	able := 0
	p.list = p.list[:0]
	for _, o := range a.Listed {
		if a.Estimates[o].Feasible() {
			able++
		} else if a.Needless(o) {
			continue
		}
		p.list = append(p.list, o)
	}
	n, at := len(p.list), max(slices.Index(p.list, a.Selected), 0)
	if able == 0 {
		n = 0 // drawNearest fills the space
	}
	p.Fit(in, n)
	if p.Overflows() && !border { // for the scroll marks
		in.W -= 2
	}
	p.Layout(in)
	p.Rows(c, in, n, at, func(i int) *rankRow {
		o, row := p.list[i], &p.row
		*row = rankRow{rests: p.Rests, offered: offered{a: a, o: o, name: e.Offer(o).Short, est: &a.Estimates[o]}}
		if i >= able {
			row.refused = p.notes.of(o, row.est)
		}
		if i+1 < able {
			row.next = &a.Estimates[p.list[i+1]]
		}
		return row
	})
	p.row = rankRow{} // an idle session keeps no answer
	if border {
		c.More(r, &p.View)
	} else {
		c.MoreIn(r, &p.View, c.Style.Key)
	}
	if n == 0 && in.H > 0 {
		drawNearest(c, in, a.Nearest, e)
	}
}

// drawNearest says that no offer can run the part, and shows the nearest one without
// recommending it.
func drawNearest(c *paint.Canvas, in cell.Rect, near *engine.Estimate, e *engine.Engine) {
	c.Text(in.X+1, in.Y, "no offer can run this part", c.Style.Bad, in.X+in.W)
	if near == nil || in.H < 2 {
		return
	}
	c.Num = append(append(c.Num[:0], "nearest "...), e.Offer(near.Offer).Short...)
	c.Num = c.Money.Append(append(c.Num, ' '), near.Monthly)
	c.Text(in.X+1, in.Y+1, string(c.Num), c.Style.Infeasible, in.X+in.W)
	if r, ok := near.FirstReason(); ok && in.H > 2 {
		c.Text(in.X+1, in.Y+2, r.String(), c.Style.Warning, in.X+in.W)
	}
	if remedy := near.Remedy(); remedy != "" && in.H > 3 {
		c.Text(in.X+1, in.Y+3, "possible with "+remedy, c.Style.Muted, in.X+in.W)
	}
}

// appendGap writes into Num how much more the next offer costs: in percent, or as an
// amount below one percent.
func appendGap(c *paint.Canvas, price, next float64) {
	c.Num = c.Num[:0]
	cents := math.Round(next*100)/100 - math.Round(price*100)/100 // of the rounded prices shown
	switch {
	case next == price || next/price < 1.0095 && cents < 0.01:
		c.Num = append(c.Num, '=')
	case price == 0:
		c.Num = c.Money.Append(append(c.Num, '+'), next)
	case next/price >= 10:
		c.Num = append(format.AppendShort(append(c.Num, 'x'), next/price), ' ')
	case next/price < 1.0095 && cents >= 1 && cents < 1e4:
		c.Num = c.Money.Append(append(c.Num, '+'), cents)
	case next/price < 1.0095:
		c.Num = c.Money.AppendShort(append(c.Num, '+'), cents)
	default:
		c.Num = append(format.AppendNumber(append(c.Num, '+'), math.Round((next/price-1)*100)), " %"...)
	}
}

// productLook returns the mark and the colour of an offer, which are the same everywhere.
func productLook(c *paint.Canvas, a *answer.Answer, offer int) (rune, cell.Style) {
	l := a.Symbols[offer]
	if l.Letter != 0 {
		return l.Letter, c.Style.SeriesAt(l.Slot)
	}
	return c.Glyph.Mark(l.Slot), c.Style.SeriesAt(l.Slot)
}

// drawMark paints the mark of an offer.
func drawMark(c *paint.Canvas, x, y int, a *answer.Answer, offer int) {
	mark, st := productLook(c, a, offer)
	c.B.Set(x, y, mark, st)
}

// Offer returns the offer of the row at x, y.
func (p *Ranking) Offer(x, y int) (offer int, ok bool) { return p.list.at(p.At(x, y)) }
