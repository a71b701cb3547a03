package pane

import (
	"math"

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
)

// Comparison is what the Compare screen shows: the scenario on screen first,
// then those pinned, in the same order as their names.
type Comparison struct {
	List []answer.Compared
	// Names are now, A, B …
	Names []string
	// Differences are what the scenarios do not have in common.
	Differences []scenario.Difference
	Window      engine.Window
	Offer       int
}

// Compare is the screen that puts pinned scenarios beside the one shown: what
// differs, the curves, and every offer's price and latency in each.
type Compare struct {
	chart  chart.Chart
	layout chart.Layout
	rows   []cell.Rect
	offers []int
	first  int
	terms  paint.View
	cols   compareCols
}

// Draw paints the screen for the offers listed, of which one is selected.
func (p *Compare) Draw(c *paint.Canvas, r cell.Rect, x *Comparison, a *answer.Answer, st *state.State, e *engine.Engine, cut *split.Cutter) {
	p.rows, p.offers, p.layout = p.rows[:0], p.offers[:0], chart.Layout{}
	if len(x.List) < 2 {
		p.drawAlone(c, r, a, st, e)
		return
	}
	terms, curves, table := ArrangeCompare(cut, r, len(x.Differences))
	p.drawDifferences(c, terms, x)
	p.drawCurves(c, curves, x, st, e)
	p.drawTable(c, table, x, a, st.Filter, e)
}

// drawAlone says what the screen is for while nothing is pinned, over the offers
// as they are now.
func (p *Compare) drawAlone(c *paint.Canvas, r cell.Rect, a *answer.Answer, st *state.State, e *engine.Engine) {
	about, table := ArrangeAlone(r)
	c.Wrap(c.Box(about, "Compare", "", false), nothingPinned, c.Style.Text)
	if !table.Empty() {
		p.drawTable(c, table, &Comparison{List: []answer.Compared{{Estimates: a.Estimates}}, Names: []string{"now"}}, a, st.Filter, e)
	}
}

const nothingPinned = "Nothing is pinned yet. Pin the scenario as it is now, then move the sliders, and both are compared here. Up to three can be pinned."

// ArrangeAlone says where the panes of the Compare screen go in r while nothing
// is pinned: what it is for, and the table of offers, which may have no room.
func ArrangeAlone(r cell.Rect) (about, table cell.Rect) {
	about, table = r.CutTop(3 + len(nothingPinned)/max(r.W-12, 1))
	if table.H < 6 {
		about, table = r, cell.Rect{}
	}
	return about, table
}

// ArrangeCompare says where the panes of the Compare screen go in r, with so
// many differences: what differs, the curves, and the table of offers. A pane
// that has no room is empty.
func ArrangeCompare(cut *split.Cutter, r cell.Rect, n int) (terms, curves, table cell.Rect) {
	switch {
	case r.W >= 100 && r.H >= 20:
		top := cell.Rect{}
		top, table = cut.Top(split.Top, r, r.H*2/5, 5, 4, split.Both)
		terms, curves = cut.Left(split.Left, top, top.W/2, 30, 30, split.Both)
	case r.H >= 14:
		terms, table = cut.Top(split.Top, r, min(n+5, r.H/2), 4, 4, split.Both)
	default:
		table = r
	}
	return terms, curves, table
}

// drawDifferences lists the terms that are not the same in all.
func (p *Compare) drawDifferences(c *paint.Canvas, r cell.Rect, x *Comparison) {
	in := c.Box(r, "What differs", "", false)
	if in.H < 2 {
		return
	}
	key := min(24, in.W/3)
	w := max((in.W-key-1)/len(x.List), 1)
	head, body := in.CutTop(1)
	p.terms.Fit(body, max(len(x.Differences), 1)+1)
	c.More(r, &p.terms)
	n, y := -1, head.Y
	row := func(name string, st cell.Style, value func(i int) (string, cell.Style)) {
		if n >= 0 {
			y = p.terms.Row(n).Y
			if p.terms.Row(n).Empty() {
				n++
				return
			}
		}
		n++
		c.Text(in.X+1, y, name, st, in.X+key)
		for i := range x.List {
			text, look := value(i)
			at := in.X + 1 + key + i*w
			c.Text(at, y, text, look, at+w-1)
		}
	}
	row("", c.Style.Heading, func(i int) (string, cell.Style) { return x.Names[i], c.Style.Heading })
	for _, d := range x.Differences {
		row(d.Key, c.Style.Label, func(i int) (string, cell.Style) {
			look := c.Style.Value
			if i > 0 && d.Values[i] == d.Values[0] {
				look = c.Style.Muted
			}
			return d.Values[i], look
		})
	}
	if len(x.Differences) == 0 {
		row("nothing", c.Style.Muted, func(int) (string, cell.Style) { return "the same", c.Style.Muted })
	}
	row("whole system a month", c.Style.Label, func(i int) (string, cell.Style) {
		c.Num = c.Money.Append(c.Num[:0], x.List[i].Layout)
		return string(c.Num), style.Bold(c.Style.Value)
	})
}

