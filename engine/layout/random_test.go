package layout_test

import (
	"math"
	"math/rand/v2"
	"slices"

	"crossover/engine/billing"
	"crossover/engine/layout"
)

// random returns a problem whose options share everything that can be shared. Their bills
// are their prices alone.
func random(r *rand.Rand, parts, options, vendors int) *layout.Problem {
	d := dice{r}
	p := &layout.Problem{Slots: []float64{1}, VendorFee: d.pick(0, 0, 2, 7)}
	if r.IntN(3) == 0 {
		p.Slots = []float64{0.25, 0.75}
	}
	var vs []vendor
	for v := range vendors {
		vs = append(vs, d.vendor(p, v))
	}
	redundant := d.pick(1, 1, 2, 3)
	for i := range parts {
		size := d.pick(1, 10, 60)
		if i > 0 && r.IntN(2) == 0 {
			p.Flows = append(p.Flows, layout.Flow{From: r.IntN(i), To: i, Request: d.pick(0, 2), Response: size / 4, Crossing: d.pick(0, 1)})
		}
		var opts []layout.Option
		for range 1 + r.IntN(options) {
			opts = append(opts, d.option(p, vs, size, redundant))
		}
		p.Parts = append(p.Parts, opts)
	}
	settleBills(p)
	return p
}

// dice draws problems.
type dice struct{ *rand.Rand }

func (d dice) pick(xs ...float64) float64 { return xs[d.IntN(len(xs))] }

// vendor holds the indices of a vendor's meters and machines in the problem.
type vendor struct{ meters, machines []int }

// vendor adds vendor v with a pool, a credit, work, and some meters and machines.
func (d dice) vendor(p *layout.Problem, v int) (x vendor) {
	p.Vendors = append(p.Vendors, string(rune('a'+v)))
	p.Pools = append(p.Pools, layout.Amount{Title: "pool", Of: d.pick(0, 3, 20, 100)})
	p.Credits = append(p.Credits, layout.Amount{Title: "credit", Of: d.pick(0, 2, 10)})
	for range 4 {
		x.meters = append(x.meters, len(p.Meters))
		p.Meters = append(p.Meters, d.meter(v))
	}
	for range 2 {
		m := layout.Machine{Title: "machine", Price: d.pick(3, 8, 25)}
		if d.IntN(3) == 0 {
			m.Charges = []layout.Charge{{Meter: x.meters[d.IntN(4)], Quantity: d.pick(1, 4)}}
		}
		if d.IntN(3) == 0 {
			m.Brings = layout.Brought{Pool: v, Of: d.pick(2, 15)}
		}
		x.machines = append(x.machines, len(p.Machines))
		p.Machines = append(p.Machines, m)
	}
	p.Fees = append(p.Fees, layout.Amount{Title: "work", Of: d.pick(0, 1, 6)})
	return x
}

// meter draws a meter of vendor v.
func (d dice) meter(v int) layout.Meter {
	m := layout.Meter{Title: "meter", Tariff: billing.Flat(d.pick(0.1, 0.5, 2)), Factor: d.pick(1, 1, 0.7), Pool: -1, Credit: -1}
	switch d.IntN(5) {
	case 0:
		low := m.Tariff.Tiers[0].Price
		m.Tariff.Tiers = []billing.Tier{{UpTo: d.pick(5, 30), Price: low}, {UpTo: math.Inf(1), Price: low * d.pick(0.1, 0.5, 1.5)}}
	case 1:
		m.Tariff.RoundUp = d.pick(1, 10)
	case 2:
		m.Once, m.Factor = true, 1
	}
	if !m.Once && d.IntN(2) == 0 {
		m.Pool = v
	}
	if d.IntN(3) == 0 {
		m.Credit = v
	}
	return m
}

// option draws an option of a part of some size.
func (d dice) option(p *layout.Problem, vs []vendor, size, redundant float64) layout.Option {
	v := d.IntN(len(vs))
	o := layout.Option{Own: d.pick(0, 0, 1, 5) * size / 10, Vendor: v, Fee: -1, Machine: -1,
		Out: layout.Wire{Meter: -1}, Zone: layout.Wire{Meter: -1}, P99: d.pick(10, 50, 200)}
	if d.IntN(2) == 0 {
		o.Fee = d.IntN(len(vs)) // vendors may share work
	}
	for _, m := range vs[v].meters {
		switch {
		case p.Meters[m].Once && d.IntN(2) == 0:
			o.Charges = append(o.Charges, layout.Charge{Meter: m, Quantity: 1, Amount: d.pick(3, 9)})
		case !p.Meters[m].Once && d.IntN(2) == 0:
			q := size * d.pick(0.5, 1, 2)
			o.Charges = append(o.Charges, layout.Charge{Meter: m, Quantity: q})
			if q >= size/2 && d.IntN(2) == 0 {
				o.Out = layout.Wire{Meter: m, Units: 1}
			} else if d.IntN(2) == 0 {
				o.Zone = layout.Wire{Meter: m, Units: 1}
			}
		}
	}
	if d.IntN(5) == 0 {
		o.Brings = layout.Brought{Pool: v, Of: d.pick(2, 15)}
	}
	if d.IntN(3) == 0 {
		o.Machine = vs[v].machines[d.IntN(2)]
		for range p.Slots {
			l := layout.Load{Full: d.pick(0, 0, 1, 3), Copies: 1, Item: [layout.Dims]float64{d.Float64(), d.Float64(), d.pick(0, 0, 0.5)}}
			if l.Full == 0 {
				l.Copies = d.pick(1, redundant)
			}
			o.Loads = append(o.Loads, l)
		}
	}
	return o
}

// settleBills sets the price of each option alone, and the amounts of its charges.
func settleBills(p *layout.Problem) {
	for i := range p.Parts {
		for k := range p.Parts[i] {
			settleBill(p, &p.Parts[i][k])
		}
	}
}

func settleBill(p *layout.Problem, o *layout.Option) {
	single := *p
	single.Parts = [][]layout.Option{{*o}}
	single.Flows, single.Fees, single.VendorFee = nil, make([]layout.Amount, len(p.Fees)), 0
	o.Bill = naive(&single, []int{0})
	used := map[int]float64{} // of each meter, by machines
	if g := o.Machine; g >= 0 {
		machines := machinesOf(p, o)
		for _, c := range p.Machines[g].Charges {
			used[c.Meter] += machines * c.Quantity
			if !has(o, c.Meter) {
				o.Charges = append(o.Charges, layout.Charge{Meter: c.Meter})
			}
		}
	}
	pools := map[int]float64{o.Brings.Pool: -o.Brings.Of}
	if g := o.Machine; g >= 0 {
		pools[p.Machines[g].Brings.Pool] -= p.Machines[g].Brings.Of * machinesOf(p, o)
	}
	for m := range p.Meters {
		for c := range o.Charges {
			if x := &o.Charges[c]; x.Meter == m && !p.Meters[m].Once {
				x.Amount = naiveCharge(p, p.Meters[m], x.Quantity+used[m], pools)
			}
		}
	}
}

func has(o *layout.Option, m int) bool {
	return slices.ContainsFunc(o.Charges, func(c layout.Charge) bool { return c.Meter == m })
}

// machinesOf returns the number of machines of an option alone.
func machinesOf(p *layout.Problem, o *layout.Option) float64 {
	n := 0.0
	for slot, share := range p.Slots {
		n += share * (o.Loads[slot].Full + o.Loads[slot].Copies)
	}
	return n
}
