package pane

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/chart"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/split"
	"crossover/tui/state"
	"crossover/tui/style"
	"crossover/tui/table"
)

// Comparison is the content of the Compare screen: the current scenario and the pinned
// ones, in the same order as their names.
type Comparison struct {
	List []answer.Compared
	// Names are now, A, B …, or the scenarios' own.
	Names []string
	// Named is set if the names state the differences.
	Named bool
	// Differences are the terms in which the scenarios differ.
	Differences []scenario.Difference
	Window      engine.Window
	Offer       int
}

// Compare is the screen that compares pinned scenarios with the current one: their
// differences, curves, and the price and latency of every offer.
type Compare struct {
	// Duel compares two offers while nothing is pinned, Sentence sums it up, and About
	// explains the screen in that case.
	Duel            Duel
	Sentence, About string

	chart  chart.Chart
	layout chart.Layout
	table  table.Table[*compareRow]
	names  string // the names for which the columns were made
	offers offerList
	// Terms is the view of the differences, or of About.
	Terms paint.View
}

// Draw paints the screen, with the listed offers of a.
func (p *Compare) Draw(c *paint.Canvas, r cell.Rect, x *Comparison, a *answer.Answer, st *state.State, e *engine.Engine, cut *split.Cutter) {
	p.offers, p.layout = p.offers[:0], chart.Layout{}
	p.table.Hide()
	if len(x.List) < 2 {
		p.drawAlone(c, r, a, st, e)
		return
	}
	rows := len(x.Differences)
	if x.Named {
		rows = len(x.Names) - 3
	}
	terms, curves, offers := ArrangeCompare(cut, r, rows)
	p.drawDifferences(c, terms, x)
	p.drawCurves(c, curves, x, st, e)
	p.drawTable(c, offers, x, a, st.Filter, e)
}

// drawAlone explains the screen while nothing is pinned, above the current offers.
func (p *Compare) drawAlone(c *paint.Canvas, r cell.Rect, a *answer.Answer, st *state.State, e *engine.Engine) {
	about, duel, offers := ArrangeAlone(r, len(p.About), p.Duel.Rows())
	p.Terms.DrawLines(c, c.Box(about, "Compare", "", false), func(lines *paint.Lines) {
		for _, line := range paint.Broken(p.About, about.W-4, "") {
			lines.Text(0, line, c.Style.Text)
		}
	})
	c.More(about, &p.Terms)
	if !duel.Empty() {
		p.Duel.Draw(c, duel, p.Sentence, a, st, e)
	}
	if !offers.Empty() {
		p.drawTable(c, offers, Alone(a), a, st.Filter, e)
	}
}

// Alone returns a comparison of the current scenario only.
func Alone(a *answer.Answer) *Comparison {
	return &Comparison{List: []answer.Compared{{Estimates: a.Estimates}}, Names: []string{"now"}}
}

// ArrangeAlone returns the panes of the Compare screen in r while nothing is pinned: the
// explanation with its number of letters, the duel with its number of rows, and the table
// of offers. A pane without room is empty.
func ArrangeAlone(r cell.Rect, letters, rows int) (about, duel, offers cell.Rect) {
	about, offers = r.CutTop(3 + letters/max(r.W-12, 1))
	if offers.H < 6 {
		return r, cell.Rect{}, cell.Rect{}
	}
	if rows = min(rows, 16); offers.H >= 8 {
		if offers.H < rows+8 {
			rows = offers.H
		}
		duel, offers = offers.CutTop(rows)
	}
	return about, duel, offers
}

// ArrangeCompare returns the panes of the Compare screen in r for n differences: the
// differences, the curves, and the table of offers. A pane without room is empty.
func ArrangeCompare(cut *split.Cutter, r cell.Rect, n int) (terms, curves, offers cell.Rect) {
	switch {
	case r.W >= 100 && r.H >= 20:
		top := cell.Rect{}
		top, offers = cut.Top(split.Top, r, r.H*2/5, 5, 4, split.Both)
		terms, curves = cut.Left(split.Left, top, top.W/2, 30, 30, split.Both)
	case r.H >= 14:
		terms, offers = cut.Top(split.Top, r, min(n+5, r.H/2), 4, 4, split.Both)
	default:
		offers = r
	}
	return terms, curves, offers
}

