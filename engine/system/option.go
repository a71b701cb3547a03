package system

import (
	"math"
	"slices"

	"crossover/engine/catalog"
	"crossover/engine/layout"
	"crossover/engine/plan"
	"crossover/engine/run"
)

// option converts candidate k of part i to an option.
func (y *System) option(i, k int) layout.Option {
	c := &y.Choices[i][k]
	o := &y.offers.List[c.Offer]
	out := layout.Option{
		Bill: c.Monthly, Vendor: o.Provider, Fee: y.fee(o), Machine: -1,
		Out: y.wire(o.Out, c.Bill), Zone: layout.Wire{Meter: -1}, Excluded: c.locked || !c.Feasible(),
	}
	if o.Zone != nil && y.zoned() {
		out.Zone = layout.Wire{Meter: y.meters[o.Zone.Account], Units: 1}
	}
	if !y.s.Part(i).Job() && y.s.PerSecond(i) > 0 { // somebody waits for it
		if out.P99 = c.Latency.P99MS; math.IsNaN(out.P99) {
			out.P99 = math.Inf(1)
		}
	}
	var machine *layout.Machine
	n := 1.0
	if c.fleet != nil {
		out.Machine, machine = y.machine(c)
		out.Loads = inSlots(c.fleet.stretches, y.Slots)
		n = c.Fleet.Total
	}
	for b := range c.Bill {
		l := &c.Bill[b]
		onMachine := c.fleet != nil && plan.PerMachine(l.Compiled().Counted)
		gross := l.Amount + l.CreditUSD
		if !y.shares(l.Compiled()) {
			if !onMachine {
				out.Own += gross
			} else if machine != nil {
				machine.Price += gross / n
			}
			continue
		}
		quantity, m := l.Quantity, y.meters[l.Compiled().Account]
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
	if o.BringsTo >= 0 && y.allowances[o.BringsTo] >= 0 {
		b := layout.Brought{Pool: y.allowances[o.BringsTo], Of: o.Brought(c.machine(o))}
		if machine != nil {
			machine.Brings = b
		} else if c.fleet == nil {
			out.Brings = layout.Brought{Pool: b.Pool, Of: b.Of * c.Fleet.Total}
		}
	}
	if machine != nil {
		y.Machines[out.Machine] = *machine
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
func (y *System) machine(c *Candidate) (int, *layout.Machine) {
	if g, ok := y.machines[c.fleet.sizeKey]; ok {
		return g, nil
	}
	g := len(y.Machines)
	y.machines[c.fleet.sizeKey] = g
	title := y.offers.List[c.Offer].Title + ", " + c.fleet.size + ": machines shared"
	y.Machines = append(y.Machines, layout.Machine{Title: title})
	return g, &layout.Machine{Title: title}
}

// fee returns the index of the operations work for an offer's product, or -1 if an hour
// costs nothing.
func (y *System) fee(o *plan.Offer) int {
	if y.s.Ops == 0 {
		return -1
	}
	if f, ok := y.fees[o.Product]; ok {
		return f
	}
	hours := y.offers.Cat.Assumptions.Operations.Hours(o.Kind)
	f := len(y.Fees)
	y.fees[o.Product] = f
	y.Fees = append(y.Fees, layout.Amount{Title: "Operations, " + o.Product + ": " + plan.Count(hours) + " h", Of: hours * y.s.Ops})
	return f
}

// operations returns the cost of operations work for a layout's products.
func (y *System) operations(picks []int) float64 {
	sum, seen := 0.0, make([]bool, len(y.Fees))
	for i, k := range picks {
		if f := y.Parts[i][k].Fee; f >= 0 && !seen[f] {
			seen[f] = true
			sum += y.Fees[f].Of
		}
	}
	return sum
}

// wire returns the line of an offer's bill that counts the bytes leaving its network. If
// there is none, they are free.
func (y *System) wire(l *plan.Meter, bill []run.Line) layout.Wire {
	if l != nil && y.busy {
		for k := range bill {
			if bill[k].Compiled() == l {
				return layout.Wire{Meter: y.meters[l.Account], Units: l.Each * unitsPerGB(l.Counted, y.s.GB)}
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
