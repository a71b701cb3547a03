package run

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strconv"

	"crossover/engine/latency"
	"crossover/engine/plan"
	"crossover/engine/pool"
	"crossover/engine/scenario"
)

// Choice is the reason for the setting an offer is run with.
type Choice uint8

// The choices.
const (
	// OnlyWay says that the offer has a single setting.
	OnlyWay Choice = iota
	// FixedSize says that the scenario fixes the size.
	FixedSize
	// CheapestSize says that the size is the cheapest that holds the part.
	CheapestSize
	// FasterSize says that the size is the first larger one that meets the latency target.
	FasterSize
	// KeptRunning says that instances are kept running, the fewest that meet the latency
	// target.
	KeptRunning
)

var choiceNames = [...]string{"only-way", "fixed", "cheapest", "faster", "kept-running"}

// String names the choice.
func (c Choice) String() string { return choiceNames[c] }

// Setting describes the instances an offer is run with.
type Setting struct {
	// Size is the name of the size, if there are several.
	Size string
	// MemoryMB is an instance's memory and VCPU its CPU, 0 if unknown.
	MemoryMB, VCPU float64
	// Kept is the number of instances kept running besides those that requests start.
	Kept float64
}

// Chosen is the setting chosen for an offer, with the reason.
type Chosen struct {
	Setting
	Why Choice
	// Missed is the cheapest setting, if that misses the latency target, with its $/month
	// and its p99.
	Missed                     Setting
	MissedMonthly, MissedP99MS float64
	// Batch is the mean number of messages of an invocation, 1 where they come one by one.
	Batch   float64
	Batches plan.Batches
	// Targeted is set if there is a latency target.
	Targeted bool
}

// missed is the cheapest setting of an offer that misses the latency target.
type missed struct {
	size         *Size
	monthly, p99 float64
}

// chosen describes the setting of a result.
func chosen(r *Run, z *Result) Chosen {
	c := Chosen{Setting: settingOf(r, z.Size, z.Usage().memoryMB), Batch: z.Usage().batch.of, Batches: r.Batches, Targeted: r.Work.P99 > 0}
	switch {
	case z.missed.size != nil:
		c.Why = FasterSize
		if c.Kept > z.missed.size.Instances.Kept {
			c.Why = KeptRunning
		}
		c.Missed = settingOf(r, z.missed.size, z.missed.size.AllocMB)
		c.MissedMonthly, c.MissedP99MS = z.missed.monthly, z.missed.p99*1e3
	case r.Slow:
		c.Why = FasterSize
	case plan.FixesSize(&r.Plan):
		c.Why = FixedSize
	case len(r.Offer.Sizes) > 1:
		c.Why = CheapestSize
	}
	return c
}

// tooSlow adds to c the price and p99 of the smallest size, if that was left out because
// its requests miss the latency target.
func tooSlow(r *Run, c *Chosen, ld *Load) {
	if !r.Slow || c.Why != FasterSize || c.MissedP99MS > 0 {
		return
	}
	x := Size{Size: &r.TooSlow, Instances: instancesOf(r, &r.TooSlow), at: pool.Nowhere}
	z := Result{Size: &x}
	r.measure(z.Usage(), &x, ld, Mode{Exact: true, hurry: 1})
	l := r.Latency(&z, ld)
	c.Missed = settingOf(r, &x, z.Usage().memoryMB)
	c.MissedMonthly, c.MissedP99MS = r.total(z.Usage(), x.Size, &r.Terms), l.Quantile(latency.P99)*1e3
}

// settingOf returns the setting for instances of size x with memoryMB of memory.
func settingOf(r *Run, x *Size, memoryMB float64) Setting {
	return Setting{Size: x.Machine.Name, MemoryMB: memoryMB, VCPU: r.BilledVCPU(x.Size), Kept: x.Instances.Kept}
}

// String returns the size, or else the memory.
func (s Setting) String() string {
	out := s.Size
	if out == "" {
		out = plan.Count(s.MemoryMB) + " MB"
	}
	if s.Kept > 0 {
		out += ", " + plan.Count(s.Kept) + " kept running"
	}
	return out
}

// String says what was chosen and why. It is empty where there was no choice.
func (c *Chosen) String() string {
	said := c.setting()
	if c.Batch <= 1 && c.Batches.Fixed == 0 {
		return said
	}
	said = cmp.Or(said, c.Setting.String()) + "; " + plan.Count(c.Batch) + " messages an invocation on average, "
	switch {
	case c.Batches.Fixed > 0:
		return said + fmt.Sprintf("as batch=%.f allows", c.Batches.Fixed)
	case c.Targeted:
		return said + "as many as the target leaves room for"
	default:
		return said + fmt.Sprintf("which delay one by %g s at most (assumed)", c.Batches.WaitS)
	}
}

// setting says which setting was chosen and why.
func (c *Chosen) setting() string {
	switch c.Why {
	case FixedSize:
		return c.Setting.String() + ", as size fixes it"
	case CheapestSize:
		return c.Setting.String() + ", the cheapest size that will do"
	case FasterSize, KeptRunning:
		said := c.Setting.String() + ", the least that meets the target"
		if c.MissedP99MS > 0 {
			said += fmt.Sprintf("; %s would be $%.2f with a p99 of %.0f ms", c.Missed, c.MissedMonthly, c.MissedP99MS)
		}
		return said
	default:
		return ""
	}
}

