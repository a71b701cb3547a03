package engine

import (
	"math"
	"sort"

	"crossover/engine/scenario"
)

// Layout is the recommended assignment of a system's parts to offers, priced
// as a whole: Monthly is the sum of the choices' bills and the joint lines.
type Layout struct {
	Monthly float64
	// Feasible is false when some part has no offer that can run it.
	Feasible bool
	// Choices are in the order of the scenario's parts.
	Choices []Choice
	// Joint are the differences between paying each bill alone and paying them
	// from one account.
	Joint []JointLine
	// Alternatives are other layouts to compare with.
	Alternatives []Alternative
}

// Choice is the offer chosen for one part, and why.
type Choice struct {
	Part     string
	Estimate Estimate
	// RunnerUp is the cheapest feasible offer of another product, or nil.
	RunnerUp *Estimate
	// Excluded are the offers that would cost less and cannot run the part.
	Excluded []Exclusion
}

// Exclusion is an offer that costs less than the one chosen, and what rules it
// out.
type Exclusion struct {
	Offer   int
	Monthly float64
	Reason  Reason
}

// Alternative is another way to lay the system out.
type Alternative struct {
	// Name is single-platform.
	Name     string
	Title    string
	Monthly  float64
	Feasible bool
	// Offers are indices, one a part.
	Offers []int
}

// Recommend chooses an offer for every part of s so that the joint price is
// the lowest, by branch and bound: exact up to a budget of nodes that systems
// of five parts stay far below.
func (v *Evaluator) Recommend(s *scenario.Scenario) Layout {
	sv := newSolver(v, s)
	picks, total := sv.solve(func(int) bool { return true })
	if picks == nil { // no offers at all
		return Layout{}
	}
	out := Layout{Monthly: total, Feasible: sv.feasible(picks)}
	sv.joint(picks, &out.Joint)
	for i, e := range picks {
		out.Choices = append(out.Choices, sv.explain(i, e))
	}
	if a, ok := sv.singlePlatform(); ok {
		out.Alternatives = append(out.Alternatives, a)
	}
	return out
}

// solver holds the estimates a layout is chosen from.
type solver struct {
	v *Evaluator
	s *scenario.Scenario
	// estimates are every offer's for each part, in the engine's order.
	estimates [][]Estimate
	// floor is the least each could cost beside others: fees shared, tiers at
	// their lowest price.
	floor [][]float64
	// buffers of joint
	meters []meter
	pools  []allowance
	grants []grant
	// search
	order      [][]int
	rest       []float64
	cur, picks []*Estimate
	best       float64
	nodes      int
}

func newSolver(v *Evaluator, s *scenario.Scenario) *solver {
	sv := &solver{v: v, s: s}
	for i := range s.Len() {
		list := v.Estimates(s, i, nil)
		floor := make([]float64, len(list))
		for k := range list {
			floor[k] = sv.least(&list[k])
		}
		sv.estimates, sv.floor = append(sv.estimates, list), append(sv.floor, floor)
	}
	return sv
}

// nodeBudget bounds the search: some tens of milliseconds.
const nodeBudget = 200_000

// solve returns the estimate chosen for each part among the offers allowed,
// and the joint price. A part that nothing can run gets its cheapest offer.
func (sv *solver) solve(allowed func(offer int) bool) ([]*Estimate, float64) {
	n := len(sv.estimates)
	sv.order, sv.rest = make([][]int, n), make([]float64, n+1)
	for i := range n {
		sv.order[i] = sv.candidates(i, allowed)
		if len(sv.order[i]) == 0 {
			return nil, math.Inf(1)
		}
	}
	for i := n - 1; i >= 0; i-- {
		sv.rest[i] = sv.rest[i+1] + sv.floor[i][sv.order[i][0]]
	}
	sv.cur, sv.picks = make([]*Estimate, n), make([]*Estimate, n)
	sv.best, sv.nodes = math.Inf(1), 0
	sv.start()
	sv.descend(0, 0)
	return sv.picks, sv.best
}

