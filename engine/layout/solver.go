package layout

import (
	"context"
	"math"
	"slices"

	"crossover/engine/rank"
)

// Solver finds layouts of one problem under changing restrictions. It owns buffers and
// must be used by one goroutine at a time; an answer does not depend on earlier questions.
type Solver struct {
	problem *Problem
	tally   *tally
	// links are the flows of each part, and staying the GB of each part's responses to
	// other parts.
	links   [][]int
	staying []float64
	// tightest is the dimension of each kind of machine in which bounds are computed: the
	// one its options need most.
	tightest []int
	// across is set if vendors share something, so that an option of one changes the cost
	// that options of another add.
	across bool
	// twice is set if a part has several options on one kind of machine.
	twice bool
	unit  []prices
	owed  [][]owing
	// low and high are the lowest and the highest price of a pool's units. brings is the
	// largest amount that any option of a part adds to each pool, nil if none does.
	low, high []float64
	brings    [][]float64
	// usable is the largest usage of each pool in any layout.
	usable []float64
	none   shares
	step   []float64
	// excess is by how much a meter's lowest price is above that of its pool.
	excess []float64
	worst  []float64
	// better lists, for each option, options of the same part that never cost more.
	better [][][]int
}

// New prepares a problem, which must not change afterwards.
func New(p *Problem) *Solver {
	s := &Solver{problem: p, tally: newTally(p), links: make([][]int, len(p.Parts)), staying: make([]float64, len(p.Parts))}
	for f := range p.Flows {
		fl := &p.Flows[f]
		s.links[fl.From] = append(s.links[fl.From], f)
		s.links[fl.To] = append(s.links[fl.To], f)
		s.staying[fl.To] += fl.Response
	}
	s.measure()
	s.owe()
	for f := range p.Flows {
		s.worst = append(s.worst, s.worstFlow(&p.Flows[f]))
	}
	s.across = s.sharesAcross()
	s.tightest = make([]int, len(p.Machines))
	needs := make([][Dims]float64, len(p.Machines))
	for i := range p.Parts {
		on := make([]bool, len(p.Machines))
		for k := range p.Parts[i] {
			o := &p.Parts[i][k]
			if g := o.Machine; g >= 0 {
				s.twice = s.twice || on[g]
				on[g] = true
			}
			for slot := range o.Loads {
				l := &o.Loads[slot]
				for d := range l.Item {
					needs[o.Machine][d] += l.Item[d] * l.Copies * p.Slots[slot]
				}
			}
		}
	}
	for g, n := range needs {
		for d := range n {
			if n[d] > n[s.tightest[g]] {
				s.tightest[g] = d
			}
		}
	}
	s.none = shares{pool: make([]float64, len(p.Pools)), credit: make([]float64, len(p.Credits)), machine: make([]float64, len(p.Machines))}
	for g := range p.Machines {
		if s.wanted(g) >= 1 {
			s.none.machine[g] = 1
		}
	}
	s.dominate()
	return s
}

// sharesAcross reports whether options of two vendors refer to the same thing.
func (s *Solver) sharesAcross() bool {
	p, owner := s.problem, map[[2]int]int{}
	across := false
	note := func(kind, index, vendor int) {
		if index < 0 {
			return
		}
		if was, known := owner[[2]int{kind, index}]; known && was != vendor {
			across = true
		}
		owner[[2]int{kind, index}] = vendor
	}
	meter := func(m, vendor int) {
		if m >= 0 {
			note(0, m, vendor)
			note(1, p.Meters[m].Pool, vendor)
			note(2, p.Meters[m].Credit, vendor)
		}
	}
	for i := range p.Parts {
		for k := range p.Parts[i] {
			o := &p.Parts[i][k]
			note(3, o.Fee, o.Vendor)
			note(4, o.Machine, o.Vendor)
			for _, c := range o.Charges {
				meter(c.Meter, o.Vendor)
			}
			meter(o.Out.Meter, o.Vendor)
			meter(o.Zone.Meter, o.Vendor)
			if o.Machine >= 0 {
				for _, c := range p.Machines[o.Machine].Charges {
					meter(c.Meter, o.Vendor)
				}
			}
		}
	}
	return across
}

// wanted returns the number of machines of kind g that all parts would use if items were
// divisible.
func (s *Solver) wanted(g int) float64 {
	sum := 0.0
	for i := range s.problem.Parts {
		most := 0.0
		for k := range s.problem.Parts[i] {
			if o := &s.problem.Parts[i][k]; o.Machine == g {
				for slot, share := range s.problem.Slots {
					most = max(most, share*o.Loads[slot].Copies*o.Loads[slot].Item[s.tightest[g]])
				}
			}
		}
		sum += most
	}
	return sum
}

