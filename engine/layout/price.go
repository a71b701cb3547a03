package layout

import (
	"math"
	"math/bits"
)

// tally sums the options placed so far: their usage, and the rest of the pools, credits
// and machines that they share.
type tally struct {
	own float64
	// quantity and once are by meter. flow is the part of quantity that flows add to, or
	// subtract from, the bills' usage.
	quantity, once, flow []float64
	// left is the rest of each pool, and credit the rest of each credit. brought is the
	// amount that options and machines add to each pool.
	left, credit, brought []float64
	machines              []fleet
	fees                  []bool
	vendors               uint64
	further               int
	pack                  packer
	// packed caches the machines used by a set of parts on one kind of machine. It is
	// valid while each part has at most one option on that kind.
	packed map[packing][]bins
	// open lists what bounds assume to be in use, whether or not a placed part uses it.
	open opened
}

// packing is a set of parts on one kind of machine.
type packing struct {
	machine int
	parts   uint32
}

// bins is the number of machines in one slot, and their spare capacity.
type bins struct{ count, spare float64 }

// opened holds the vendors, fees and machines in use.
type opened struct {
	vendors uint64
	fees    []bool
	machine []bool
}

// fleet describes the machines of one kind in use, by slot.
type fleet struct {
	parts int
	set   uint32
	used  bool
	// count is the number of machines, mean its mean over the month, bare the mean if each
	// part had its own, and spare the spare capacity in the tightest dimension.
	count, spare []float64
	mean, bare   float64
}

func newTally(p *Problem) *tally {
	n := len(p.Meters)
	t := &tally{
		quantity: make([]float64, n), once: make([]float64, n), flow: make([]float64, n),
		left: make([]float64, len(p.Pools)), brought: make([]float64, len(p.Pools)), credit: make([]float64, len(p.Credits)),
		machines: make([]fleet, len(p.Machines)), fees: make([]bool, len(p.Fees)),
		packed: map[packing][]bins{},
		open:   opened{fees: make([]bool, len(p.Fees)), machine: make([]bool, len(p.Machines))},
	}
	for i := range t.machines {
		t.machines[i] = fleet{count: make([]float64, len(p.Slots)), spare: make([]float64, len(p.Slots))}
	}
	return t
}

// unplaced marks a part without an option.
const unplaced = -1

// price returns the price of the parts that are placed. If exact is false it is a lower
// bound on their price in any layout that contains them, without rounding and without
// flows that are not certain yet. It leaves the usage behind the price in t.
func (t *tally) price(s *Solver, picks []int, exact bool) float64 {
	p := s.problem
	clear(t.quantity)
	clear(t.once)
	clear(t.flow)
	clear(t.fees)
	clear(t.brought)
	t.own, t.vendors, t.further = 0, 0, 0
	total := 0.0
	for g := range t.machines {
		f := &t.machines[g]
		f.parts, f.set, f.bare, f.used = 0, 0, 0, !exact && t.open.machine[g]
	}
	if !exact {
		t.vendors = t.open.vendors
		for f, open := range t.open.fees {
			if open {
				t.fees[f] = true
				total += p.Fees[f].Of
			}
		}
	}
	for i, k := range picks {
		if k == unplaced {
			if !exact { // assume the most that the part can bring
				for pool, most := range s.brings[i] {
					t.brought[pool] += most
				}
			}
			continue
		}
		o := &p.Parts[i][k]
		t.bring(o.Brings, 1)
		total += o.Own
		t.vendors |= 1 << o.Vendor
		if f := o.Fee; f >= 0 && !t.fees[f] {
			t.fees[f] = true
			total += p.Fees[f].Of
		}
		for c := range o.Charges {
			ch := &o.Charges[c]
			t.quantity[ch.Meter] += ch.Quantity
			t.once[ch.Meter] = max(t.once[ch.Meter], ch.Amount)
		}
		if g := o.Machine; g >= 0 {
			f := &t.machines[g]
			f.parts++
			f.set |= 1 << i
			f.used = true
			f.bare += o.machines(p)
		}
	}
	total += t.packAll(s, picks)
	t.route(s, picks)
	if n := bits.OnesCount64(t.vendors); n > 1 {
		t.further = n - 1
		total += float64(t.further) * p.VendorFee
	}
	return total + t.settle(p, exact)
}

// bring adds the amount that n of something bring.
func (t *tally) bring(b Brought, n float64) {
	if b.Of > 0 {
		t.brought[b.Pool] += n * b.Of
	}
}

