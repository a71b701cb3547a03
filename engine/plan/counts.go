package plan

import (
	"slices"

	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// This file is how an offer takes a number of instances that the user fixes.

// Created reports whether the user creates the instances that the platform starts
// and stops. There are as many as there would be in a fleet that always runs.
func (o *Offer) Created() bool {
	return o.Model.Pooled() && (o.Policy.Fixed || o.Policy.ByHand)
}

// keepsWarm reports whether a number of the offer's instances can be kept, at a price
// that the catalogue has: provisioned concurrency, instances that are billed for as
// long as they run, and fleets.
func (o *Offer) keepsWarm() bool {
	return !o.Model.Pooled() || o.Billing.KeptWarm || o.Model == catalog.Uptime && !o.Scaling.PerRun
}

// kept is how many instances are kept besides those that the offer buys warm by
// itself.
func (o *Offer) kept(c *scenario.Counts) float64 {
	switch {
	case !o.Model.Pooled() || o.Billing.KeptWarm || !o.keepsWarm():
		return 0
	case o.Created(): // copies of these stop when they idle
		return c.Min
	default:
		return max(c.Min, c.Copies)
	}
}

// Ceiling is the most instances that the terms allow, 0 for any number, and Term the one
// that says so.
type Ceiling struct {
	Instances float64
	Term      string
}

func mostOf(c *scenario.Counts) Ceiling {
	if c.Copies > 0 {
		return Ceiling{c.Copies, "copies"}
	}
	return Ceiling{c.Max, "max"}
}

// rare is the mean number of instances beyond the most allowed that is none: they
// are there for moments.
const rare = 0.01

// Under reports whether so many instances are more than allowed.
func (m *Ceiling) Under(instances float64) bool {
	return m.Instances > 0 && instances > m.Instances+rare
}

// refuseCounts notes the counts that an offer cannot heed.
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
		to.Add(Reason{Code: MaxRefused, Value: c.Max, Detail: "the platform makes instances for requests, and nothing bounds how many"})
	case o.Scaling.PerRun:
		to.Add(Reason{Code: MaxRefused, Value: c.Max, Detail: perRun})
	}
}

const perRun = "each run has an instance of its own"

// keepsNone says why no number of an offer's instances can be kept.
func (c *Offers) keepsNone(o *Offer) string {
	if o.Scaling.PerRun {
		return perRun
	}
	for i := range c.List {
		k := c.Find(c.List[i].Warms)
		if k >= 0 && c.List[k].Product == o.Product && slices.Equal(c.List[k].Arch, o.Arch) {
			return "instances kept warm are the offer " + c.List[i].ID
		}
	}
	if o.Kind == catalog.KindEdge {
		return "the platform makes instances for requests, and keeps none"
	}
	return "the platform makes instances for requests; those kept warm are not sold, or at no price that the catalogue has"
}
