package run

import (
	"sort"

	"crossover/engine/latency"
	"crossover/engine/plan"
	"crossover/engine/pool"
)

// This file searches for a setting that meets the latency target when the cheapest misses
// it: larger sizes, or instances kept running. Settings fixed by the user are not changed.

// keptTried are the numbers of kept instances to try.
var keptTried = [...]float64{1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64}

// keepMore appends the cheapest size with increasing numbers of kept instances.
func keepMore(r *Run) {
	if !plan.KeepsMore(&r.Plan) || len(r.sizes) == 0 {
		return
	}
	for _, n := range keptTried {
		if r.Most.Instances > 0 && n > r.Most.Instances {
			return
		}
		x := r.sizes[0]
		x.Instances.Kept, x.at = n, pool.Nowhere
		r.sizes = append(r.sizes, x)
	}
}

// meets reports whether a result meets the latency target.
func meets(r *Run, z *Result, ld *Load) bool {
	l := r.Latency(z, ld)
	return !l.None && l.Within(r.Work.P99)
}

// search sets z to the cheapest setting that meets the latency target: the first of the
// faster sizes that meets it, or the smallest number of instances kept running. If neither
// does, z does not change.
func search(r *Run, z *Result, ld *Load, m Mode) {
	if m.warmth != (pool.Warmth{}) {
		return // the caller compares numbers of warm instances itself
	}
	n := len(r.Sizes)
	found, was := false, missed{size: z.Size, monthly: z.Monthly}
	if m.Exact {
		l := r.Latency(z, ld)
		was.p99 = l.Quantile(latency.P99)
	}
	for _, ladder := range [...][]Size{r.sizes[r.Cheap:n], r.sizes[n:]} {
		var y Result
		if first(r, &y, ladder, ld, m) && (!found || y.Monthly < z.Monthly) {
			*z, found = y, true
			z.missed = was
		}
	}
}

// first sets z to the first size of a ladder that meets the latency target, and reports
// whether there is one. Each size is assumed to be at least as fast and as expensive as
// those before it.
func first(r *Run, z *Result, ladder []Size, ld *Load, m Mode) bool {
	on := func(i int) bool {
		z.Size, z.cheapest = &ladder[i], 0
		r.measure(z.Usage(), z.Size, ld, m)
		return meets(r, z, ld)
	}
	last := len(ladder) - 1
	if last < 0 || !on(last) {
		return false
	}
	on(sort.Search(last, on))
	z.Monthly = r.total(z.Usage(), z.Size.Size, &r.Terms)
	return true
}
