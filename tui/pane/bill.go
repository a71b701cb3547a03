package pane

import (
	"math"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/table"
)

// Bill is the bill of one offer for the selected part: each line with the derivation of
// its quantity and the source of its rate.
type Bill struct {
	paint.View
	table table.Table[*billRow]
	tops  []int // the first row of each line
}

// billRow is a line with the total of the bill.
type billRow struct {
	*engine.Line
	total float64
}

// amountColumn is the index of the column of amounts.
const amountColumn = 5

// shareColumns is the width of a full bar.
const shareColumns = 10

// billColumns are the columns of a bill.
var billColumns = []table.Column[*billRow]{
	{
		Title: "line", Width: 26, Least: 10, Flex: true, Weight: 6, Aloud: "%",
		Cell: func(p *table.Pen, l *billRow) { p.Text(l.Title, p.Style.Text) },
	},
	{Title: "quantity", Width: 14, Right: true, Weight: 5, Cell: func(p *table.Pen, l *billRow) { p.Number(l.Quantity, p.Style.Value) }},
	{Title: "included", Width: 14, Right: true, Weight: 1, Cell: func(p *table.Pen, l *billRow) {
		if l.Included > 0 {
			p.Number(l.Included, p.Style.Value)
		}
	}},
	{Title: "billable", Width: 14, Right: true, Weight: 2, Cell: func(p *table.Pen, l *billRow) { p.Number(l.Billable, p.Style.Value) }},
	{
		Title: "x unit price", Width: 16, Right: true, Weight: 4, Aloud: "at %",
		Cell: func(p *table.Pen, l *billRow) {
			p.Num = p.Money.AppendPrice(p.Num[:0], l.UnitPrice)
			p.Figure(p.Style.Value)
		},
	},
	{
		Title: "= amount", Width: 12, Right: true, Aloud: "%",
		Cell: func(p *table.Pen, l *billRow) { p.USD(l.Amount, p.Style.Text) },
	},
	{
		Title: "share of bill", Width: shareColumns + 7, Gap: 2, Weight: 3, Aloud: "% of the bill",
		Cell: func(p *table.Pen, l *billRow) {
			if !(l.total > 0) {
				return
			}
			share := l.Amount / l.total
			p.Num = append(format.AppendNumber(p.Num[:0], math.Round(share*100)), " %"...)
			text := string(p.Num)
			p.Skip(max(5-len(text), 0))
			p.Text(text, p.Style.Value)
			p.Skip(1)
			for range int(math.Round(share * shareColumns)) {
				p.Sign(p.Glyph.Bar, p.Style.Fill)
			}
		},
	},
}

// Draw paints the bill of est, with the explanation of each line in why.
func (p *Bill) Draw(c *paint.Canvas, r cell.Rect, est *engine.Estimate, why []engine.Derivation, e *engine.Engine, part string) {
	o := e.Offer(est.Offer)
	in := c.Box(r, "Bill: "+o.Title+" for "+part, est.Size, true)
	if in.H < 3 {
		return
	}
	head, body := in.CutTop(1)
	body, foot := body.CutBottom(1)
	p.table.Columns, p.table.Lead, p.table.Trail = billColumns, 1, 1
	p.table.Layout(in)
	p.table.Head(c, head)
	amount := p.table.End(amountColumn)
	foot.Y = min(foot.Y, p.drawLines(c, body, amount, est, why)+1)
	c.More(r, &p.View)
	c.Text(foot.X+1, foot.Y, "total per month", c.Style.Heading, amount)
	c.USD(amount, foot.Y, est.Monthly, c.Style.Heading, 14)
}

