package pane

import (
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/billing"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
)

// Bill is the bill of one offer for the selected part, line by line: each line
// with how its quantity came about, and where its rate is from.
type Bill struct {
	paint.View
	tops []int // the first row of each line
}

// Draw paints the bill in est, explained by why.
func (p *Bill) Draw(c *paint.Canvas, r cell.Rect, est *engine.Estimate, why []engine.Explanation, e *engine.Engine, part string) {
	o := e.Offer(est.Offer)
	in := c.Box(r, "Bill: "+o.Title+" for "+part, est.Size, true)
	if in.H < 3 {
		return
	}
	head, body := in.CutTop(1)
	body, foot := body.CutBottom(1)
	k := billColumns(in)
	drawBillHead(c, head, k)
	foot.Y = min(foot.Y, p.drawLines(c, body, k, est, why)+1)
	c.More(r, &p.View)
	c.Text(foot.X+1, foot.Y, "total a month", c.Style.Heading, k.amount)
	c.USD(k.amount, foot.Y, est.Monthly, c.Style.Heading, 14)
	if reason, ok := est.FirstReason(); ok {
		c.Text(foot.X+16, foot.Y, reason.String(), c.Style.Warning, k.amount-14)
	}
}

// drawLines paints the lines, scrolled: with their explanations where there is
// width for them. It returns the row after the last.
func (p *Bill) drawLines(c *paint.Canvas, r cell.Rect, k billCols, est *engine.Estimate, why []engine.Explanation) int {
	rows := 0
	detailed := r.W >= 60
	p.tops = p.tops[:0]
	for i := range est.Bill {
		p.tops = append(p.tops, rows)
		rows++
		if !detailed {
			continue
		}
		rows += 2
		if n := len(why[i].Slices); n > 1 {
			rows += n
		}
	}
	p.Fit(r, rows)
	y := r.Y - p.First()
	for i := range est.Bill {
		l := &est.Bill[i]
		if in(r, y) {
			drawBillLine(c, cell.Rect{X: r.X, Y: y, W: r.W, H: 1}, k, l)
		}
		y++
		if !detailed {
			continue
		}
		if in(r, y) {
			drawFormula(c, r.X+3, y, r.X+r.W, &why[i], l)
		}
		y++
		if len(why[i].Slices) > 1 {
			for _, s := range why[i].Slices {
				if in(r, y) {
					drawSlice(c, r.X+3, y, k, s, l.Unit)
				}
				y++
			}
		}
		if in(r, y) {
			drawProvenance(c, r.X+3, y, r.X+r.W, l)
		}
		y++
	}
	return y
}

// At returns the line of the bill at a cell.
func (p *Bill) At(x, y int) (line int, ok bool) {
	at := p.First() + y - p.Room().Y
	if !p.Contains(x, y) || at >= p.Len() {
		return 0, false
	}
	i, found := slices.BinarySearch(p.tops, at)
	if !found {
		i--
	}
	return i, i >= 0
}

// in reports whether row y is in r.
func in(r cell.Rect, y int) bool { return y >= r.Y && y < r.Y+r.H }

// drawFormula writes how the quantity came about.
func drawFormula(c *paint.Canvas, x, y, end int, ex *engine.Explanation, l *engine.Line) {
	c.Num = c.Num[:0]
	for i, f := range ex.Factors {
		if i > 0 {
			c.Num = append(c.Num, " x "...)
		}
		c.Num = appendFactor(c.Num, f)
	}
	if free := l.Included - l.Credited; free > 0 {
		c.Num = append(format.AppendNumber(append(c.Num, ", of which "...), free), " free of charge"...)
	}
	if l.CreditUSD > 0 {
		c.Num = append(c.Num, "; the plan's credit pays "...)
		c.Num = c.Money.Append(c.Num, l.CreditUSD)
	}
	c.Text(x, y, string(c.Num), c.Style.Muted, end)
}

// appendFactor writes one factor of a quantity: a single instance is no
// instances, and a thousandth of a gigabyte is said in a smaller unit.
func appendFactor(dst []byte, f engine.Factor) []byte {
	name := f.Name
	if rest, ok := strings.CutPrefix(name, "instances"); ok && f.Value == 1 {
		name = "instance" + rest
	}
	for _, u := range [...]struct {
		of    string
		step  float64
		units [2]string
	}{{"GB ", 1e3, [2]string{"MB ", "KB "}}, {"GiB ", 1024, [2]string{"MiB ", "KiB "}}} {
		rest, ok := strings.CutPrefix(name, u.of)
		for i := 0; ok && i < len(u.units) && f.Value > 0 && f.Value < 0.1; i++ {
			f.Value *= u.step
			name = u.units[i] + rest
		}
	}
	return append(append(format.AppendNumber(dst, f.Value), ' '), name...)
}

// drawSlice writes what one tier charges.
func drawSlice(c *paint.Canvas, x, y int, k billCols, s billing.Slice, unit string) {
	c.Num = append(format.AppendNumber(c.Num[:0], s.Units), ' ')
	c.Num = append(append(c.Num, unit...), " at "...)
	c.Num = c.Money.AppendPrice(c.Num, s.Price)
	c.Text(x, y, string(c.Num), c.Style.Muted, k.amount-14)
	c.USD(k.amount, y, s.Amount, c.Style.Muted, 12)
}

// drawProvenance writes where the rate is from, as a link where the terminal
// has them.
func drawProvenance(c *paint.Canvas, x, y, end int, l *engine.Line) {
	pv := &l.Provenance
	if pv.Override != "" {
		x = c.Text(x, y, "yours, from "+pv.Override+"; ", c.Style.Warning, end)
	}
	if pv.Confidence == 0 {
		c.Text(x, y, "an assumption: "+pv.Note, c.Style.Warning, end)
		return
	}
	if pv.Source != "" {
		to := c.Text(x, y, pv.Source, c.Style.Link, end)
		c.B.AddLink(x, y, to-x, pv.Source)
		x = to
	}
	c.Num = append(append(c.Num[:0], ", as of "...), pv.AsOf...)
	c.Num = append(c.Num, ", one source"...)
	if pv.Confidence > 1 {
		c.Num = append(append(c.Num[:0], ", as of "...), pv.AsOf...)
		c.Num = append(c.Num, ", two sources agree"...)
	}
	x = c.Text(x, y, string(c.Num), c.Style.Faint, end)
	if pv.Note != "" {
		c.Text(x, y, ". "+pv.Note, c.Style.Faint, end)
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

func drawBillHead(c *paint.Canvas, r cell.Rect, k billCols) {
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

func drawBillLine(c *paint.Canvas, r cell.Rect, k billCols, l *engine.Line) {
	y := r.Y
	c.Text(r.X+1, y, l.Title, c.Style.Text, k.title)
	number := func(end int, v float64) {
		if end > 0 {
			c.Num = format.AppendNumber(c.Num[:0], v)
			if len(c.Num) > 13 {
				c.Num = format.AppendShort(c.Num[:0], v)
			}
			c.Number(end, y, c.Style.Value, 13)
		}
	}
	number(k.quantity, l.Quantity)
	if l.Included > 0 {
		number(k.included, l.Included)
	}
	number(k.billable, l.Billable)
	if k.price > 0 {
		c.Num = c.Money.AppendPrice(c.Num[:0], l.UnitPrice)
		c.Number(k.price, y, c.Style.Value, 15)
	}
	c.USD(k.amount, y, l.Amount, c.Style.Text, 12)
}
