package result

import (
	"context"
	"fmt"
	"strings"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/tui/format"
)

// layout is a recommended layout of a query's system.
type layout struct {
	*Query
	engine.Layout
	pareto []engine.Compromise
	// flips holds the flips of each part, if they were asked for.
	flips [][]engine.Flip
}

// Layout recommends a layout of the whole system. With flips it also finds where each
// part would move, which takes seconds and can be ended by ctx.
func (q *Query) Layout(ctx context.Context, flips bool) (Result, error) {
	found, err := q.Evaluator.Recommend(ctx, &q.Scenario)
	if err != nil {
		return nil, err
	}
	l := &layout{Query: q, Layout: found}
	if l.pareto, err = q.Evaluator.Pareto(ctx, &q.Scenario); err != nil {
		return nil, err
	}
	if flips {
		if err := l.findFlips(ctx); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// findFlips finds where each part would move.
func (l *layout) findFlips(ctx context.Context) error {
	for i := range l.Choices {
		flips, err := l.Evaluator.Flips(ctx, &l.Scenario, i)
		if err != nil {
			return fmt.Errorf("where the choices flip: %w", err)
		}
		l.flips = append(l.flips, flips)
	}
	return nil
}

func (l *layout) json() any {
	why := l.reason()
	return l.asked(
		// The vendors' bills alone. operations_usd is the cost of the assumed hours of
		// work, at the price of the term ops.
		member{"monthly_usd", l.Monthly},
		member{"operations_usd", l.Operations},
		// Whether every part can be run; reason is null if so, and otherwise says why
		// not. Nearest has the offers for the parts that nothing can run.
		member{"feasible", l.Feasible},
		member{"reason", given(why)},
		member{"nearest", l.nearest(l.Misses)},
		// The largest possible excess of the weighed price over the cheapest layout's, as
		// a share; above 0 only if the search was cut short.
		member{"gap", l.Gap},
		// The p99 of the slowest part on the path of requests; null if nobody waits.
		member{"p99_ms", l.P99MS},
		member{"vendors", l.Vendors},
		member{"parts", l.partObjects()},
		// Differences due to joint billing, negative for a fee paid once. Kind is shared,
		// credit, machines, traffic, operations or vendors.
		member{"joint", each.Of(l.Joint, func(j *engine.JointLine) object {
			return object{{"kind", j.Kind}, {"title", j.Title}, {"amount", j.Amount}}
		})},
		// Requests from one part to another; from may be clients or schedule.
		member{"flows", each.Of(l.Flows, func(f *engine.Flow) object {
			return object{
				{"from", l.origin(f.From)}, {"to", l.Scenario.Part(f.To).Name},
				{"rate_per_second", f.PerSecond}, {"requests_per_month", f.PerMonth},
			}
		})},
		member{"alternatives", each.Of(l.Alternatives, l.alternativeObject)},
		member{"pareto", each.Of(l.pareto, l.compromiseObject)},
		// A layout of pareto that costs at most 10 % more than the recommended one, and
		// is faster or has fewer vendors; null for none.
		member{"nearly", l.compromiseObject(l.nearly())},
		// The provider nearest to running every part, if none can run all; null
		// otherwise.
		member{"nearest_vendor", l.alternativeObject(l.Alone)},
	)
}

func (l *layout) partObjects() []object {
	out := make([]object, len(l.Choices))
	for i := range l.Choices {
		c, part := &l.Choices[i], l.Scenario.Find(l.Choices[i].Part)
		var runnerUp object // null if nothing else can run the part
		if r := c.RunnerUp; r != nil {
			runnerUp = l.moved(r.Offer, r.Monthly, c.RunnerUpLayout)
		}
		var flips []object // null without --flips
		if l.flips != nil {
			flips = each.Of(l.flips[i], func(f *engine.Flip) object { // at is in requests per second, MB or milliseconds
				return object{
					{"axis", f.Axis.String()}, {"higher", f.Higher}, {"at", f.At()},
					{"from", l.Engine.Offer(f.From).ID}, {"to", l.Engine.Offer(f.To).ID},
				}
			})
		}
		out[i] = object{
			{"part", c.Part},
			{"rate_per_second", l.Scenario.PerSecond(part)},
			{"requests_per_month", l.Scenario.PerMonth(part)},
			{"locked", c.Locked}, // set if the scenario fixes the part's offer
			// The cost added to the bills of the parts before it; the sum over all parts
			// is monthly_usd. On is the part whose machines it shares, or null.
			{"adds_usd", c.Adds},
			{"on", given(c.On)},
			{"offer", l.offerObject(&c.Estimate)},
			{"runner_up", runnerUp},
			{"excluded", each.Of(c.Excluded, func(x *engine.Exclusion) object {
				return append(l.moved(x.Offer, x.Monthly, x.Layout), member{"code", x.Reason.Code.String()}, member{"reason", x.Reason.String()})
			})},
			{"flips", flips},
		}
	}
	return out
}

// moved returns an offer's own bill, and the bill of all parts with the part there.
func (l *layout) moved(offer int, monthly, all float64) object {
	o := l.Engine.Offer(offer)
	return object{{"id", o.ID}, {"title", o.Title}, {"monthly_usd", monthly}, {"layout_monthly_usd", all}}
}

func (l *layout) alternativeObject(a *engine.Alternative) object {
	if a == nil {
		return nil
	}
	return object{
		{"name", a.Name},
		{"title", a.Title},
		{"monthly_usd", a.Monthly},
		{"operations_usd", a.Operations},
		{"difference_usd", a.Difference},
		{"feasible", a.Feasible},
		{"p99_ms", a.P99MS},
		{"vendors", a.Vendors},
		{"offers", l.ids(a.Offers)}, // one per part, in the order of parts
		// The least reliable line of the bill, or null.
		{"weakest_source", weakLine(l.weak(a.Weakest))},
		{"misses", l.nearest(a.Misses)},
	}
}

// compromiseObject describes a layout on the Pareto front.
func (l *layout) compromiseObject(p *engine.Compromise) object {
	if p == nil {
		return nil
	}
	return object{{"monthly_usd", p.Monthly}, {"operations_usd", p.Operations}, {"p99_ms", p.P99MS}, {"vendors", p.Vendors}, {"offers", l.ids(p.Offers)}, {"weakest_source", weakLine(l.weak(p.Weakest))}}
}

// origin names the source of requests.
func (l *layout) origin(from int) string {
	switch from {
	case engine.Clients:
		return "clients"
	case engine.Schedule:
		return "schedule"
	default:
		return l.Scenario.Part(from).Name
	}
}

func (q *Query) ids(offers []int) []string {
	return each.Of(offers, func(o *int) string { return q.Engine.Offer(*o).ID })
}

// layoutPhases holds the cheapest layouts along an axis.
type layoutPhases struct {
	*Query
	window engine.Window
	phases []engine.LayoutPhase
}

// LayoutPhases finds the cheapest layouts along a window.
func (q *Query) LayoutPhases(ctx context.Context, win engine.Window) (Result, error) {
	phases, err := q.Evaluator.LayoutPhases(ctx, &q.Scenario, q.Scenario.Selected, win, searchPoints)
	if err != nil {
		return nil, err
	}
	return &layoutPhases{Query: q, window: win, phases: phases}, nil
}

// json has for each phase the interval in which one layout is the cheapest, in requests
// per second, MB or milliseconds, and the price at its beginning.
func (l *layoutPhases) json() any {
	return l.asked(member{"axis", l.window.Axis.String()}, member{"phases", each.Of(l.phases, func(p *engine.LayoutPhase) object {
		return object{
			{"from", p.From}, {"to", p.To}, {"feasible", p.Feasible}, {"offers", l.ids(p.Offers)}, {"monthly_usd", p.Monthly}, {"operations_usd", p.Operations},
		}
	})})
}

func (l *layoutPhases) show(p *page) {
	p.lead("layouts", fmt.Sprintf("%s along the %s of %s, from %s to %s", format.Several(len(l.phases), "cheapest layout"),
		l.window.Axis, l.selected().Name, format.Place(l.window.Axis, l.window.Lo), format.Place(l.window.Axis, l.window.Hi)))
	p.text(l.terms())
	p.tables(l.grid())
}

// grid has a row per phase: the whole layout first, then the parts that move.
func (l *layoutPhases) grid() *Grid {
	g := NewGrid("from>", l.perMonth()+">", "moves/")
	for k := range l.phases {
		p := &l.phases[k]
		var moves []string
		for i, o := range p.Offers {
			if k == 0 || l.phases[k-1].Offers[i] != o {
				moves = append(moves, l.Scenario.Part(i).Name+" on "+l.title(o))
			}
		}
		if !p.Feasible {
			moves = append(moves, "not every part has an offer that can run it")
		}
		g.Add(format.Place(l.window.Axis, p.From), l.price(p.Monthly, p.Weighed()), strings.Join(moves, "; "))
	}
	return g
}

// csv has one row per phase.
func (l *layoutPhases) csv() *Grid {
	g := NewGrid("from", "to", "feasible", "offers", "monthly_usd")
	for _, p := range l.phases {
		g.addRaw(p.From, p.To, p.Feasible, strings.Join(l.ids(p.Offers), " "), p.Monthly)
	}
	return g
}
