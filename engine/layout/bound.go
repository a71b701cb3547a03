package layout

import (
	"math"
	"slices"
)

// prices are the lowest and the highest possible price of a unit of a meter.
type prices struct{ low, high float64 }

// shares say how bounds divide among the parts what parts share. The bounds hold for any
// values; how tight they are depends on the values.
//
// pool and credit, each from 0 to 1, are the part of a price that is charged for each unit
// whether or not it is included. With L units left in a pool at a price of p, the usage Q
// of all parts costs max(0, Q-L)·p. For any share x, and q the usage of each part,
//
//	sum of max(x·q, q-(1-x)·L)·p - x·L·p
//
// is not more than that. With one part beyond (1-x)·L, the others count at most x of their
// usage; with several, each leaves out (1-x)·L. So each part owes its term, and x·L·p is
// subtracted once. With x = 0 each part has the pool for itself; with x = 1 each pays in
// full.
//
// weight is the part of a fee that nobody pays yet which each part owes, by opening and
// part: at most 1 in total. Nil means equal weights.
//
// machine says how unused kinds of machines are charged: x of the capacity the item uses,
// and 1-x of the first machine by weight. The number of machines is at least either of
// these, so it is at least the mixture. The spare capacity of machines in use is shared
// like a pool.
type shares struct {
	pool, credit, machine []float64
	weight                []float64
}

// off returns the amount that bounds subtract once: the x·L·p of the pools, the credits
// and the machines in use, with L the amounts left in the tally.
func (sh *shares) off(s *Solver) float64 {
	sum := 0.0
	for k, share := range sh.pool {
		if share > 0 {
			sum += share * s.tally.left[k] * s.low[k]
		}
	}
	for c, share := range sh.credit {
		sum += share * s.tally.credit[c]
	}
	for g, share := range sh.machine {
		if f := &s.tally.machines[g]; f.used && share > 0 && sh.weight != nil {
			for slot, of := range s.problem.Slots {
				sum += share * of * f.spare[slot] * s.problem.Machines[g].Price
			}
		}
	}
	return sum
}

// beyond returns what a part owes of an amount when left units are included.
func beyond(amount, left, share float64) float64 { return max(share*amount, amount-(1-share)*left) }

// openings returns the number of things that are paid for once if any part uses them:
// vendors, fees, meters and machines.
func (s *Solver) openings() int {
	return len(s.problem.Vendors) + len(s.problem.Fees) + len(s.problem.Meters) + len(s.problem.Machines)
}

func (s *Solver) feeOpening(f int) int   { return len(s.problem.Vendors) + f }
func (s *Solver) meterOpening(m int) int { return len(s.problem.Vendors) + len(s.problem.Fees) + m }
func (s *Solver) machineOpening(g int) int {
	return len(s.problem.Vendors) + len(s.problem.Fees) + len(s.problem.Meters) + g
}

