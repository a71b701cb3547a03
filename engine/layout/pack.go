package layout

import (
	"cmp"
	"math"
	"slices"
)

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