// Restriction limits the layouts to consider. The zero Restriction allows all.
type Restriction struct {
	// Allow reports whether an option may be used; nil allows all.
	Allow func(part, option int) bool
	// Also reports whether an excluded option may be used; nil allows none.
	Also func(part, option int) bool
	// MaxVendors is the largest number of vendors in a layout; 0 means no limit.
	MaxVendors int
	// Near is a layout to start from, such as the one found before a small change. It
	// makes the search faster and does not change the answer. It may be nil.
	Near []int
	// Budget is the largest number of nodes to visit; 0 means [DefaultBudget].
	Budget int
	// below is the price that layouts must stay below; 0 means no limit.
	below float64
}

// DefaultBudget bounds the search of a dozen parts on forty offers to about 50
// milliseconds, of which it proves three in four; ten times as much proves nine in ten.
const DefaultBudget = 1_000

// Solution is the best layout found in the order of package rank: the cheapest to the
// cent, then the one with the fastest slowest part, then the one with the fewest vendors.
type Solution struct {
	// Picks are the options, one per part; nil if a restriction leaves none.
	Picks []int
	// Price is the price of the picks. No layout costs less than Bound, except those that
	// tie with this one. The two are equal if the search was complete.
	Price, Bound float64
	// Nodes is the number of partial layouts visited.
	Nodes int
}

// Gap returns a bound on the solution's relative excess over the cheapest layout.
func (s *Solution) Gap() float64 {
	if s.Price <= s.Bound || s.Price <= 0 {
		return 0
	}
	return 1 - max(0, s.Bound)/s.Price
}

// Price returns the price of a layout per month, with one option per part.
func (s *Solver) Price(picks []int) float64 { return s.tally.price(s, picks, true) }

// Added returns the amount that each part adds to the price of the parts before it. The
// first part to use something shared pays for it. The sum is the price of the layout.
func (s *Solver) Added(picks []int) []float64 {
	placed, added, sum := make([]int, len(picks)), make([]float64, len(picks)), 0.0
	for i := range placed {
		placed[i] = unplaced
	}
	for i, k := range picks {
		placed[i] = k
		price := s.Price(placed)
		if added[i] = price - sum; math.Abs(added[i]) < negligible*max(1, price) {
			added[i] = 0
		}
		sum = price
	}
	return added
}

// Solve finds the best layout: the cheapest one, then a faster one at the same price to
// the cent while there is one, then one with fewer vendors that is no slower. The error is
// ctx's, which is checked at every node; the solution is then empty.
func (s *Solver) Solve(ctx context.Context, r Restriction) (Solution, error) {
	if r.Budget == 0 {
		r.Budget = DefaultBudget
	}
	out, err := s.cheapest(ctx, r)
	if err != nil || out.Picks == nil {
		return out, err
	}
	complete := out.Bound >= out.Price
	tied := r
	tied.below = rank.Ceiling(out.Price)
	better := func() (found bool, err error) {
		if tied.Budget = r.Budget - out.Nodes; tied.Budget <= 0 {
			return false, nil
		}
		next, err := s.cheapest(ctx, tied)
		out.Nodes += next.Nodes
		if next.Picks != nil {
			out.Picks, out.Price = next.Picks, next.Price
		}
		return next.Picks != nil, err
	}
	for found := s.problem.P99(out.Picks) > 0; found; {
		tied.Allow = s.faster(r.Allow, s.problem.P99(out.Picks), false)
		if found, err = better(); err != nil {
			return Solution{}, err
		}
	}
	tied.Allow = s.faster(r.Allow, s.problem.P99(out.Picks), true)
	for found := true; found && s.problem.VendorsOf(out.Picks) > 1; {
		tied.MaxVendors = s.problem.VendorsOf(out.Picks) - 1
		if found, err = better(); err != nil {
			return Solution{}, err
		}
	}
	tied.MaxVendors = s.problem.VendorsOf(out.Picks)
	out.Picks = s.settleTies(&out, &tied)
	if out.Price = s.Price(out.Picks); complete {
		out.Bound = out.Price
	}
	return out, nil
}

// faster allows only options with a p99 below ms or, if inclusive, at most ms.
func (s *Solver) faster(allow func(part, option int) bool, ms float64, inclusive bool) func(part, option int) bool {
	return func(i, k int) bool {
		p := s.problem.Parts[i][k].P99
		return (p < ms || inclusive && p == ms) && (allow == nil || allow(i, k))
	}
}

