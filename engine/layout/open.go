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
func (s *search) long() {
	s.bound = math.Inf(1)
	s.closed = make([]bool, s.openings())
	s.budget = min(s.r.Budget, shortSearch)
	s.fromRoot()
	if s.budget == s.r.Budget || math.IsInf(s.bound, 1) {
		return
	}
	for d := range s.buf {
		s.buf[d].tight = make([]float64, len(s.buf[d].least))
	}
	s.bound, s.budget = math.Inf(1), s.r.Budget
	s.decide(0)
	s.tally.open = newTally(s.problem).open
}

// fromRoot searches the layouts that use no closed opening.
func (s *search) fromRoot() {
	base := s.tally.price(s.Solver, s.picks, false)
	for i := range s.picks {
		s.refresh(0, i, -1)
	}
	s.descend(0, base)
}

// decide branches on one opening: first it is used, then it is not. Among the openings
// that the parts would use, it takes the one the bound counts least. Once even the best
// bounds count all openings in full, it places parts. No layout there costs less than least.
func (s *search) decide(least float64) {
	options := slices.Clone(s.options)
	defer func() { s.options = options }()
	bound, at := s.relax(&s.none)
	if bound = max(bound, least); bound >= s.price {
		return
	}
	if at < 0 || s.tightening == nil {
		s.tighten()
		tight, by := s.relax(&s.dual)
		if s.polish(); max(bound, tight) >= s.price {
			return
		}
		if bound = max(bound, tight); at < 0 {
			at = by
		}
	}
	if at < 0 {
		s.tight, s.floor = true, bound
		s.fromRoot()
		s.tight, s.floor = false, 0
		return
	}
	if s.spent() {
		s.bound = min(s.bound, bound)
		return
	}
	s.nodes++
	s.setOpen(at, true)
	s.decide(bound)
	s.setOpen(at, false)
	s.closed[at] = true
	s.shut++
	s.decide(bound)
	s.shut--
	s.closed[at] = false
}

// relax returns the bound when every part takes the option that adds the least, and the
// opening that this bound counts least, or -1. It drops the options with which the bound
// is too high.
func (s *search) relax(x *shares) (bound float64, opening int) {
	bound = s.tally.price(s.Solver, s.picks, false) - x.off(s.Solver)
	if x.weight != nil && s.tally.vendors == 0 {
		bound -= s.problem.VendorFee // the first vendor pays no such fee
	}
	n := len(s.picks)
	out := make([]float64, s.openings()) // 0 for openings not used
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
	if s.adds == nil {
		s.adds, s.least, s.cheapest = make([][]float64, n), make([]float64, n), make([]int, n)
	}
	for i := range s.picks {
		chosen := s.leastAdded(i, x)
		if chosen < 0 {
			return math.Inf(1), -1
		}
		bound += s.least[i]
		o := &s.problem.Parts[i][chosen]
		if s.problem.VendorFee > 0 && s.tally.vendors&(1<<o.Vendor) == 0 {
			owe(i, o.Vendor, s.problem.VendorFee)
		}
		if f := o.Fee; f >= 0 && !s.tally.fees[f] {
			owe(i, s.feeOpening(f), s.problem.Fees[f].Of)
		}
		if g := o.Machine; g >= 0 && !s.tally.machines[g].used {
			owe(i, s.machineOpening(g), s.problem.Machines[g].Price)
		}
	}
	s.drop(bound)
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
func (s *search) leastAdded(i int, x *shares) (chosen int) {
	chosen, s.least[i], s.adds[i] = -1, math.Inf(1), s.adds[i][:0]
	for _, k := range s.options[i] {
		m := math.Inf(1)
		if !s.shutOut(&s.problem.Parts[i][k]) {
			m = s.marginal(i, k, s.picks, float64(len(s.picks)), x)
		}
		s.adds[i] = append(s.adds[i], m)
		if m < s.least[i] {
			chosen, s.least[i] = k, m
		}
	}
	s.cheapest[i] = chosen
	return chosen
}

// drop removes the options with which a bound is too high.
func (s *search) drop(bound float64) {
	for i := range s.picks {
		var kept []int
		for n, k := range s.options[i] {
			if bound-s.least[i]+s.adds[i][n] < s.price {
				kept = append(kept, k)
			}
		}
		s.options[i] = kept
	}
}

func (s *search) setOpen(opening int, open bool) {
	t := &s.tally.open
	v, f := len(s.problem.Vendors), len(s.problem.Fees)
	switch {
	case opening < v && open:
		t.vendors |= 1 << opening
	case opening < v:
		t.vendors &^= 1 << opening
	case opening < v+f:
		t.fees[opening-v] = open
	default:
		t.machine[opening-s.machineOpening(0)] = open
	}
}

// shutOut reports whether an option needs a closed opening.
func (s *search) shutOut(o *Option) bool {
	return s.shut > 0 && (s.closed[o.Vendor] || o.Fee >= 0 && s.closed[s.feeOpening(o.Fee)] ||
		o.Machine >= 0 && s.closed[s.machineOpening(o.Machine)])
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
