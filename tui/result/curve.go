package result

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sort"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/tui/format"
)

// curves holds offers along an axis.
type curves struct {
	*Query
	window     engine.Window
	curves     engine.Curves
	offers     []int
	crossovers []engine.Crossover
	phases     []engine.Phase
	// band has both ends of the uncertainty; nil for none.
	band *engine.Band
	// weak holds, by offer, the least reliable line of its bill at the scenario's value;
	// nil for a reliable price.
	weak map[int]*engine.Line
	// best is the cheapest offer at the scenario's value, or -1.
	best int
}

// CurveOptions configure curves.
type CurveOptions struct {
	// Points is the number of points per curve; 0 selects a number for the format.
	Points int
	// Band adds each offer's lowest and highest cost.
	Band bool
	// Pairs finds the crossovers of every pair of offers, which takes seconds. Without it
	// there are those of the cheapest one, as in tables, or of all pairs of the offers given.
	Pairs bool
}

// Curves prices offers along a window; if none are given, it selects the relevant ones.
// Tables and machine formats get different numbers of points. The error is that of ctx,
// which can end it.
func (q *Query) Curves(ctx context.Context, win engine.Window, offers []int, o CurveOptions, f Format) (Result, error) {
	c, err := q.trace(ctx, win, o.count(win, f), offers)
	if err == nil && o.Band {
		c.band = c.Engine.NewBand()
		err = c.band.Sweep(ctx, &c.curves, &c.Scenario, c.Scenario.Selected, c.wanted(), true)
	}
	if err != nil {
		return c, err
	}
	list := q.estimates(c.offers)
	c.weak = map[int]*engine.Line{}
	for i := range list {
		c.weak[list[i].Offer] = q.weak(list[i].Weakest())
	}
	switch pairs := o.Pairs || len(offers) > 0; {
	case f == JSON && pairs:
		c.crossovers, err = q.Evaluator.Crossovers(ctx, &q.Scenario, q.Scenario.Selected, win, searchPoints, c.offers)
	case f == JSON || f.ForPeople():
		err = c.crossWith(ctx, cheapest(list))
	}
	return c, err
}

// ForPeople reports whether the format is read by people.
func (f Format) ForPeople() bool { return f == Table || f == Markdown }

// count returns the number of points of a curve.
func (o *CurveOptions) count(win engine.Window, f Format) int {
	const ( // a table has room for five columns; 128 MB to 64 GB is four even steps
		machine, people, memory = 121, 5, 4
	)
	switch {
	case o.Points > 0:
		return o.Points
	case !f.ForPeople():
		return machine
	case win.Axis == engine.AxisMemory:
		return memory
	default:
		return people
	}
}

// searchPoints is the number of grid points of the search for crossovers and phases,
// independent of the number printed.
const searchPoints = 121

// trace sweeps the given offers, or else the relevant ones, along the window.
func (q *Query) trace(ctx context.Context, win engine.Window, n int, offers []int) (*curves, error) {
	c := &curves{Query: q, window: win, offers: offers, best: -1}
	s, part := &q.Scenario, q.Scenario.Selected
	able := offers
	if len(offers) == 0 {
		var err error
		if able, err = q.somewhere(ctx, win); err != nil {
			return nil, err
		}
	}
	var err error
	if c.phases, err = q.Evaluator.Phases(ctx, s, part, win, searchPoints, able); err != nil {
		return nil, err
	}
	if len(offers) == 0 {
		c.offers = q.mattering(able, c.phases)
	}
	return c, q.Evaluator.SweepExact(ctx, &c.curves, s, part, win, n, c.wanted())
}

// wanted marks the offers that have a curve.
func (c *curves) wanted() []bool {
	out := make([]bool, c.Engine.Len())
	for _, o := range c.offers {
		out[o] = true
	}
	return out
}

// crossWith finds the crossovers of one offer.
func (c *curves) crossWith(ctx context.Context, best *engine.Estimate) (err error) {
	if best != nil {
		c.best = best.Offer
		c.crossovers, err = c.Evaluator.CrossoversOf(ctx, &c.Scenario, c.Scenario.Selected, c.window, searchPoints, append([]int{c.best}, c.offers...))
	}
	return err
}

// somewhere lists the offers that are feasible at some point of the window. If none is,
// it lists all but the GPU offers nobody asked for.
func (q *Query) somewhere(ctx context.Context, win engine.Window) ([]int, error) {
	out, err := q.Evaluator.Able(ctx, nil, &q.Scenario, q.Scenario.Selected, win, searchPoints)
	if err != nil || len(out) > 0 {
		return out, err
	}
	kept, _ := q.folded(q.estimates(nil), false)
	return each.Of(kept, func(e *engine.Estimate) int { return e.Offer }), nil
}