// drawLines paints the lines, scrolled, with their explanations if the width allows. It
// returns the row after the last line.
func (p *Bill) drawLines(c *paint.Canvas, r cell.Rect, amount int, est *engine.Estimate, why []engine.Derivation) int {
	p.View.DrawLines(c, r, func(w *paint.Lines) {
		p.tops = p.tops[:0]
		for i := range est.Bill {
			l := &est.Bill[i]
			p.tops = append(p.tops, len(w.Rows))
			w.Draw(func(row cell.Rect) { p.table.DrawRow(c, row, &billRow{l, est.Monthly}, false) })
			if r.W < widthOfDetails {
				continue
			}
			appendQuantity(c, &why[i], l)
			w.Wrap(2, string(c.Num), "", c.Style.Muted)
			if slices := why[i].Slices; len(slices) > 1 {
				for _, s := range slices {
					w.Draw(func(row cell.Rect) {
						tier := string(appendUnits(nil, s.Units, l.Unit)) + " at " + string(c.Money.AppendPrice(nil, s.Price))
						c.Text(r.X+3, row.Y, tier, c.Style.Muted, amount-14)
						c.USD(amount, row.Y, s.Amount, c.Style.Muted, 12)
					})
				}
			}
			drawProvenance(w, l)
		}
		for _, reason := range est.Reasons() {
			w.Wrap(0, "The offer "+reason.String()+".", "", c.Style.Warning)
		}
	})
	return r.Y + p.Len() - p.First()
}

// widthOfDetails is the least width for explanations under the lines.
const widthOfDetails = 60

// At returns the line of the bill at a cell.
func (p *Bill) At(x, y int) (line int, ok bool) {
	at, ok := p.View.At(x, y)
	if !ok {
		return 0, false
	}
	i, found := slices.BinarySearch(p.tops, at)
	if !found {
		i--
	}
	return i, i >= 0
}

// appendQuantity writes the derivation of a quantity into Num.
func appendQuantity(c *paint.Canvas, ex *engine.Derivation, l *engine.Line) {
	c.Num = c.Num[:0]
	for i, f := range ex.Factors {
		if i > 0 {
			c.Num = append(c.Num, " x "...)
		}
		c.Num = appendFactor(c.Num, f)
	}
	if len(ex.Factors) > 1 {
		c.Num = appendUnits(append(c.Num, " = "...), l.Quantity, l.Unit)
	}
	if free := l.Included - l.Credited; free > 0 {
		c.Num = append(appendUnits(append(c.Num, ", of which "...), free, l.Unit), " free of charge"...)
	}
	if l.CreditUSD > 0 {
		c.Num = append(c.Num, "; the plan's credit pays "...)
		c.Num = c.Money.Append(c.Num, l.CreditUSD)
	}
}

// appendUnits appends a quantity and its unit.
func appendUnits(dst []byte, n float64, unit string) []byte {
	return append(append(format.AppendNumber(dst, n), ' '), format.Units(n, unit)...)
}

// appendFactor appends one factor of a quantity. One instance is in the singular, and
// less than a tenth of a gigabyte is in a smaller unit.
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

// drawProvenance writes the source of a rate, as a link if the terminal supports links.
func drawProvenance(w *paint.Lines, l *engine.Line) {
	pv, st := &l.Provenance, w.C.Style.Faint
	yours := ""
	if pv.Override != "" {
		yours, st = "yours, from "+pv.Override+"; ", w.C.Style.Warning
	}
	if pv.Confidence == 0 {
		w.Wrap(2, yours+"an assumption: "+pv.Note, "", w.C.Style.Warning)
		return
	}
	text := pv.Source
	if text != "" {
		text += ", "
	}
	text += "as of " + pv.AsOf + [...]string{1: ", one source", ", two sources agree"}[min(pv.Confidence, 2)]
	if pv.Note != "" {
		text += ". " + pv.Note
	}
	w.Wrap(2, yours+text, pv.Source, st)
}

// Words returns the lines of a bill as text, each with the derivation of its quantity and
// the source of its rate, and the total.
func (p *Bill) Words(c *paint.Canvas, est *engine.Estimate, why []engine.Derivation) []string {
	p.table.Columns = billColumns
	var out []string
	for i := range est.Bill {
		l := &est.Bill[i]
		appendQuantity(c, &why[i], l)
		text := p.table.Say(c, &billRow{l, est.Monthly}) + ": " + string(c.Num)
		if pv := &l.Provenance; pv.Confidence == 0 {
			text += "; an assumption: " + pv.Note
		} else {
			text += "; " + pv.Source + ", as of " + pv.AsOf
		}
		out = append(out, text)
	}
	return append(out, "total per month "+string(c.Money.Append(nil, est.Monthly)))
}

// Records returns the titles and lines of a bill as text.
func (p *Bill) Records(c *paint.Canvas, est *engine.Estimate) [][]string {
	p.table.Columns = billColumns
	return p.table.Records(c, len(est.Bill), func(i int) *billRow { return &billRow{&est.Bill[i], est.Monthly} })
}

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
