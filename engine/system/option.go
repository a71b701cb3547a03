package system

import (
	"context"
	"math"
	"slices"
	"sort"

	"crossover/engine/catalog"
	"crossover/engine/layout"
	"crossover/engine/plan"
	"crossover/engine/run"
	"crossover/engine/scenario"
)

// option converts candidate k of part i to an option.
func (s *System) option(i, k int) layout.Option {
	c := &s.Choices[i][k]
	o := &s.offers.List[c.Offer]
	out := layout.Option{
		Bill: c.Monthly, Vendor: o.Provider, Fee: s.fee(o), Machine: -1,
		Out: s.wire(o.Out, c.Bill), Zone: layout.Wire{Meter: -1}, Excluded: c.locked || !c.Feasible(),
	}
	if o.Zone != nil && s.zoned() {
		out.Zone = layout.Wire{Meter: s.meters[o.Zone.Account], Units: 1}
	}
	if !s.scenario.Part(i).Job() && s.scenario.PerSecond(i) > 0 { // somebody waits for it
		if out.P99 = c.Latency.P99MS; math.IsNaN(out.P99) {
			out.P99 = math.Inf(1)
		}
	}
	var machine *layout.Machine
	n := 1.0
	if c.fleet != nil {
		out.Machine, machine = s.machine(c)
		out.Loads = inSlots(c.fleet.stretches, s.Slots)
		n = c.Fleet.Total
	}
	for b := range c.Bill {
		l := &c.Bill[b]
		onMachine := c.fleet != nil && plan.PerMachine(l.Compiled().Counted)
		gross := l.Amount + l.CreditUSD
		if !s.shares(l.Compiled()) {
			if !onMachine {
				out.Own += gross
			} else if machine != nil {
				machine.Price += gross / n
			}
			continue
		}
		quantity, m := l.Quantity, s.meters[l.Compiled().Account]
		if l.Compiled().ListRate == nil {
			quantity = gross
		}
		if onMachine {
			if machine != nil {
				machine.Charges = charged(machine.Charges, m, quantity/n, 0)
			}
			quantity = 0
		}
		out.Charges = charged(out.Charges, m, quantity, gross)
	}
	if o.BringsTo >= 0 && s.allowances[o.BringsTo] >= 0 {
		b := layout.Brought{Pool: s.allowances[o.BringsTo], Of: o.Brought(c.machine(o))}
		if machine != nil {
			machine.Brings = b
		} else if c.fleet == nil {
			out.Brings = layout.Brought{Pool: b.Pool, Of: b.Of * c.Fleet.Total}
		}
	}
	if machine != nil {
		s.Machines[out.Machine] = *machine
	}
	return out
}

// machine returns the size that a candidate runs on.
func (c *Candidate) machine(o *plan.Offer) *catalog.Size {
	return &o.Sizes[max(0, slices.IndexFunc(o.Sizes, func(s catalog.Size) bool { return s.Name == c.Size }))]
}

// charged adds usage of a meter to a list.
func charged(list []layout.Charge, m int, quantity, amount float64) []layout.Charge {
	for i := range list {
		if list[i].Meter == m {
			list[i].Quantity += quantity
			list[i].Amount += amount
			return list
		}
	}
	return append(list, layout.Charge{Meter: m, Quantity: quantity, Amount: amount})
}

// machine returns the index of the machines a candidate runs on. If they are new it also
// returns them, for the caller to set their price.
func (s *System) machine(c *Candidate) (int, *layout.Machine) {
	if g, ok := s.machines[c.fleet.sizeKey]; ok {
		return g, nil
	}
	g := len(s.Machines)
	s.machines[c.fleet.sizeKey] = g
	title := s.offers.List[c.Offer].Title + ", " + c.fleet.size + ": machines shared"
	s.Machines = append(s.Machines, layout.Machine{Title: title})
	return g, &layout.Machine{Title: title}
}

// fee returns the index of the operations work for an offer's product, or -1 if an hour
// costs nothing.
func (s *System) fee(o *plan.Offer) int {
	if s.scenario.Ops == 0 {
		return -1
	}
	if f, ok := s.fees[o.Product]; ok {
		return f
	}
	hours := s.offers.Cat.Assumptions.Operations.Hours(o.Kind)
	f := len(s.Fees)
	s.fees[o.Product] = f
	s.Fees = append(s.Fees, layout.Amount{Title: "Operations, " + o.Product + ": " + plan.Count(hours) + " h", Of: hours * s.scenario.Ops})
	return f
}