// packAll packs each kind of machine in use and returns the price of the machines.
func (t *tally) packAll(s *Solver, picks []int) float64 {
	p, total := s.problem, 0.0
	for g := range t.machines {
		f := &t.machines[g]
		if !f.used {
			continue
		}
		f.mean = 0
		packed := t.packed[packing{g, f.set}]
		if packed == nil || s.twice {
			packed = t.packSet(s, picks, g)
			t.packed[packing{g, f.set}] = packed
		}
		for slot, share := range p.Slots {
			f.count[slot], f.spare[slot] = packed[slot].count, packed[slot].spare
			f.mean += share * f.count[slot]
		}
		m := &p.Machines[g]
		t.bring(m.Brings, f.mean)
		total += m.Price * f.mean
		for _, c := range m.Charges {
			t.quantity[c.Meter] += c.Quantity * f.mean
		}
	}
	return total
}

// packSet packs the parts on machines of kind g. If there are none yet, it assumes one
// machine at all times.
func (t *tally) packSet(s *Solver, picks []int, g int) []bins {
	out := make([]bins, len(s.problem.Slots))
	for slot := range out {
		out[slot] = bins{1, 1}
		if t.machines[g].parts > 0 {
			out[slot].count, out[slot].spare = t.packSlot(s, picks, g, slot)
		}
	}
	return out
}

// packSlot returns the number of machines of kind g in one slot, and their spare capacity
// in the tightest dimension.
func (t *tally) packSlot(s *Solver, picks []int, g, slot int) (count, spare float64) {
	t.pack.items = t.pack.items[:0]
	copies, used, d := 1.0, 0.0, s.tightest[g]
	for i, k := range picks {
		if k == unplaced || s.problem.Parts[i][k].Machine != g {
			continue
		}
		l := &s.problem.Parts[i][k].Loads[slot]
		count += l.Full
		if l.Copies > 0 {
			copies = max(copies, l.Copies)
			used += l.Copies * l.Item[d]
			t.pack.items = append(t.pack.items, l.Item)
		}
	}
	n := float64(t.pack.fewest())
	if copies > 1 {
		t.pack.items = t.pack.items[:0]
		for i, k := range picks {
			if k == unplaced || s.problem.Parts[i][k].Machine != g {
				continue
			}
			if l := &s.problem.Parts[i][k].Loads[slot]; l.Copies > 1 {
				t.pack.items = append(t.pack.items, l.Item)
			}
		}
		n += (copies - 1) * float64(t.pack.fewest())
	}
	return count + n, n - used
}

// route adds the usage that flows put on meters. A response to a part at the same vendor
// does not leave its network, although the bill counts it; requests to another vendor
// leave one. If one end is not placed, it only assumes that the response may stay.
func (t *tally) route(s *Solver, picks []int) {
	for f := range s.problem.Flows {
		fl := &s.problem.Flows[f]
		var from, to *Option
		if k := picks[fl.From]; k != unplaced {
			from = &s.problem.Parts[fl.From][k]
		}
		if k := picks[fl.To]; k != unplaced {
			to = &s.problem.Parts[fl.To][k]
		}
		if to == nil {
			continue
		}
		if from == nil || from.Vendor == to.Vendor {
			t.add(to.Out, -fl.Response)
			if from != nil && from.Zone.Meter >= 0 && to.Zone.Meter >= 0 {
				t.add(to.Zone, fl.Crossing*(fl.Request+fl.Response))
			}
			continue
		}
		t.add(from.Out, fl.Request)
	}
	for m := range t.flow { // a response cannot be subtracted from a bill that does not count it
		t.flow[m] = max(t.flow[m], -t.quantity[m])
	}
}

func (t *tally) add(w Wire, gb float64) {
	if w.Meter >= 0 {
		t.flow[w.Meter] += gb * w.Units
	}
}

// settle returns the price of the meters, after pools and credits.
func (t *tally) settle(p *Problem, exact bool) float64 {
	for i := range p.Pools {
		t.left[i] = p.Pools[i].Of + t.brought[i]
	}
	for i := range p.Credits {
		t.credit[i] = p.Credits[i].Of
	}
	total := 0.0
	for m := range p.Meters {
		charge := t.charge(p, m, exact)
		if charge == 0 {
			continue
		}
		if c := p.Meters[m].Credit; c >= 0 {
			paid := min(charge, t.credit[c])
			t.credit[c] -= paid
			charge -= paid
		}
		total += charge
	}
	return total
}