// mattering returns the offers of able that win a phase or are the best of their product
// at the scenario's value, in the order of rank.
func (q *Query) mattering(able []int, phases []engine.Phase) []int {
	var out []int
	seen := map[string]bool{}
	for _, e := range q.estimates(able) {
		product := q.Engine.Offer(e.Offer).Product
		wins := slices.ContainsFunc(phases, func(p engine.Phase) bool { return p.Offer == e.Offer })
		if wins || !seen[product] {
			out = append(out, e.Offer)
		}
		seen[product] = true
	}
	return out
}

// DefaultWindow returns the whole axis, or for people two decades on either side of the
// scenario's value.
func (q *Query) DefaultWindow(axis engine.Axis, people bool) engine.Window {
	lo, hi := axis.Reach(&q.Scenario, q.Scenario.Selected)
	win := engine.Window{Axis: axis, Lo: lo, Hi: hi}
	const half = 100 // two decades
	if !people || win.Even() || hi/lo <= half*half {
		return win
	}
	at := min(max(axis.Value(&q.Scenario, q.Scenario.Selected), lo*half), hi/half)
	win.Lo, win.Hi = at/half, at*half
	return win
}

// units are the units of an axis, and csvUnits those units in the names of CSV columns.
var (
	units = map[engine.Axis]string{
		engine.AxisRate: "requests/s", engine.AxisMemory: "MB", engine.AxisDuration: "ms",
		engine.AxisConnections: "connections", engine.AxisMonth: "months",
	}
	csvUnits = map[engine.Axis]string{
		engine.AxisRate: "per_second", engine.AxisMemory: "mb", engine.AxisDuration: "ms", engine.AxisConnections: "open",
		engine.AxisMonth: "from_now",
	}
)

func (c *curves) json() any {
	why := c.Refusal(c.offers)
	return c.asked(
		member{"axis", object{
			{"name", c.window.Axis.String()}, {"unit", units[c.window.Axis]}, {"from", c.window.Lo}, {"to", c.window.Hi},
			{"at", c.handle()},
		}},
		member{"x", c.curves.X},
		member{"requests_per_month", c.curves.Requests},
		member{"curves", each.Of(c.offers, c.curveObject)},
		// A crossover: two offers cost the same, or one price jumps over the other. Without
		// --pairs and --offers they are those of the cheapest at the scenario's value.
		member{"crossovers", each.Of(c.crossovers, func(x *engine.Crossover) object {
			return object{
				{"x", x.X}, {"below", c.Engine.Offer(x.Below).ID}, {"above", c.Engine.Offer(x.Above).ID},
				{"monthly_usd", x.Cost}, {"jump", x.Jump},
			}
		})},
		member{"phases", each.Of(c.phases, c.phaseObject)},
		// Whether an offer can run the part at the scenario's value; reason is null if
		// one can, and otherwise says why not.
		member{"feasible", why == ""},
		member{"reason", given(why)},
	)
}

func (c *curves) curveObject(offer *int) object {
	o := object{
		{"id", c.Engine.Offer(*offer).ID},
		{"title", c.Engine.Offer(*offer).Title},
		{"monthly_usd", c.curves.Cost(*offer)},
		{"feasible", c.curves.Feasible(*offer)},
		// The least reliable line of the bill at the scenario's value, or null.
		{"weakest_source", weakLine(c.weak[*offer])},
	}
	if c.band != nil {
		low, high := c.band.Cost(&c.curves, *offer)
		o = append(o, member{"low_usd", slices.Clone(low)}, member{"high_usd", slices.Clone(high)})
	}
	return o
}

// phaseObject describes an interval with one cheapest offer, which is null if none is
// feasible.
func (c *curves) phaseObject(p *engine.Phase) object {
	var best any
	if p.Offer >= 0 {
		best = c.Engine.Offer(p.Offer).ID
	}
	return object{{"from", p.From}, {"to", p.To}, {"cheapest", best}}
}

// handle returns the scenario's value on the axis.
func (c *curves) handle() float64 { return c.window.Axis.Value(&c.Scenario, c.Scenario.Selected) }

// csv has one row per point and offer.
func (c *curves) csv() *Grid {
	g := NewGrid(c.window.Axis.String()+"_"+csvUnits[c.window.Axis], "requests_per_month", "id", "monthly_usd", "feasible", "price_rests_on")
	if c.band != nil {
		g.Columns = append(g.Columns, NewGrid("low_usd", "high_usd").Columns...)
	}
	for k, x := range c.curves.X {
		for _, o := range c.offers {
			row := []any{x, c.curves.Requests[k], c.Engine.Offer(o).ID, c.curves.Cost(o)[k], c.curves.Feasible(o)[k], c.doubt(c.weak[o])}
			if c.band != nil {
				low, high := c.band.Cost(&c.curves, o)
				row = append(row, low[k], high[k])
			}
			g.addRaw(row...)
		}
	}
	return g
}