// drawCurves draws the selected offer and the cheapest one in each scenario.
func (p *Compare) drawCurves(c *paint.Canvas, r cell.Rect, x *Comparison, st *state.State, e *engine.Engine) {
	sign := c.Money.Currency.Sign()
	in := c.Box(r, sign+"/month of "+e.Offer(x.Offer).Title+", and of the cheapest", "", false)
	if in.H < 3 {
		return
	}
	ch := &p.chart
	ch.Series = ch.Series[:0]
	for i := range x.List {
		look := c.Style.SeriesAt(i)
		own := chart.Series{Name: x.Names[i], Mark: c.Glyph.Mark(i), Style: look, Values: x.List[i].Offer}
		if i == 0 {
			own.Emphasis = chart.Dominant
		}
		best := chart.Series{Name: x.Names[i] + " cheapest", Mark: c.Glyph.Mark(i), Style: look, Emphasis: chart.Faint, Values: x.List[i].Best}
		ch.Series = append(ch.Series, own, best)
	}
	ch.Look = look(c)
	ch.X = scaleOf(x.Window)
	ch.XFormat, ch.XTitle = axisFormat(x.Window.Axis)
	ch.Y = chart.AutoRange(chart.Log10, ch.Series, chart.Limits{Lowest: 0.1, MaxDecades: 6})
	ch.YFormat = func(dst []byte, v float64) []byte { return format.AppendShort(append(dst, sign...), v) }
	ch.YLabelWidth = 5 + len(sign)
	at := st.Handle()
	ch.Cursor = chart.Cursor{On: at >= x.Window.Lo && at <= x.Window.Hi, X: at, Text: string(format.AppendPlace(c.Num[:0], x.Window.Axis, at))}
	p.layout = ch.Draw(c.B, in).Layout
}

// compareCols are the columns of the table by their right ends: the price now,
// and for each pin its price, the difference and its share, and the latencies.
type compareCols struct {
	name, now, p99 int
	pins           []pinCols
}

type pinCols struct{ cost, diff, share, p99 int }

// columns gives what has room: prices first, then differences in percent, in
// dollars, and latencies.
func (p *Compare) columns(in cell.Rect, pins int) compareCols {
	const money, share, time = 11, 9, 9
	name := 16
	each := money
	if pins == 0 {
		k := compareCols{name: in.X + min(in.W-money-time-1, name+18)}
		k.now = k.name + money
		k.p99 = k.now + time
		return k
	}
	room := (in.W - name - money) / pins
	shares, diffs, times := room >= each+share, room >= each+share+money, false
	if shares {
		each += share
	}
	if diffs {
		each += money
		times = in.W-name-money-time >= pins*(each+time)
	}
	if spare := in.W - name - money - time - pins*(each+time) - 1; times && spare > 0 {
		name += min(spare, 18) // for whole titles
	}
	k := compareCols{name: in.X + name, now: in.X + name + money}
	x := k.now
	if times {
		x += time
		k.p99 = x
	}
	for range pins {
		var c pinCols
		x += money
		if c.cost = x; diffs {
			x += money
			c.diff = x
		}
		if shares {
			x += share
			c.share = x
		}
		if times {
			x += time
			c.p99 = x
		}
		k.pins = append(k.pins, c)
	}
	return k
}

