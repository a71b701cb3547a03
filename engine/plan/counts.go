package plan

import (
	"slices"

	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

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
func (m *Ceiling) Under(instances float64) bool {
	return m.Instances > 0 && instances > m.Instances+rare
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
func (c *Offers) keepsNone(o *Offer) string {
	if o.Scaling.PerRun {
		return perRun
	}
	for i := range c.List {
		k := c.Find(c.List[i].Warms)
		if k >= 0 && c.List[k].Product == o.Product && slices.Equal(c.List[k].Arch, o.Arch) {
			return "for instances kept warm there is the offer " + c.List[i].ID
		}
	}
	if o.Kind == catalog.KindEdge {
		return "the platform starts instances on demand and keeps none warm"
	}
	return "the platform starts instances on demand; instances kept warm are not sold, or the catalogue has no price for them"
}
