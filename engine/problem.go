package engine

import (
	"context"
	"slices"

	"crossover/engine/billing"
	"crossover/engine/catalog"
	"crossover/engine/layout"
	"crossover/engine/scenario"
)

// system is a scenario as a problem of package layout, and what its options
// stand for.
type system struct {
	p      *planner
	offers *offers
	s      *scenario.Scenario
	layout.Problem
	// solver is made of the problem once it is complete.
	solver *layout.Solver
	quotes []*quotes
	// choices are what the options of each part stand for.
	choices [][]candidate
	// meters, allowances and credits are places in the problem by those of the
	// compiled catalogue, and meterOf the catalogue's meters by the problem's.
	meters, allowances, credits []int
	meterOf                     []int
	// fees are by product, machines by size.
	fees     map[string]int
	machines map[sizeKey]int
	// flows are between parts, and busy is set where there are any.
	flows []Flow
	busy  bool
}

// candidate is an offer for a part, in one size.
type candidate struct {
	*Estimate
	fleet *fleetOn
	// locked is set where the part is to run on another offer.
	locked bool
}

// system makes the problem of s. Every offer is an option of every part, to
// be priced; those that cannot run the part are excluded. A part that nothing
// can run gets its cheapest offer. The error is that of ctx.
func (p *planner) system(ctx context.Context, s *scenario.Scenario) (*system, error) {
	y := &system{p: p, offers: p.runner.offers, s: s, fees: map[string]int{}, machines: map[sizeKey]int{}}
	n := s.Len()
	y.Problem.VendorFee = s.Vendor
	for i := range y.offers.cat.Providers {
		y.Vendors = append(y.Vendors, y.offers.cat.Providers[i].Title)
	}
	for i := range n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		y.quotes = append(y.quotes, p.quotes(s, i))
	}
	y.addFlows()
	var stretches [][]stretchLoad
	for i := range n {
		y.choices = append(y.choices, y.candidates(i))
		for _, c := range y.choices[i] {
			if c.fleet != nil {
				stretches = append(stretches, c.fleet.stretches)
				break // a part's stretches have the same lengths on every offer
			}
		}
	}
	y.Slots = slotShares(stretches)
	y.place()
	for i := range n {
		var opts []layout.Option
		for k := range y.choices[i] {
			opts = append(opts, y.option(i, k))
		}
		y.Parts = append(y.Parts, opts)
		y.standIn(i)
	}
	y.solver = layout.New(&y.Problem)
	return y, nil
}

// addFlows adds what parts send each other: requests and responses as large as
// they are for the part called.
func (y *system) addFlows() {
	crossing := 0.0
	if y.s.Redundancy > 1 {
		// Copies are in two zones: half of the calls cross, counted on both sides.
		crossing = 1
	}
	for _, f := range Flows(y.s) {
		if f.From < 0 || f.PerMonth == 0 {
			continue
		}
		requestGB, responseGB := y.offers.exchanged(y.s.Part(f.To))
		y.flows = append(y.flows, f)
		y.Problem.Flows = append(y.Problem.Flows, layout.Flow{
			From: f.From, To: f.To, Crossing: crossing,
			Request: f.PerMonth * requestGB, Response: f.PerMonth * responseGB,
		})
	}
	y.busy = len(y.flows) > 0
}

// candidates are the offers for part i in order of rank, each in the size that
// is the cheapest for it, and in those that are for another part on the offer.
func (y *system) candidates(i int) []candidate {
	q, part := y.quotes[i], y.s.Part(i)
	var out []candidate
	add := func(e *Estimate, f *fleetOn) {
		out = append(out, candidate{e, f, part.Lock != "" && y.offers.list[e.Offer].ID != part.Lock})
	}
	for o := range q.estimates {
		add(&q.estimates[o], q.fleets[o])
		if q.fleets[o] == nil {
			continue
		}
		seen := []sizeKey{q.fleets[o].sizeKey}
		for j, other := range y.quotes {
			if j == i || other.fleets[o] == nil || slices.Contains(seen, other.fleets[o].sizeKey) {
				continue
			}
			seen = append(seen, other.fleets[o].sizeKey)
			if on := y.p.onSize(y.s, i, q, other.fleets[o].sizeKey); on != nil {
				add(&on.estimate, on.fleet)
			}
		}
	}
	sortCandidates(out)
	return out
}

