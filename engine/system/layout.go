// Package system lays out whole systems: it chooses an offer for each part and prices them
// together.
//
// A [Planner] quotes every offer for every part and turns the quotes into a problem of
// package layout, with the bills, meters and machines that parts share and the flows
// between them. It explains the solution: the runner-up, what excluded each cheaper offer,
// alternatives, flips, the Pareto front, and how the answer changes while traffic grows.
package system

import (
	"context"
	"math"
	"slices"
	"sort"

	"crossover/engine/each"
	"crossover/engine/layout"
	"crossover/engine/plan"
	"crossover/engine/run"
	"crossover/engine/scenario"
)

// Layout is the recommended assignment of a system's parts to offers, priced as a whole.
// Monthly is the sum of the choices' bills and then of the billed joint lines, added in
// that order.
type Layout struct {
	Cost
	// Feasible is false if some part has no offer that can run it; Misses lists these
	// parts. Nothing is recommended then.
	Feasible bool
	// Gap bounds the relative excess of Weighed over the cheapest layout. It is above 0
	// only if the search ended at its budget of nodes.
	Gap float64
	// Nodes is the number of partial layouts the search visited.
	Nodes int
	// P99MS is the latency of the slowest part on the request path, which excludes work
	// from queues and schedules. It is NaN if no part is on that path, or if one cannot
	// keep up.
	P99MS float64
	// Vendors is the number of providers used.
	Vendors int
	// Choices are in the order of the scenario's parts.
	Choices []Choice
	// Joint lists the differences between paying each bill alone and paying them from one
	// account, and the costs of the whole: operations and vendors.
	Joint []JointLine
	// Flows is the traffic between parts.
	Flows []Flow
	// Alternatives lists other layouts for comparison.
	Alternatives []Alternative
	// Barred lists the alternatives of one kind of offers that are infeasible. They have
	// no price, and their Misses list the parts such offers cannot run.
	Barred []Alternative
	// Alone is the layout nearest to buying everything from one provider, if none can run
	// every part; nil if one can.
	Alone *Alternative
	// Misses lists the parts that no offer can run. Their choices are the nearest offers.
	Misses []Shortfall
}

// Shortfall is a part whose needs a layout misses, with the reasons.
type Shortfall struct {
	// Part and Offer are indices.
	Part, Offer int
	// Reasons are the reasons against the offer.
	Reasons []plan.Reason
	// Remedy describes what would make the offer feasible; empty if no term does.
	Remedy string
}

// JointLine is a named difference between a layout's price and the sum of its bills:
// negative for a fee paid once, positive for an allowance that two parts use. Kind is
// shared, credit, machines, traffic, operations or vendors.
type JointLine struct {
	Kind   string
	Title  string
	Amount float64
	// Billed is false for operations and for further vendors, which are on no bill.
	Billed bool
}

// Choice is the offer chosen for one part, with reasons.
type Choice struct {
	Part     string
	Estimate run.Estimate
	// Locked is set if the scenario locks the part to an offer.
	Locked bool
	// Adds is the amount in dollars that the part adds to the bills of the parts before
	// it. The first part to use something shared pays for it, and the sum over all parts
	// is the layout's Monthly. On is an earlier part whose machines this one uses, or
	// empty.
	Adds float64
	On   string
	// RunnerUp is the feasible offer of another product that makes the layout cheapest
	// with the other parts unchanged; nil if there is none. RunnerUpLayout is the bills of
	// all parts with it.
	RunnerUp       *run.Estimate
	RunnerUpLayout float64
	// Excluded lists the offers that would cost less but are ruled out, the cheapest
	// first.
	Excluded []Exclusion
}

// Exclusion is an offer that would cost less than the chosen one, with the reason that
// rules it out.
type Exclusion struct {
	Offer int
	// Monthly is the offer's own bill, and Layout the bills of all parts with the part on
	// it, ignoring the reason.
	Monthly, Layout float64
	Reason          plan.Reason
}

// Planner lays out systems. It caches results about parts and must be used by one
// goroutine at a time; an answer does not depend on earlier questions.
type Planner struct {
	Runner *run.Runner
	cache  quoteCache
}

