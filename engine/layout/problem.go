package layout

import (
	"math/bits"

	"crossover/engine/billing"
)

// Problem is a system to lay out. Indices refer to its lists; -1 is none.
type Problem struct {
	// Parts are the options of each part, at least one, in order of rank: where
	// nothing else tells two layouts apart, the one with the earlier options wins.
	Parts   [][]Option
	Meters  []Meter
	Pools   []Amount
	Credits []Amount
	// Machines are what options of the same offer and size share.
	Machines []Machine
	// Slots are shares of the month, adding up to 1, in which loads are given.
	Slots []float64
	Fees  []Amount
	Flows []Flow
	// Vendors are names; VendorFee is paid for each beyond the first.
	Vendors   []string
	VendorFee float64
}

// P99 is the latency of a layout's slowest part, in milliseconds.
func (p *Problem) P99(picks []int) float64 {
	most := 0.0
	for i, k := range picks {
		most = max(most, p.Parts[i][k].P99)
	}
	return most
}

// VendorsOf is how many vendors a layout has.
func (p *Problem) VendorsOf(picks []int) int {
	return bits.OnesCount64(p.vendorSet(picks))
}

// vendorSet is the vendors of the parts placed, a bit each.
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
	// Bill is what the option's bill comes to alone, in dollars a month.
	Bill float64
	// Own is the part of Bill that nothing else can change.
	Own float64
	// Charges are the usage that other parts' bills count, too.
	Charges []Charge
	Vendor  int
	// Fee is paid once, however many options name it.
	Fee int
	// Machine is what Loads run on, one load a slot.
	Machine int
	Loads   []Load
	// Brings is included with the option, where it is not with its machines.
	Brings Brought
	// Out is the meter of what leaves the vendor's network, and Zone of what
	// crosses zones inside it.
	Out, Zone Wire
	// P99 is the 99th percentile of the option's latency in milliseconds; 0
	// where nobody waits.
	P99 float64
	// Excluded is set on an option that can be priced and must not be chosen.
	Excluded bool
}

// Wire says what counts bytes: Units of a meter for each decimal GB.
type Wire struct {
	Meter int
	Units float64
}

// Charge is usage of a meter: a month's quantity, and what it costs alone
// before credits. What machines use is counted with them: an option's charge
// for it has the amount, and no quantity.
type Charge struct {
	Meter            int
	Quantity, Amount float64
}

// Meter is what several bills may charge.
type Meter struct {
	Title  string
	Tariff billing.Tariff
	// Factor is what a commitment leaves of the price.
	Factor float64
	// Pool is the included amount its usage draws on, Credit what pays for it.
	Pool, Credit int
	// Once is set for fees paid once: the largest of the charges.
	Once bool
}

// Amount is an included amount of units, or a number of dollars.
type Amount struct {
	Title string
	Of    float64
}

// Machine is what parts are packed onto: one size of one offer.
type Machine struct {
	Title string
	// Price is what a machine costs a month by lines that nothing else shares,
	// and Charges the quantities it adds to meters.
	Price   float64
	Charges []Charge
	// Brings is included with each machine.
	Brings Brought
}

// Brought is what something adds to a pool for as long as it is there.
type Brought struct {
	Pool int
	Of   float64
}

// Dims is how many things a machine has that parts use up: CPU, memory, and
// accelerators.
const Dims = 3

// Load is what a part needs of its machines in one slot: Full machines that
// have nothing left, and Copies of one item, each on another machine, that
// uses a fraction of a machine's CPU, memory and accelerators.
//
// The items of one slot are packed onto as few machines as hold them. An item
// with several copies is redundant: the whole packing of redundant items is
// there as many times. All redundant items of a machine have as many copies.
type Load struct {
	Full, Copies float64
	Item         [Dims]float64
}

// Flow is traffic between two parts in a month: Request decimal GB from one to
// the other, and Response back. The bill of the part it goes to counts the
// response as if it left the vendor's network.
type Flow struct {
	From, To          int
	Request, Response float64
	// Crossing is the share of both that crosses zones, where both ends have a
	// meter for it; counted on both sides it can be more than 1.
	Crossing float64
}

// Line is a named difference between the bills alone and together. Index is the
// place of the meter, credit, machine or fee that it is about.
type Line struct {
	Kind   Kind
	Index  int
	Title  string
	Amount float64
}

// Kind says what a line is about.
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
	// Operations is work.
	Operations
	// FurtherVendors is the price of dealing with more than one.
	FurtherVendors
)

var kindNames = [...]string{"shared", "credit", "machines", "traffic", "operations", "vendors"}

// Billed reports whether what it is about is on a vendor's bill.
func (k Kind) Billed() bool { return k != Operations && k != FurtherVendors }

// String returns the kind as JSON output has it.
func (k Kind) String() string { return kindNames[k] }
