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

// Duel is two offers head to head: a sentence, a table of what differs and, where
// there is width for it, a chart of the two.
type Duel struct {
	pair  [2]int
	chart chart.Chart
	table table.Table[duelRow]
	rows  []duelRow
}

// duelRow is a row of the table: a figure of both, and by how much the second is
// more or less.
type duelRow struct{ name, first, second, gap string }

// duelColumns are the columns of the table; the offers' names stand in for the
// titles of two.
func duelColumns(first, second string) []table.Column[duelRow] {
	text := func(of func(r duelRow) string) func(p *table.Pen, r duelRow) {
		return func(p *table.Pen, r duelRow) { p.Text(of(r), p.Style.Text) }
	}
	return []table.Column[duelRow]{
		{Width: 24, Least: 14, Weight: 4, Cell: text(func(r duelRow) string { return r.name })},
		{Title: first, Width: 19, Least: 14, Weight: 3, Right: true, Cell: text(func(r duelRow) string { return r.first })},
		{Title: second, Width: 19, Least: 14, Weight: 3, Right: true, Cell: text(func(r duelRow) string { return r.second })},
		{Title: "difference", Width: 11, Weight: 2, Right: true, Cell: text(func(r duelRow) string { return r.gap })},
	}
}

// Fill takes in two estimates with their bills: prices, times, and what each group of
// bill lines comes to, the rows that are the same left out.
func (p *Duel) Fill(money format.Money, e *engine.Engine, pair *[2]engine.Estimate) {
	a, b := &pair[0], &pair[1]
	p.rows, p.pair = p.rows[:0], [2]int{a.Offer, b.Offer}
	p.table.Columns, p.table.Lead, p.table.Trail = duelColumns(e.Offer(a.Offer).Short, e.Offer(b.Offer).Short), 1, 1
	usd := func(v float64) string { return string(money.Append(nil, v)) }
	millis := func(v float64) string {
		if !(v > 0) {
			return "none"
		}
		return string(format.AppendMillis(nil, v))
	}
	p.add("per month", a.Monthly, b.Monthly, usd)
	p.add("per million requests", a.PerMillion(), b.PerMillion(), usd)
	p.add("p50", a.Latency.P50MS, b.Latency.P50MS, millis)
	p.add("p99", a.Latency.P99MS, b.Latency.P99MS, millis)
	p.add("chance of a cold start", a.ColdStart.Probability, b.ColdStart.Probability, func(v float64) string { return string(format.AppendChance(nil, v)) })
	p.add("a cold start adds", coldMS(a), coldMS(b), millis)
	p.add("instances", a.Fleet.Total, b.Fleet.Total, func(v float64) string { return string(format.AppendNumber(nil, math.Round(v*100)/100)) })
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

// add adds the row of a number that is not the same in both.
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

// coldMS is what a cold start adds, 0 where requests meet none.
func coldMS(e *engine.Estimate) float64 {
	if e.ColdStart.Probability == 0 {
		return 0
	}
	return e.ColdStart.P50MS
}

// groupsOf are the groups of lines on the bills of both, in their order.
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

// groupSum is what the lines of a group come to.
func groupSum(e *engine.Estimate, group catalog.Group) (sum float64) {
	for i := range e.Bill {
		if e.Bill[i].Group == group {
			sum += e.Bill[i].Amount
		}
	}
	return sum
}

// The width of the table where a chart is beside it, and the least of the chart.
const duelTable, leastDuelChart = 77, 50

// Rows is how many rows the box wants.
func (p *Duel) Rows() int { return len(p.rows) + 3 }

// Draw paints the table under a sentence, and the chart of an answer beside it.
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
	p.table.Draw(c, in, len(p.rows), -1, func(i int) duelRow { return p.rows[i] })
}

// Words are the rows as text.
func (p *Duel) Words() (out []string) {
	for _, r := range p.rows {
		out = append(out, r.name+": "+p.table.Columns[1].Title+" "+r.first+", "+p.table.Columns[2].Title+" "+r.second)
	}
	return out
}
