package engine

import (
	"crossover/engine/coldstart"
	"crossover/engine/plan"
	"crossover/engine/pool"
	"crossover/engine/run"
	"crossover/engine/sim"
)

// Simulated is a question to package sim about the pool of instances that an offer runs
// for a part, with the model's answer to it. Config is a [sim.AutoscaledConfig] where the
// platform averages a signal over time, and otherwise a [sim.Config].
type Simulated struct {
	Config sim.Question
	Model  sim.Modelled
	// Valid lists the limits of the model that the question exceeds.
	Valid coldstart.Validity
}

// simulated implements [Evaluator.Simulation] for a run.
func simulated(r *run.Run, ld *run.Load, seed uint64) (q Simulated, ok bool) {
	w := r.Work
	if !r.Offer.Model.Pooled() || w.Holds(r.Offer) || r.Offer.Scaling.PerRun {
		return q, false
	}
	var z run.Result
	r.Cost(&z, ld, run.Mode{Exact: true})
	in, keep := &z.Size.Instances, max(z.Usage().Keep, z.Size.Instances.Kept)
	q.Model, q.Valid = modelled(r, z.Size, ld)
	if in.Scale.Window > 0 {
		c := sim.FromAutoscale(in.Autoscaler(ld.PerSecond, keep), seed)
		c.Arrivals = arrivals(w, ld.PerSecond)
		c.WarmUp = c.Steady()
		q.Config = c
		return q, true
	}
	c := sim.FromPool(in.Pool(ld.PerSecond, keep), seed)
	c.Arrivals = arrivals(w, ld.PerSecond)
	c.WarmUp = c.Steady()
	q.Config = c
	return q, true
}

// arrivals returns a part's requests in time at a mean rate.
func arrivals(w *plan.Workload, perSecond float64) sim.Arrivals {
	step, times := w.Part.Shape.Cycle()
	switch {
	case len(times) > 1:
		for k := range times {
			times[k] *= perSecond
		}
		return sim.Profile(step, times).Bursty(w.Burst, w.BurstS)
	case w.Deterministic:
		return sim.Even(perSecond)
	}
	return sim.Poisson(perSecond).Bursty(w.Burst, w.BurstS)
}

// modelled returns the model's answer, piece by piece, without the vendor's published cold
// start rates.
func modelled(r *run.Run, x *run.Size, ld *run.Load) (m sim.Modelled, valid coldstart.Validity) {
	for _, pc := range r.Work.Pieces {
		rate := ld.PerSecond * pc.Times
		st := pool.State{}
		switch {
		case rate <= 0:
			st = x.Instances.Unused(pool.Warmth{})
		case r.Work.Deterministic:
			st = x.Instances.Scheduled(pool.Warmth{}, rate)
		default:
			st = r.Pools.Solve(&x.Instances, pool.Warmth{}, rate)
		}
		valid |= st.Valid
		m.ColdStart += pc.Share * pc.Times * st.Cold
		m.Running += pc.Share * st.Running
		m.Instances += pc.Share * st.Total
	}
	m.Idle = max(0, m.Instances-m.Running)
	return m, valid
}
