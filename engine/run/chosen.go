package run

import (
	"strconv"

	"crossover/engine/latency"
	"crossover/engine/plan"
	"crossover/engine/pool"
)

// Choice is why an offer is run as it is.
type Choice uint8

// The choices.
const (
	// OnlyWay is an offer that leaves nothing to choose.
	OnlyWay Choice = iota
	// FixedSize is a size that the scenario fixes.
	FixedSize
	// CheapestSize is the cheapest of the sizes that do.
	CheapestSize
	// FasterSize is a larger size, the first that meets the latency target.
	FasterSize
	// KeptRunning is instances kept running, as few as meet the latency target.
	KeptRunning
)

var choiceNames = [...]string{"only-way", "fixed", "cheapest", "faster", "kept-running"}

// String names the choice.
func (c Choice) String() string { return choiceNames[c] }

// Setting is how an offer is run: what can be set of its instances.
type Setting struct {
	// Size names the size, where there are several.
	Size string
	// MemoryMB is what an instance has, VCPU its share of CPU, 0 where that is not known.
	MemoryMB, VCPU float64
	// Kept is how many instances are kept running besides those that requests start.
	Kept float64
}

// Chosen is what the search has settled on, and why.
type Chosen struct {
	Setting
	Why Choice
	// Missed is how the offer is run the cheapest, where that misses the latency target:
	// its $/month and its p99.
	Missed                     Setting
	MissedMonthly, MissedP99MS float64
}

// missed is the cheapest way to run an offer, where it misses the latency target.
type missed struct {
	size         *Size
	monthly, p99 float64
}

// chosen tells of a result.
func chosen(r *Run, z *Result) Chosen {
	c := Chosen{Setting: settingOf(r, z.Size, z.Usage().memoryMB)}
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

// tooSlow adds to c what the smallest size would come to, where that was left out because
// requests miss the latency target on it.
func tooSlow(r *Run, c *Chosen, ld *Load) {
	if !r.Slow || c.Why != FasterSize || c.MissedP99MS > 0 {
		return
	}
	x := Size{Size: &r.TooSlow, Instances: instancesOf(r, &r.TooSlow), at: pool.Nowhere}
	z := Result{Size: &x}
	r.measure(z.Usage(), &x, ld, Mode{Exact: true})
	l := r.Latency(&z, ld)
	c.Missed = settingOf(r, &x, z.Usage().memoryMB)
	c.MissedMonthly, c.MissedP99MS = r.total(z.Usage(), x.Size, &r.Terms), l.Quantile(latency.P99)*1e3
}

// settingOf is how instances of a size are run, with so much memory.
func settingOf(r *Run, x *Size, memoryMB float64) Setting {
	return Setting{Size: x.Machine.Name, MemoryMB: memoryMB, VCPU: r.BilledVCPU(x.Size), Kept: x.Instances.Kept}
}

// String names what is set: the size, or else the memory.
func (t Setting) String() string {
	out := t.Size
	if out == "" {
		out = plan.Count(t.MemoryMB) + " MB"
	}
	if t.Kept > 0 {
		out += ", " + plan.Count(t.Kept) + " kept running"
	}
	return out
}

// String says what was chosen and why; it is empty where nothing could be.
func (c *Chosen) String() string {
	switch c.Why {
	case FixedSize:
		return c.Setting.String() + ", as size fixes it"
	case CheapestSize:
		return c.Setting.String() + ", the cheapest size that will do"
	case FasterSize, KeptRunning:
		said := c.Setting.String() + ", the least that meets the target"
		if c.MissedP99MS == 0 {
			return said
		}
		return said + "; " + c.Missed.String() + " would be $" + strconv.FormatFloat(c.MissedMonthly, 'f', 2, 64) +
			" with a p99 of " + strconv.FormatFloat(c.MissedP99MS, 'f', 0, 64) + " ms"
	default:
		return ""
	}
}