// operations returns the cost of operations work for a layout's products.
func (s *System) operations(picks []int) float64 {
	sum, seen := 0.0, make([]bool, len(s.Fees))
	for i, k := range picks {
		if f := s.Parts[i][k].Fee; f >= 0 && !seen[f] {
			seen[f] = true
			sum += s.Fees[f].Of
		}
	}
	return sum
}

// wire returns the line of an offer's bill that counts the bytes leaving its network. If
// there is none, they are free.
func (s *System) wire(l *plan.Meter, bill []run.Line) layout.Wire {
	if l != nil && s.busy {
		for k := range bill {
			if bill[k].Compiled() == l {
				return layout.Wire{Meter: s.meters[l.Account], Units: l.Each * unitsPerGB(l.Counted, s.scenario.GB)}
			}
		}
	}
	return layout.Wire{Meter: -1}
}

// unitsPerGB returns the number of units of an egress quantity in a decimal GB.
func unitsPerGB(quantity int, counted string) float64 {
	if counted == "binary" || counted == "vendor" && quantity == plan.QEgressGiB {
		return 1e9 / (1 << 30)
	}
	return 1
}

// This file computes the capacity that a part leaves on its machines for other parts: the
// loads of package layout.
//
// A fleet fills its machines one after the other, until CPU, memory or concurrency is
// exhausted. The CPU and memory left on the last one are free for other parts on the same
// offer and size. A GPU is never shared, but the GPUs of a machine are counted one by one.
// Where redundancy asks for more copies than the load needs, the load is spread evenly
// over the copies, and each of them is an item. Parts that hold connections or keep state
// do not share machines.

// stretchLoad is the machines a part needs in one stretch of its traffic.
type stretchLoad struct {
	share, times float64
	layout.Load
}

// stretchesOf returns the machines a fleet of size x needs in each stretch of the month,
// the busiest first.
func stretchesOf(r *run.Run, x *plan.Size, ld *run.Load) []stretchLoad {
	w := r.Work
	out := make([]stretchLoad, 0, len(w.Pieces))
	for _, pc := range w.Pieces {
		rate := r.Peak(x, ld.PerSecond*pc.Times)
		l := stretchLoad{share: pc.Share, times: pc.Times}
		least := r.Fewest()
		if rate > x.PerSecond*(least-1) {
			l.Full, l.Copies = r.Copies(x, ld.PerSecond, pc.Times)-1, 1
			l.Item = itemOf(&r.Plan, x, max(0, rate-l.Full*x.PerSecond))
		} else {
			l.Copies = least
			l.Item = itemOf(&r.Plan, x, rate/least)
		}
		out = append(out, l)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].times > out[j].times })
	return out
}

// itemOf returns the shares of one machine that requests at a rate use.
func itemOf(p *plan.Plan, x *plan.Size, perSecond float64) [layout.Dims]float64 {
	w := p.Work
	var it [layout.Dims]float64
	if limit := p.CPULimit(x); !math.IsInf(limit, 1) {
		it[0] = perSecond / limit
	}
	atOnce := perSecond * x.ServiceS / p.Target()
	slots := min(max(1, math.Ceil(atOnce-1e-9)), max(1, x.Slots))
	it[1] = (w.MemoryMB + (slots-1)*w.RequestMB) / max(1, x.AllocMB-p.Offer.Compute.ReserveMB)
	if x.GPUs > 0 && w.GPU {
		each := max(1, w.Part.Concurrency)
		gpus := 1.0
		if mb := w.Offers.GPUMemory(x.Machine); mb > 0 && w.GPUMB > mb { // a request needs several GPUs
			gpus = math.Ceil(w.GPUMB / mb)
		}
		it[2] = max(1, math.Ceil(atOnce/each-1e-9)) * gpus / x.GPUs
	}
	for d := range it {
		it[d] = min(it[d], 1)
	}
	return it
}

