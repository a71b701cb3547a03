package verdict

import (
	"context"
	"fmt"
	"math"
	"slices"

	"crossover/engine"
	"crossover/engine/scenario"
)

// Change is a value of an axis at which the cheaper of two sets changes.
type Change struct {
	Axis engine.Axis
	// At is the value: requests per second, MB, milliseconds, connections or months. It is
	// exact to 1e-9.
	At float64
	// PerMonth is the requests per month at that rate; 0 on other axes.
	PerMonth float64
	// Price is the price in dollars per month that the cheapest offer of a single set
	// reaches at At. It costs less on one side and not less on the other. It is 0 for a
	// change between two sets.
	Price float64
	// Below and Above are the cheapest offers on either side.
	Below, Above Side
}

// Unit returns the unit of At.
func (c *Change) Unit() Unit { return axisUnit(c.Axis) }

func axisUnit(a engine.Axis) Unit {
	return map[engine.Axis]Unit{
		engine.AxisRate: PerSecond, engine.AxisMemory: Megabytes, engine.AxisDuration: Milliseconds,
		engine.AxisConnections: Connections, engine.AxisMonth: Months,
	}[a]
}

// Side is the cheapest offer on one side of a change.
type Side struct {
	// Set is the title of its set, and Offer its ID. Both are empty if no offer of either
	// set can run the part.
	Set, Offer string
	of         which
}

// which identifies one of two sets.
type which uint8

const (
	none which = iota
	first
	second
)

// gridPoints is the number of points of a stretch at which changes are looked for, in
// addition to the steps and kinks of the curves.
const gridPoints = 97

// stretch is two sets along a window of an axis.
type stretch struct {
	run      *run
	scenario *scenario.Scenario
	win      engine.Window
	sets     [2]resolved // the second may be empty
	offers   []int
}

// stretch prepares two sets along an axis; against may be empty.
func (r *run) stretch(s *scenario.Scenario, axis, from, to, of, against string) (*stretch, error) {
	a, err := engine.ParseAxis(axis)
	if err != nil {
		return nil, err
	}
	out := &stretch{run: r, scenario: s, win: engine.Window{Axis: a}}
	if out.win.Lo, err = a.Parse(s, from); err != nil {
		return nil, err
	}
	if out.win.Hi, err = a.Parse(s, to); err != nil {
		return nil, err
	}
	if !out.win.Valid() {
		return nil, fmt.Errorf("%s from %s to %s is no stretch", axis, from, to)
	}
	for i, name := range []string{of, against} {
		if name == "" {
			continue
		}
		if out.sets[i], err = r.sets.find(name); err != nil {
			return nil, err
		}
	}
	for _, o := range out.sets[1].offers {
		if slices.Contains(out.sets[0].offers, o) {
			return nil, fmt.Errorf("%s belongs to both %s and %s", r.engine.Offer(o).ID, of, against)
		}
	}
	out.offers = slices.Concat(out.sets[0].offers, out.sets[1].offers)
	return out, nil
}

// side returns the set that an offer belongs to, or none for -1.
func (s *stretch) side(offer int) Side {
	if offer < 0 {
		return Side{}
	}
	id := s.run.engine.Offer(offer).ID
	if slices.Contains(s.sets[0].offers, offer) {
		return Side{Set: s.sets[0].title, Offer: id, of: first}
	}
	return Side{Set: s.sets[1].title, Offer: id, of: second}
}

// phases returns the intervals in which one of the offers is the cheapest.
func (s *stretch) phases(ctx context.Context) ([]engine.Phase, error) {
	type question struct {
		scenario scenario.Scenario
		win      engine.Window
		offers   string
	}
	return once(s.run, question{*s.scenario, s.win, fmt.Sprint(s.offers)}, func() ([]engine.Phase, error) {
		return s.run.evaluator.Phases(ctx, s.scenario, s.scenario.Selected, s.win, gridPoints, s.offers)
	})
}

// changes returns the changes of the cheaper set.
func (s *stretch) changes(phases []engine.Phase) []Change {
	var out []Change
	for i := 1; i < len(phases); i++ {
		below, above := s.side(phases[i-1].Offer), s.side(phases[i].Offer)
		if below.of == above.of {
			continue
		}
		c := s.change(phases[i].From)
		c.Below, c.Above = below, above
		out = append(out, c)
	}
	return out
}