// marginal returns a lower bound on the cost that option k of part i adds to any layout
// that completes the one in the tally, in which left parts including i are not placed. The
// bounds of several parts may be summed if [shares.off] is subtracted once.
//
// Usage beyond the rest of its pool costs the pool's lowest price, where the shares divide the
// pool. Units that one part takes from another are charged to the other. The same holds
// for credits. Usage beyond the whole pool costs its own meter's lowest price: with q the usage
// of each part, f what is free of it, L the pool and e the excess of a meter's price over the
// pool's lowest, the sum of (q-f)·e is at least that of max(0, q-L)·e, as no f is above L.
func (s *Solver) marginal(i, k int, picks []int, left float64, x *shares) float64 {
	p, t := s.problem, s.tally
	owed := &s.owed[i][k]
	b := bill{s: s, t: t, sum: owed.fixed, shares: x, part: i, left: left}
	o := &p.Parts[i][k]
	for c := range owed.uses {
		u := &owed.uses[c]
		amount := u.amount
		switch {
		case u.once:
			amount = max(0, amount-t.once[u.meter]) * b.weight(s.meterOpening(u.meter))
		case u.pool >= 0:
			amount = beyond(u.quantity, max(0, t.left[u.pool]-s.without(i, o, u.pool)), x.pool[u.pool])*u.low + s.dearer(u.meter, u.quantity)
		}
		if u.credit < 0 {
			b.sum += max(0, amount)
		} else {
			b.charge(u.meter, max(0, amount))
		}
	}
	if f := o.Fee; f >= 0 && !t.fees[f] {
		b.sum += p.Fees[f].Of * b.weight(s.feeOpening(f))
	}
	if p.VendorFee > 0 && t.vendors&(1<<o.Vendor) == 0 && (t.vendors != 0 || x.weight != nil) {
		b.sum += p.VendorFee * b.weight(o.Vendor)
	}
	if o.Machine >= 0 {
		more, alone := b.moreMachines(o)
		b.sum += p.Machines[o.Machine].Price * more
		for _, c := range p.Machines[o.Machine].Charges {
			if !p.Meters[c.Meter].Once {
				b.use(c.Meter, alone*c.Quantity)
			}
		}
	}
	for _, f := range s.links[i] {
		b.flow(&p.Flows[f], i, o, picks)
	}
	return b.total()
}

// owing is the charge of a bound for an option alone: an amount that is certain, and usage
// that may be included or already paid for.
type owing struct {
	fixed float64
	uses  []use
}

// use is usage of a meter at the lowest price, without bytes that may not leave the
// vendor.
type use struct {
	meter, pool, credit   int
	once                  bool
	quantity, low, amount float64
}

// owe computes the charges of bounds for each option.
func (s *Solver) owe() {
	s.owed = make([][]owing, len(s.problem.Parts))
	for i := range s.problem.Parts {
		s.owed[i] = make([]owing, len(s.problem.Parts[i]))
		for k := range s.problem.Parts[i] {
			o, w := &s.problem.Parts[i][k], &s.owed[i][k]
			w.fixed = o.Own
			for _, ch := range o.Charges {
				m := &s.problem.Meters[ch.Meter]
				u := use{meter: ch.Meter, pool: m.Pool, credit: m.Credit, once: m.Once, quantity: ch.Quantity, low: s.unit[ch.Meter].low, amount: ch.Amount}
				if ch.Meter == o.Out.Meter {
					u.quantity -= s.staying[i] * o.Out.Units
				}
				if !u.once {
					u.quantity = max(0, u.quantity)
					u.amount = u.quantity * u.low
				}
				switch {
				case u.amount == 0:
				case !u.once && u.pool < 0 && u.credit < 0:
					w.fixed += u.amount
				default:
					w.uses = append(w.uses, u)
				}
			}
		}
	}
}

// bill sums the cost that an option adds: in total, and under its credit, of which an
// option has at most one.
type bill struct {
	s        *Solver
	t        *tally
	sum      float64
	credited float64
	credit   int // the credit's index plus 1, 0 for none
	shares   *shares
	part     int
	left     float64
}

// weight returns the part of an opening that the part owes.
func (b *bill) weight(opening int) float64 {
	if b.shares.weight == nil {
		return 1 / b.left
	}
	return b.shares.weight[opening*len(b.s.problem.Parts)+b.part]
}

// use adds usage of a meter at its lowest possible price.
func (b *bill) use(m int, quantity float64) {
	more := 0.0
	if pool := b.s.problem.Meters[m].Pool; pool >= 0 {
		more = b.s.dearer(m, quantity)
		quantity = beyond(quantity, b.t.left[pool], b.shares.pool[pool])
	}
	if quantity > 0 {
		b.charge(m, quantity*b.s.unit[m].low+more)
	}
}

// dearer returns by how much usage of a meter that is beyond its whole pool costs more than at
// the pool's lowest price.
func (s *Solver) dearer(m int, quantity float64) float64 {
	if s.excess[m] == 0 {
		return 0
	}
	return max(0, quantity-s.problem.Pools[s.problem.Meters[m].Pool].Of) * s.excess[m]
}

