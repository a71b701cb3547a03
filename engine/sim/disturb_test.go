package sim

import (
	"math"
	"testing"

	"crossover/engine/autoscale"
	"crossover/engine/coldstart"
)

// disturbed returns a pool whose instances are started by requests and one with an
// autoscaler, both in a steady state after an hour.
func disturbed(t *testing.T) map[string]Simulation {
	t.Helper()
	scaled := AutoscaledConfig{
		Arrivals: Poisson(40), Compute: Exponential(0.1), Wait: Constant(0.2), Start: Constant(3),
		Machine: autoscale.Machine{VCPU: 1, Slots: 80},
		Policy:  autoscale.Policy{CPU: 0.6, Every: 5, Window: 60, Hold: 60, Park: 60, OnRequest: true},
		Seed:    3,
	}
	out := map[string]Simulation{}
	for name, q := range map[string]Question{
		"pool":       FromPool(coldstart.Pool{Rate: 40, Service: 0.3, Cold: 2, Idle: 300, Concurrency: 1}, 3),
		"autoscaled": scaled,
	} {
		s, err := q.FromEmpty().Begin(0)
		if err != nil {
			t.Fatal(err)
		}
		s.Advance(3600, math.MaxInt)
		if n := s.Snapshot().Instances; n < 6 {
			t.Fatalf("%s: %d instances at rest", name, n)
		}
		out[name] = s
	}
	return out
}

// after returns the counts of a simulation now and over the next seconds.
func after(s Simulation, seconds float64) (now, more Snapshot) {
	was := s.Snapshot()
	s.Advance(s.Now()+seconds, math.MaxInt)
	now = s.Snapshot()
	more = Snapshot{
		Requests: now.Requests - was.Requests, Cold: now.Cold - was.Cold,
		Rejected: now.Rejected - was.Rejected, Failed: now.Failed - was.Failed,
	}
	return now, more
}

// TestSpike multiplies the requests by ten for a time.
func TestSpike(t *testing.T) {
	for name, s := range disturbed(t) {
		calm := s.Snapshot()
		s.Disturb(Spike, true)
		now, more := after(s, 100)
		if want := 40 * 100 * SpikeTimes; math.Abs(float64(more.Requests)-float64(want)) > 5*math.Sqrt(float64(want))*3 {
			t.Errorf("%s: %d requests in the spike, want about %d", name, more.Requests, want)
		}
		if more.Cold == 0 || now.Instances < 3*calm.Instances {
			t.Errorf("%s: %d cold starts, %d instances after %d", name, more.Cold, now.Instances, calm.Instances)
		}
		s.Disturb(Spike, false)
		if _, more := after(s, 100); math.Abs(float64(more.Requests)-4000) > 5*math.Sqrt(4000) {
			t.Errorf("%s: %d requests after it, want about 4,000", name, more.Requests)
		}
	}
}

// TestThrottling checks that no instance starts while it lasts, and that all waiting
// starts follow.
func TestThrottling(t *testing.T) {
	for name, s := range disturbed(t) {
		calm := s.Snapshot()
		s.Disturb(Throttled, true)
		s.Disturb(Spike, true)
		now, more := after(s, 200)
		if now.Instances > calm.Instances || more.Cold > 0 {
			t.Errorf("%s: %d cold starts, %d instances after %d", name, more.Cold, now.Instances, calm.Instances)
		}
		if more.Rejected == 0 {
			t.Errorf("%s: none of %d requests rejected", name, more.Requests)
		}
		s.Disturb(Throttled, false)
		if now, more := after(s, 200); now.Instances <= calm.Instances || more.Cold == 0 {
			t.Errorf("%s: when it is over %d cold starts, %d instances", name, more.Cold, now.Instances)
		}
	}
}

// TestReplacing removes instances; requests start new ones.
func TestReplacing(t *testing.T) {
	for _, d := range []Disturbance{ZoneLost, Deployed} {
		for name, s := range disturbed(t) {
			calm := s.Snapshot()
			s.Disturb(d, false)
			if s.Snapshot() != calm {
				t.Errorf("%s: calling %d off changes something", name, d)
			}
			before := s.Latencies()
			s.Disturb(d, true)
			lost := s.Snapshot()
			_, more := after(s, 20)
			felt := s.Latencies().Since(&before)
			if slow := felt.Quantile(0.999); slow < 1 {
				t.Errorf("%s: 999 of 1,000 requests take %v s after %d", name, slow, d)
			}
			if d == ZoneLost && (lost.Failed == 0 || lost.Failed > uint64(calm.Running)*80) || d == Deployed && lost.Failed > 0 {
				t.Errorf("%s: %d requests fail with %d running", name, lost.Failed, calm.Running)
			}
			if felt.Count() == 0 || more.Rejected > 0 {
				t.Errorf("%s: %v served and %d rejected after %d", name, felt.Count(), more.Rejected, d)
			}
			now, _ := after(s, 1800)
			if ratio := float64(now.Instances) / float64(calm.Instances); ratio < 0.5 || ratio > 2 {
				t.Errorf("%s: %d instances half an hour after %d, %d before", name, now.Instances, d, calm.Instances)
			}
		}
	}
}
