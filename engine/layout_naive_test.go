package engine_test

import (
	"fmt"
	"math"
	"slices"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/rank"
	"crossover/engine/scenario"
)

// This file prices a layout a second time, from the bills of its parts and the catalogue
// alone, by the rules of docs/layout.md. The engine is compared with it on planted
// catalogues, whose machines are limited only by the number of requests at once.

// naive prices layouts of one scenario.
type naive struct {
	c     *catalog.Catalog
	s     *scenario.Scenario
	bills [][]engine.Estimate // of every offer, by part
	// lock is the only offer allowed for the first part, or "".
	lock  string
	flows []engine.Flow
	offer []*catalog.Offer
	owner []*catalog.Provider
	// meters is in the catalogue's order: offers by ID, lines as listed.
	meters []string
}

func newNaive(v *engine.Evaluator, s *scenario.Scenario) *naive {
	n := &naive{c: v.Engine().Catalog(), s: s, flows: engine.Flows(s)}
	for i := range s.Len() {
		n.bills = append(n.bills, v.Estimates(s, i, nil))
	}
	for o := range v.Engine().Len() {
		n.offer, n.owner = append(n.offer, v.Engine().Offer(o)), append(n.owner, v.Engine().Provider(o))
		for _, l := range n.offer[o].Bill {
			if k := n.meter(o, l.Rate, l.Group); !slices.Contains(n.meters, k) {
				n.meters = append(n.meters, k)
			}
		}
	}
	return n
}

// meter returns the name of the meter of an offer's line: the provider's rate, and the
// credit that pays for it.
func (n *naive) meter(o int, rate string, group catalog.Group) string {
	return n.owner[o].ID + "/" + rate + "/" + n.credit(o, group)
}

// credit returns the name of the credit that pays for lines of a group, or "".
func (n *naive) credit(o int, group catalog.Group) string {
	c := n.offer[o].Credit
	if c == nil || !slices.Contains(c.Groups, group) || !n.s.Free && c.Kind == catalog.IncludedFree {
		return ""
	}
	return fmt.Sprintf("%s %v %s", n.owner[o].ID, c.Amount, c.Kind)
}

// price returns the price of an assignment of offers to parts.
func (n *naive) price(offers []int) float64 {
	quantity, once := map[string]float64{}, map[string]float64{}
	rates, pools, credits := map[string]catalog.Rate{}, map[string]catalog.Pool{}, map[string]float64{}
	machines, copies, machinePrice := map[string]float64{}, map[string]float64{}, map[string]float64{}
	vendors, products := map[string]bool{}, map[string]float64{}
	total := 0.0
	for i, o := range offers {
		e, p := &n.bills[i][o], n.owner[o]
		vendors[p.ID] = true
		products[n.offer[o].Product] = n.c.Assumptions.Operations.Hours(n.offer[o].Kind)
		for _, l := range e.Bill {
			r, isRate := p.Rates[l.Meter]
			if !isRate { // a machine: the full ones, and one or its copies for all remainders
				m := p.ID + "/" + l.Meter
				if l.Quantity > n.s.Copies() {
					machines[m] += l.Quantity - 1
				} else {
					copies[m] = n.s.Copies()
				}
				machinePrice[m] = l.UnitPrice
				continue
			}
			m := n.meter(o, l.Meter, l.Group)
			rates[m] = r
			if r.Pool != "" {
				pools[m] = p.Pools[r.Pool]
			}
			if c := n.credit(o, l.Group); c != "" {
				credits[c] = n.offer[o].Credit.Amount
			}
			quantity[m] += l.Quantity
			once[m] = math.Max(once[m], l.Amount+l.CreditUSD)
		}
	}
	for m, price := range machinePrice {
		total += (machines[m] + math.Max(1, copies[m])) * price
	}
	n.route(offers, quantity, rates, pools)
	left := map[string]float64{}
	for _, m := range n.meters {
		r, ok := rates[m]
		if !ok {
			continue
		}
		amount := once[m]
		if !r.Account {
			amount = n.charge(m, r, pools, left, math.Max(0, quantity[m]))
		}
		c := m[len(n.providerOf(m))+1+len(n.rateOf(m))+1:]
		paid := math.Min(amount, credits[c])
		credits[c] -= paid
		total += amount - paid
	}
	for _, h := range products {
		total += h * n.s.Ops
	}
	return total + n.s.Vendor*float64(len(vendors)-1)
}

