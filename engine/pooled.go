package engine

import (
	"crossover/engine/coldstart"
	"crossover/engine/scenario"
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

// Simulation returns how package sim simulates offer for part i of s; ok is
// false for offers whose instances do not come and go with requests. Service times are
// exponential in the model and in the simulation. The traffic's shape is laid
// out in time as [traffic.Shape.Cycle] says, while the model takes each piece by
// itself: where pieces are short beside the time instances stay, the two
// differ, and the simulation is right.
func (v *Evaluator) Simulation(s *scenario.Scenario, i, offer int, seed uint64) (q Simulated, ok bool) {
	v.set(s, i)
	p, w := &v.plans[offer], &v.work
	if !p.offer.Model.Pooled() || w.holds(p.offer) || p.offer.Scaling.PerRun {
		return q, false
	}
	ld := v.current()
	_, x := v.cost(p, &ld, true)
	pool := poolFor(p.offer, x, w, ld.perSecond, v.best.keep)
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
	q.Config, q.Model = c, v.modelled(p, x, w, &ld)
	if ld.perSecond > 0 && !w.deterministic {
		q.Valid = v.answer(pool).Valid
	}
	return q, true
}

// modelled is the cold-start model's answer, piece by piece, without what the
// vendor publishes beside it.
func (v *Evaluator) modelled(p *plan, x *variant, w *workload, ld *load) sim.Modelled {
	var m sim.Modelled
	for i := range w.pieces {
		pc := w.pieces[i]
		rate := ld.perSecond * pc.Times
		st := poolState{}
		switch {
		case rate <= 0:
			st = v.idlePool(p)
		case w.deterministic:
			st = v.scheduledPool(p, x, rate)
		default:
			st = v.solve(p, x, w, rate)
		}
		m.ColdStart += pc.Share * pc.Times * st.cold
		m.Running += pc.Share * st.running
		m.Instances += pc.Share * st.total
	}
	m.Idle = max(0, m.Instances-m.Running)
	return m
}