// drawTable lists the offers that the filter leaves.
func (p *Compare) drawTable(c *paint.Canvas, r cell.Rect, x *Comparison, a *answer.Answer, filter string, e *engine.Engine) {
	title, note := "Offers, in "+c.Money.Currency.Sign()+" a month", ""
	if len(x.List) > 1 {
		title += "; differences from now"
	}
	if filter != "" {
		note = filterNote(c, filter, len(a.Sorted), len(a.Listed))
	}
	in := c.Box(r, title, note, false)
	if in.H < 2 {
		return
	}
	head, body := in.CutTop(1)
	k := p.columns(in, len(x.List)-1)
	p.cols = k
	st := c.Style.Heading
	right := func(end int, text string) {
		if end > 0 {
			c.Text(end-len(text), head.Y, text, st, end)
		}
	}
	c.Text(head.X+1, head.Y, "offer", st, k.name)
	right(k.now, "now")
	right(k.p99, "p99")
	for i, pin := range k.pins {
		right(pin.cost, x.Names[i+1])
		right(pin.diff, "+/-")
		right(pin.share, "%")
		right(pin.p99, "p99")
	}
	p.scroll(a, body.H)
	for i := p.first; i < len(a.Sorted) && i-p.first < body.H; i++ {
		row := cell.Rect{X: body.X, Y: body.Y + i - p.first, W: body.W, H: 1}
		p.rows, p.offers = append(p.rows, row), append(p.offers, a.Sorted[i])
		p.drawRow(c, row, k, x, a.Sorted[i], a.Sorted[i] == a.Selected, e)
	}
	c.More(r, new(paint.Window(p.first, len(a.Sorted), body)))
}

// scroll keeps the selected offer in view.
func (p *Compare) scroll(a *answer.Answer, rows int) {
	for i, o := range a.Sorted {
		if o == a.Selected {
			p.first = max(min(p.first, i), i-rows+1)
		}
	}
	p.first = max(0, min(p.first, len(a.Sorted)-rows))
}

func (p *Compare) drawRow(c *paint.Canvas, r cell.Rect, k compareCols, x *Comparison, offer int, selected bool, e *engine.Engine) {
	now := &x.List[0].Estimates[offer]
	in := func(s cell.Style) cell.Style { return s }
	if selected {
		c.B.Fill(r, ' ', c.Style.Selection)
		in = style.Selected
	}
	look := func(est *engine.Estimate, st cell.Style) cell.Style {
		if !est.Feasible() {
			st = c.Style.Infeasible
		}
		return in(st)
	}
	title := e.Offer(offer).Short
	if full := e.Offer(offer).Title; cell.Columns(full) < k.name-r.X-1 {
		title = full
	}
	c.Text(r.X+1, r.Y, title, look(now, c.Style.Text), k.name)
	c.USD(k.now, r.Y, now.Monthly, look(now, c.Style.Value), 11)
	if k.p99 > 0 && now.Feasible() { // what cannot run has no latency
		c.Millis(k.p99, r.Y, now.Latency.P99MS, look(now, c.Style.Muted), 9)
	}
	for i, pin := range k.pins {
		was := &x.List[i+1].Estimates[offer]
		c.USD(pin.cost, r.Y, was.Monthly, look(was, c.Style.Value), 11)
		diff := was.Monthly - now.Monthly
		st := c.Style.Muted
		switch {
		case diff < -0.005:
			st = c.Style.Good
		case diff > 0.005:
			st = c.Style.Bad
		}
		if pin.diff > 0 {
			signed(c, pin.diff, r.Y, diff, in(st))
		}
		if pin.share > 0 && now.Monthly > 0 {
			c.Num = c.Num[:0]
			if diff > 0 {
				c.Num = append(c.Num, '+')
			}
			c.Num = append(format.AppendNumber(c.Num, math.Round(diff/now.Monthly*100)), " %"...)
			c.Number(pin.share, r.Y, in(st), 9)
		}
		if pin.p99 > 0 && was.Feasible() {
			c.Millis(pin.p99, r.Y, was.Latency.P99MS, look(was, c.Style.Muted), 9)
		}
	}
}

// signed writes a difference in dollars, with its sign.
func signed(c *paint.Canvas, end, y int, usd float64, st cell.Style) {
	c.Num = c.Num[:0]
	switch {
	case usd > 0:
		c.Num = append(c.Num, '+')
	case usd < 0:
		c.Num = append(c.Num, '-')
	}
	c.Num = c.Money.Append(c.Num, math.Abs(usd))
	c.Number(end, y, st, 11)
}

// At returns the offer in the row at x, y.
func (p *Compare) At(x, y int) (offer int, ok bool) {
	for i, r := range p.rows {
		if r.Contains(x, y) {
			return p.offers[i], true
		}
	}
	return 0, false
}

// Terms returns the view of what differs.
func (p *Compare) Terms() *paint.View { return &p.terms }

// PinAt returns the place of the scenario whose columns are at x: 0 for the one
// on screen.
func (p *Compare) PinAt(x int) int {
	for i, k := range p.cols.pins {
		if x < max(k.cost, k.diff, k.share, k.p99) {
			if i == 0 && x < max(p.cols.now, p.cols.p99) {
				return 0
			}
			return i + 1
		}
	}
	return len(p.cols.pins)
}