// start takes the cheapest offer of each part for a first layout to beat.
func (sv *solver) start() {
	for i, order := range sv.order {
		list := sv.estimates[i]
		cheapest := order[0]
		for _, k := range order[1:] {
			if Less(&list[k], &list[cheapest]) {
				cheapest = k
			}
		}
		sv.cur[i] = &list[cheapest]
	}
	sv.best = sv.joint(sv.cur, nil)
	copy(sv.picks, sv.cur)
}

// descend tries the candidates of part i and of those after it, with the
// floors of those before it adding up to bound.
func (sv *solver) descend(i int, bound float64) {
	if i == len(sv.order) {
		if total := sv.joint(sv.cur, nil); total < sv.best {
			sv.best = total
			copy(sv.picks, sv.cur)
		}
		return
	}
	for _, k := range sv.order[i] {
		b := bound + sv.floor[i][k]
		if b+sv.rest[i+1] >= sv.best || sv.nodes >= nodeBudget {
			return // candidates are in order of their floors
		}
		sv.nodes++
		sv.cur[i] = &sv.estimates[i][k]
		sv.descend(i+1, b)
	}
}

// candidates are the offers that can run part i, by floor, then rank; when
// none can, the cheapest stands in.
func (sv *solver) candidates(i int, allowed func(int) bool) []int {
	var ok []int
	list := sv.estimates[i]
	cheapest := -1
	for k := range list {
		switch {
		case !allowed(k):
		case list[k].Feasible():
			ok = append(ok, k)
		case cheapest < 0 || Less(&list[k], &list[cheapest]):
			cheapest = k
		}
	}
	if len(ok) == 0 && cheapest >= 0 {
		return []int{cheapest}
	}
	sort.SliceStable(ok, func(a, b int) bool {
		if fa, fb := sv.floor[i][ok[a]], sv.floor[i][ok[b]]; fa != fb {
			return fa < fb
		}
		return Less(&list[ok[a]], &list[ok[b]])
	})
	return ok
}

func (sv *solver) feasible(picks []*Estimate) bool {
	for _, p := range picks {
		if p == nil || !p.Feasible() {
			return false
		}
	}
	return len(picks) > 0
}

// explain says why an offer was chosen for part i.
func (sv *solver) explain(i int, e *Estimate) Choice {
	c := Choice{Part: sv.s.Part(i).Name, Estimate: *e}
	product := sv.v.e.offers[e.Offer].Product
	for k := range sv.estimates[i] {
		x := &sv.estimates[i][k]
		switch {
		case x == e || sv.v.e.offers[x.Offer].Product == product:
		case x.Feasible() && (c.RunnerUp == nil || Less(x, c.RunnerUp)):
			runner := *x // a pointer into the list would keep all of it
			c.RunnerUp = &runner
		case !x.Feasible() && x.Monthly < e.Monthly:
			c.Excluded = append(c.Excluded, Exclusion{Offer: x.Offer, Monthly: x.Monthly, Reason: x.Reasons()[0]})
		}
	}
	sort.SliceStable(c.Excluded, func(a, b int) bool { return c.Excluded[a].Monthly < c.Excluded[b].Monthly })
	return c
}

// singlePlatform is the cheapest layout that buys everything from one
// provider, if one can run it all.
func (sv *solver) singlePlatform() (Alternative, bool) {
	best := Alternative{Name: "single-platform", Monthly: math.Inf(1)}
	for pi := range sv.v.e.cat.Providers {
		picks, total := sv.solve(func(o int) bool { return sv.v.e.offers[o].provider == pi })
		if picks == nil || !sv.feasible(picks) || total >= best.Monthly {
			continue
		}
		best.Title, best.Monthly, best.Feasible = sv.v.e.cat.Providers[pi].Title, total, true
		best.Offers = best.Offers[:0]
		for _, p := range picks {
			best.Offers = append(best.Offers, p.Offer)
		}
	}
	return best, best.Feasible
}
