package run

import (
	"cmp"
	"slices"
	"strconv"

	"crossover/engine/plan"
	"crossover/engine/scenario"
)

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
func (n *Runner) Sizes(s *scenario.Scenario, i, offer int) []Sized {
	pt := n.Part(s, i)
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
		var r Run
		var e Estimate
		var z Result
		w, p, ld := pt.Work, *part, pt.Load()
		p.Size = size
		w.Fix(&p)
		r.Prepare(o, &w, pt.Pools)
		r.Estimate(&e, &z, offer, &ld, Full)
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