// place gives what bills share its place in the problem, in the engine's order,
// which does not depend on that of the parts.
func (y *system) place() {
	a := &y.offers.shared
	y.meters, y.allowances, y.credits = unplaced(len(a.meters)), unplaced(len(a.allowances)), unplaced(len(a.credits))
	used := make([]bool, len(a.meters))
	for _, list := range y.choices {
		for _, c := range list {
			o := &y.offers.list[c.Offer]
			for k := range c.Bill {
				if l := &c.Bill[k]; y.shares(l.meter) {
					used[l.meter.account] = true
				}
			}
			if z := o.zone; z != nil && y.zoned() {
				used[z.account] = true
			}
		}
	}
	for m := range a.meters {
		if used[m] {
			y.addMeter(m)
		}
	}
}

// unplaced is n places that nothing has yet.
func unplaced(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

// zoned reports whether traffic between zones is counted.
func (y *system) zoned() bool {
	on, switched := y.s.Lines.Of(string(catalog.GroupCrossAZ))
	return y.busy && y.s.Redundancy > 1 && (on || !switched)
}

// shares reports whether a bill's line depends on what other bills have on it:
// all but prices that are the same for every unit.
func (y *system) shares(l *meter) bool {
	if l.account < 0 {
		return false // a use at the user's price
	}
	m := &y.offers.shared.meters[l.account]
	if y.credit(m.credit) {
		return true
	}
	if l.rate == nil {
		return false
	}
	return l.rate.Account || m.allowance >= 0 || len(l.tariff.Tiers) > 1 || l.tariff.RoundUp > 0 ||
		y.busy && (l.Group == catalog.GroupEgress || l.Group == catalog.GroupCrossAZ)
}

// credit reports whether there is a credit, given under the scenario's terms.
func (y *system) credit(c int) bool {
	return c >= 0 && (y.s.Free || y.offers.shared.credits[c].kind == catalog.IncludedPlan)
}

// addMeter adds one of the engine's meters to the problem.
func (y *system) addMeter(m int) {
	a := &y.offers.shared
	shared := &a.meters[m]
	for other := range m { // the same rate without a credit, or one that is not given
		x := &a.meters[other]
		if y.meters[other] >= 0 && x.provider == shared.provider && x.rate == shared.rate && !y.credit(x.credit) && !y.credit(shared.credit) {
			y.meters[m] = y.meters[other]
			return
		}
	}
	out := layout.Meter{Title: shared.title(), Factor: 1, Pool: -1, Credit: -1}
	if c := shared.credit; y.credit(c) {
		if y.credits[c] < 0 {
			y.credits[c] = len(y.Credits)
			title := y.offers.cat.Providers[a.credits[c].provider].Title + " credit, given once"
			y.Credits = append(y.Credits, layout.Amount{Title: title, Of: a.credits[c].amount})
		}
		out.Credit = y.credits[c]
	}
	if shared.meter.rate == nil {
		out.Tariff = billing.Flat(1) // counted in dollars
	} else {
		out.Tariff, out.Once = *shared.meter.tariff, shared.meter.rate.Account
		if d := shared.meter.rate.Discounts; len(d) > 0 && y.s.Commit != scenario.CommitNone {
			out.Factor = 1 - d[string(y.s.Commit)].Off
		}
	}
	if k := shared.allowance; k >= 0 {
		if y.allowances[k] < 0 {
			y.allowances[k] = len(y.Pools)
			amount := a.allowances[k].amount
			if !y.s.Free && !a.allowances[k].plan {
				amount = 0
			}
			y.Pools = append(y.Pools, layout.Amount{Title: a.allowances[k].id, Of: amount})
		}
		out.Pool = y.allowances[k]
	}
	y.meters[m] = len(y.Meters)
	y.meterOf = append(y.meterOf, m)
	y.Meters = append(y.Meters, out)
}

// standIn lets the cheapest offer stand in for a part that nothing can run: the
// one it is locked to, or else one that is not banned.
func (y *system) standIn(i int) {
	best := -1
	for k := range y.Parts[i] {
		if !y.Parts[i][k].Excluded {
			return
		}
		if best < 0 || y.standsBefore(i, k, best) {
			best = k
		}
	}
	if best >= 0 {
		y.Parts[i][best].Excluded = false
	}
}

func (y *system) standsBefore(i, a, b int) bool {
	x, z := &y.choices[i][a], &y.choices[i][b]
	if x.locked != z.locked {
		return z.locked
	}
	if p, q := x.reasons.has(Banned), z.reasons.has(Banned); p != q {
		return q
	}
	return Less(x.Estimate, z.Estimate)
}

// sortCandidates puts the best first.
func sortCandidates(list []candidate) {
	slices.SortStableFunc(list, func(a, b candidate) int {
		switch {
		case Less(a.Estimate, b.Estimate):
			return -1
		case Less(b.Estimate, a.Estimate):
			return 1
		}
		return 0
	})
}