// Recommend chooses an offer for every part of s so that the joint price is the lowest, by
// branch and bound (package layout). The result is exact up to a budget of nodes that real
// systems stay far below; beyond it Gap bounds the error. The search starts from near, the
// offers of a similar layout, if that is not nil. The error is ctx's.
func (p *Planner) Recommend(ctx context.Context, s *scenario.Scenario, near []int) (Layout, error) {
	y, err := p.System(ctx, s)
	if err != nil {
		return Layout{}, err
	}
	return y.Recommend(ctx, near)
}

// longSearch is the number of nodes in the search of a recommendation.
const longSearch = 10 * layout.DefaultBudget

// Recommend is [Planner.Recommend] for the system.
func (s *System) Recommend(ctx context.Context, near []int) (Layout, error) {
	sol, err := s.Solver.Solve(ctx, layout.Restriction{Near: s.picks(near), Budget: longSearch})
	if err != nil || sol.Picks == nil { // no offers at all
		return Layout{}, err
	}
	out := s.Layout(&sol)
	for i := range sol.Picks {
		s.explain(&out.Choices[i], i, sol.Picks, sol.Price)
	}
	if out.Alternatives, out.Barred, err = s.alternatives(ctx, &out.Cost); err != nil {
		return Layout{}, err
	}
	if a := out.Single(); a == nil {
		if out.Alone, err = s.alone(ctx, &out.Cost); err != nil {
			return Layout{}, err
		}
	}
	return out, nil
}

// Layout describes a solution, without reasons and alternatives.
func (s *System) Layout(sol *layout.Solution) Layout {
	added := s.Solver.Added(sol.Picks)
	out := Layout{Gap: sol.Gap(), Nodes: sol.Nodes, P99MS: s.p99(sol.Picks), Vendors: s.VendorsOf(sol.Picks), Flows: Flows(s.scenario)}
	off := 0.0 // the part of the price that is on no bill
	for i, k := range sol.Picks {
		c := &s.Choices[i][k]
		before := off
		off = besides(s, sol.Picks[:i+1])
		added[i] -= off - before
		out.Choices = append(out.Choices, Choice{Part: s.scenario.Part(i).Name, Estimate: c.copy(), Locked: s.scenario.Part(i).Lock != "", Adds: added[i], On: s.host(sol.Picks[:i+1])})
	}
	out.Misses = s.misses(sol.Picks)
	out.Feasible = len(out.Misses) == 0
	out.Joint = s.joint(sol.Picks)
	out.Cost = costOf(s, sol.Picks, sol.Price)
	out.Monthly = out.sum()
	if out.Monthly < 0 && len(out.Joint) > 0 && out.Joint[0].Billed { // rounding noise instead of a price
		out.Joint[0].Amount -= out.Monthly
		out.Monthly = out.sum()
	}
	return out
}

// host returns the first part that uses the machines of the last one placed, or "" if the
// last one shares none.
func (s *System) host(placed []int) string {
	last := len(placed) - 1
	on := s.Parts[last][placed[last]].Machine
	for i, k := range placed[:last] {
		if on >= 0 && s.Parts[i][k].Machine == on {
			return s.scenario.Part(i).Name
		}
	}
	return ""
}

// misses lists the parts that a layout cannot run.
func (s *System) misses(picks []int) (out []Shortfall) {
	for i, k := range picks {
		if c := &s.Choices[i][k]; !c.Feasible() {
			out = append(out, c.shortfall(i))
		}
	}
	return out
}

// shortfall describes how part i misses its needs on a candidate.
func (c *Candidate) shortfall(i int) Shortfall {
	x := Shortfall{Part: i, Offer: c.Offer, Remedy: c.Remedy()}
	for _, r := range c.Reasons() {
		if !r.Code.Warning() {
			x.Reasons = append(x.Reasons, r)
		}
	}
	return x
}

// sum adds the bills and then the billed joint lines.
func (l *Layout) sum() float64 {
	sum := 0.0
	for i := range l.Choices {
		sum += l.Choices[i].Estimate.Monthly
	}
	for i := range l.Joint {
		if l.Joint[i].Billed {
			sum += l.Joint[i].Amount
		}
	}
	return sum
}

// copy returns the estimate with a copy of its bill, because a candidate's bill is
// overwritten when the part changes.
func (c *Candidate) copy() run.Estimate {
	e := *c.Estimate
	e.Bill = slices.Clone(e.Bill)
	return e
}

