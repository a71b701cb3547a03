package catalog

import (
	"fmt"
	"reflect"
	"slices"

	"crossover/engine/autoscale"
	"crossover/engine/coldstart"
)

// Policy describes how the platform decides the number of instances of an offer: the
// signals and targets of its autoscaler, and their windows. Without a policy an offer
// whose instances come and go starts one for every request that finds none free, and any
// other offer is scaled by hand.
type Policy struct {
	// CPU is the target share of an instance's vCPUs in use. This and the next three targets
	// are per instance. A platform with several acts on the one that asks for the most
	// instances; 0 means that the signal is not watched.
	CPU float64 `yaml:"cpu,omitempty" valid:"fraction"`
	// Slots is the share of an instance's slots that have a request in flight.
	Slots float64 `yaml:"slots,omitempty" valid:"fraction"`
	// InFlight is the number of requests in flight.
	InFlight float64 `yaml:"in_flight,omitempty"`
	// Rate is the number of requests per second.
	Rate float64 `yaml:"rate,omitempty"`
	// WaitS is the time in seconds that a request waits before another instance starts.
	WaitS float64 `yaml:"wait_s,omitempty"`
	// OnRequest is true if a request that finds no free slot starts an instance.
	OnRequest bool `yaml:"on_request,omitempty"`
	// Random is true if a request that finds no idle instance goes to any of them at
	// random, starting ones included, and false if the least loaded one gets it.
	Random bool `yaml:"random,omitempty"`
	// ByHand is true if the user sets the number of instances.
	ByHand bool `yaml:"by_hand,omitempty"`
	// Fixed is true if the platform starts and stops the instances that the user created,
	// and creates none.
	Fixed bool `yaml:"fixed,omitempty"`
	// Settable is true if the user can set the targets.
	Settable bool `yaml:"settable,omitempty"`

	// WindowS is the time over which a signal is averaged, EveryS the time between two
	// decisions, and ScaleInS how long fewer instances must suffice before some are
	// removed, all in seconds.
	WindowS  float64 `yaml:"window_s,omitempty"`
	EveryS   float64 `yaml:"every_s,omitempty"`
	ScaleInS float64 `yaml:"scale_in_s,omitempty"`
	// Tolerance is the relative distance from its target below which a signal has no
	// effect.
	Tolerance float64 `yaml:"tolerance,omitempty" valid:"fraction"`
	// HardLimit is the hard limit of requests in flight on an instance, 0 for none.
	HardLimit float64 `yaml:"hard_limit,omitempty"`
	// Least and Most bound the number of instances; a Most of 0 means that only the
	// account's quota bounds it.
	Least      float64 `yaml:"least,omitempty"`
	Most       float64 `yaml:"most,omitempty"`
	Provenance `yaml:",inline" valid:"figures"`
}

// Watches reports whether the platform averages a signal over time.
func (p *Policy) Watches() bool { return p.CPU > 0 || p.Slots > 0 || p.InFlight > 0 || p.Rate > 0 }

// Averages reports whether the platform creates instances by such an average.
func (p *Policy) Averages() bool { return p.Watches() && !p.Fixed }

// Autoscale returns the policy in the form of package autoscale, for instances with slots
// slots that stay idleS seconds without requests after they are no longer wanted.
func (p *Policy) Autoscale(slots, idleS float64) autoscale.Policy {
	a := autoscale.Policy{
		CPU: p.CPU, InFlight: p.InFlight, Rate: p.Rate, Window: p.WindowS, Every: p.EveryS,
		Tolerance: p.Tolerance, Hold: p.ScaleInS, Park: idleS, Least: p.Least, Most: p.Most, OnRequest: p.OnRequest, Random: p.Random,
	}
	if p.Slots > 0 && (a.InFlight == 0 || p.Slots*slots < a.InFlight) {
		a.InFlight = p.Slots * slots
	}
	return a
}