// drawDifferences lists the terms that differ between the scenarios. If the names state
// the differences, it lists the cost of the whole system instead.
func (p *Compare) drawDifferences(c *paint.Canvas, r cell.Rect, x *Comparison) {
	title := "What differs"
	if x.Named {
		title = "Whole system per month"
	}
	in := c.Box(r, title, "", false)
	if in.H < 2 {
		return
	}
	if x.Named {
		p.Terms.DrawLines(c, in, func(lines *paint.Lines) {
			for i, name := range x.Names {
				lines.Text(0, fmt.Sprintf("%-18s%10s", name, c.Money.Text(x.List[i].Layout)), c.Style.Text)
			}
		})
		c.More(r, &p.Terms)
		return
	}
	key := min(24, in.W/3)
	w := max((in.W-key-1)/len(x.List), 1)
	row := func(name string, st cell.Style, value func(i int) (string, cell.Style)) func(cell.Rect) {
		return func(r cell.Rect) {
			c.Text(in.X+1, r.Y, name, st, in.X+key)
			for i := range x.List {
				text, look := value(i)
				at := in.X + 1 + key + i*w
				c.Text(at, r.Y, text, look, at+w-1)
			}
		}
	}
	head, body := in.CutTop(1)
	row("", c.Style.Heading, func(i int) (string, cell.Style) { return x.Names[i], c.Style.Heading })(head)
	p.Terms.DrawLines(c, body, func(lines *paint.Lines) {
		for _, d := range x.Differences {
			lines.Draw(row(d.Key, c.Style.Label, func(i int) (string, cell.Style) {
				if i > 0 && d.Values[i] == d.Values[0] {
					return d.Values[i], c.Style.Muted
				}
				return d.Values[i], c.Style.Value
			}))
		}
		if len(x.Differences) == 0 {
			lines.Draw(row("nothing", c.Style.Muted, func(int) (string, cell.Style) { return "the same", c.Style.Muted }))
		}
		lines.Draw(row("system/month", c.Style.Label, func(i int) (string, cell.Style) {
			return c.Money.Text(x.List[i].Layout), style.Bold(c.Style.Value)
		}))
	})
	c.More(r, &p.Terms)
}

// drawCurves draws the selected offer and the cheapest one of each scenario.
func (p *Compare) drawCurves(c *paint.Canvas, r cell.Rect, x *Comparison, st *state.State, e *engine.Engine) {
	in := c.Box(r, c.Money.Currency.Sign()+"/month of "+e.Offer(x.Offer).Title+", and of the cheapest", "", false)
	if in.H < 3 {
		return
	}
	ch := &p.chart
	begin(ch, c)
	for i := range x.List {
		look := c.Style.SeriesAt(i)
		own := chart.Series{Name: x.Names[i], Mark: c.Glyph.Mark(i), Style: look, Values: x.List[i].Offer}
		if i == 0 {
			own.Emphasis = chart.Dominant
		}
		best := chart.Series{Name: x.Names[i] + " cheapest", Mark: c.Glyph.Mark(i), Style: look, Emphasis: chart.Faint, Values: x.List[i].Best}
		ch.Series = append(ch.Series, own, best)
	}
	p.layout = drawAlong(c, ch, in, x.Window, st.Handle())
}

// drawAlong draws the series of a chart along a window, with the handle at a value.
func drawAlong(c *paint.Canvas, ch *chart.Chart, r cell.Rect, win engine.Window, at float64) chart.Layout {
	ch.X = scaleOf(win)
	ch.XFormat, ch.XTitle = axisFormat(win.Axis)
	ch.Y = chart.AutoRange(chart.Log10, ch.Series, chart.Limits{Lowest: 0.1, MaxDecades: 6})
	ch.Cursor = chart.Cursor{On: at >= win.Lo && at <= win.Hi, X: at, Text: string(format.AppendPlace(c.Num[:0], win.Axis, at))}
	return ch.Draw(c.B, r)
}

// compareRow is a row of the table: an offer in each scenario.
type compareRow struct {
	x     *Comparison
	offer int
	names [2]string // short and full
}

// in returns the offer's estimate in scenario i.
func (r *compareRow) in(i int) *engine.Estimate { return &r.x.List[i].Estimates[r.offer] }

// diff returns the offer's price in scenario i less its price now.
func (r *compareRow) diff(i int) float64 { return r.in(i).Monthly - r.in(0).Monthly }

// lookOf returns st, or the style of infeasible offers if est is one of them.
func lookOf(c *paint.Canvas, est *engine.Estimate, st cell.Style) cell.Style {
	if !est.Feasible() {
		return c.Style.Infeasible
	}
	return st
}

