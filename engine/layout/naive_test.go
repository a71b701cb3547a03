package layout_test

import (
	"math"

	"crossover/engine/layout"
	"crossover/engine/rank"
)

// This file prices a layout a second time, from the definitions in the package's
// documentation and without its code. The solver is compared with it.

// naive returns the price of a layout.
func naive(p *layout.Problem, picks []int) float64 {
	quantity, once := make([]float64, len(p.Meters)), make([]float64, len(p.Meters))
	vendors, fees := map[int]bool{}, map[int]bool{}
	total := 0.0
	brought := map[int]float64{}
	for i, k := range picks {
		o := p.Parts[i][k]
		total += o.Own
		brought[o.Brings.Pool] += o.Brings.Of
		vendors[o.Vendor] = true
		if o.Fee >= 0 && !fees[o.Fee] {
			fees[o.Fee] = true
			total += p.Fees[o.Fee].Of
		}
		for _, c := range o.Charges {
			quantity[c.Meter] += c.Quantity
			once[c.Meter] = math.Max(once[c.Meter], c.Amount)
		}
	}
	for g, m := range p.Machines {
		n := 0.0
		for slot, share := range p.Slots {
			n += share * naiveMachines(p, picks, g, slot)
		}
		total += n * m.Price
		brought[m.Brings.Pool] += n * m.Brings.Of
		for _, c := range m.Charges {
			quantity[c.Meter] += n * c.Quantity
		}
	}
	for _, f := range p.Flows {
		from, to := p.Parts[f.From][picks[f.From]], p.Parts[f.To][picks[f.To]]
		if from.Vendor != to.Vendor {
			if m := from.Out.Meter; m >= 0 {
				quantity[m] += f.Request * from.Out.Units
			}
			continue
		}
		if m := to.Out.Meter; m >= 0 {
			quantity[m] -= f.Response * to.Out.Units
		}
		if from.Zone.Meter >= 0 && to.Zone.Meter >= 0 {
			quantity[to.Zone.Meter] += f.Crossing * (f.Request + f.Response) * to.Zone.Units
		}
	}
	pools, credits := map[int]float64{}, map[int]float64{}
	for pool, of := range brought {
		pools[pool] = -of
	}
	for m, meter := range p.Meters {
		amount := once[m]
		if !meter.Once {
			amount = naiveCharge(p, meter, math.Max(0, quantity[m]), pools)
		}
		if meter.Credit < 0 {
			total += amount
		} else {
			credits[meter.Credit] += amount
		}
	}
	for c, amount := range credits {
		total += math.Max(0, amount-p.Credits[c].Of)
	}
	return total + p.VendorFee*float64(len(vendors)-1)
}

// naiveCharge returns the price of a quantity, tier by tier.
func naiveCharge(p *layout.Problem, m layout.Meter, quantity float64, used map[int]float64) float64 {
	if m.Pool >= 0 {
		free := math.Min(quantity, math.Max(0, p.Pools[m.Pool].Of-used[m.Pool]))
		used[m.Pool] += free
		quantity -= free
	}
	if step := m.Tariff.RoundUp; step > 0 {
		quantity = math.Ceil(quantity/step-1e-9) * step
	}
	sum, from := 0.0, 0.0
	for _, t := range m.Tariff.Tiers {
		sum += t.Price * math.Max(0, math.Min(quantity, t.UpTo)-from)
		from = t.UpTo
	}
	return sum * m.Factor
}

// naiveMachines returns the number of machines of kind g in a slot: the full ones, the
// fewest that hold the items, and for each further copy those of the redundant ones.
func naiveMachines(p *layout.Problem, picks []int, g, slot int) float64 {
	n, copies := 0.0, 0.0
	var all, redundant [][layout.Dims]float64
	for i, k := range picks {
		o := p.Parts[i][k]
		if o.Machine != g {
			continue
		}
		l := o.Loads[slot]
		n += l.Full
		if l.Copies > 0 {
			all = append(all, l.Item)
		}
		if l.Copies > 1 {
			redundant, copies = append(redundant, l.Item), l.Copies
		}
	}
	n += float64(naivePack(all))
	if copies > 1 {
		n += (copies - 1) * float64(naivePack(redundant))
	}
	return n
}

// naivePack returns the fewest bins, over all ways to split the items into a first bin and
// the rest.
func naivePack(items [][layout.Dims]float64) int {
	best := make([]int, 1<<len(items))
	for set := 1; set < len(best); set++ {
		best[set] = len(items)
		for bin := set; bin > 0; bin = (bin - 1) & set {
			var sum [layout.Dims]float64
			n := 0
			for i := range items {
				if bin>>i&1 == 1 {
					n++
					for d := range sum {
						sum[d] += items[i][d]
					}
				}
			}
			if n == 1 || math.Max(sum[0], math.Max(sum[1], sum[2])) <= 1+1e-9 {
				best[set] = min(best[set], best[set&^bin]+1)
			}
		}
	}
	return best[len(best)-1]
}

// best tries every layout and returns the ranking key of the best one, or the zero Key and
// false if none is allowed.
func best(p *layout.Problem, allow func(picks []int) bool) (key rank.Key, found bool) {
	picks := make([]int, len(p.Parts))
	var try func(i int)
	try = func(i int) {
		if i == len(picks) {
			if allow != nil && !allow(picks) {
				return
			}
			k := rank.Key{USD: naive(p, picks)}
			vendors := map[int]bool{}
			for j, x := range picks {
				o := &p.Parts[j][x]
				k.P99MS = math.Max(k.P99MS, o.P99)
				vendors[o.Vendor] = true
			}
			k.Vendors = len(vendors)
			if !found || k.Compare(key) < 0 {
				key, found = k, true
			}
			return
		}
		for k := range p.Parts[i] {
			picks[i] = k
			try(i + 1)
		}
	}
	try(0)
	return key, found
}