// joint lists the differences between the bills and the layout's price.
func (s *System) joint(picks []int) []JointLine {
	var out []JointLine
	for _, l := range s.Solver.Lines(picks) {
		title := l.Title
		switch l.Kind {
		case layout.Traffic:
			title = s.offers.Shared.Meters[s.meterOf[l.Index]].Between(s.offers)
		case layout.FurtherVendors:
			title = plan.Count(float64(s.VendorsOf(picks)-1)) + " further vendors"
			if s.VendorsOf(picks) == 2 {
				title = "1 further vendor"
			}
		case layout.Shared, layout.Credited, layout.Packed, layout.Operations:
		}
		out = append(out, JointLine{Kind: l.Kind.String(), Title: title, Amount: l.Amount, Billed: l.Kind.Billed()})
	}
	return out
}

// p99 returns the p99 of the slowest part of a layout that somebody waits for, or NaN if
// there is none.
func (s *System) p99(picks []int) float64 {
	most := s.Problem.P99(picks)
	if most == 0 || math.IsInf(most, 1) {
		return math.NaN()
	}
	return most
}

func (s *System) feasible(picks []int) bool {
	for i, k := range picks {
		if !s.Choices[i][k].Feasible() {
			return false
		}
	}
	return len(picks) > 0
}

// explain adds to a choice the reasons for the offer of part i.
func (s *System) explain(c *Choice, i int, picks []int, monthly float64) {
	chosen := &s.Choices[i][picks[i]]
	c.RunnerUpLayout = math.NaN()
	product := s.offers.List[chosen.Offer].Product
	runner, least, with := -1, 0.0, slices.Clone(picks) // with another candidate for the part
	for k := range s.Choices[i] {
		x := &s.Choices[i][k]
		if x == chosen || x.Offer == chosen.Offer {
			continue
		}
		with[i] = k
		price := s.Solver.Price(with)
		switch {
		case !x.Feasible() || x.locked:
			if price < monthly*(1-1e-12) {
				c.Excluded = append(c.Excluded, Exclusion{Offer: x.Offer, Monthly: x.Monthly, Layout: price - besides(s, with), Reason: s.whyNot(i, x)})
			}
		case s.offers.List[x.Offer].Product == product:
		case runner < 0 || price < least:
			runner, least = k, price
			c.RunnerUpLayout = price - besides(s, with)
		}
		if x.Feasible() && !x.locked && x.Monthly < chosen.Monthly*(1-1e-12) && price > monthly {
			c.Excluded = append(c.Excluded, Exclusion{Offer: x.Offer, Monthly: x.Monthly, Layout: price - besides(s, with),
				Reason: plan.Reason{Code: plan.DearerTogether, Value: price, Limit: monthly}})
		}
	}
	if runner >= 0 {
		e := s.Choices[i][runner].copy() // a pointer into the list would keep all of it
		c.RunnerUp = &e
	}
	sort.SliceStable(c.Excluded, func(i, j int) bool { return c.Excluded[i].Layout < c.Excluded[j].Layout })
	seen := map[int]bool{} // keep the cheapest size of each offer
	c.Excluded = slices.DeleteFunc(c.Excluded, func(x Exclusion) bool {
		again := seen[x.Offer]
		seen[x.Offer] = true
		return again
	})
}

// whyNot returns the reason that excludes a candidate: a limit, or the lock of the part to
// another offer.
func (s *System) whyNot(i int, x *Candidate) plan.Reason {
	if r, ok := x.FirstReason(); ok && !r.Code.Warning() {
		return r
	}
	return plan.Reason{Code: plan.Locked, Detail: s.scenario.Part(i).Lock}
}

// picks converts offers to options of the system, or returns nil if one is not an option
// of its part.
func (s *System) picks(offers []int) []int {
	if len(offers) != len(s.Choices) {
		return nil
	}
	out := make([]int, len(offers))
	for i, o := range offers {
		k := slices.IndexFunc(s.Choices[i], func(c Candidate) bool { return c.Offer == o })
		if k < 0 {
			return nil
		}
		out[i] = k
	}
	return out
}

// Offers returns the layout's offers, one per part.
func (l *Layout) Offers() []int {
	return each.Of(l.Choices, func(c *Choice) int { return c.Estimate.Offer })
}
