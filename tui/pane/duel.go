package pane

import (
	"math"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/chart"
	"crossover/tui/format"
	"crossover/tui/headline"
	"crossover/tui/paint"
	"crossover/tui/state"
	"crossover/tui/table"
)

// Duel compares two offers: a sentence, a table of their differences and, if the width
// allows, a chart of both.
type Duel struct {
	pair  [2]int
	chart chart.Chart
	table table.Table[*duelRow]
	rows  []duelRow
}

// duelRow is a row of the table: a figure of both offers and the difference in percent.
type duelRow struct{ name, first, second, gap string }

// duelColumns returns the columns of the table, two of them titled with the offers'
// names.
func duelColumns(first, second string) []table.Column[*duelRow] {
	text := func(of func(r *duelRow) string) func(p *table.Pen, r *duelRow) {
		return func(p *table.Pen, r *duelRow) { p.Text(of(r), p.Style.Text) }
	}
	return []table.Column[*duelRow]{
		{Width: 24, Least: 14, Weight: 4, Cell: text(func(r *duelRow) string { return r.name })},
		{Title: first, Width: 19, Least: 14, Weight: 3, Right: true, Cell: text(func(r *duelRow) string { return r.first })},
		{Title: second, Width: 19, Least: 14, Weight: 3, Right: true, Cell: text(func(r *duelRow) string { return r.second })},
		{Title: "difference", Width: 11, Weight: 2, Right: true, Cell: text(func(r *duelRow) string { return r.gap })},
	}
}

// Fill sets the rows for two estimates with bills: prices, times, and the sum of each
// group of bill lines. It leaves out rows in which both agree.
func (p *Duel) Fill(money format.Money, e *engine.Engine, pair *[2]engine.Estimate) {
	a, b := &pair[0], &pair[1]
	p.rows, p.pair = p.rows[:0], [2]int{a.Offer, b.Offer}
	p.table.Columns, p.table.Lead, p.table.Trail = duelColumns(e.Offer(a.Offer).Short, e.Offer(b.Offer).Short), 1, 1
	usd := money.Text
	time := func(v float64) string {
		if !(v > 0) {
			return "none"
		}
		return format.Duration(v)
	}
	p.add("per month", a.Monthly, b.Monthly, usd)
	p.add("per million requests", a.PerMillion(), b.PerMillion(), usd)
	p.add("p50", a.Latency.P50MS, b.Latency.P50MS, time)
	p.add("p99", a.Latency.P99MS, b.Latency.P99MS, time)
	p.add("chance of a cold start", a.ColdStart.Probability, b.ColdStart.Probability, format.Chance)
	p.add("a cold start adds", coldMS(a), coldMS(b), time)
	p.add("instances", a.Fleet.Total, b.Fleet.Total, number)
	for _, group := range groupsOf(pair) {
		p.add("bill: "+strings.ReplaceAll(string(group), "-", " "), groupSum(a, group), groupSum(b, group), usd)
	}
	for _, x := range [][3]string{
		{"size", a.Size, b.Size},
		{"family", headline.FamilyWord(e.Offer(a.Offer).Family()), headline.FamilyWord(e.Offer(b.Offer).Family())},
		{"vendor", e.Provider(a.Offer).Title, e.Provider(b.Offer).Title},
	} {
		if x[1] != x[2] {
			p.rows = append(p.rows, duelRow{x[0], x[1], x[2], ""})
		}
	}
}

// add adds the row of a number, unless both agree.
func (p *Duel) add(name string, a, b float64, write func(float64) string) {
	first, second := write(a), write(b)
	if first == second || math.IsNaN(a) && math.IsNaN(b) {
		return
	}
	row := duelRow{name: name, first: first, second: second}
	if gap := math.Round((b/a - 1) * 100); a > 0 && b > 0 && gap != 0 && math.Abs(gap) < 1000 {
		row.gap = string(format.AppendNumber(nil, gap)) + " %"
		if gap > 0 {
			row.gap = "+" + row.gap
		}
	}
	p.rows = append(p.rows, row)
}

// coldMS returns the time that a cold start adds, or 0 without cold starts.
func coldMS(e *engine.Estimate) float64 {
	if e.ColdStart.Probability == 0 {
		return 0
	}
	return e.ColdStart.P50MS
}

// groupsOf returns the groups of lines on both bills, in order.
func groupsOf(pair *[2]engine.Estimate) (out []catalog.Group) {
	for i := range pair {
		for _, l := range pair[i].Bill {
			if !slices.Contains(out, l.Group) {
				out = append(out, l.Group)
			}
		}
	}
	return out
}

// groupSum returns the sum of the lines of a group.
func groupSum(e *engine.Estimate, group catalog.Group) (sum float64) {
	for i := range e.Bill {
		if e.Bill[i].Group == group {
			sum += e.Bill[i].Amount
		}
	}
	return sum
}

// The width of the table beside a chart, and the least width of the chart.
const duelTable, leastDuelChart = 77, 50

// Rows returns the number of rows that the box needs.
func (p *Duel) Rows() int { return len(p.rows) + 3 }

// Draw paints the sentence, the table and, beside it, the chart of a.
func (p *Duel) Draw(c *paint.Canvas, r cell.Rect, sentence string, a *answer.Answer, st *state.State, e *engine.Engine) {
	in := c.Box(r, "Head to head", "", true)
	if in.Empty() {
		return
	}
	if len(p.rows) == 0 {
		c.Text(in.X+1, in.Y, "Working out where the two cross.", c.Style.Muted, in.X+in.W)
		return
	}
	top, in := in.CutTop(1)
	c.Text(top.X+1, top.Y, sentence, c.Style.Value, top.X+top.W)
	if in.W >= duelTable+leastDuelChart && in.H >= 6 {
		var beside cell.Rect
		in, beside = in.CutLeft(duelTable)
		begin(&p.chart, c)
		for _, o := range p.pair {
			mark, look := productLook(c, a, o)
			p.chart.Series = append(p.chart.Series, chart.Series{Name: e.Offer(o).Short, Mark: mark, Style: look, Values: a.Curves.Cost(o)})
		}
		drawAlong(c, &p.chart, beside, a.Curves.Window, st.Handle())
	}
	p.table.Draw(c, in, len(p.rows), -1, func(i int) *duelRow { return &p.rows[i] })
}

// Words returns the rows as text.
func (p *Duel) Words() (out []string) {
	for _, r := range p.rows {
		out = append(out, r.name+": "+p.table.Columns[1].Title+" "+r.first+", "+p.table.Columns[2].Title+" "+r.second)
	}
	return out
}
