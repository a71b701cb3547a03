package layout

import (
	"cmp"
	"math"
	"slices"
)

// shortSearch is the number of nodes to visit from a root before better bounds are
// computed for it.
const shortSearch = 60

// long searches from the root. If that takes more than a few nodes, it first decides which
// vendors, products and machines are used at all.
func (q *search) long() {
	q.bound = math.Inf(1)
	q.closed = make([]bool, q.openings())
	q.budget = min(q.r.Budget, shortSearch)
	q.fromRoot()
	if q.budget == q.r.Budget || math.IsInf(q.bound, 1) {
		return
	}
	for d := range q.buf {
		q.buf[d].tight = make([]float64, len(q.buf[d].least))
	}
	q.bound, q.budget = math.Inf(1), q.r.Budget
	q.decide(0)
	q.tally.open = newTally(q.p).open
}

// fromRoot searches the layouts that use no closed opening.
func (q *search) fromRoot() {
	base := q.tally.price(q.Solver, q.picks, false)
	for i := range q.picks {
		q.refresh(0, i, -1)
	}
	q.descend(0, base)
}

// decide branches on one opening: first it is used, then it is not. Among the openings
// that the parts would use, it takes the one the bound counts least. Once even the best
// bounds count all openings in full, it places parts. No layout there costs less than least.
func (q *search) decide(least float64) {
	options := slices.Clone(q.options)
	defer func() { q.options = options }()
	bound, at := q.relax(&q.none)
	if bound = max(bound, least); bound >= q.price {
		return
	}
	if at < 0 || q.tightening == nil {
		q.tighten()
		tight, by := q.relax(&q.dual)
		if q.polish(); max(bound, tight) >= q.price {
			return
		}
		if bound = max(bound, tight); at < 0 {
			at = by
		}
	}
	if at < 0 {
		q.tight, q.floor = true, bound
		q.fromRoot()
		q.tight, q.floor = false, 0
		return
	}
	if q.spent() {
		q.bound = min(q.bound, bound)
		return
	}
	q.nodes++
	q.setOpen(at, true)
	q.decide(bound)
	q.setOpen(at, false)
	q.closed[at] = true
	q.shut++
	q.decide(bound)
	q.shut--
	q.closed[at] = false
}

// relax returns the bound when every part takes the option that adds the least, and the
// opening that this bound counts least, or -1. It drops the options with which the bound
// is too high.
func (q *search) relax(x *shares) (bound float64, opening int) {
	bound = q.tally.price(q.Solver, q.picks, false) - x.off(q.Solver)
	if x.weight != nil && q.tally.vendors == 0 {
		bound -= q.p.VendorFee // the first vendor pays no such fee
	}
	n := len(q.picks)
	out := make([]float64, q.openings()) // 0 for openings not used
	owe := func(i, opening int, price float64) {
		if out[opening] == 0 {
			out[opening] = price
		}
		if x.weight == nil {
			out[opening] -= price / float64(n)
		} else {
			out[opening] -= price * x.weight[opening*n+i]
		}
	}
	if q.adds == nil {
		q.adds, q.least, q.cheapest = make([][]float64, n), make([]float64, n), make([]int, n)
	}
	for i := range q.picks {
		chosen := q.leastAdded(i, x)
		if chosen < 0 {
			return math.Inf(1), -1
		}
		bound += q.least[i]
		o := &q.p.Parts[i][chosen]
		if q.p.VendorFee > 0 && q.tally.vendors&(1<<o.Vendor) == 0 {
			owe(i, o.Vendor, q.p.VendorFee)
		}
		if f := o.Fee; f >= 0 && !q.tally.fees[f] {
			owe(i, q.feeOpening(f), q.p.Fees[f].Of)
		}
		if g := o.Machine; g >= 0 && !q.tally.machines[g].used {
			owe(i, q.machineOpening(g), q.p.Machines[g].Price)
		}
	}
	q.drop(bound)
	opening = -1
	most := 1e-6 * max(1e-3, bound)
	for o, fee := range out {
		if fee > most*(1+negligible) {
			opening, most = o, fee
		}
	}
	return bound, opening
}

