package run

import (
	"sort"

	"crossover/engine/latency"
	"crossover/engine/plan"
	"crossover/engine/pool"
)

// This file is the knobs that are turned where an offer as it is cheapest misses the
// latency target: larger sizes, and instances that are kept running. What the user has
// fixed is left alone.

// keptTried are the numbers of instances kept running that are tried.
var keptTried = [...]float64{1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64}

// keepMore appends the cheapest size with instances that are kept running.
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

// search makes z the cheapest way to meet the latency target that there is: the first of
// the faster sizes that meets it, or the least number of instances kept running. Where
// neither does, z stays what it is.
func search(r *Run, z *Result, ld *Load, m Mode) {
	if m.warmth != (pool.Warmth{}) {
		return // what that buys is being asked
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

// first makes z that of the first size of a ladder that meets the latency target: each is
// taken to be as fast as those before it, at least, and as dear. It reports whether one does.
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