// charge returns the charge of meter m for all its usage, before credits. Meters draw on
// their pool in order.
func (t *tally) charge(p *Problem, m int, exact bool) float64 {
	meter := &p.Meters[m]
	if meter.Once {
		return t.once[m]
	}
	q := t.quantity[m] + t.flow[m]
	if q <= 0 {
		return 0
	}
	included := 0.0
	if meter.Pool >= 0 {
		included = min(t.left[meter.Pool], q)
		t.left[meter.Pool] -= included
	}
	if !exact {
		return meter.Tariff.Charge(max(0, q-included)) * meter.Factor
	}
	return meter.Tariff.Charge(meter.Tariff.Billable(q, included)) * meter.Factor
}

// machines returns the mean number of machines of an option by itself.
func (o *Option) machines(p *Problem) float64 {
	n := 0.0
	for slot, share := range p.Slots {
		n += share * (o.Loads[slot].Full + o.Loads[slot].Copies)
	}
	return n
}

// negligible is the relative size of rounding noise.
const negligible = 1e-9

// Lines lists the differences between the options' bills and the price of the layout. The
// bills in the order of the parts and then the lines, added one after the other, are that
// price. Differences within rounding noise are left out.
func (s *Solver) Lines(picks []int) []Line {
	p, t := s.problem, s.tally
	t.price(s, picks, true)
	var out []Line
	add := func(k Kind, index int, title string, amount, of float64) {
		if math.Abs(amount) > negligible*max(1, math.Abs(of)) {
			out = append(out, Line{k, index, title, amount})
		}
	}
	paid := s.paid(picks)
	s.sharedLines(paid, add)
	for g := range t.machines {
		if f := &t.machines[g]; f.parts > 1 {
			bare := p.Machines[g].Price * f.bare
			add(Packed, g, p.Machines[g].Title, p.Machines[g].Price*f.mean-bare, bare)
		}
	}
	for f, used := range t.fees {
		if used {
			add(Operations, f, p.Fees[f].Title, p.Fees[f].Of, p.Fees[f].Of)
		}
	}
	if t.further > 0 {
		add(FurtherVendors, 0, "", float64(t.further)*p.VendorFee, 0)
	}
	return out
}

// payment is the sum of the bills' charges by meter, and of the credits they use.
type payment struct{ charged, credited []float64 }

// paid sums the charges of the bills by themselves.
func (s *Solver) paid(picks []int) payment {
	pay := payment{make([]float64, len(s.problem.Meters)), make([]float64, len(s.problem.Credits))}
	gross := make([]float64, len(s.problem.Credits))
	for i, k := range picks {
		o := &s.problem.Parts[i][k]
		clear(gross)
		for _, ch := range o.Charges {
			pay.charged[ch.Meter] += ch.Amount
			if c := s.problem.Meters[ch.Meter].Credit; c >= 0 {
				gross[c] += ch.Amount
			}
		}
		for c := range gross {
			pay.credited[c] += min(gross[c], s.problem.Credits[c].Of)
		}
	}
	return pay
}

// sharedLines adds the differences of meters and credits from the bills: for the bills'
// own usage, then for flows, then for credits.
func (s *Solver) sharedLines(paid payment, add func(Kind, int, string, float64, float64)) {
	p, t := s.problem, s.tally
	flow := append([]float64(nil), t.flow...)
	with := s.charges()
	clear(t.flow)
	without := s.charges()
	copy(t.flow, flow)
	used := make([]float64, len(p.Credits))
	for m := range p.Meters {
		add(Shared, m, p.Meters[m].Title, without[m]-paid.charged[m], paid.charged[m])
		if c := p.Meters[m].Credit; c >= 0 {
			used[c] += with[m]
		}
	}
	for m := range p.Meters {
		add(Traffic, m, p.Meters[m].Title, with[m]-without[m], without[m])
	}
	for c := range p.Credits {
		add(Credited, c, p.Credits[c].Title, paid.credited[c]-min(used[c], p.Credits[c].Of), paid.credited[c])
	}
}

// charges returns the charge of each meter for the usage in the tally, before credits.
func (s *Solver) charges() []float64 {
	out := make([]float64, len(s.problem.Meters))
	for i := range s.problem.Pools {
		s.tally.left[i] = s.problem.Pools[i].Of + s.tally.brought[i]
	}
	for m := range out {
		out[m] = s.tally.charge(s.problem, m, true)
	}
	return out
}
