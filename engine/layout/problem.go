// Package layout chooses an option for every part of a system so that the total cost is
// minimal. It does not know offers: a [Problem] consists of parts, their options, and what
// options share.
//
// # What is shared
//
// Each option has its own bill. The joint price differs from the sum of the bills by
//
//   - meters: usage of several bills is counted together, under the tiers,
//     rounding and included amounts (pools) of one account;
//   - fees paid once (a meter with Once set), and credits given once;
//   - machines: parts on the same machines use what is left of them (see
//     [Load]);
//   - flows: what parts send each other leaves a vendor's network only where
//     they are at different vendors, and crosses zones where they are not;
//   - operations, paid once for each product in use ([Problem].Fees), and a price of
//     each further vendor.
//
// [Solver.Price] returns the joint price, and [Solver.Lines] lists the differences: the
// bills and the lines add up to the price of the layout.
//
// # How it is solved
//
// A layout is found by depth-first branch and bound (Land and Doig 1960). The bound of a
// partial layout is the price of the parts placed, unrounded, plus a lower bound of what
// each remaining part adds: usage beyond the rest of pools and credits at its lowest tier,
// machines beyond the spare capacity of those in use, and an even share of each fee that
// nobody pays yet. Options that never cost less than another option of the same part are
// left out first. The search stops at a budget of nodes and then reports the gap to the
// best bound left.
package layout

import (
	"math/bits"

	"crossover/engine/billing"
)

// Problem is a system to lay out. Indices refer to its lists; -1 means none.
type Problem struct {
	// Parts holds the options of each part, at least one, in rank order. Between otherwise
	// equal layouts the one with the earlier options wins.
	Parts   [][]Option
	Meters  []Meter
	Pools   []Amount
	Credits []Amount
	// Machines are shared by options of the same offer and size.
	Machines []Machine
	// Slots are the shares of the month, with a sum of 1, in which loads are given.
	Slots []float64
	Fees  []Amount
	Flows []Flow
	// Vendors are names; VendorFee is paid for each vendor beyond the first.
	Vendors   []string
	VendorFee float64
}

// P99 returns the latency of a layout's slowest part, in milliseconds.
func (p *Problem) P99(picks []int) float64 {
	most := 0.0
	for i, k := range picks {
		most = max(most, p.Parts[i][k].P99)
	}
	return most
}

// VendorsOf returns the number of vendors in a layout.
func (p *Problem) VendorsOf(picks []int) int { return bits.OnesCount64(p.vendorSet(picks)) }

// vendorSet returns the vendors of the parts placed, one bit each.
func (p *Problem) vendorSet(picks []int) (set uint64) {
	for i, k := range picks {
		if k != unplaced {
			set |= 1 << p.Parts[i][k].Vendor
		}
	}
	return set
}

// Option is one way to run a part.
type Option struct {
	// Bill is the option's own bill, in dollars per month.
	Bill float64
	// Own is the part of Bill that does not depend on other parts.
	Own float64
	// Charges is the usage counted together with other parts' bills.
	Charges []Charge
	Vendor  int
	// Fee is paid once, however many options refer to it.
	Fee int
	// Machine is the kind of machine of Loads, which has one load per slot.
	Machine int
	Loads   []Load
	// Brings is the amount included with the option, if it is not included with its
	// machines.
	Brings Brought
	// Out is the meter of bytes that leave the vendor's network, and Zone of bytes that
	// cross zones inside it.
	Out, Zone Wire
	// P99 is the 99th percentile of the option's latency in milliseconds; 0 if nobody
	// waits.
	P99 float64
	// Excluded is set on an option that has a price but must not be chosen.
	Excluded bool
}

// Wire says how bytes are billed: Units of a meter for each decimal GB.
type Wire struct {
	Meter int
	Units float64
}

// Charge is usage of a meter: the quantity per month, and its price alone before credits.
// The usage of machines is counted with the machines: an option's charge for it has the
// amount and no quantity.
type Charge struct {
	Meter            int
	Quantity, Amount float64
}

// Meter is a rate that several bills may charge.
type Meter struct {
	Title  string
	Tariff billing.Tariff
	// Factor is the part of the price left by a commitment.
	Factor float64
	// Pool is the allowance for its usage, and Credit the credit that pays for it.
	Pool, Credit int
	// Once is set for fees paid once; the largest of the charges applies.
	Once bool
}

