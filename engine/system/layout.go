package system

import (
	"cmp"
	"context"
	"math"
	"slices"

	"crossover/engine/layout"
	"crossover/engine/plan"
	"crossover/engine/run"
	"crossover/engine/scenario"
)

// Layout is the recommended assignment of a system's parts to offers, priced
// as a whole: Monthly is the sum of the choices' bills and then the joint
// lines that are billed, added up in that order.
type Layout struct {
	Cost
	// Feasible is false when some part has no offer that can run it; Misses says
	// which. Nothing is recommended then.
	Feasible bool
	// Gap is how far Weighed may be above the cheapest layout, as a share of it:
	// above 0 only where the search ended at its budget of nodes.
	Gap float64
	// Nodes is how many partial layouts the search looked at.
	Nodes int
	// P99MS is the latency of the slowest part on the path of requests, which work
	// from queues and schedules is not; NaN where nobody waits for anything, and where
	// a part cannot keep up.
	P99MS float64
	// Vendors is how many providers are dealt with.
	Vendors int
	// Choices are in the order of the scenario's parts.
	Choices []Choice
	// Joint are the differences between paying each bill alone and paying them
	// from one account, and what only a whole has: work and vendors.
	Joint []JointLine
	// Flows are what parts send each other.
	Flows []Flow
	// Alternatives are other layouts to compare with.
	Alternatives []Alternative
	// Barred are the alternatives of one kind of offers that there are not: they have no
	// price, and their Misses say which parts such offers cannot run.
	Barred []Alternative
	// Alone is what comes nearest to buying everything from one provider, where
	// none can run every part; nil where one can.
	Alone *Alternative
	// Misses are the parts that nothing can run: their choices are what comes
	// nearest.
	Misses []Shortfall
}

// Shortfall is a part whose needs a layout misses, and how.
type Shortfall struct {
	// Part and Offer are indices.
	Part, Offer int
	// Reasons are what speaks against the offer.
	Reasons []plan.Reason
	// Remedy is what would make the offer feasible; empty where no term does.
	Remedy string
}

// JointLine is a named difference between a layout's price and the sum of its
// bills: below 0 for a fee paid once, above for an allowance that two parts
// draw on. Kind is shared, credit, machines, traffic, operations or vendors.
type JointLine struct {
	Kind   string
	Title  string
	Amount float64
	// Billed is false for work and for dealing with vendors, which are on no bill.
	Billed bool
}

// Choice is the offer chosen for one part, and why.
type Choice struct {
	Part     string
	Estimate run.Estimate
	// Locked is set where the scenario says which offer the part runs on.
	Locked bool
	// Adds is how much the part adds to the bills of the parts before it, in dollars.
	// The first part to use something shared pays for it. The sum over all parts is the
	// layout's Monthly. On is an earlier part whose machines this one runs on, or empty.
	Adds float64
	On   string
	// RunnerUp is the feasible offer of another product with which the layout
	// would cost the least, the other parts staying where they are; nil where
	// there is none. RunnerUpLayout is what all would then be billed.
	RunnerUp       *run.Estimate
	RunnerUpLayout float64
	// Excluded are the offers that would cost less and cannot be: the cheapest
	// first.
	Excluded []Exclusion
}

// Exclusion is an offer that would cost less than the one chosen, and what
// rules it out.
type Exclusion struct {
	Offer int
	// Monthly is the offer's own bill, and Layout what all would be billed with the
	// part there, as if nothing ruled it out.
	Monthly, Layout float64
	Reason          plan.Reason
}

// Planner lays out systems. It keeps buffers and what it has worked out about
// parts, so one goroutine uses it at a time; its answers do not depend on what it
// was asked before.
type Planner struct {
	Runner *run.Runner
	cache  quoteCache
}