// leastAdded computes the cost that each option of part i adds, and returns the option
// that adds the least, or -1 if all are closed.
func (q *search) leastAdded(i int, x *shares) (chosen int) {
	chosen, q.least[i], q.adds[i] = -1, math.Inf(1), q.adds[i][:0]
	for _, k := range q.options[i] {
		m := math.Inf(1)
		if !q.shutOut(&q.p.Parts[i][k]) {
			m = q.marginal(i, k, q.picks, float64(len(q.picks)), x)
		}
		q.adds[i] = append(q.adds[i], m)
		if m < q.least[i] {
			chosen, q.least[i] = k, m
		}
	}
	q.cheapest[i] = chosen
	return chosen
}

// drop removes the options with which a bound is too high.
func (q *search) drop(bound float64) {
	for i := range q.picks {
		var kept []int
		for n, k := range q.options[i] {
			if bound-q.least[i]+q.adds[i][n] < q.price {
				kept = append(kept, k)
			}
		}
		q.options[i] = kept
	}
}

func (q *search) setOpen(opening int, open bool) {
	t := &q.tally.open
	v, f := len(q.p.Vendors), len(q.p.Fees)
	switch {
	case opening < v && open:
		t.vendors |= 1 << opening
	case opening < v:
		t.vendors &^= 1 << opening
	case opening < v+f:
		t.fees[opening-v] = open
	default:
		t.machine[opening-q.machineOpening(0)] = open
	}
}

// shutOut reports whether an option needs a closed opening.
func (q *search) shutOut(o *Option) bool {
	return q.shut > 0 && (q.closed[o.Vendor] || o.Fee >= 0 && q.closed[q.feeOpening(o.Fee)] ||
		o.Machine >= 0 && q.closed[q.machineOpening(o.Machine)])
}

// roomy is the capacity of a machine with a tolerance for rounding noise.
const roomy = 1 + 1e-9

// packer packs items onto the smallest possible number of machines, exactly.
type packer struct {
	items [][Dims]float64
	bins  [][Dims]float64
	// rest[i] is the sum of the items from i on.
	rest [][Dims]float64
	best int
}

// fewest returns the smallest number of machines that hold p.items, which it reorders.
func (p *packer) fewest() int {
	if len(p.items) == 0 {
		return 0
	}
	var sum [Dims]float64
	for _, it := range p.items {
		for d := range sum {
			sum[d] += it[d]
		}
	}
	least := 1
	for d := range sum {
		least = max(least, int(math.Ceil(sum[d]/roomy-1e-12)))
	}
	if least == 1 || len(p.items) == 1 {
		return 1
	}
	slices.SortFunc(p.items, func(a, b [Dims]float64) int {
		return cmp.Compare(largest(b), largest(a))
	})
	p.rest = append(p.rest[:0], make([][Dims]float64, len(p.items)+1)...)
	for i := len(p.items) - 1; i >= 0; i-- {
		for d := range sum {
			p.rest[i][d] = p.rest[i+1][d] + p.items[i][d]
		}
	}
	p.bins, p.best = p.bins[:0], len(p.items)
	p.place(0, least)
	return p.best
}

// place tries item i and those after it on every machine in use, and on a new one.
// Machines that are equally full are tried once.
func (p *packer) place(i, least int) {
	if p.best == least || p.bound(i) >= p.best {
		return
	}
	if i == len(p.items) {
		p.best = len(p.bins)
		return
	}
	it := p.items[i]
	for b := range p.bins {
		if !fits(p.bins[b], it) || slices.Contains(p.bins[:b], p.bins[b]) {
			continue
		}
		was := p.bins[b]
		p.bins[b] = sum(was, it)
		p.place(i+1, least)
		p.bins[b] = was
	}
	p.bins = append(p.bins, it)
	p.place(i+1, least)
	p.bins = p.bins[:len(p.bins)-1]
}

// bound returns a lower bound on the number of machines in the end, computed as if the
// items from i on were divisible.
func (p *packer) bound(i int) int {
	n := len(p.bins)
	for d := range Dims {
		left := 0.0
		for _, b := range p.bins {
			left += max(0, roomy-b[d])
		}
		if over := p.rest[i][d] - left; over > 0 {
			n = max(n, len(p.bins)+int(math.Ceil(over/roomy-1e-12)))
		}
	}
	return n
}

func largest(v [Dims]float64) float64 { return max(v[0], v[1], v[2]) }

func sum(a, b [Dims]float64) [Dims]float64 {
	return [Dims]float64{a[0] + b[0], a[1] + b[1], a[2] + b[2]}
}

func fits(bin, it [Dims]float64) bool { return largest(sum(bin, it)) <= roomy }
