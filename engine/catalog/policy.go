package catalog

import (
	"crossover/engine/autoscale"
	"reflect"
)

// Policy is how the platform decides how many instances of an offer run: what its
// autoscaler watches, over what time, and what it aims at. An offer without one
// starts an instance for every request that finds none free, where its instances
// come and go with the requests, and is scaled by hand where they do not.
type Policy struct {
	// The targets are for one instance. A platform that watches several acts on the
	// one that asks for most; 0 means that it does not watch the signal.
	//
	// CPU is the share of an instance's vCPUs in use.
	CPU float64 `yaml:"cpu,omitempty" valid:"fraction"`
	// Slots is the share of the requests in flight that an instance can have.
	Slots float64 `yaml:"slots,omitempty" valid:"fraction"`
	// InFlight is a number of requests in flight.
	InFlight float64 `yaml:"in_flight,omitempty"`
	// Rate is a number of requests per second.
	Rate float64 `yaml:"rate,omitempty"`
	// WaitS is how long a request waits, in seconds, before another instance starts.
	WaitS float64 `yaml:"wait_s,omitempty"`
	// OnRequest is true where a request that finds no free slot starts an instance.
	OnRequest bool `yaml:"on_request,omitempty"`
	// ByHand is true where the number of instances is the user's.
	ByHand bool `yaml:"by_hand,omitempty"`
	// Fixed is true where the platform starts and stops the instances that the user
	// created, and creates none.
	Fixed bool `yaml:"fixed,omitempty"`
	// Settable is true where the user can set the targets.
	Settable bool `yaml:"settable,omitempty"`

	// WindowS is the time a signal is averaged over, EveryS the time between two
	// decisions, and ScaleInS how long a smaller number has to be enough before
	// instances go, all in seconds.
	WindowS  float64 `yaml:"window_s,omitempty"`
	EveryS   float64 `yaml:"every_s,omitempty"`
	ScaleInS float64 `yaml:"scale_in_s,omitempty"`
	// Tolerance is the share that a signal can be off its target without effect.
	Tolerance float64 `yaml:"tolerance,omitempty" valid:"fraction"`
	// HardLimit is the most requests in flight on an instance, 0 for none.
	HardLimit float64 `yaml:"hard_limit,omitempty"`
	// Least and Most bound the number of instances; a Most of 0 is no bound but the
	// account's quota.
	Least      float64 `yaml:"least,omitempty"`
	Most       float64 `yaml:"most,omitempty"`
	Provenance `yaml:",inline" valid:"figures"`
}

// Watches reports whether the platform averages a signal over time.
func (p *Policy) Watches() bool { return p.CPU > 0 || p.Slots > 0 || p.InFlight > 0 || p.Rate > 0 }

// Averages reports whether the platform creates instances by such an average.
func (p *Policy) Averages() bool { return p.Watches() && !p.Fixed }

// Autoscale returns the policy as package autoscale takes it, for instances of so
// many slots that stay idleS seconds without requests when they are not wanted any
// longer.
func (p *Policy) Autoscale(slots, idleS float64) autoscale.Policy {
	a := autoscale.Policy{
		CPU: p.CPU, InFlight: p.InFlight, Rate: p.Rate, Window: p.WindowS, Every: p.EveryS,
		Tolerance: p.Tolerance, Hold: p.ScaleInS, Park: idleS, Least: p.Least, Most: p.Most, OnRequest: p.OnRequest,
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