// Amount is an allowance in units, or a number of dollars.
type Amount struct {
	Title string
	Of    float64
}

// Machine is a kind of machine that parts share: one size of one offer.
type Machine struct {
	Title string
	// Price is the price of a machine per month on lines that are not shared, and Charges
	// the quantities it adds to meters.
	Price   float64
	Charges []Charge
	// Brings is the amount included with each machine.
	Brings Brought
}

// Brought is the amount added to a pool by something in use.
type Brought struct {
	Pool int
	Of   float64
}

// Dims is the number of resources of a machine: CPU, memory, and accelerators.
const Dims = 3

// Load is a part's need of machines in one slot: Full machines that are completely used,
// and Copies of one item, each on a different machine, that uses a fraction of a machine's
// CPU, memory and accelerators.
//
// The items of one slot are packed onto the smallest number of machines that hold them. An
// item with several copies is redundant: the whole packing of redundant items is repeated
// that many times. All redundant items of a machine have the same number of copies.
type Load struct {
	Full, Copies float64
	Item         [Dims]float64
}

// Flow is traffic between two parts in a month: Request decimal GB from one to the other,
// and Response back. The bill of the part called counts the response as if it left the
// vendor's network.
type Flow struct {
	From, To          int
	Request, Response float64
	// Crossing is the share of both that crosses zones, if both ends have a meter for it.
	// Counted on both sides it can be more than 1.
	Crossing float64
}

// Line is a named difference between the bills alone and together. Index refers to the
// meter, credit, machine or fee.
type Line struct {
	Kind   Kind
	Index  int
	Title  string
	Amount float64
}

// Kind is the cause of a line.
type Kind uint8

// The kinds of lines.
const (
	// Shared is usage counted together, or a fee paid once.
	Shared Kind = iota
	// Credited is a credit given once.
	Credited
	// Packed is machines that parts share.
	Packed
	// Traffic is bytes between parts.
	Traffic
	// Operations is operations work.
	Operations
	// FurtherVendors is the price of using more than one vendor.
	FurtherVendors
)

var kindNames = [...]string{"shared", "credit", "machines", "traffic", "operations", "vendors"}

// Billed reports whether a line of this kind is on a vendor's bill.
func (k Kind) Billed() bool { return k != Operations && k != FurtherVendors }

// String returns the kind as it appears in JSON output.
func (k Kind) String() string { return kindNames[k] }

// This file computes bounds of the amounts that options and machines add to pools.

// mostBrought returns the largest amount that any of a part's options and its machines
// bring to each pool; nil if none does.
func (p *Problem) mostBrought(i int, options []int) (out []float64) {
	own, on := make([]float64, len(p.Pools)), make([]float64, len(p.Pools))
	for _, k := range options {
		o := &p.Parts[i][k]
		if b := o.Brings; b.Of > 0 {
			own[b.Pool], out = max(own[b.Pool], b.Of), own
		}
		if g := o.Machine; g >= 0 && p.Machines[g].Brings.Of > 0 {
			b := p.Machines[g].Brings
			on[b.Pool], out = max(on[b.Pool], b.Of*o.machines(p)), own
		}
	}
	for pool := range out {
		out[pool] += on[pool]
	}
	return out
}

// without returns by how much option o of part i brings less than the maximum to a pool.
func (s *Solver) without(i int, o *Option, pool int) float64 {
	if s.brings[i] == nil {
		return 0
	}
	most := s.brings[i][pool]
	if o.Brings.Pool == pool {
		most -= o.Brings.Of
	}
	if g := o.Machine; g >= 0 && s.problem.Machines[g].Brings.Of > 0 && s.problem.Machines[g].Brings.Pool == pool {
		most -= s.problem.Machines[g].Brings.Of * o.machines(s.problem)
	}
	return max(0, most)
}

// worth returns an upper bound on the amount that an option's brought units save other
// parts. It is limited by the largest possible usage.
func (s *Solver) worth(o *Option) float64 {
	saves := func(b Brought, n float64) float64 {
		if b.Of == 0 {
			return 0
		}
		return min(n*b.Of, s.usable[b.Pool]) * s.high[b.Pool]
	}
	sum := saves(o.Brings, 1)
	if g := o.Machine; g >= 0 {
		sum += saves(s.problem.Machines[g].Brings, o.machines(s.problem))
	}
	return sum
}