// cheapest finds the cheapest layout.
func (s *Solver) cheapest(ctx context.Context, r Restriction) (Solution, error) {
	n := len(s.problem.Parts)
	q := search{Solver: s, ctx: ctx, r: r, options: make([][]int, n), picks: make([]int, n), buf: make([]level, n+1)}
	for i := range n {
		if q.options[i] = s.candidates(i, &r); len(q.options[i]) == 0 {
			return Solution{Price: math.Inf(1), Bound: math.Inf(1)}, ctx.Err()
		}
		s.brings[i] = s.problem.mostBrought(i, q.options[i])
	}
	out := q.run()
	if err := ctx.Err(); err != nil {
		return Solution{}, err
	}
	return out, nil
}

// settleTies replaces options by ones of better rank if the price stays the same and the
// restriction is kept.
func (s *Solver) settleTies(sol *Solution, r *Restriction) []int {
	picks := slices.Clone(sol.Picks)
	for i := range picks {
		was := picks[i]
		for _, k := range s.candidates(i, r) {
			if k >= was {
				break
			}
			picks[i] = k
			if math.Abs(s.Price(picks)-sol.Price) <= noise(sol.Price) && s.problem.VendorsOf(picks) <= r.MaxVendors {
				was = k
				break
			}
		}
		picks[i] = was
	}
	return picks
}

// candidates returns the options of part i that are allowed and not made superfluous by
// another allowed one. With a limit on vendors only one of the same vendor makes an option
// superfluous.
func (s *Solver) candidates(i int, r *Restriction) []int {
	var out []int
	allowed := func(k int) bool {
		return (!s.problem.Parts[i][k].Excluded || r.Also != nil && r.Also(i, k)) && (r.Allow == nil || r.Allow(i, k))
	}
	for k := range s.problem.Parts[i] {
		if !allowed(k) {
			continue
		}
		superfluous := slices.ContainsFunc(s.better[i][k], func(b int) bool {
			return allowed(b) && (r.MaxVendors == 0 || s.problem.Parts[i][b].Vendor == s.problem.Parts[i][k].Vendor)
		})
		if !superfluous {
			out = append(out, k)
		}
	}
	return out
}

// dominate finds, for each option, others of its part that never cost more in its place:
// the most that the other can add to a layout is no more than the least that this one can,
// or the other is of the same vendor and uses no more of anything.
func (s *Solver) dominate() {
	p := s.problem
	empty := newTally(p)
	kept := s.tally
	s.tally = empty
	defer func() { s.tally = kept }()
	none := make([]int, len(p.Parts))
	for i := range none {
		none[i] = unplaced
	}
	empty.price(s, none, false)
	s.better = make([][][]int, len(p.Parts))
	for i := range p.Parts {
		opts := p.Parts[i]
		low, high := make([]float64, len(opts)), make([]float64, len(opts))
		for k := range opts {
			low[k], high[k] = s.marginal(i, k, none, math.Inf(1), &s.none)-s.rounded(&opts[k])-s.worth(&opts[k]), s.most(i, &opts[k])
		}
		s.better[i] = make([][]int, len(opts))
		for k := range opts {
			for b := range opts {
				if b == k || opts[b].Excluded || opts[k].Excluded {
					continue
				}
				if high[b] < low[k]*(1-negligible) || (b < k || !covers(&opts[k], &opts[b])) && covers(&opts[b], &opts[k]) && s.worth(&opts[k]) == 0 {
					s.better[i][k] = append(s.better[i][k], b)
				}
			}
		}
	}
}

// rounded returns the amount of an option's cost that rounding of other usage may already
// have paid for.
func (s *Solver) rounded(o *Option) float64 {
	sum := 0.0
	for c := range o.Charges {
		if m := o.Charges[c].Meter; s.step[m] > 0 {
			sum += s.step[m] * s.unit[m].low
		}
	}
	return sum
}

// covers reports whether option a uses no more of anything than b at the same vendor, so
// that it never costs more in its place. It is false for options on machines, whose spare
// capacity other parts may use.
func covers(a, b *Option) bool {
	if a.Vendor != b.Vendor || a.Machine >= 0 || a.Own > b.Own || a.Out != b.Out || a.Zone.Meter >= 0 && a.Zone != b.Zone ||
		a.Fee >= 0 && a.Fee != b.Fee {
		return false
	}
	for _, c := range a.Charges {
		i := slices.IndexFunc(b.Charges, func(d Charge) bool { return d.Meter == c.Meter })
		if i < 0 || b.Charges[i].Quantity < c.Quantity || b.Charges[i].Amount < c.Amount {
			return false
		}
	}
	return true
}
