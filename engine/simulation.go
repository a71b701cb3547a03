package engine

import (
	"crossover/engine/coldstart"
	"crossover/engine/plan"
	"crossover/engine/pool"
	"crossover/engine/run"
	"crossover/engine/sim"
)

// Simulated is a question to package sim about the pool of instances that an
// offer runs for a part, and the model's answer to the same question: a
// [sim.AutoscaledConfig] where the platform averages a signal over time, else a
// [sim.Config].
type Simulated struct {
	Config sim.Question
	Model  sim.Modelled
	// Valid tells what the model's answer does not hold for.
	Valid coldstart.Validity
}

// simulated returns how package sim simulates a run; ok is false for offers
// whose instances do not come and go with requests. Service times are exponential
// in the model and in the simulation. The traffic's shape is laid out in time as
// [traffic.Shape.Cycle] says, while the model takes each piece by itself: where
// pieces are short beside the time instances stay, the two differ, and the
// simulation is right.
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

// arrivals are a part's requests in time, at a mean rate.
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

// modelled is the model's answer, piece by piece, without what the vendor publishes
// beside it.
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
