package layout_test

import (
	"math"
	"math/rand/v2"

	"crossover/engine/billing"
	"crossover/engine/layout"
)

// random makes a problem whose options share everything there is to share.
// What options count alone is their bill.
func random(r *rand.Rand, parts, options, vendors int) *layout.Problem {
	pick := func(xs ...float64) float64 { return xs[r.IntN(len(xs))] }
	p := &layout.Problem{Slots: []float64{1}, VendorFee: pick(0, 0, 2, 7)}
	if r.IntN(3) == 0 {
		p.Slots = []float64{0.25, 0.75}
	}
	type vendor struct{ meters, machines []int }
	var vs []vendor
	for v := range vendors {
		p.Vendors = append(p.Vendors, string(rune('a'+v)))
		var x vendor
		p.Pools = append(p.Pools, layout.Amount{Title: "pool", Of: pick(0, 3, 20, 100)})
		p.Credits = append(p.Credits, layout.Amount{Title: "credit", Of: pick(0, 2, 10)})
		for range 4 {
			m := layout.Meter{Title: "meter", Tariff: billing.Flat(pick(0.1, 0.5, 2)), Factor: pick(1, 1, 0.7), Pool: -1, Credit: -1}
			switch r.IntN(5) {
			case 0:
				low := m.Tariff.Tiers[0].Price
				m.Tariff.Tiers = []billing.Tier{{UpTo: pick(5, 30), Price: low}, {UpTo: math.Inf(1), Price: low * pick(0.1, 0.5, 1.5)}}
			case 1:
				m.Tariff.RoundUp = pick(1, 10)
			case 2:
				m.Once, m.Factor = true, 1
			}
			if !m.Once && r.IntN(2) == 0 {
				m.Pool = v
			}
			if r.IntN(3) == 0 {
				m.Credit = v
			}
			x.meters = append(x.meters, len(p.Meters))
			p.Meters = append(p.Meters, m)
		}
		for range 2 {
			m := layout.Machine{Title: "machine", Price: pick(3, 8, 25)}
			if r.IntN(3) == 0 {
				m.Charges = []layout.Charge{{Meter: x.meters[r.IntN(4)], Quantity: pick(1, 4)}}
			}
			x.machines = append(x.machines, len(p.Machines))
			p.Machines = append(p.Machines, m)
		}
		p.Fees = append(p.Fees, layout.Amount{Title: "work", Of: pick(0, 1, 6)})
		vs = append(vs, x)
	}
	redundant := pick(1, 1, 2, 3)
	for i := range parts {
		size := pick(1, 10, 60)
		if i > 0 && r.IntN(2) == 0 {
			p.Flows = append(p.Flows, layout.Flow{From: r.IntN(i), To: i, Request: pick(0, 2), Response: size / 4, Crossing: pick(0, 1)})
		}
		var opts []layout.Option
		for range 1 + r.IntN(options) {
			v := r.IntN(vendors)
			o := layout.Option{Own: pick(0, 0, 1, 5) * size / 10, Vendor: v, Fee: -1, Machine: -1,
				Out: layout.Wire{Meter: -1}, Zone: layout.Wire{Meter: -1}, P99: pick(10, 50, 200)}
			if r.IntN(2) == 0 {
				o.Fee = r.IntN(vendors) // vendors may share work
			}
			for _, m := range vs[v].meters {
				switch {
				case p.Meters[m].Once && r.IntN(2) == 0:
					o.Charges = append(o.Charges, layout.Charge{Meter: m, Quantity: 1, Amount: pick(3, 9)})
				case !p.Meters[m].Once && r.IntN(2) == 0:
					q := size * pick(0.5, 1, 2)
					o.Charges = append(o.Charges, layout.Charge{Meter: m, Quantity: q})
					if q >= size/2 && r.IntN(2) == 0 {
						o.Out = layout.Wire{Meter: m, Units: 1}
					} else if r.IntN(2) == 0 {
						o.Zone = layout.Wire{Meter: m, Units: 1}
					}
				}
			}
			if r.IntN(3) == 0 {
				o.Machine = vs[v].machines[r.IntN(2)]
				for range p.Slots {
					l := layout.Load{Full: pick(0, 0, 1, 3), Copies: 1, Item: [layout.Dims]float64{r.Float64(), r.Float64(), pick(0, 0, 0.5)}}
					if l.Full == 0 {
						l.Copies = pick(1, redundant)
					}
					o.Loads = append(o.Loads, l)
				}
			}
			opts = append(opts, o)
		}
		p.Parts = append(p.Parts, opts)
	}
	settleBills(p)
	return p
}

// settleBills sets what each option's bill comes to alone, and the amounts of
// its charges.
func settleBills(p *layout.Problem) {
	for i := range p.Parts {
		for k := range p.Parts[i] {
			o := &p.Parts[i][k]
			single := *p
			single.Parts = [][]layout.Option{{*o}}
			single.Flows, single.Fees, single.VendorFee = nil, make([]layout.Amount, len(p.Fees)), 0
			o.Bill = naive(&single, []int{0})
			pools := map[int]float64{}
			machines := 0.0
			if g := o.Machine; g >= 0 {
				for slot, share := range p.Slots {
					machines += share * (o.Loads[slot].Full + o.Loads[slot].Copies)
				}
				for _, c := range p.Machines[g].Charges {
					if !has(o, c.Meter) {
						o.Charges = append(o.Charges, layout.Charge{Meter: c.Meter})
					}
				}
			}
			for m := range p.Meters {
				for c := range o.Charges {
					if o.Charges[c].Meter != m || p.Meters[m].Once {
						continue
					}
					q := o.Charges[c].Quantity
					if g := o.Machine; g >= 0 {
						for _, mc := range p.Machines[g].Charges {
							if mc.Meter == m {
								q += machines * mc.Quantity
							}
						}
					}
					o.Charges[c].Amount = naiveCharge(p, p.Meters[m], q, pools)
				}
			}
		}
	}
}

func has(o *layout.Option, m int) bool {
	for _, c := range o.Charges {
		if c.Meter == m {
			return true
		}
	}
	return false
}
