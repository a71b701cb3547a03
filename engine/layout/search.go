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
func (q *search) run() Solution {
	nv := len(q.p.Vendors)
	for d := range q.buf {
		q.buf[d].least = make([]float64, len(q.picks)*nv)
	}
	q.improve()
	for i := range q.picks {
		q.picks[i] = unplaced
	}
	q.long()
	if q.best == nil {
		q.best = q.fallback
	}
	if q.best == nil {
		return Solution{Price: math.Inf(1), Bound: q.bound, Nodes: q.nodes}
	}
	out := Solution{Picks: q.best, Price: q.Price(q.best), Nodes: q.nodes}
	out.Bound = min(out.Price, q.bound)
	return out
}

// noise returns the difference of two prices that rounding can cause.
func noise(price float64) float64 { return 1e-11 * max(1, price) }

// improve finds a good layout to bound the search: it starts from the options that are
// cheapest by themselves, and from the layout in Near, and improves each one part at a
// time.
func (q *search) improve() {
	q.price = math.Inf(1)
	for _, start := range [][]int{nil, q.r.Near} {
		for i := range q.picks {
			q.picks[i] = q.options[i][0]
			if start != nil && slices.Contains(q.options[i], start[i]) {
				q.picks[i] = start[i]
			}
		}
		if price := q.exchange(); price < q.price && q.vendorsWithin() {
			q.price, q.fallback = price, slices.Clone(q.picks)
		}
		if q.r.Near == nil {
			break
		}
	}
	q.price += noise(q.price)
	if q.r.below > 0 && q.price >= q.r.below {
		q.price, q.fallback = q.r.below, nil
	}
}

// polish improves the layout of the options that add the least to a bound, for a lower price
// to compare bounds with.
func (q *search) polish() {
	copy(q.picks, q.cheapest)
	if price := q.exchange(); q.vendorsWithin() && price+noise(price) < q.price {
		q.price, q.best, q.fallback = price+noise(price), nil, slices.Clone(q.picks)
	}
	for i := range q.picks {
		q.picks[i] = unplaced
	}
}

// exchange changes one option at a time while that lowers the price.
func (q *search) exchange() float64 {
	best := q.Price(q.picks)
	for improved := true; improved; {
		improved = false
		for i := range q.picks {
			was := q.picks[i]
			for _, k := range q.options[i] {
				q.picks[i] = k
				if price := q.Price(q.picks); price < best-noise(best) && q.vendorsWithin() {
					best, was, improved = price, k, true
				}
			}
			q.picks[i] = was
		}
	}
	return best
}

// vendorsWithin reports whether the parts placed use no more vendors than allowed.
func (q *search) vendorsWithin() bool {
	return q.r.MaxVendors == 0 || q.p.VendorsOf(q.picks) <= q.r.MaxVendors
}

// refresh computes the least that part i adds at a vendor, or at each of them for -1,
// given the parts in the tally.
func (q *search) refresh(depth, i, vendor int) {
	q.refreshWith(q.buf[depth].least, depth, i, vendor, &q.none)
	if q.tight {
		q.refreshWith(q.buf[depth].tight, depth, i, vendor, &q.dual)
	}
}

func (q *search) refreshWith(all []float64, depth, i, vendor int, x *shares) {
	nv := len(q.p.Vendors)
	least := all[i*nv : (i+1)*nv]
	left := float64(len(q.picks) - depth)
	for v := range least {
		if vendor < 0 || v == vendor {
			least[v] = math.Inf(1)
		}
	}
	for _, k := range q.options[i] {
		o := &q.p.Parts[i][k]
		if vendor >= 0 && o.Vendor != vendor || q.shutOut(o) {
			continue
		}
		if m := q.marginal(i, k, q.picks, left, x); m < least[o.Vendor] {
			least[o.Vendor] = m
		}
	}
}

// tightBound returns the bound with the dual shares, or 0 if there are none yet.
func (q *search) tightBound(depth int, base float64) float64 {
	if !q.tight {
		return 0
	}
	nv := len(q.p.Vendors)
	sum := base - q.dual.off(q.Solver)
	if q.tally.vendors == 0 {
		sum -= q.p.VendorFee // the first vendor pays no such fee
	}
	for i, k := range q.picks {
		if k == unplaced {
			sum += slices.Min(q.buf[depth].tight[i*nv : (i+1)*nv])
		}
	}
	return sum
}

// choose returns the part to place next: the one with the largest gap between its best and
// second best vendor. rest is the least that all parts not placed add, and own that of
// this part.
func (q *search) choose(depth int) (part int, rest, own float64) {
	nv, gap := len(q.p.Vendors), -1.0
	vendors := q.p.vendorSet(q.picks)
	full := q.r.MaxVendors > 0 && bits.OnesCount64(vendors) >= q.r.MaxVendors
	for i, k := range q.picks {
		if k != unplaced {
			continue
		}
		first, second := math.Inf(1), math.Inf(1)
		for v, x := range q.buf[depth].least[i*nv : (i+1)*nv] {
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
func (q *search) descend(depth int, base float64) {
	if depth == len(q.picks) {
		if price := q.Price(q.picks); price < q.price {
			q.price = price
			q.best = append(q.best[:0], q.picks...)
		}
		return
	}
	i, rest, own := q.choose(depth)
	if max(base+rest, q.tightBound(depth, base)) >= q.price {
		return
	}
	order := q.children(depth, i)
	for c, ch := range order {
		b := base + rest - own + ch.adds
		if b >= q.price {
			return // the remaining options add no less
		}
		if q.spent() {
			q.bound = min(q.bound, max(b, q.floor))
			return
		}
		q.nodes++
		q.picks[i] = order[c].option
		if q.vendorsWithin() {
			q.place(depth, i)
		}
		q.picks[i] = unplaced
	}
}

// spent reports whether the search has to end.
func (q *search) spent() bool { return q.nodes >= q.budget || q.ctx.Err() != nil }

// place continues the search with the option that part i now has.
func (q *search) place(depth, i int) {
	base := q.tally.price(q.Solver, q.picks, false)
	copy(q.buf[depth+1].least, q.buf[depth].least)
	copy(q.buf[depth+1].tight, q.buf[depth].tight)
	vendor := q.p.Parts[i][q.picks[i]].Vendor
	if q.across || depth == 0 && q.p.VendorFee > 0 {
		vendor = -1 // this changes what other vendors' options add
	}
	for j, k := range q.picks {
		if k == unplaced {
			q.refresh(depth+1, j, vendor)
		}
	}
	for _, f := range q.links[i] {
		fl := &q.p.Flows[f]
		if j := fl.From + fl.To - i; q.picks[j] == unplaced {
			q.refresh(depth+1, j, -1)
		}
	}
	q.descend(depth+1, base)
}

// children returns the options of part i in ascending order of the cost they add.
func (q *search) children(depth, i int) []child {
	// The tally describes a deeper node if the search has backtracked.
	q.tally.price(q.Solver, q.picks, false)
	order := q.buf[depth].order[:0]
	left := float64(len(q.picks) - depth)
	for _, k := range q.options[i] {
		if !q.shutOut(&q.p.Parts[i][k]) {
			order = append(order, child{k, q.marginal(i, k, q.picks, left, &q.none)})
		}
	}
	slices.SortStableFunc(order, func(a, b child) int { return cmp.Compare(a.adds, b.adds) })
	q.buf[depth].order = order
	return order
}
