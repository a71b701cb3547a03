package engine

import (
	"crossover/engine/coldstart"
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

// simulation returns how package sim simulates a run; ok is false for offers
// whose instances do not come and go with requests. Service times are exponential
// in the model and in the simulation. The traffic's shape is laid out in time as
// [traffic.Shape.Cycle] says, while the model takes each piece by itself: where
// pieces are short beside the time instances stay, the two differ, and the
// simulation is right.
func (r *run) simulation(ld *load, seed uint64) (q Simulated, ok bool) {
	w := r.work
	if !r.offer.Model.Pooled() || w.holds(r.offer) || r.offer.Scaling.PerRun {
		return q, false
	}
	var z result
	r.cost(&z, ld, mode{exact: true})
	pool := z.size.instances.pool(ld.perSecond, z.usage().keep)
	c := sim.FromPool(pool, seed)
	if step, times := w.part.Shape.Cycle(); len(times) > 1 {
		for k := range times {
			times[k] *= ld.perSecond
		}
		c.Arrivals = sim.Profile(step, times).Bursty(w.burst, w.burstS)
	} else if w.deterministic {
		c.Arrivals = sim.Even(ld.perSecond)
	}
	c.WarmUp = c.Steady()
	q.Config, q.Model = c, r.modelled(z.size, ld)
	if ld.perSecond > 0 && !w.deterministic {
		q.Valid = r.pools.answer(pool).Valid
	}
	return q, true
}

// modelled is the cold-start model's answer, piece by piece, without what the
// vendor publishes beside it.
func (r *run) modelled(x *runSize, ld *load) sim.Modelled {
	var m sim.Modelled
	for _, pc := range r.work.pieces {
		rate := ld.perSecond * pc.Times
		st := poolState{}
		switch {
		case rate <= 0:
			st = x.instances.unused(warmth{})
		case r.work.deterministic:
			st = x.instances.scheduled(warmth{}, rate)
		default:
			st = r.pools.solve(&x.instances, warmth{}, rate)
		}
		m.ColdStart += pc.Share * pc.Times * st.cold
		m.Running += pc.Share * st.running
		m.Instances += pc.Share * st.total
	}
	m.Idle = max(0, m.Instances-m.Running)
	return m
}