// policy checks how an offer scales.
func (v *validator) policy(path string, p *Policy) {
	if !hasFigures(reflect.ValueOf(p).Elem()) {
		return
	}
	if p.Watches() {
		v.given(path+".window_s", p.WindowS)
		v.given(path+".every_s", p.EveryS)
		if p.EveryS > p.WindowS {
			v.add(path+".every_s", p.EveryS, "at most window_s: every part of the time is looked at")
		}
	}
	switch {
	case p.ByHand && (p.Watches() || p.OnRequest || p.WaitS > 0):
		v.add(path+".by_hand", "true", "no target beside it, no wait_s and no on_request")
	case !p.ByHand && !p.Watches() && !p.OnRequest && p.WaitS == 0:
		v.add(path, "", "a target (cpu, slots, in_flight, rate), wait_s, on_request or by_hand")
	}
	if p.Most != 0 && p.Least > p.Most {
		v.add(path+".least", p.Least, "at most most")
	}
}

// Gone is the share of instances that have expired after AfterS idle seconds.
type Gone struct {
	AfterS float64 `yaml:"after_s"`
	Share  float64 `yaml:"share" valid:"fraction"`
}

// Expiry returns the distribution of the idle time, scaled to the mean IdleS. It is zero
// if the time is fixed.
func (s *Scaling) Expiry() (e coldstart.Expiry) {
	for i := range min(len(s.Gone), len(e)) {
		e[i] = coldstart.ExpiryPoint{S: s.Gone[i].AfterS, Gone: s.Gone[i].Share}
	}
	if m := e.Mean(); m > 0 {
		e = e.Times(s.IdleS / m)
	}
	return e
}

// gone checks the points of a distribution of idle times.
func (v *validator) gone(path string, points []Gone) {
	n := len(points)
	if n == 0 {
		return
	}
	if most := len(coldstart.Expiry{}); n < 2 || n > most {
		v.add(path, n, fmt.Sprintf("2 to %d points", most))
		return
	}
	for i := range points {
		if i > 0 && !(points[i].AfterS > points[i-1].AfterS && points[i].Share >= points[i-1].Share) {
			v.add(fmt.Sprintf("%s[%d].after_s", path, i), points[i].AfterS, "more than the point before it, with at least its share")
		}
	}
	if points[0].Share != 0 || points[n-1].Share != 1 {
		v.add(path, points[n-1].Share, "a share of 0 in the first point and of 1 in the last")
	}
}

// Quota is a limit of an account that has not asked for more, or of a load balancer.
// Exceeding it only warns, because the vendor raises the one and sells more of the other.
type Quota struct {
	Of    Quotable `yaml:"of"`
	Limit float64  `yaml:"limit" valid:"positive"`
	// Whose is the holder; empty for any account.
	Whose      Holder `yaml:"whose,omitempty"`
	Provenance `yaml:",inline"`
}

// Quotable is the quantity that a quota limits, at the peak.
type Quotable string

// The quantities with quotas: instances, their vCPUs, requests per second at the front
// door, and open connections of clients.
const (
	QuotaInstances   Quotable = "instances"
	QuotaVCPUs       Quotable = "vcpus"
	QuotaRequests    Quotable = "requests"
	QuotaConnections Quotable = "connections"
)

// Words returns the quantities as text.
func (Quotable) Words() []string {
	return Texts([]Quotable{QuotaInstances, QuotaVCPUs, QuotaRequests, QuotaConnections})
}

// Holder is the holder of a quota.
type Holder string

// The holders: new accounts, and the load balancer in front of several copies.
const (
	NewAccount   Holder = "new-account"
	LoadBalancer Holder = "balancer"
)

// Words returns the holders as text.
func (Holder) Words() []string { return Texts([]Holder{NewAccount, LoadBalancer}) }

// CountsInstances reports whether the offer has a quota for instances or vCPUs.
func (o *Offer) CountsInstances() bool {
	return slices.ContainsFunc(o.Quotas, func(q Quota) bool { return q.Of == QuotaInstances || q.Of == QuotaVCPUs })
}
