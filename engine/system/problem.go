package system

import (
	"context"
	"slices"
	"sort"
	"sync"

	"crossover/engine/billing"
	"crossover/engine/catalog"
	"crossover/engine/each"
	"crossover/engine/layout"
	"crossover/engine/plan"
	"crossover/engine/run"
	"crossover/engine/scenario"
)

// System is a scenario as a problem of package layout, with the candidates that its
// options stand for.
type System struct {
	planner  *Planner
	offers   *plan.Offers
	scenario *scenario.Scenario
	layout.Problem
	// Solver is created once the problem is complete.
	Solver *layout.Solver
	quotes []*quotes
	// Choices holds the candidate of each option, by part.
	Choices [][]Candidate
	// meters, allowances and credits map indices of the compiled catalogue to indices of
	// the problem, and meterOf maps the problem's meters back.
	meters, allowances, credits []int
	meterOf                     []int
	// fees is keyed by product, machines by size.
	fees     map[string]int
	machines map[sizeKey]int
	// flows are between parts, and busy is set if there are any.
	flows []Flow
	busy  bool
}

// Candidate is an offer for a part in one size.
type Candidate struct {
	*run.Estimate
	fleet *fleetOn
	// locked is set if the part is locked to another offer.
	locked bool
}

// System builds the problem of s. Every offer is an option of every part, so that it has a
// price; those that cannot run the part are excluded. GPUs are no options of parts that need
// none. A part that no offer can run gets the nearest one. The error is ctx's.
func (p *Planner) System(ctx context.Context, s *scenario.Scenario) (*System, error) {
	return p.system(ctx, s, nil)
}

// Lasting is System with estimates that stay valid when the planner is asked about another
// scenario. Systems with the same shared map take those of equal parts from each other. s
// must not change.
func (p *Planner) Lasting(ctx context.Context, s *scenario.Scenario, shared *sync.Map) (*System, error) {
	return p.build(ctx, s, func(i int) *quotes {
		// Whoever calls the function first runs it, while this planner waits for it.
		found, _ := shared.LoadOrStore(p.quoteKey(s, i), sync.OnceValue(func() *quotes {
			var q quotes
			q.fill(p.Runner.Part(s, i), nil)
			return &q
		}))
		q := *found.(func() *quotes)()
		return &q // with others of its own
	})
}

// system is System restricted to some offers; a nil only allows all.
func (p *Planner) system(ctx context.Context, s *scenario.Scenario, only []int) (*System, error) {
	return p.build(ctx, s, func(i int) *quotes {
		if only == nil {
			return p.quotes(s, i)
		}
		var q quotes
		q.fill(p.Runner.Part(s, i), only)
		return &q
	})
}

// build is System with the quotes of each part.
func (p *Planner) build(ctx context.Context, s *scenario.Scenario, quoted func(i int) *quotes) (*System, error) {
	y := &System{planner: p, offers: p.Runner.Offers.In(catalog.Class(s.Region)), scenario: s, fees: map[string]int{}, machines: map[sizeKey]int{}}
	n := s.Len()
	y.Problem.VendorFee = s.Vendor
	y.Vendors = each.Of(y.offers.Cat.Providers, func(p *catalog.Provider) string { return p.Title })
	for i := range n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		y.quotes = append(y.quotes, quoted(i))
	}
	y.addFlows()
	var stretches [][]stretchLoad
	for i := range n {
		y.Choices = append(y.Choices, y.candidates(i))
		for _, c := range y.Choices[i] {
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
		for k := range y.Choices[i] {
			opts = append(opts, y.option(i, k))
		}
		y.Parts = append(y.Parts, opts)
		y.standIn(i)
	}
	y.Solver = layout.New(&y.Problem)
	return y, nil
}

// addFlows adds the traffic between parts, with the sizes of requests and responses of the
// part called.
func (s *System) addFlows() {
	crossing := 0.0
	if s.scenario.Copies() > 1 {
		// Copies are in two zones: half of the calls cross zones, and both sides are
		// billed.
		crossing = 1
	}
	for _, f := range Flows(s.scenario) {
		if f.From < 0 || f.PerMonth == 0 {
			continue
		}
		requestGB, responseGB := s.offers.Exchanged(s.scenario.Part(f.To))
		s.flows = append(s.flows, f)
		s.Problem.Flows = append(s.Problem.Flows, layout.Flow{
			From: f.From, To: f.To, Crossing: crossing,
			Request: f.PerMonth * requestGB, Response: f.PerMonth * responseGB,
		})
	}
	s.busy = len(s.flows) > 0
}