// change returns a change at a value of the axis.
func (s *stretch) change(at float64) Change {
	c := Change{Axis: s.win.Axis, At: at}
	if c.Axis == engine.AxisRate {
		c.PerMonth = c.At * s.scenario.Hours() * 3600
	}
	return c
}

// addFlips finds the claim's flips for the scenario of its first test.
func (r *run) addFlips(ctx context.Context, out *Result) error {
	f, s := r.claim.Flip, out.Scenario
	x, err := r.stretch(&s, f.Axis, f.From, f.To, f.Of, f.Against)
	if err != nil {
		return err
	}
	if f.Price != nil {
		out.Flips, err = x.reaches(ctx, f.Of, *f.Price)
	} else {
		var phases []engine.Phase
		phases, err = x.phases(ctx)
		out.Flips = x.changes(phases)
	}
	if err != nil {
		return err
	}
	at := x.win.Fraction(x.win.Axis.Value(&s, s.Selected))
	for i := range out.Flips {
		c := &out.Flips[i]
		if out.Flip == nil || math.Abs(x.win.Fraction(c.At)-at) < math.Abs(x.win.Fraction(out.Flip.At)-at) {
			out.Flip = c
		}
	}
	if f.AtLeast == "" && f.AtMost == "" {
		return nil
	}
	c, err := f.check(x, out.Flip)
	if err != nil {
		return err
	}
	c.Scenario = s
	out.Checks = append(out.Checks, c)
	return nil
}

// check tests whether the flip is in the claim's range.
func (f *Flip) check(x *stretch, found *Change) (Check, error) {
	lo, hi := 0.0, math.Inf(1)
	var err error
	if f.AtLeast != "" {
		if lo, err = x.win.Axis.Parse(x.scenario, f.AtLeast); err != nil {
			return Check{}, err
		}
	}
	if f.AtMost != "" {
		if hi, err = x.win.Axis.Parse(x.scenario, f.AtMost); err != nil {
			return Check{}, err
		}
	}
	c := Check{Name: "the flip", Want: f.words()}
	if found == nil {
		c.Figures = []Figure{{Label: "flip", Unit: axisUnit(x.win.Axis), Value: math.NaN(), Text: "there is none from " + f.From + " to " + f.To}}
		return c, nil
	}
	c.Pass = found.At >= lo && found.At <= hi
	c.Figures = []Figure{{Label: "flip", Unit: found.Unit(), Value: found.At}}
	return c, nil
}

// words describes where the flip must be.
func (f *Flip) words() string {
	switch {
	case f.AtMost == "":
		return "the flip is at " + f.AtLeast + " or above"
	case f.AtLeast == "":
		return "the flip is at " + f.AtMost + " or below"
	default:
		return "the flip lies from " + f.AtLeast + " to " + f.AtMost
	}
}

// nineDigits is the relative tolerance of a narrowed value.
const nineDigits = 1e-9

// reaches returns the values at which the cheapest offer of a set crosses a price: between
// two points of a grid on either side of it, narrowed on the exact cost. A set that cannot
// run the part counts as more expensive than any price.
func (s *stretch) reaches(ctx context.Context, set string, price float64) ([]Change, error) {
	var out []Change
	before, _, err := s.costs(set, s.win.Lo)
	if err != nil {
		return nil, err
	}
	last := s.win.Lo
	for k := 1; k < gridPoints; k++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		at := s.win.At(float64(k) / (gridPoints - 1))
		cost, _, err := s.costs(set, at)
		if err != nil {
			return nil, err
		}
		if (cost < price) != (before < price) {
			c, err := s.narrow(set, price, last, at)
			if err != nil {
				return nil, err
			}
			out = append(out, c)
		}
		before, last = cost, at
	}
	return out, nil
}

// costs returns the cost of the cheapest offer of a set at a value of the axis, and the
// offer.
func (s *stretch) costs(set string, at float64) (float64, Side, error) {
	sc := *s.scenario
	s.win.Axis.Set(&sc, sc.Selected, at)
	f, err := s.run.best(&sc, set, Price)
	if err != nil || math.IsInf(f.Value, 1) {
		return math.Inf(1), Side{}, err
	}
	return f.Value, Side{Set: s.sets[0].title, Offer: f.Offer, of: first}, nil
}