// Recommend chooses an offer for every part of s so that the joint price is
// the lowest, by branch and bound (package layout): exact, up to a budget of
// nodes that real systems stay far below, beyond which Gap says how far off it
// can be. near are the offers of a layout to start the search from, or nil. The
// error is that of ctx.
func (p *Planner) Recommend(ctx context.Context, s *scenario.Scenario, near []int) (Layout, error) {
	y, err := p.System(ctx, s)
	if err != nil {
		return Layout{}, err
	}
	sol, err := y.Solver.Solve(ctx, layout.Restriction{Near: y.picks(near)})
	if err != nil || sol.Picks == nil { // no offers at all
		return Layout{}, err
	}
	out := y.Layout(&sol)
	for i := range sol.Picks {
		y.explain(&out.Choices[i], i, sol.Picks, sol.Price)
	}
	if out.Alternatives, out.Barred, err = y.alternatives(ctx, &out.Cost); err != nil {
		return Layout{}, err
	}
	if a := out.Single(); a == nil {
		if out.Alone, err = y.alone(ctx, &out.Cost); err != nil {
			return Layout{}, err
		}
	}
	return out, nil
}

// Layout describes a solution, without reasons and alternatives.
func (y *System) Layout(sol *layout.Solution) Layout {
	added := y.Solver.Added(sol.Picks)
	out := Layout{Gap: sol.Gap(), Nodes: sol.Nodes, P99MS: y.p99(sol.Picks), Vendors: y.VendorsOf(sol.Picks), Flows: Flows(y.s)}
	off := 0.0 // what is on no bill
	for i, k := range sol.Picks {
		c := &y.Choices[i][k]
		before := off
		off = besides(y, sol.Picks[:i+1])
		added[i] -= off - before
		out.Choices = append(out.Choices, Choice{Part: y.s.Part(i).Name, Estimate: c.copy(), Locked: y.s.Part(i).Lock != "", Adds: added[i], On: y.host(sol.Picks[:i+1])})
	}
	out.Misses = y.misses(sol.Picks)
	out.Feasible = len(out.Misses) == 0
	out.Joint = y.joint(sol.Picks)
	out.Cost = costOf(y, sol.Picks, sol.Price)
	out.Monthly = out.sum()
	if out.Monthly < 0 && len(out.Joint) > 0 && out.Joint[0].Billed { // rounding noise, and no price
		out.Joint[0].Amount -= out.Monthly
		out.Monthly = out.sum()
	}
	return out
}

// host is the first part that has the machines of the last one placed, or empty
// where that is the same.
func (y *System) host(placed []int) string {
	last := len(placed) - 1
	on := y.Parts[last][placed[last]].Machine
	for i, k := range placed[:last] {
		if on >= 0 && y.Parts[i][k].Machine == on {
			return y.s.Part(i).Name
		}
	}
	return ""
}

// misses are the parts that a layout cannot run.
func (y *System) misses(picks []int) (out []Shortfall) {
	for i, k := range picks {
		if c := &y.Choices[i][k]; !c.Feasible() {
			out = append(out, c.shortfall(i))
		}
	}
	return out
}

// shortfall is how part i misses its needs on a candidate.
func (c *Candidate) shortfall(i int) Shortfall {
	x := Shortfall{Part: i, Offer: c.Offer, Remedy: c.Remedy()}
	for _, r := range c.Reasons() {
		if !r.Code.Warning() {
			x.Reasons = append(x.Reasons, r)
		}
	}
	return x
}

// sum adds up the bills and then the joint lines that are billed.
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

// copy returns the estimate with a bill of its own: that of a candidate is
// written over when the part changes.
func (c *Candidate) copy() run.Estimate {
	e := *c.Estimate
	e.Bill = slices.Clone(e.Bill)
	return e
}