// candidates returns the offers for part i in rank order: each in its cheapest size, and
// in the sizes that are the cheapest on that offer for other parts.
func (s *System) candidates(i int) []Candidate {
	q, part := s.quotes[i], s.scenario.Part(i)
	var out []Candidate
	add := func(e *run.Estimate, f *fleetOn) {
		out = append(out, Candidate{e, f, part.Lock != "" && s.offers.List[e.Offer].ID != part.Lock})
	}
	for k := range q.estimates {
		o := q.estimates[k].Offer
		add(&q.estimates[k], q.fleets[o])
		if q.fleets[o] == nil {
			continue
		}
		seen := []sizeKey{q.fleets[o].sizeKey}
		for j, other := range s.quotes {
			if j == i || other.fleets[o] == nil || slices.Contains(seen, other.fleets[o].sizeKey) {
				continue
			}
			seen = append(seen, other.fleets[o].sizeKey)
			if on := s.planner.onSize(s.scenario, i, q, other.fleets[o].sizeKey); on != nil {
				add(&on.estimate, on.fleet)
			}
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return run.Less(out[a].Estimate, out[b].Estimate) })
	return out
}

// place assigns the meters that bills share their indices in the problem, in the engine's
// order, which does not depend on the order of the parts.
func (s *System) place() {
	a := &s.offers.Shared
	none := []int{-1}
	s.meters, s.allowances, s.credits = slices.Repeat(none, len(a.Meters)), slices.Repeat(none, len(a.Allowances)), slices.Repeat(none, len(a.Credits))
	used := make([]bool, len(a.Meters))
	for _, list := range s.Choices {
		for _, c := range list {
			o := &s.offers.List[c.Offer]
			for k := range c.Bill {
				if l := &c.Bill[k]; s.shares(l.Compiled()) {
					used[l.Compiled().Account] = true
				}
			}
			if z := o.Zone; z != nil && s.zoned() {
				used[z.Account] = true
			}
		}
	}
	for m := range a.Meters {
		if used[m] {
			s.addMeter(m)
		}
	}
}

// zoned reports whether traffic between zones is counted.
func (s *System) zoned() bool {
	on, switched := s.scenario.Lines.Of(string(catalog.GroupCrossAZ))
	return s.busy && s.scenario.Copies() > 1 && (on || !switched)
}

// shares reports whether a bill's line depends on the usage of other bills. Only a price
// that is the same for every unit does not.
func (s *System) shares(l *plan.Meter) bool {
	if l.Account < 0 {
		return false // a use at the user's own price
	}
	m := &s.offers.Shared.Meters[l.Account]
	if s.credit(m.Credit) {
		return true
	}
	if l.ListRate == nil {
		return false
	}
	return l.ListRate.Account || m.Allowance >= 0 || len(l.Tariff.Tiers) > 1 || l.Tariff.RoundUp > 0 ||
		s.busy && (l.Group == catalog.GroupEgress || l.Group == catalog.GroupCrossAZ)
}

// credit reports whether credit c exists and is given under the scenario's terms.
func (s *System) credit(c int) bool {
	return c >= 0 && (s.scenario.Free || s.offers.Shared.Credits[c].Kind == catalog.IncludedPlan)
}

