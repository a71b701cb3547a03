package engine

import (
	"crossover/engine/coldstart"
	"crossover/engine/pool"
	"crossover/engine/run"
	"crossover/engine/sim"
)

// Simulated is a question to package sim about the pool of instances that an
// offer runs for a part, and the cold-start model's answer to the same question.
type Simulated struct {
	Config sim.Config
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
	question := z.Size.Instances.Pool(ld.PerSecond, max(z.Usage().Keep, z.Size.Instances.Kept))
	c := sim.FromPool(question, seed)
	if step, times := w.Part.Shape.Cycle(); len(times) > 1 {
		for k := range times {
			times[k] *= ld.PerSecond
		}
		c.Arrivals = sim.Profile(step, times).Bursty(w.Burst, w.BurstS)
	} else if w.Deterministic {
		c.Arrivals = sim.Even(ld.PerSecond)
	}
	c.WarmUp = c.Steady()
	q.Config, q.Model = c, modelled(r, z.Size, ld)
	if ld.PerSecond > 0 && !w.Deterministic {
		q.Valid = r.Pools.Answer(question).Valid
	}
	return q, true
}

// modelled is the cold-start model's answer, piece by piece, without what the
// vendor publishes beside it and without the instances that an autoscaler adds, which
// are not simulated here either.
func modelled(r *run.Run, x *run.Size, ld *run.Load) sim.Modelled {
	var m sim.Modelled
	for _, pc := range r.Work.Pieces {
		rate := ld.PerSecond * pc.Times
		st := pool.State{}
		switch {
		case rate <= 0:
			st = x.Instances.Unused(pool.Warmth{})
		case r.Work.Deterministic:
			st = x.Instances.Scheduled(pool.Warmth{}, rate)
		default:
			st = r.Pools.Requested(&x.Instances, rate)
		}
		m.ColdStart += pc.Share * pc.Times * st.Cold
		m.Running += pc.Share * st.Running
		m.Instances += pc.Share * st.Total
	}
	m.Idle = max(0, m.Instances-m.Running)
	return m
}