// joint names the differences between the bills and the layout's price.
func (y *System) joint(picks []int) []JointLine {
	var out []JointLine
	for _, l := range y.Solver.Lines(picks) {
		title := l.Title
		switch l.Kind {
		case layout.Traffic:
			title = y.offers.Shared.Meters[y.meterOf[l.Index]].Between(y.offers)
		case layout.FurtherVendors:
			title = plan.Count(float64(y.VendorsOf(picks)-1)) + " further vendors"
			if y.VendorsOf(picks) == 2 {
				title = "1 further vendor"
			}
		case layout.Shared, layout.Credited, layout.Packed, layout.Operations:
		}
		out = append(out, JointLine{Kind: l.Kind.String(), Title: title, Amount: l.Amount, Billed: l.Kind.Billed()})
	}
	return out
}

// p99 is the latency of the slowest part of a layout that somebody waits for, NaN
// where there is none.
func (y *System) p99(picks []int) float64 {
	most := y.Problem.P99(picks)
	if most == 0 || math.IsInf(most, 1) {
		return math.NaN()
	}
	return most
}

func (y *System) feasible(picks []int) bool {
	for i, k := range picks {
		if !y.Choices[i][k].Feasible() {
			return false
		}
	}
	return len(picks) > 0
}

// explain adds to a choice why part i is where it is.
func (y *System) explain(c *Choice, i int, picks []int, monthly float64) {
	chosen := &y.Choices[i][picks[i]]
	c.RunnerUpLayout = math.NaN()
	product := y.offers.List[chosen.Offer].Product
	runner, least, with := -1, 0.0, slices.Clone(picks) // with another candidate for the part
	for k := range y.Choices[i] {
		x := &y.Choices[i][k]
		if x == chosen || x.Offer == chosen.Offer {
			continue
		}
		with[i] = k
		price := y.Solver.Price(with)
		switch {
		case !x.Feasible() || x.locked:
			if price < monthly*(1-1e-12) {
				c.Excluded = append(c.Excluded, Exclusion{Offer: x.Offer, Monthly: x.Monthly, Layout: price - besides(y, with), Reason: y.whyNot(i, x)})
			}
		case y.offers.List[x.Offer].Product == product:
		case runner < 0 || price < least:
			runner, least = k, price
			c.RunnerUpLayout = price - besides(y, with)
		}
		if x.Feasible() && !x.locked && x.Monthly < chosen.Monthly*(1-1e-12) && price > monthly {
			c.Excluded = append(c.Excluded, Exclusion{Offer: x.Offer, Monthly: x.Monthly, Layout: price - besides(y, with),
				Reason: plan.Reason{Code: plan.DearerTogether, Value: price, Limit: monthly}})
		}
	}
	if runner >= 0 {
		e := y.Choices[i][runner].copy() // a pointer into the list would keep all of it
		c.RunnerUp = &e
	}
	slices.SortStableFunc(c.Excluded, func(a, b Exclusion) int { return cmp.Compare(a.Layout, b.Layout) })
	seen := map[int]bool{} // of an offer in several sizes, the one that costs the least
	c.Excluded = slices.DeleteFunc(c.Excluded, func(x Exclusion) bool {
		again := seen[x.Offer]
		seen[x.Offer] = true
		return again
	})
}

// whyNot is the reason that excludes a candidate: a limit that it misses, or the offer
// that the part is locked to.
func (y *System) whyNot(i int, x *Candidate) plan.Reason {
	if r, ok := x.FirstReason(); ok && !r.Code.Warning() {
		return r
	}
	return plan.Reason{Code: plan.Locked, Detail: y.s.Part(i).Lock}
}

// picks are offers as options of the system, or nil where they are not options of
// its parts.
func (y *System) picks(offers []int) []int {
	if len(offers) != len(y.Choices) {
		return nil
	}
	out := make([]int, len(offers))
	for i, o := range offers {
		k := slices.IndexFunc(y.Choices[i], func(c Candidate) bool { return c.Offer == o })
		if k < 0 {
			return nil
		}
		out[i] = k
	}
	return out
}

// Offers are the layout's offers, one a part.
func (l *Layout) Offers() []int {
	var out []int
	for i := range l.Choices {
		out = append(out, l.Choices[i].Estimate.Offer)
	}
	return out
}