func (b *bill) charge(m int, amount float64) {
	switch c := b.s.problem.Meters[m].Credit; {
	case c < 0:
		b.sum += amount
	case b.credit == 0 || b.credit == c+1:
		b.credit = c + 1
		b.credited += amount
	default: // a second credit has no bound
	}
}

func (b *bill) total() float64 {
	if b.credit > 0 {
		c := b.credit - 1
		return b.sum + max(0, beyond(b.credited, b.t.credit[c], b.shares.credit[c]))
	}
	return b.sum
}

// flow adds the cost of a flow to or from a part that is placed.
func (b *bill) flow(f *Flow, i int, o *Option, picks []int) {
	from, to := o, o
	if other := f.From; other != i {
		if picks[other] == unplaced {
			return
		}
		from = &b.s.problem.Parts[other][picks[other]]
	} else {
		if picks[f.To] == unplaced {
			return
		}
		to = &b.s.problem.Parts[f.To][picks[f.To]]
	}
	if from.Vendor == to.Vendor {
		if from.Zone.Meter >= 0 && to.Zone.Meter >= 0 {
			b.wire(to.Zone, f.Crossing*(f.Request+f.Response))
		}
		return
	}
	b.wire(to.Out, f.Response)
	b.wire(from.Out, f.Request)
}

func (b *bill) wire(w Wire, gb float64) {
	if w.Meter >= 0 {
		b.use(w.Meter, gb*w.Units)
	}
}

// moreMachines returns a lower bound on the machines, on average over the month, that an
// option adds to those in use, and the bound with a share of 0 of the spare capacity, from
// which nothing is subtracted. With infinitely many parts left, others may have room for all
// but the full ones.
func (b *bill) moreMachines(o *Option) (n, alone float64) {
	g := o.Machine
	f, d := &b.t.machines[g], b.s.tightest[g]
	x := b.shares.machine[g]
	for slot, share := range b.s.problem.Slots {
		l := &o.Loads[slot]
		more := l.Copies * l.Item[d]
		sure := max(0, more-f.spare[slot])
		switch {
		case math.IsInf(b.left, 1):
			more, sure = 0, 0
		case f.used && b.shares.weight == nil:
			more = sure
		case f.used:
			more = beyond(more, f.spare[slot], x)
		default:
			more = x*more + (1-x)*l.Copies*b.weight(b.s.machineOpening(g))
			sure = more
		}
		n += share * (l.Full + more)
		alone += share * (l.Full + sure)
	}
	return n, alone
}

// most returns an upper bound on the cost that an option adds to any layout.
func (s *Solver) most(i int, o *Option) float64 {
	p := s.problem
	sum := o.Own + p.VendorFee
	for c := range o.Charges {
		ch := &o.Charges[c]
		if p.Meters[ch.Meter].Once {
			sum += ch.Amount
			continue
		}
		sum += s.atMost(ch.Meter, ch.Quantity)
	}
	if o.Fee >= 0 {
		sum += p.Fees[o.Fee].Of
	}
	if g := o.Machine; g >= 0 {
		n := o.machines(p)
		sum += n * p.Machines[g].Price
		for _, c := range p.Machines[g].Charges {
			sum += s.atMost(c.Meter, n*c.Quantity)
		}
	}
	for _, f := range s.links[i] {
		sum += s.worst[f]
	}
	return sum
}

// atMost returns the most that usage of a meter can cost, including a step of rounding.
func (s *Solver) atMost(m int, quantity float64) float64 {
	if m < 0 || quantity <= 0 {
		return 0
	}
	return (quantity + s.step[m]) * s.unit[m].high
}

// worstFlow returns the highest possible cost of a flow: the response and the request both
// leave their vendors, or cross zones.
func (s *Solver) worstFlow(f *Flow) float64 {
	out, back, zone := 0.0, 0.0, 0.0
	at := func(w Wire, gb float64) float64 { return s.atMost(w.Meter, gb*w.Units) }
	for k := range s.problem.Parts[f.From] {
		out = max(out, at(s.problem.Parts[f.From][k].Out, f.Request))
	}
	for k := range s.problem.Parts[f.To] {
		o := &s.problem.Parts[f.To][k]
		back, zone = max(back, at(o.Out, f.Response)), max(zone, at(o.Zone, f.Crossing*(f.Request+f.Response)))
	}
	return out + back + zone
}

