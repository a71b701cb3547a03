package cli

import (
	"crossover/engine/autoscale"
	"crossover/engine/coldstart"
	"crossover/engine/pool"
	"crossover/engine/scenario"
	"crossover/engine/sim"
)

// This file is the pools of offers whose platform averages a signal over time.

// checkPolicy refuses keys that such a platform does not heed.
func (p *simPool) checkPolicy(fail func(key, format string, args ...any)) {
	for _, key := range []string{"routing", "lifetime", "scale_up", "cold_law"} {
		if p.policy != nil && p.given[key] != "" {
			fail(key, "has no effect on %s: its autoscaler decides by averages; leave %s out", p.offer, key)
		}
	}
	for _, key := range []string{"cpu", "vcpu"} {
		if p.policy == nil && p.given[key] != "" {
			fail(key, "needs --offer with an offer that is scaled by averages, such as gcp-cloud-run-request")
		}
	}
}

// question is what the autoscaler is asked to do. As in an estimate, a target that
// would load an instance beyond the usual utilisation is taken as set to that.
func (p *simPool) question() autoscale.Question {
	usual := scenario.Default()
	q := autoscale.Question{
		Policy:  p.policy.Autoscale(float64(p.concurrency), max(0, p.expiry-p.policy.WindowS-p.policy.ScaleInS)),
		Machine: autoscale.Machine{VCPU: p.vcpu, Slots: float64(p.concurrency), Start: p.cold - p.service},
		Load:    autoscale.Load{Rate: p.rate, Compute: p.service * p.cpu * min(1, p.vcpu), CV: p.law.cv, Wait: p.service * (1 - p.cpu)},
	}
	if q.Policy.Rate > 0 {
		q.Policy.Rate = min(q.Policy.Rate, usual.Utilisation*q.VCPU/q.Compute)
	}
	q.Least, q.Most = max(q.Least, float64(p.min)), float64(p.max)
	if p.burst > 1 {
		q.Burst, q.BurstLength = p.burst, p.burstLength
	}
	return q
}

// autoscaled returns the question as the simulator takes it.
func (p *simPool) autoscaled() sim.Question {
	c := sim.FromAutoscale(p.question(), p.seed)
	c.Arrivals = p.arrivals.make(p.rate, p.burst, p.burstLength)
	c.Compute = p.law.make(c.Compute.Mean())
	if c.WarmUp = c.Steady(); p.arrivals.kind == traced {
		c.WarmUp = 0
	}
	return c
}

// autoscaledModel asks the models of cold starts and of autoscalers.
func (p *simPool) autoscaledModel() (sim.Modelled, coldstart.Validity) {
	in := pool.Instances{
		Service: p.service, Cold: p.cold, Idle: p.expiry, Expiry: p.goes, Concurrency: float64(p.concurrency),
		Burst: max(1, p.burst), BurstS: p.burstLength, Kept: float64(p.min), Scale: p.question(),
	}
	st := in.Unused(pool.Warmth{})
	if p.rate > 0 {
		st = pool.NewSolver(nil).Solve(&in, pool.Warmth{}, p.rate)
	}
	return sim.Modelled{ColdStart: st.Cold, Instances: st.Total, Running: st.Running, Idle: max(0, st.Total-st.Running)}, st.Valid
}
