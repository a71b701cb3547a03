package run

import (
	"cmp"
	"fmt"

	"crossover/engine/latency"
	"crossover/engine/plan"
	"crossover/engine/pool"
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