// reach returns the largest usage of each meter in any layout, so that no bound uses a
// tier beyond it.
func (s *Solver) reach() []float64 {
	p := s.problem
	out, most := make([]float64, len(p.Meters)), make([]float64, len(p.Meters))
	for i := range p.Parts {
		clear(most)
		for k := range p.Parts[i] {
			if o := &p.Parts[i][k]; !o.Excluded {
				s.reachOf(i, o, most, out)
			}
		}
		for m, q := range most {
			out[m] += q
		}
	}
	for m := range out {
		out[m] += p.Meters[m].Tariff.RoundUp
	}
	return out
}

// reachOf raises most to the usage of an option of part i, and adds the usage of its flows
// to all.
func (s *Solver) reachOf(i int, o *Option, most, all []float64) {
	for _, c := range o.Charges {
		most[c.Meter] = max(most[c.Meter], c.Quantity)
	}
	if o.Machine >= 0 {
		for _, c := range s.problem.Machines[o.Machine].Charges {
			most[c.Meter] = max(most[c.Meter], c.Quantity*o.machines(s.problem))
		}
	}
	for _, f := range s.links[i] {
		fl := &s.problem.Flows[f]
		for _, w := range [2]Wire{o.Out, o.Zone} {
			if w.Meter >= 0 { // counted at both ends, and more than once
				all[w.Meter] += w.Units * (fl.Request + fl.Response) * max(1, fl.Crossing)
			}
		}
	}
}

// measure computes the prices of units, and the pools' lowest and highest prices.
func (s *Solver) measure() {
	p := s.problem
	s.unit, s.step = make([]prices, len(p.Meters)), make([]float64, len(p.Meters))
	low, high := make([]float64, len(p.Pools)), make([]float64, len(p.Pools))
	s.low, s.high, s.usable = low, high, make([]float64, len(p.Pools))
	s.brings = make([][]float64, len(p.Parts))
	for i := range p.Parts {
		var all []int
		for k := range p.Parts[i] {
			if !p.Parts[i][k].Excluded {
				all = append(all, k)
			}
		}
		s.brings[i] = p.mostBrought(i, all)
	}
	step, first := make([]float64, len(p.Pools)), make([]int, len(p.Pools))
	for i := range low {
		low[i], first[i] = math.Inf(1), -1
	}
	reach := s.reach()
	for m := range p.Meters {
		meter := &p.Meters[m]
		u, from := prices{low: math.Inf(1)}, 0.0
		for _, t := range meter.Tariff.Tiers {
			if from > 0 && from > reach[m]*(1+negligible) {
				break
			}
			from = t.UpTo
			u.low, u.high = min(u.low, t.Price*meter.Factor), max(u.high, t.Price*meter.Factor)
		}
		s.unit[m], s.step[m] = u, meter.Tariff.RoundUp
		if k := meter.Pool; k >= 0 {
			s.usable[k] += reach[m]
			low[k], high[k], step[k] = min(low[k], u.low), max(high[k], u.high), step[k]+meter.Tariff.RoundUp
			if first[k] < 0 {
				first[k] = m
			} else if p.Meters[first[k]].Credit != meter.Credit {
				low[k] = 0 // a credit may pay for units that one meter takes from another
			}
		}
	}
	s.excess = make([]float64, len(p.Meters))
	for m := range p.Meters { // a meter's use of a pool may be paid for on another meter
		if k := p.Meters[m].Pool; k >= 0 {
			if low[k] > 0 && !slices.ContainsFunc(s.brings, func(of []float64) bool { return of != nil && of[k] > 0 }) {
				s.excess[m] = s.unit[m].low - low[k]
			}
			s.unit[m], s.step[m] = prices{low[k], high[k]}, step[k]
		}
	}
}