// compareColumns returns the columns of the table: the price now, and for each pin its
// price, the difference in money and in percent, and the latencies.
func compareColumns(names []string) []table.Column[*compareRow] {
	out := []table.Column[*compareRow]{{
		Title: "offer", Width: 14, Most: 33, Flex: true, Aloud: "%",
		Cell: func(p *table.Pen, r *compareRow) {
			name := r.names[0]
			if cell.Columns(r.names[1]) < p.Room() {
				name = r.names[1]
			}
			p.Text(name, lookOf(p.Canvas, r.in(0), p.Style.Text))
		},
	}}
	for i, name := range names {
		out = append(out, table.Column[*compareRow]{
			Title: name, Width: max(11, len(name)+1), Right: true, Weight: 9 - i, Figure: i,
			Cell: func(p *table.Pen, r *compareRow) {
				est := r.in(i)
				p.USD(est.Monthly, lookOf(p.Canvas, est, p.Style.Value))
			},
		})
		if i > 0 {
			out = append(out, table.Column[*compareRow]{
				Title: "+/-", Width: 11, Right: true, Weight: 2, Figure: i, Silent: true,
				Cell: func(p *table.Pen, r *compareRow) {
					appendSigned(p.Canvas, r.diff(i))
					p.Figure(diffStyle(p.Canvas, r.diff(i)))
				},
			}, table.Column[*compareRow]{
				Title: "%", Width: 9, Right: true, Weight: 3, Figure: i, Silent: true,
				Cell: func(p *table.Pen, r *compareRow) {
					if now, d := r.in(0).Monthly, r.diff(i); now > 0 {
						p.Num = p.Num[:0]
						if d > 0 {
							p.Num = append(p.Num, '+')
						}
						p.Num = append(format.AppendNumber(p.Num, math.Round(d/now*100)), " %"...)
						p.Figure(diffStyle(p.Canvas, d))
					}
				},
			})
		}
		out = append(out, table.Column[*compareRow]{
			Title: "p99", Width: 9, Right: true, Weight: 1, Figure: i, Silent: true,
			Cell: func(p *table.Pen, r *compareRow) {
				if est := r.in(i); est.Feasible() { // an offer that cannot run the part has no latency
					p.Millis(est.Latency.P99MS, p.Style.Muted)
				}
			},
		})
	}
	return out
}

// diffStyle returns the colour of a difference in price.
func diffStyle(c *paint.Canvas, diff float64) cell.Style {
	switch {
	case diff < -0.005:
		return c.Style.Good
	case diff > 0.005:
		return c.Style.Bad
	default:
		return c.Style.Muted
	}
}

// open prepares the table for a comparison.
func (p *Compare) open(x *Comparison) {
	if names := strings.Join(x.Names, " "); names != p.names {
		p.names = names
		p.table = table.Table[*compareRow]{Columns: compareColumns(x.Names), Lead: 1, Trail: 1}
	}
}

// drawTable lists the offers that pass the filter.
func (p *Compare) drawTable(c *paint.Canvas, r cell.Rect, x *Comparison, a *answer.Answer, filter string, e *engine.Engine) {
	title, note := "Offers, in "+c.Money.Currency.Sign()+" a month", ""
	if len(x.List) > 1 {
		title += "; differences from " + x.Names[0]
	}
	if filter != "" {
		note = filterNote(c, filter, len(a.Sorted), len(a.Listed))
	}
	in := c.Box(r, title, note, false)
	if in.H < 2 {
		return
	}
	p.open(x)
	p.offers = append(p.offers, a.Sorted...)
	at := slices.Index(a.Sorted, a.Selected)
	p.table.Draw(c, in, len(a.Sorted), at, func(i int) *compareRow { return rowOfOffer(x, a.Sorted[i], e) })
	c.More(r, &p.table.View)
}

func rowOfOffer(x *Comparison, o int, e *engine.Engine) *compareRow {
	return &compareRow{x, o, [2]string{e.Offer(o).Short, e.Offer(o).Title}}
}

// appendSigned writes a difference in dollars with its sign into Num.
func appendSigned(c *paint.Canvas, usd float64) {
	c.Num = c.Num[:0]
	switch {
	case usd > 0:
		c.Num = append(c.Num, '+')
	case usd < 0:
		c.Num = append(c.Num, '-')
	}
	c.Num = c.Money.Append(c.Num, math.Abs(usd))
}

// At returns the offer of the row at x, y.
func (p *Compare) At(x, y int) (offer int, ok bool) { return p.offers.at(p.table.At(x, y)) }

// Say returns an offer's cost in each scenario as speech.
func (p *Compare) Say(c *paint.Canvas, x *Comparison, o int, e *engine.Engine) string {
	p.open(x)
	return p.table.Say(c, rowOfOffer(x, o, e))
}

// Records returns the titles and rows of the table as text.
func (p *Compare) Records(c *paint.Canvas, x *Comparison, a *answer.Answer, e *engine.Engine) [][]string {
	p.open(x)
	return p.table.Records(c, len(a.Sorted), func(i int) *compareRow { return rowOfOffer(x, a.Sorted[i], e) })
}

// PinAt returns the index of the scenario whose columns are at x; 0 is the current one.
func (p *Compare) PinAt(x int) int { return p.table.FigureAt(x) }