func (n *naive) providerOf(m string) string {
	for i := range m {
		if m[i] == '/' {
			return m[:i]
		}
	}
	return m
}

func (n *naive) rateOf(m string) string { return n.providerOf(m[len(n.providerOf(m))+1:]) }

// route adds the traffic that parts send each other.
func (n *naive) route(offers []int, quantity map[string]float64, rates map[string]catalog.Rate, pools map[string]catalog.Pool) {
	add := func(o int, group catalog.Group, gb float64) {
		if on, switched := n.s.Lines.Of(string(group)); switched && !on {
			return
		}
		for _, l := range n.offer[o].Bill {
			if l.Group == group {
				m := n.meter(o, l.Rate, l.Group)
				rates[m] = n.owner[o].Rates[l.Rate]
				if p := rates[m].Pool; p != "" {
					pools[m] = n.owner[o].Pools[p]
				}
				quantity[m] += gb
			}
		}
	}
	for _, f := range n.flows {
		if f.From < 0 {
			continue
		}
		from, to := offers[f.From], offers[f.To]
		request, response := f.PerMonth*n.c.Assumptions.RequestKB.Value/1e6, f.PerMonth*n.s.Part(f.To).ResponseKB/1e6
		if n.owner[from] != n.owner[to] {
			add(from, catalog.GroupEgress, request)
			continue
		}
		add(to, catalog.GroupEgress, -response)
		zoned := func(o int) bool {
			return slices.ContainsFunc(n.offer[o].Bill, func(l catalog.BillLine) bool { return l.Group == catalog.GroupCrossAZ })
		}
		if n.s.Copies() > 1 && zoned(from) && zoned(to) {
			add(to, catalog.GroupCrossAZ, request+response)
		}
	}
}

// charge returns the price of a quantity beyond the rest of its pool, tier by tier.
func (n *naive) charge(m string, r catalog.Rate, pools map[string]catalog.Pool, used map[string]float64, q float64) float64 {
	if p, ok := pools[m]; ok && (n.s.Free || p.Kind == catalog.IncludedPlan) {
		k := n.providerOf(m) + "/" + r.Pool
		free := math.Min(q, math.Max(0, p.Amount-used[k]))
		used[k] += free
		q -= free
	}
	if r.RoundUp > 0 {
		q = math.Ceil(q/r.RoundUp-1e-9) * r.RoundUp
	}
	if len(r.Tiers) == 0 {
		return q * r.Price
	}
	sum, from := 0.0, 0.0
	for _, t := range r.Tiers {
		end := t.UpTo
		if end == 0 {
			end = math.Inf(1)
		}
		sum += t.Price * math.Max(0, math.Min(q, end)-from)
		from = end
	}
	return sum
}

// best tries every assignment of offers that can run their parts, and returns the ranking
// key of the best one.
func (n *naive) best() rank.Key {
	best, picks := rank.Key{USD: math.Inf(1)}, make([]int, len(n.bills))
	var try func(i int)
	try = func(i int) {
		if i == len(picks) {
			k := rank.Key{USD: n.price(picks)}
			vendors := map[string]bool{}
			for j, o := range picks {
				if n.s.PerSecond(j) > 0 {
					k.P99MS = max(k.P99MS, n.bills[j][o].Latency.P99MS)
				}
				vendors[n.owner[o].ID] = true
			}
			k.Vendors = len(vendors)
			if k.Compare(best) < 0 {
				best = k
			}
			return
		}
		for o := range n.bills[i] {
			if n.bills[i][o].Feasible() && (i > 0 || n.lock == "" || n.offer[o].ID == n.lock) {
				picks[i] = o
				try(i + 1)
			}
		}
	}
	try(0)
	return best
}