// This file searches for a setting that meets the latency target when the cheapest misses
// it: larger sizes, or instances kept running. Settings fixed by the user are not changed.

// keptTried are the most numbers of kept instances to try.
var keptTried = [...]float64{1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64}

// keepMore appends each of the sizes that can be the cheapest with increasing numbers of
// kept instances.
func keepMore(r *Run) {
	if !plan.KeepsMore(&r.Plan) {
		return
	}
	for _, x := range r.sizes[:r.Cheap] {
		for _, x.Instances.Kept = range keptCounts(r) {
			x.at = pool.Nowhere
			r.sizes = append(r.sizes, x)
		}
	}
}

// keptCounts returns the numbers of kept instances to try.
func keptCounts(r *Run) []float64 {
	n := len(keptTried)
	for r.Most.Instances > 0 && n > 0 && keptTried[n-1] > r.Most.Instances {
		n--
	}
	return keptTried[:n]
}

// meets reports whether a result meets the latency target.
func meets(r *Run, z *Result, ld *Load) bool {
	l := r.Latency(z, ld)
	return !l.None && l.Within(r.Work.P99)
}

// search sets z to the cheapest setting that meets the latency target: another of the sizes
// that can be the cheapest, the first of the faster ones that meets it, or a size with the
// smallest number of instances kept running. If none does, z does not change.
func search(r *Run, z *Result, ld *Load, m Mode) {
	if m.warmth != (pool.Warmth{}) {
		return // the caller compares numbers of warm instances itself
	}
	found, was := false, missed{size: z.Size, monthly: z.Monthly}
	if m.Exact {
		l := r.Latency(z, ld)
		was.p99 = l.Quantile(latency.P99)
	}
	climb := func(ladder []Size) {
		var y Result
		if first(r, &y, ladder, ld, m) && (!found || y.Monthly < z.Monthly) {
			*z, found = y, true
			z.missed = was
		}
	}
	for i := range r.Cheap {
		climb(r.sizes[i : i+1])
	}
	n := len(r.Sizes)
	climb(r.sizes[r.Cheap:n])
	for kept := r.sizes[n:]; len(kept) > 0; kept = kept[len(keptCounts(r)):] {
		climb(kept[:len(keptCounts(r))])
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

// Sized is the price and latency of an offer in one of its sizes.
type Sized struct {
	// Fixes is the size in the form that the term size takes.
	Fixes scenario.Size
	Setting
	// Monthly is in dollars per month.
	Monthly  float64
	Latency  Latency
	Feasible bool
}

// memories are the sizes in MB at which an offer with CPU in proportion to memory is
// drawn: those commonly used in tuning, and one vCPU of Lambda.
var memories = [...]float64{128, 256, 512, 768, 1024, 1536, 1769, 2048, 3008, 4096, 5120, 6144, 8192, 10240}

// Sizes returns the price and latency of an offer in each of its sizes that hold part i of
// s, in order of memory or of the catalogue: the curve used to tune a function. It is
// empty for offers with a single size.
func (r *Runner) Sizes(s *scenario.Scenario, i, offer int) []Sized {
	pt := r.Part(s, i)
	o, part := &pt.Offers.List[offer], s.Part(i)
	var fix []scenario.Size
	if c := &o.Compute; c.Sizes != "" {
		for k := range o.Sizes {
			if size, err := scenario.ParseSize(o.Sizes[k].Name); err == nil {
				fix = append(fix, size)
			}
		}
	} else if c.MBPerVCPU > 0 && !c.Isolate {
		fix = append(fix, megabytes(part.MemoryMB))
		for _, mb := range memories {
			if mb > part.MemoryMB && (c.MaxMB == 0 || mb <= c.MaxMB) {
				fix = append(fix, megabytes(mb))
			}
		}
	}
	if at := pt.chosenMB(offer); len(fix) > 1 && o.Compute.Sizes == "" && !slices.Contains(fix, megabytes(at)) {
		fix = append(fix, megabytes(at))
		slices.SortFunc(fix, func(a, b scenario.Size) int { return cmp.Compare(a.Wanted().MemoryMB, b.Wanted().MemoryMB) })
	}
	if len(fix) < 2 {
		return nil
	}
	var out []Sized
	for _, size := range fix {
		var trial Run
		var e Estimate
		var z Result
		w, p, ld := pt.Work, *part, pt.Load()
		p.Size = size
		w.Fix(&p)
		trial.Prepare(o, &w, pt.Pools)
		trial.Estimate(&e, &z, offer, &ld, Full)
		if e.Refused(plan.MemoryLimit) {
			continue
		}
		out = append(out, Sized{Fixes: size, Setting: e.Chosen.Setting, Monthly: e.Monthly, Latency: e.Latency, Feasible: e.Feasible()})
	}
	return out
}

// chosenMB returns the memory of the setting that Cost chooses for the part.
func (pt *Part) chosenMB(offer int) float64 {
	var z Result
	ld := pt.Load()
	pt.Run(offer).Cost(&z, &ld, Mode{Exact: true})
	return z.Size.AllocMB
}

// megabytes returns the size with mb of memory.
func megabytes(mb float64) scenario.Size {
	return scenario.Size(strconv.FormatFloat(mb, 'f', -1, 64) + "MB")
}
