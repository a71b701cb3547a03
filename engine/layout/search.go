package layout

import (
	"cmp"
	"context"
	"math"
	"math/bits"
	"slices"
)

// search is one run of branch and bound.
type search struct {
	*Solver
	ctx     context.Context // of the one call of Solve
	r       Restriction
	options [][]int
	picks   []int
	best    []int
	price   float64
	// fallback is a layout known to cost about price, used if the search ends before it
	// finds one.
	fallback []int
	nodes    int
	bound    float64
	buf      []level
	// dual are the additional shares for bounds, used once the search has become long.
	dual       shares
	tightening *tightening
	tight      bool
	budget     int
	// closed lists the openings that must not be used.
	closed []bool
	shut   int
	// adds is the cost that each option of a part adds, and least the smallest of it.
	adds  [][]float64
	least []float64
	// cheapest is the option of each part that adds the least.
	cheapest []int
	// floor is a bound of all layouts in the search from a root.
	floor float64
}

// level is the buffer of one depth of the search.
type level struct {
	// least is the least that each part adds at each vendor, +Inf if it has no option
	// there.
	least []float64
	// tight is the same as least with the dual shares.
	tight []float64
	order []child
}

// child is an option to try, with a lower bound of the cost it adds.
type child struct {
	option int
	adds   float64
}

// run searches. A layout found by a heuristic only bounds the search: the answer is always
// the first of the cheapest layouts in the order of the search.
func (s *search) run() Solution {
	nv := len(s.problem.Vendors)
	for d := range s.buf {
		s.buf[d].least = make([]float64, len(s.picks)*nv)
	}
	s.improve()
	for i := range s.picks {
		s.picks[i] = unplaced
	}
	s.long()
	if s.best == nil {
		s.best = s.fallback
	}
	if s.best == nil {
		return Solution{Price: math.Inf(1), Bound: s.bound, Nodes: s.nodes}
	}
	out := Solution{Picks: s.best, Price: s.Price(s.best), Nodes: s.nodes}
	out.Bound = min(out.Price, s.bound)
	return out
}

// noise returns the difference of two prices that rounding can cause.
func noise(price float64) float64 { return 1e-11 * max(1, price) }

// improve finds a good layout to bound the search: it starts from the options that are
// cheapest by themselves, and from the layout in Near, and improves each one part at a
// time.
func (s *search) improve() {
	s.price = math.Inf(1)
	for _, start := range [][]int{nil, s.r.Near} {
		for i := range s.picks {
			s.picks[i] = s.options[i][0]
			if start != nil && slices.Contains(s.options[i], start[i]) {
				s.picks[i] = start[i]
			}
		}
		if price := s.exchange(); price < s.price && s.vendorsWithin() {
			s.price, s.fallback = price, slices.Clone(s.picks)
		}
		if s.r.Near == nil {
			break
		}
	}
	s.price += noise(s.price)
	if s.r.below > 0 && s.price >= s.r.below {
		s.price, s.fallback = s.r.below, nil
	}
}

// polish improves the layout of the options that add the least to a bound, for a lower price
// to compare bounds with.
func (s *search) polish() {
	copy(s.picks, s.cheapest)
	if price := s.exchange(); s.vendorsWithin() && price+noise(price) < s.price {
		s.price, s.best, s.fallback = price+noise(price), nil, slices.Clone(s.picks)
	}
	for i := range s.picks {
		s.picks[i] = unplaced
	}
}

// exchange changes one option at a time while that lowers the price.
func (s *search) exchange() float64 {
	best := s.Price(s.picks)
	for improved := true; improved; {
		improved = false
		for i := range s.picks {
			was := s.picks[i]
			for _, k := range s.options[i] {
				s.picks[i] = k
				if price := s.Price(s.picks); price < best-noise(best) && s.vendorsWithin() {
					best, was, improved = price, k, true
				}
			}
			s.picks[i] = was
		}
	}
	return best
}

// vendorsWithin reports whether the parts placed use no more vendors than allowed.
func (s *search) vendorsWithin() bool {
	return s.r.MaxVendors == 0 || s.problem.VendorsOf(s.picks) <= s.r.MaxVendors
}

// refresh computes the least that part i adds at a vendor, or at each of them for -1,
// given the parts in the tally.
func (s *search) refresh(depth, i, vendor int) {
	s.refreshWith(s.buf[depth].least, depth, i, vendor, &s.none)
	if s.tight {
		s.refreshWith(s.buf[depth].tight, depth, i, vendor, &s.dual)
	}
}