// addMeter adds a meter of the compiled catalogue to the problem.
func (s *System) addMeter(m int) {
	a := &s.offers.Shared
	shared := &a.Meters[m]
	for other := range m { // reuse the same rate without a credit that is given
		x := &a.Meters[other]
		if s.meters[other] >= 0 && x.Provider == shared.Provider && x.Rate == shared.Rate && x.Class == shared.Class && x.Allowance == shared.Allowance && !s.credit(x.Credit) && !s.credit(shared.Credit) {
			s.meters[m] = s.meters[other]
			return
		}
	}
	out := layout.Meter{Title: shared.Title(), Factor: 1, Pool: -1, Credit: -1}
	if c := shared.Credit; s.credit(c) {
		if s.credits[c] < 0 {
			s.credits[c] = len(s.Credits)
			title := s.offers.Cat.Providers[a.Credits[c].Provider].Title + " credit, given once"
			s.Credits = append(s.Credits, layout.Amount{Title: title, Of: a.Credits[c].Amount})
		}
		out.Credit = s.credits[c]
	}
	if shared.Meter.ListRate == nil {
		out.Tariff = billing.Flat(1) // counted in dollars
	} else {
		out.Tariff, out.Once = *shared.Meter.Tariff, shared.Meter.ListRate.Account
		if d := shared.Meter.ListRate.Discounts; len(d) > 0 && s.scenario.Commit != scenario.CommitNone {
			out.Factor = 1 - d.Off(string(s.scenario.Commit))
		}
	}
	if k := shared.Allowance; k >= 0 {
		if s.allowances[k] < 0 {
			s.allowances[k] = len(s.Pools)
			amount := a.Allowances[k].Amount
			if !s.scenario.Free && !a.Allowances[k].Plan || a.Allowances[k].PerMachine {
				amount = 0
			}
			s.Pools = append(s.Pools, layout.Amount{Title: a.Allowances[k].ID, Of: amount})
		}
		out.Pool = s.allowances[k]
	}
	s.meters[m] = len(s.Meters)
	s.meterOf = append(s.meterOf, m)
	s.Meters = append(s.Meters, out)
}

// standIn gives a part that no offer can run the offer that misses by the least: the one
// that the part is locked to, or else one that is not banned.
func (s *System) standIn(i int) {
	best := -1
	for k := range s.Parts[i] {
		if !s.Parts[i][k].Excluded {
			return
		}
		if best < 0 {
			best = k
		} else if x, z := &s.Choices[i][k], &s.Choices[i][best]; z.locked && !x.locked || x.locked == z.locked && run.Nearer(x.Estimate, z.Estimate) {
			best = k
		}
	}
	if best >= 0 {
		s.Parts[i][best].Excluded = false
	}
}

// Flow is traffic inside a system: requests from one part to another, and the responses.
// Parts are indices; Clients and Schedule are the origins outside the system.
type Flow struct {
	From, To int
	// PerSecond is requests per second, PerMonth requests per billed month.
	PerSecond, PerMonth float64
}

// The origins of requests other than parts.
const (
	Clients  = -1
	Schedule = -2
)

// Flows derives who calls whom from the rates. A part whose rate is a share of another's
// is connected with it, and the one listed first calls the other. With the parts edge, api
// and events, edge.rate=100%api and events.rate=20%api, clients call edge, edge calls api,
// and api calls events.
//
// If the second of the two is the share, all its requests come from the first. If the
// first is, it passes on as many requests as it gets, but no more than the second gets;
// several callers together pass on no more than that either. The rest of a part's requests
// come from clients, or from a schedule if its shape is cron or its trigger a schedule.
func Flows(s *scenario.Scenario) []Flow {
	var out []Flow
	for to := range s.Len() {
		first, rest := len(out), s.PerSecond(to)
		total := rest
		sum := 0.0
		for from := range to {
			n := passed(s, from, to)
			if n > 0 {
				out = append(out, Flow{From: from, To: to, PerSecond: n})
				sum += n
			}
		}
		scale := 1.0
		if sum > total {
			scale = total / sum
		}
		for i := first; i < len(out); i++ {
			out[i].PerSecond *= scale
			rest -= out[i].PerSecond
		}
		if rest > 1e-12*total || total == 0 && first == len(out) {
			from := Clients
			if p := s.Part(to); p.Shape.Deterministic() || p.Trigger == "schedule" {
				from = Schedule
			}
			out = append(out, Flow{From: from, To: to, PerSecond: max(0, rest)})
		}
	}
	for i := range out {
		f := &out[i]
		if all := s.PerSecond(f.To); all > 0 {
			f.PerMonth = s.PerMonth(f.To) * (f.PerSecond / all)
		}
	}
	return out
}

// passed returns the requests per second that one part sends to another one listed after
// it.
func passed(s *scenario.Scenario, from, to int) float64 {
	a, b := s.Part(from), s.Part(to)
	switch {
	case b.Share > 0 && b.Of == a.Name:
		return s.PerSecond(to)
	case a.Share > 0 && a.Of == b.Name:
		return min(s.PerSecond(from), s.PerSecond(to))
	default:
		return 0
	}
}
