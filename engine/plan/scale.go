package plan

import (
	"math"

	"crossover/engine/autoscale"
)

// averages reports whether the platform scales the offer by an average of a signal over
// time.
func (p *Plan) averages() bool {
	o := p.Offer
	return o.Model.Pooled() && o.Policy.Averages() && !p.Work.Holds(o)
}

// autoscaled reports whether instances of a size are scaled that way. If a request without
// a free slot starts an instance, instances that take one request at a time are not.
func (p *Plan) autoscaled(x *Size) bool {
	return p.averages() && x.GPUs == 0 && (x.Slots >= 2 || !p.Offer.Policy.OnRequest)
}

// Autoscale returns the question to package autoscale for instances of a size, without the
// rate. It is zero if requests start instances one by one.
//
// A target that would load an instance's CPU above the scenario's utilisation is lowered
// to it, because nobody keeps a rule that overloads instances. The policy's maximum number
// of instances is ignored: quotas only warn.
func (p *Plan) Autoscale(x *Size) (q autoscale.Question) {
	if !p.autoscaled(x) {
		return q
	}
	o, w := p.Offer, p.Work
	q.Policy = o.Policy.Autoscale(x.Slots, max(0, o.Scaling.IdleS-o.Policy.WindowS-o.Policy.ScaleInS))
	q.Most = 0
	q.Machine = autoscale.Machine{VCPU: x.vcpu, Slots: x.Slots, Start: x.ColdS - x.ServiceS}
	q.Compute = min(w.CPUS, x.ServiceS)
	q.Wait = max(0, x.ServiceS-q.Compute/min(1, x.vcpu))
	q.CV = math.Sqrt(w.Assume.ServiceCV2)
	if q.Policy.Rate > 0 { // but not so far that one request in a window wants several instances
		q.Policy.Rate = max(min(q.Policy.Rate, x.PerSecond), min(q.Policy.Rate, 1/max(q.Window, q.Every)))
	}
	if q.InFlight > 0 && q.CPU == 0 {
		q.InFlight = max(1, min(q.InFlight, x.PerSecond*x.ServiceS))
	}
	return q
}