func (s *search) refreshWith(all []float64, depth, i, vendor int, x *shares) {
	nv := len(s.problem.Vendors)
	least := all[i*nv : (i+1)*nv]
	left := float64(len(s.picks) - depth)
	for v := range least {
		if vendor < 0 || v == vendor {
			least[v] = math.Inf(1)
		}
	}
	for _, k := range s.options[i] {
		o := &s.problem.Parts[i][k]
		if vendor >= 0 && o.Vendor != vendor || s.shutOut(o) {
			continue
		}
		if m := s.marginal(i, k, s.picks, left, x); m < least[o.Vendor] {
			least[o.Vendor] = m
		}
	}
}

// tightBound returns the bound with the dual shares, or 0 if there are none yet.
func (s *search) tightBound(depth int, base float64) float64 {
	if !s.tight {
		return 0
	}
	nv := len(s.problem.Vendors)
	sum := base - s.dual.off(s.Solver)
	if s.tally.vendors == 0 {
		sum -= s.problem.VendorFee // the first vendor pays no such fee
	}
	for i, k := range s.picks {
		if k == unplaced {
			sum += slices.Min(s.buf[depth].tight[i*nv : (i+1)*nv])
		}
	}
	return sum
}

// choose returns the part to place next: the one with the largest gap between its best and
// second best vendor. rest is the least that all parts not placed add, and own that of
// this part.
func (s *search) choose(depth int) (part int, rest, own float64) {
	nv, gap := len(s.problem.Vendors), -1.0
	vendors := s.problem.vendorSet(s.picks)
	full := s.r.MaxVendors > 0 && bits.OnesCount64(vendors) >= s.r.MaxVendors
	for i, k := range s.picks {
		if k != unplaced {
			continue
		}
		first, second := math.Inf(1), math.Inf(1)
		for v, x := range s.buf[depth].least[i*nv : (i+1)*nv] {
			if full && vendors&(1<<v) == 0 {
				continue
			}
			if x < first {
				first, second = x, first
			} else if x < second {
				second = x
			}
		}
		rest += first
		behind := math.MaxFloat64
		if !math.IsInf(second, 1) {
			behind = second - first
		}
		if behind > gap || behind == gap && first > own {
			part, gap, own = i, behind, first
		}
	}
	return part, rest, own
}

// descend places the remaining parts; base is the price of those placed.
func (s *search) descend(depth int, base float64) {
	if depth == len(s.picks) {
		if price := s.Price(s.picks); price < s.price {
			s.price = price
			s.best = append(s.best[:0], s.picks...)
		}
		return
	}
	i, rest, own := s.choose(depth)
	if max(base+rest, s.tightBound(depth, base)) >= s.price {
		return
	}
	order := s.children(depth, i)
	for c, ch := range order {
		b := base + rest - own + ch.adds
		if b >= s.price {
			return // the remaining options add no less
		}
		if s.spent() {
			s.bound = min(s.bound, max(b, s.floor))
			return
		}
		s.nodes++
		s.picks[i] = order[c].option
		if s.vendorsWithin() {
			s.place(depth, i)
		}
		s.picks[i] = unplaced
	}
}

// spent reports whether the search has to end.
func (s *search) spent() bool { return s.nodes >= s.budget || s.ctx.Err() != nil }

// place continues the search with the option that part i now has.
func (s *search) place(depth, i int) {
	base := s.tally.price(s.Solver, s.picks, false)
	copy(s.buf[depth+1].least, s.buf[depth].least)
	copy(s.buf[depth+1].tight, s.buf[depth].tight)
	vendor := s.problem.Parts[i][s.picks[i]].Vendor
	if s.across || depth == 0 && s.problem.VendorFee > 0 {
		vendor = -1 // this changes what other vendors' options add
	}
	for j, k := range s.picks {
		if k == unplaced {
			s.refresh(depth+1, j, vendor)
		}
	}
	for _, f := range s.links[i] {
		fl := &s.problem.Flows[f]
		if j := fl.From + fl.To - i; s.picks[j] == unplaced {
			s.refresh(depth+1, j, -1)
		}
	}
	s.descend(depth+1, base)
}

// children returns the options of part i in ascending order of the cost they add.
func (s *search) children(depth, i int) []child {
	// The tally describes a deeper node if the search has backtracked.
	s.tally.price(s.Solver, s.picks, false)
	order := s.buf[depth].order[:0]
	left := float64(len(s.picks) - depth)
	for _, k := range s.options[i] {
		if !s.shutOut(&s.problem.Parts[i][k]) {
			order = append(order, child{k, s.marginal(i, k, s.picks, left, &s.none)})
		}
	}
	slices.SortStableFunc(order, func(a, b child) int { return cmp.Compare(a.adds, b.adds) })
	s.buf[depth].order = order
	return order
}
