package pane

import (
	"math"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/answer"
	"crossover/tui/chart"
	"crossover/tui/format"
	"crossover/tui/headline"
	"crossover/tui/paint"
	"crossover/tui/state"
)

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
		if p.hereAt != x*month || p.here == "" {
			p.hereAt = x * month
			p.here = string(append(format.AppendShort(nil, p.hereAt), "/month"...))
		}
		ch.Second = append(ch.Second, chart.Second{X: x, Text: p.here, Style: c.Style.Cursor})
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
