package pane

import (
	"crossover/engine"
	"crossover/tui/cell"
	"crossover/tui/controls"
)

// Bill is the bill of one offer for the selected part, line by line.
type Bill struct{ first int }

// Scroll moves the view by rows.
func (p *Bill) Scroll(rows int) { p.first = max(0, p.first+rows) }

// Draw paints the bill in est.
func (p *Bill) Draw(c *Canvas, r cell.Rect, est *engine.Estimate, e *engine.Engine, part string) {
	o := e.Offer(est.Offer)
	in := c.Box(r, "Bill: "+o.Title+" for "+part, est.Size, true)
	if in.H < 3 {
		return
	}
	head, body := in.CutTop(1)
	body, foot := body.CutBottom(1)
	k := billColumns(in)
	c.drawBillHead(head, k)
	each := 1
	if body.H >= 2*len(est.Bill) && in.W >= 60 {
		each = 2 // the source on a row of its own
	}
	p.first = max(0, min(p.first, len(est.Bill)-body.H/each))
	for i := p.first; i < len(est.Bill); i++ {
		y := body.Y + (i-p.first)*each
		if y+each > body.Y+body.H {
			break
		}
		c.drawBillLine(cell.Rect{X: body.X, Y: y, W: body.W, H: each}, k, &est.Bill[i])
	}
	c.Text(foot.X+1, foot.Y, "total a month", c.Style.Heading, k.amount)
	c.USD(k.amount, foot.Y, est.Monthly, c.Style.Heading, 14)
	if reason, ok := est.FirstReason(); ok {
		c.Text(foot.X+16, foot.Y, reason.String(), c.Style.Warning, k.amount-14)
	}
}

// billCols are the columns of a bill, by their right ends; 0 for no room.
type billCols struct{ title, quantity, included, billable, price, amount int }

func billColumns(in cell.Rect) billCols {
	k := billCols{amount: in.X + in.W - 1}
	x := k.amount - 12
	if in.W >= 70 {
		k.price = x
		x -= 16
	}
	if in.W >= 90 {
		k.billable = x
		x -= 14
	}
	if in.W >= 104 {
		k.included = x
		x -= 14
	}
	if in.W >= 50 {
		k.quantity = x
		x -= 14
	}
	k.title = x
	return k
}

func (c *Canvas) drawBillHead(r cell.Rect, k billCols) {
	st := c.Style.Heading
	right := func(end int, s string) {
		if end > 0 {
			c.Text(end-len(s), r.Y, s, st, end)
		}
	}
	c.Text(r.X+1, r.Y, "line", st, k.title)
	right(k.quantity, "quantity")
	right(k.included, "included")
	right(k.billable, "billable")
	right(k.price, "x unit price")
	right(k.amount, "= amount")
}

func (c *Canvas) drawBillLine(r cell.Rect, k billCols, l *engine.Line) {
	y := r.Y
	c.Text(r.X+1, y, l.Title, c.Style.Text, k.title)
	number := func(end int, v float64) {
		if end > 0 {
			c.num = controls.AppendNumber(c.num[:0], v)
			c.bytes(end, y, c.Style.Value, 13)
		}
	}
	number(k.quantity, l.Quantity)
	if l.Included > 0 {
		number(k.included, l.Included)
	}
	number(k.billable, l.Billable)
	if k.price > 0 {
		c.num = controls.AppendPrice(c.num[:0], l.UnitPrice)
		c.bytes(k.price, y, c.Style.Value, 15)
	}
	c.USD(k.amount, y, l.Amount, c.Style.Text, 12)
	if r.H < 2 {
		return
	}
	pv := &l.Provenance
	c.num = append(append(c.num[:0], "per "...), l.Unit...)
	switch {
	case pv.Confidence == 0:
		c.num = append(append(c.num, "; an assumption: "...), pv.Note...)
	default:
		c.num = append(append(c.num, "; "...), pv.Source...)
		c.num = append(append(c.num, ", as of "...), pv.AsOf...)
	}
	c.Text(r.X+3, y+1, string(c.num), c.Style.Faint, r.X+r.W)
}