// slotShares divides the month so that no part's load changes within a slot. The busiest
// stretches of all parts are assumed to coincide, then the next, which is the worst case
// for sharing machines.
func slotShares(all [][]stretchLoad) []float64 {
	edges := []float64{1}
	for _, stretches := range all {
		at := 0.0
		for _, l := range stretches {
			at += l.share
			edges = append(edges, at)
		}
	}
	slices.Sort(edges)
	var out []float64
	last := 0.0
	for _, e := range edges {
		if e-last > 1e-9 && e < 1+1e-9 {
			out = append(out, e-last)
			last = e
		}
	}
	return out
}

// inSlots returns the load in each slot.
func inSlots(stretches []stretchLoad, shares []float64) []layout.Load {
	out := make([]layout.Load, len(shares))
	k, end, at := 0, stretches[0].share, 0.0
	for i, s := range shares {
		for at+s/2 > end && k+1 < len(stretches) {
			k++
			end += stretches[k].share
		}
		out[i] = stretches[k].Load
		at += s
	}
	return out
}

// Cost is the cost of a layout in dollars per month.
type Cost struct {
	// Monthly is the sum of the vendors' bills.
	Monthly float64
	// Operations is the assumed hours of work for the layout's products at the scenario's
	// price per hour, and Penalty the scenario's price of further vendors. They are on no
	// bill, but the choice of a layout counts them.
	Operations, Penalty float64
}

// Weighed returns the cost by which layouts are chosen: bills, operations and penalty.
func (c *Cost) Weighed() float64 { return c.Monthly + c.Operations + c.Penalty }

// costOf splits a layout's price into its bills and the rest.
func costOf(y *System, picks []int, price float64) Cost {
	c := Cost{Operations: y.operations(picks), Penalty: float64(max(0, y.VendorsOf(picks)-1)) * y.VendorFee}
	c.Monthly = price - c.Operations - c.Penalty
	return c
}

// besides returns the part of a layout's price that no bill shows: operations work and the
// vendors' penalty.
func besides(y *System, picks []int) float64 {
	c := costOf(y, picks, 0)
	return c.Operations + c.Penalty
}

// Assignment is a bare layout: an offer for each part, and the price of the whole.
type Assignment struct {
	// Offers are indices, one per part; nil if there are no offers at all.
	Offers []int
	Cost
	// Feasible is false if some part has no offer that can run it.
	Feasible bool
}

// same reports whether two assignments place every part on the same offer.
func (a *Assignment) same(b *Assignment) bool { return slices.Equal(a.Offers, b.Offers) }

// assign finds the cheapest layout of s among some offers, without the reasons and
// alternatives of [Planner.Recommend]. A nil only allows all. near and budget are those of
// [layout.Restriction], near as offers. The error is ctx's.
func (p *Planner) assign(ctx context.Context, s *scenario.Scenario, only, near []int, budget int) (Assignment, error) {
	y, err := p.system(ctx, s, only)
	if err != nil {
		return Assignment{}, err
	}
	sol, err := y.Solver.Solve(ctx, layout.Restriction{Near: y.picks(near), Budget: budget})
	if err != nil || sol.Picks == nil {
		return Assignment{}, err
	}
	return y.assignment(&sol), nil
}

// On finds the cheapest layout with part i on an offer. The error is ctx's.
func (s *System) On(ctx context.Context, i, offer int) (Assignment, error) {
	sol, err := s.Solver.Solve(ctx, layout.Restriction{Allow: func(j, k int) bool { return j != i || s.Choices[j][k].Offer == offer }})
	if err != nil || sol.Picks == nil {
		return Assignment{}, err
	}
	return s.assignment(&sol), nil
}

func (s *System) assignment(sol *layout.Solution) Assignment {
	out := Assignment{Cost: costOf(s, sol.Picks, sol.Price), Feasible: s.feasible(sol.Picks)}
	for i, k := range sol.Picks {
		out.Offers = append(out.Offers, s.Choices[i][k].Offer)
	}
	return out
}

// bought returns the cost of given offers, one per part, each in the size that makes the
// whole cheapest. It is +Inf if one of them cannot run its part.
func (s *System) bought(ctx context.Context, offers []int) (Cost, error) {
	sol, err := s.Solver.Solve(ctx, layout.Restriction{Allow: func(i, k int) bool { return s.Choices[i][k].Offer == offers[i] }})
	if err != nil || sol.Picks == nil || !s.feasible(sol.Picks) {
		return Cost{Monthly: math.Inf(1)}, err
	}
	return costOf(s, sol.Picks, sol.Price), nil
}
