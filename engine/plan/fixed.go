package plan

import (
	"slices"
	"strings"

	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// This file applies the size that the user fixes.

// fixSize returns the size fixed by the part's term. If the offer does not sell it, it
// adds a reason and returns no size, so that the part still has a price.
func (w *Workload) fixSize(o *Offer, to *Reasons) scenario.SizeWanted {
	if w.fixed != (scenario.SizeWanted{}) && !o.sells(&w.fixed) {
		to.Add(Reason{Code: SizeRefused, Detail: strings.ReplaceAll(string(w.Part.Size), "_", " ") + "; " + o.sizesSold()})
		return scenario.SizeWanted{}
	}
	return w.fixed
}

// sells reports whether the offer has a wanted size.
func (o *Offer) sells(w *scenario.SizeWanted) bool {
	c := &o.Compute
	if c.Sizes != "" {
		return slices.ContainsFunc(o.Sizes, func(s catalog.Size) bool { return o.is(&s, w) })
	}
	mb := o.memoryOf(w)
	return mb > 0 && mb >= c.MinMB && (c.MaxMB == 0 || mb <= c.MaxMB)
}

// memoryOf returns the memory of an instance of the wanted size, for an offer that is
// sized by memory alone. It is 0 if no amount of memory gives that size.
func (o *Offer) memoryOf(w *scenario.SizeWanted) float64 {
	c := &o.Compute
	switch {
	case w.Name != "":
		return 0
	case c.Isolate && w.MemoryMB == c.MaxMB:
		return c.MaxMB
	case c.MBPerVCPU == 0: // a run is billed for the memory it uses
		return 0
	case w.VCPU > 0:
		return roundUp(w.VCPU*c.MBPerVCPU, c.StepMB)
	case roundUp(w.MemoryMB, c.StepMB) == w.MemoryMB:
		return w.MemoryMB
	default:
		return 0
	}
}

// is reports whether size s is the wanted one, or none is wanted. A name that is exactly a
// size's own does not match other sizes as a prefix.
func (o *Offer) is(s *catalog.Size, w *scenario.SizeWanted) bool {
	switch {
	case o.Compute.Sizes == "" || *w == (scenario.SizeWanted{}):
		return true
	case w.VCPU > 0:
		return s.VCPU == w.VCPU
	case w.MemoryMB > 0:
		above := w.MemoryMB - s.MemoryMB
		return above == 0 || above > 0 && w.MemoryMB <= s.MaxMemoryMB && roundUp(above, s.StepMB) == above
	case s.Name == w.Name:
		return true
	default:
		return strings.HasPrefix(s.Name, w.Name) &&
			!slices.ContainsFunc(o.Sizes, func(x catalog.Size) bool { return x.Name == w.Name })
	}
}

// fewSizes is the number of sizes that a refusal lists.
const fewSizes = 4

// sizesSold describes the offer's sizes in a few words.
func (o *Offer) sizesSold() string {
	c := &o.Compute
	switch {
	case c.Isolate:
		return "has isolates of " + Count(c.MaxMB) + " MB"
	case c.Sizes == "" && c.MBPerVCPU == 0:
		return "bills the memory that runs take"
	case c.Sizes == "":
		return "has " + Count(c.MinMB) + " to " + Count(c.MaxMB) + " MB in steps of " + Count(c.StepMB)
	}
	names := make([]string, 0, fewSizes+1)
	for i := range o.Sizes {
		if i == fewSizes {
			names = append(names, "…")
			break
		}
		names = append(names, o.Sizes[i].Name)
	}
	return "has " + strings.Join(names, ", ")
}

// This file applies the numbers of instances that the user fixes.

// Created reports whether the user creates the instances that the platform starts and
// stops. Their number is that of a fleet that always runs.
func (o *Offer) Created() bool {
	return o.Model.Pooled() && (o.Policy.Fixed || o.Policy.ByHand)
}

// keepsWarm reports whether a number of the offer's instances can be kept at a price in
// the catalogue: provisioned concurrency, instances billed while they run, and fleets.
func (o *Offer) keepsWarm() bool {
	return !o.Model.Pooled() || o.Billing.KeptWarm || o.Model == catalog.Uptime && !o.Scaling.PerRun
}

// kept returns the number of instances kept, besides those that the offer itself buys
// warm.
func (o *Offer) kept(c *scenario.Counts) float64 {
	switch {
	case !o.Model.Pooled() || o.Billing.KeptWarm || !o.keepsWarm():
		return 0
	case o.Created(): // copies of these stop when idle
		return c.Min
	default:
		return max(c.Min, c.Copies)
	}
}

// Ceiling is the largest number of instances that the terms allow, 0 for any number, and
// the term that sets it.
type Ceiling struct {
	Instances float64
	Term      string
}

// rare is the mean number of instances above the ceiling that is tolerated, because they
// exist only for moments.
const rare = 0.01

// Under reports whether the ceiling is below the given number of instances.
func (c *Ceiling) Under(instances float64) bool {
	return c.Instances > 0 && instances > c.Instances+rare
}

// refuseCounts adds reasons for the counts that an offer does not support.
func (w *Workload) refuseCounts(o *Offer, to *Reasons) {
	c := &w.Part.Counts
	if c.Min > 0 && !o.keepsWarm() {
		to.Add(Reason{Code: MinRefused, Value: c.Min, Detail: w.Offers.keepsNone(o)})
	}
	if c.Copies > 0 && !o.keepsWarm() && !o.Created() {
		to.Add(Reason{Code: CopiesRefused, Value: c.Copies, Detail: w.Offers.keepsNone(o)})
	}
	if c.Max == 0 {
		return
	}
	switch {
	case o.Kind == catalog.KindEdge, o.Model == catalog.ActiveCPU && !o.Created():
		to.Add(Reason{Code: MaxRefused, Value: c.Max, Detail: "the platform starts instances on demand and has no upper limit to set"})
	case o.Scaling.PerRun:
		to.Add(Reason{Code: MaxRefused, Value: c.Max, Detail: perRun})
	}
}

const perRun = "each run has an instance of its own"

// keepsNone returns the reason why an offer's instances cannot be kept.
func (o *Offers) keepsNone(offer *Offer) string {
	if offer.Scaling.PerRun {
		return perRun
	}
	for i := range o.List {
		k := o.Find(o.List[i].Warms)
		if k >= 0 && o.List[k].Product == offer.Product && slices.Equal(o.List[k].Arch, offer.Arch) {
			return "for instances kept warm there is the offer " + o.List[i].ID
		}
	}
	if offer.Kind == catalog.KindEdge {
		return "the platform starts instances on demand and keeps none warm"
	}
	return "the platform starts instances on demand; instances kept warm are not sold, or the catalogue has no price for them"
}