// show writes the phases, the nearest crossovers and a few points of the curves.
func (c *curves) show(p *page) {
	c.heading(p)
	p.text(c.growthNote())
	if why := c.Refusal(c.offers); why != "" {
		p.text(capital(why) + ".")
	}
	p.caption(fmt.Sprintf("cheapest by %s", c.window.Axis))
	p.table(c.phaseGrid())
	if near := c.flips(); len(near) > 0 {
		p.caption(fmt.Sprintf("nearest crossovers of %s, the cheapest at %s", c.title(c.best), format.Place(c.window.Axis, c.handle())))
		p.table(c.flipGrid(near))
	}
	p.caption(fmt.Sprintf("%s by %s", c.perMonth(), c.window.Axis))
	p.table(c.priceGrid())
	p.gap()
	p.text("in parentheses: cannot run the part there; -o json --pairs has all pairs' crossovers; " + doubtMeans)
}

// growthNote says how traffic grows along an axis of months, or why it does not.
func (c *curves) growthNote() string {
	s, i := &c.Scenario, c.Scenario.Selected
	switch {
	case c.window.Axis != engine.AxisMonth:
		return ""
	case s.Growth.PerMonth == 0:
		return "Growth is 0%/month, so every month is like this one; set it, such as growth=10%/month"
	case s.PerSecond(i) == 0:
		return "Without traffic there is nothing to grow; set it, such as rate=2/s"
	case !s.Grows(i):
		return "Scheduled work does not grow with traffic, so every month is like this one"
	}
	from, to := s.Growth.Times(c.window.Lo), s.Growth.Times(c.window.Hi)
	r := s.PerSecond(i)
	return fmt.Sprintf("Traffic changes by %s a month, from %s in %s to %s in %s", format.Change(1, 1+s.Growth.PerMonth),
		format.Rate(r*from), format.Place(c.window.Axis, c.window.Lo), format.Rate(r*to), format.Place(c.window.Axis, c.window.Hi))
}

// phaseGrid has a row per phase.
func (c *curves) phaseGrid() *Grid {
	g := NewGrid("from>", "to>", "offer~")
	for _, p := range c.phases {
		name := "no offer can run the part"
		if p.Offer >= 0 {
			name = c.title(p.Offer)
		}
		if from, to := format.Place(c.window.Axis, p.From), format.Place(c.window.Axis, p.To); from != to { // narrower ones cannot be told
			g.Add(from, to, name)
		}
	}
	return g
}

// flips returns the crossovers of the cheapest offer nearest to the scenario's value, in
// ascending order.
func (c *curves) flips() []engine.Crossover {
	near := slices.Clone(c.crossovers)
	at := c.window.Fraction(max(c.handle(), c.window.Lo))
	away := func(i int) float64 { return math.Abs(c.window.Fraction(near[i].X) - at) }
	sort.SliceStable(near, func(i, j int) bool { return away(i) < away(j) })
	const few = 6
	near = near[:min(few, len(near))]
	sort.SliceStable(near, func(i, j int) bool { return near[i].X < near[j].X })
	return near
}

// flipGrid has a row per crossover with the cheaper offer on either side.
func (c *curves) flipGrid(list []engine.Crossover) *Grid {
	g := NewGrid(c.window.Axis.String()+">", "cheaper below~", "cheaper above~", c.perMonth()+">")
	for _, x := range list {
		price := c.money(x.Cost)
		if x.Jump {
			price += " (step)"
		}
		g.Add(format.Place(c.window.Axis, x.X), c.title(x.Below), c.title(x.Above), price)
	}
	return g
}

// priceGrid has a row per offer and a column per point.
func (c *curves) priceGrid() *Grid {
	g := NewGrid("offer~", "src")
	for _, x := range c.curves.X {
		g.Columns = append(g.Columns, Column{Title: format.Place(c.window.Axis, x), Right: true})
	}
	for _, o := range c.offers {
		row := []string{c.title(o), c.doubt(c.weak[o]).Mark()}
		cost, ok := c.curves.Cost(o), c.curves.Feasible(o)
		for k := range cost {
			if ok[k] {
				row = append(row, c.money(cost[k]))
			} else {
				row = append(row, "("+c.money(cost[k])+")")
			}
		}
		g.Add(row...)
		if c.band != nil {
			low, high := c.band.Cost(&c.curves, o)
			g.Add(c.moneyRow("  low", low)...)
			g.Add(c.moneyRow("  high", high)...)
		}
	}
	return g
}

// moneyRow returns a row of amounts after a name.
func (c *curves) moneyRow(name string, amounts []float64) []string {
	return append([]string{name, ""}, each.Of(amounts, func(x *float64) string { return c.money(*x) })...)
}
