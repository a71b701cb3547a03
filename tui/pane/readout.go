package pane

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/chart"
	"crossover/tui/format"
	"crossover/tui/headline"
	"crossover/tui/paint"
	"crossover/tui/state"
)

// drawReadout lists the values of all curves at the column under the mouse, or else at
// the selected month. It is in the other half of the plot.
func (p *Curves) drawReadout(c *paint.Canvas, a *answer.Answer, st *state.State) {
	plot, x := p.layout.Plot, st.Month
	column, ok := p.chart.ColumnAt(p.layout, x)
	ok = ok && st.Axis == engine.AxisMonth && x > 0
	if p.Hover.On && plot.Contains(p.Hover.Column, p.Hover.Row) {
		column, ok = p.Hover.Column, true
		x = p.XAt(column)
	}
	if !ok || plot.W < 30 || plot.H < 6 {
		return
	}
	p.read = p.read[:0]
	at := p.chart.X.Position(x)
	for i := range a.Drawn {
		values := a.Drawn[i].Values
		k := min(max(int(at*float64(len(values)-1)+0.5), 0), len(values)-1)
		if v := values[k]; !math.IsNaN(v) {
			p.read = append(p.read, reading{i, k, v})
		}
	}
	slices.SortStableFunc(p.read, func(x, y reading) int { return cmp.Compare(x.value, y.value) })
	const width = 24
	rows := len(p.read)
	for _, x := range p.read {
		if len(a.Drawn[x.curve].Low) > 0 {
			rows++
		}
	}
	r := cell.Rect{X: plot.X + 1, Y: plot.Y, W: width, H: min(rows+2, plot.H)}
	if column < plot.X+plot.W/2 {
		r.X = plot.X + plot.W - width - 1
	}
	c.B.Fill(r, ' ', c.Style.Plain)
	in := c.Box(r, string(appendPlace(nil, st, x)), "", false)
	y := in.Y
	for _, x := range p.read {
		if y >= in.Y+in.H {
			return
		}
		d := &a.Drawn[x.curve]
		drawMark(c, in.X, y, a, d.Offer)
		c.Num = p.chart.YFormat(c.Num[:0], x.value)
		end := c.Right(in.X+in.W, y, c.Num, c.Style.Value, 10)
		c.Text(in.X+2, y, p.chart.Series[x.curve].Name, c.Style.Text, end-1)
		y++
		if len(d.Low) > 0 && y < in.Y+in.H {
			c.Num = append(p.chart.YFormat(c.Num[:0], d.Low[x.point]), " to "...)
			c.Num = p.chart.YFormat(c.Num, d.High[x.point])
			c.Right(in.X+in.W, y, c.Num, c.Style.Muted, in.W)
			y++
		}
	}
}

// reading is the value of a curve in the readout.
type reading struct {
	curve, point int
	value        float64
}

// appendPlace appends an axis value; for a month also the rate in that month.
func appendPlace(dst []byte, st *state.State, x float64) []byte {
	dst = format.AppendPlace(dst, st.Axis, x)
	if st.Axis == engine.AxisMonth {
		dst = format.AppendRate(append(dst, ", "...), st.RateAt(x))
	}
	return dst
}

// drawFlat explains why a chart of months is flat.
func (p *Curves) drawFlat(c *paint.Canvas, st *state.State) {
	sc, why := &st.Scenario, [3]string{}
	switch {
	case sc.Growth.PerMonth == 0:
		why = [3]string{"growth=0%/month:", "every month is the same;", p.GrowthKey + " goes to its slider"}
	case sc.PerSecond(sc.Selected) == 0:
		why = [3]string{"without traffic", "there is nothing", "to grow; set a rate"}
	case !sc.Grows(sc.Selected):
		why = [3]string{"scheduled work", "does not grow", "with traffic"}
	default:
		return
	}
	r := p.layout.Plot
	for k, line := range why {
		n := utf8.RuneCountInString(line) + 2
		if y := r.Y + r.H/2 - 1 + k; n <= r.W && r.H >= len(why) {
			x := r.X + (r.W-n)/2
			c.B.Fill(cell.Rect{X: x, Y: y, W: n, H: 1}, ' ', c.Style.Warning)
			c.Text(x+1, y, line, c.Style.Warning, x+n)
		}
	}
}

// MeasureFormat returns the format of a measure's values. Amounts are in the session's
// currency.
func MeasureFormat(m state.Measure, c *paint.Canvas) chart.Format {
	switch m {
	case state.P99:
		return format.AppendMillis
	case state.Relative:
		return func(dst []byte, v float64) []byte { return append(format.AppendShort(dst, v), 'x') }
	default:
		return c.Amounts()
	}
}

// scaleOf returns the scale of a window.
func scaleOf(win engine.Window) chart.Scale {
	s := chart.Scale{Kind: chart.Log10, Min: win.Lo, Max: win.Hi}
	if win.Even() {
		s.Kind = chart.Linear
	}
	return s
}

// axisFormat returns the format of an axis' ticks, and its title.
func axisFormat(a engine.Axis) (chart.Format, string) {
	switch a {
	case engine.AxisMemory:
		return func(dst []byte, v float64) []byte {
			if v >= 1000 {
				return append(format.AppendNumber(dst, math.Round(v/1024*10)/10), 'G')
			}
			return append(format.AppendNumber(dst, v), 'M')
		}, "memory"
	case engine.AxisDuration:
		return format.AppendMillis, "duration"
	case engine.AxisConnections:
		return format.AppendShort, "connections"
	case engine.AxisMonth:
		return format.AppendNumber, "months"
	default:
		return format.AppendRate, ""
	}
}

// decades are monthly rates, each ten times the one before, from 1.
var decades = [...]string{
	"1/month", "10/month", "100/month", "1k/month", "10k/month", "100k/month", "1M/month", "10M/month", "100M/month",
	"1B/month", "10B/month", "100B/month", "1T/month",
}

// The indices of the rates between which functions usually stop paying off. They have
// lines in the chart.
const smallTraffic, largeTraffic = 5, 7

// addMonthly adds requests a month below the requests per second.
func (p *Curves) addMonthly(c *paint.Canvas, st *state.State, win engine.Window) {
	ch := &p.chart
	ch.Second = ch.Second[:0]
	if st.Axis != engine.AxisRate {
		return
	}
	month := st.Scenario.Hours() * 3600
	if x := st.Handle(); x >= win.Lo && x <= win.Hi {
		c.Num = append(format.AppendShort(c.Num[:0], x*month), "/month"...)
		ch.Second = append(ch.Second, chart.Second{X: x, Text: c.Keep(c.Num), Style: c.Style.Cursor})
	}
	for k, text := range decades {
		x := math.Pow10(k) / month
		if x >= win.Lo && x <= win.Hi {
			ch.Second = append(ch.Second, chart.Second{X: x, Text: text, Style: c.Style.Muted, Line: k == smallTraffic || k == largeTraffic})
		}
	}
}

// families fills the ribbon of families above that of the offers.
func (p *Curves) families(c *paint.Canvas, a *answer.Answer, e *engine.Engine) {
	ch := &p.chart
	ch.Families = ch.Families[:0]
	last := catalog.Family("none yet")
	for _, ph := range a.Phases {
		var f catalog.Family
		if ph.Offer >= 0 {
			f = e.Offer(ph.Offer).Family()
		}
		if f == last {
			ch.Families[len(ch.Families)-1].To = ph.To
			continue
		}
		last = f
		ch.Families = append(ch.Families, chart.Phase{From: ph.From, To: ph.To, Name: headline.FamilyWord(f), Style: c.Style.Heading})
	}
}