// narrow finds the value between two others at which the cheapest offer reaches a price.
func (s *stretch) narrow(set string, price, lo, hi float64) (Change, error) {
	from, below, err := s.costs(set, lo)
	if err != nil {
		return Change{}, err
	}
	_, above, err := s.costs(set, hi)
	for err == nil && hi-lo > nineDigits*hi/4 {
		mid := math.Sqrt(lo * hi)
		if mid <= lo || mid >= hi {
			break
		}
		var cost float64
		var side Side
		if cost, side, err = s.costs(set, mid); (cost < price) == (from < price) {
			lo, below = mid, side
		} else {
			hi, above = mid, side
		}
	}
	c := s.change(hi)
	c.Price, c.Below, c.Above = price, below, above
	return c, err
}

// Measure is a figure of an estimate.
type Measure string

// The measures. Lower is better for all of them.
const (
	// Price is dollars per month, and the default.
	Price Measure = "price"
	// PerMillion is dollars per million requests.
	PerMillion Measure = "per-million"
	// ColdP50 and ColdP99 are the milliseconds added by a cold start.
	ColdP50 Measure = "cold-p50"
	ColdP99 Measure = "cold-p99"
	// ColdChance is the share of requests that wait for a cold start.
	ColdChance Measure = "cold-chance"
	// P50, P95 and P99 are percentiles of a request's time in milliseconds, as
	// its client sees it.
	P50 Measure = "p50"
	P95 Measure = "p95"
	P99 Measure = "p99"
	// Instances is the peak number of instances.
	Instances Measure = "instances"
)

// measures holds the unit of each measure, its phrase in a sentence, and its figure of an
// estimate.
var measures = []struct {
	Measure
	unit   Unit
	phrase string
	of     func(*engine.Estimate) float64
}{
	{Price, USDPerMonth, "$/month", func(e *engine.Estimate) float64 { return e.Monthly }},
	{PerMillion, USDPerMillion, "$/million requests", (*engine.Estimate).PerMillion},
	{ColdP50, Milliseconds, "median cold start", func(e *engine.Estimate) float64 { return e.ColdStart.P50MS }},
	{ColdP99, Milliseconds, "p99 cold start", func(e *engine.Estimate) float64 { return e.ColdStart.P99MS }},
	{ColdChance, Share, "chance of a cold start", func(e *engine.Estimate) float64 { return e.ColdStart.Probability }},
	{P50, Milliseconds, "p50", func(e *engine.Estimate) float64 { return e.Latency.P50MS }},
	{P95, Milliseconds, "p95", func(e *engine.Estimate) float64 { return e.Latency.P95MS }},
	{P99, Milliseconds, "p99", func(e *engine.Estimate) float64 { return e.Latency.P99MS }},
	{Instances, Count, "instances at peak", func(e *engine.Estimate) float64 { return e.Fleet.Peak }},
}

// Words lists every measure as text.
func (Measure) Words() (out []string) {
	for _, m := range measures {
		out = append(out, string(m.Measure))
	}
	return out
}

// row returns the measure's index in measures, or that of the price if it is empty.
func (m Measure) row() int {
	for i := range measures {
		if measures[i].Measure == m {
			return i
		}
	}
	return 0
}

// unit returns the measure's unit.
func (m Measure) unit() Unit { return measures[m.row()].unit }

// of returns the measure of an estimate.
func (m Measure) of(e *engine.Estimate) float64 { return measures[m.row()].of(e) }

// words returns the measure as part of a sentence.
func (m Measure) words() string { return measures[m.row()].phrase }

// Unit is the unit of a figure.
type Unit string

// The units of figures.
const (
	USDPerMonth   Unit = "USD/month"
	USDPerMillion Unit = "USD/million requests"
	Milliseconds  Unit = "ms"
	Share         Unit = "share"
	Ratio         Unit = "ratio"
	PerSecond     Unit = "requests/s"
	Megabytes     Unit = "MB"
	Connections   Unit = "connections"
	Months        Unit = "months"
	Count         Unit = "count"
)

// Figure is a number that an answer is based on.
type Figure struct {
	// Label names the thing measured.
	Label string
	// Value is in Unit. It is NaN if there is none, and Text then gives the reason.
	Value float64
	Unit  Unit
	Text  string
	// Ruled is set if the scenario bans every offer of the set.
	Ruled bool
	// Offer is the ID of the offer with the figure, if it belongs to one.
	Offer string
	// Scenario names the scenario of the figure, if there are several.
	Scenario string
}

// Exists reports whether the figure has a value.
func (f *Figure) Exists() bool { return !math.IsNaN(f.Value) && !math.IsInf(f.Value, 0) }
