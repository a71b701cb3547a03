package sim

import "math"

// Disturbance is something that happens to a platform or its traffic during a run.
type Disturbance uint8

// The disturbances. The first two last until they are ended.
const (
	// Spike multiplies the requests by [SpikeTimes]. Other changes of the traffic, such as
	// a shape of the day, pass faster by the same factor.
	Spike Disturbance = iota
	// Throttled stops the platform from starting instances. Requests that would start one
	// are rejected, or, where requests queue, those beyond the 10,000th.
	Throttled
	// ZoneLost removes a third of the instances, rounded up. Their requests in flight
	// fail, but still count in the latency figures.
	ZoneLost
	// Deployed replaces all instances: the present ones take no further requests.
	Deployed
	NumDisturbances
)

// SpikeTimes is the factor by which a [Spike] multiplies the requests.
const SpikeTimes = 10

// mostQueued bounds the requests that queue for instances that are not started.
const mostQueued = 10_000

// lasting holds the disturbances that last: a spike, which compresses the times of a
// source, and throttling.
type lasting struct {
	spike, throttled bool
	raw              float64 // the last time from the source
	early            float64 // time by which requests arrive before the source's times
}

// set begins or ends a lasting disturbance. For any other it reports whether instances
// have to be replaced.
func (l *lasting) set(d Disturbance, on bool) (replace bool) {
	switch d {
	case Spike:
		l.spike = on
	case Throttled:
		l.throttled = on
	default:
		return on
	}
	return false
}

// next returns the time of the next request.
func (l *lasting) next(s *source) float64 {
	raw := s.next()
	if math.IsInf(raw, 1) {
		return raw
	}
	if l.spike {
		l.early += (raw - l.raw) * (1 - 1./SpikeTimes)
	}
	l.raw = raw
	return raw - l.early
}

// Disturb begins a disturbance, or ends it if on is false.
func (s *Sim) Disturb(d Disturbance, on bool) {
	if s.lasting.set(d, on) {
		s.pool.replace(s.now, d == ZoneLost)
	}
}

// replace retires all instances or, if zone is set, a third of them, whose requests fail.
func (p *pool) replace(t float64, zone bool) {
	dead := make([]bool, len(p.instances))
	for _, slot := range p.vacant {
		dead[slot] = true
	}
	var living []int32
	for slot := range p.instances {
		if !dead[slot] && !p.instances[slot].retired {
			living = append(living, int32(slot))
		}
	}
	if zone {
		living = living[:(len(living)+2)/3]
	}
	for _, slot := range living {
		if zone {
			p.failed += uint64(p.instances[slot].load)
		}
		p.retire(t, slot)
	}
}

// Disturb begins a disturbance, or ends it if on is false.
func (a *Autoscaled) Disturb(d Disturbance, on bool) {
	if a.lasting.set(d, on) {
		a.replace(d == ZoneLost)
	}
}

// replace takes all serving instances out of service or, if zone is set, a third of them,
// whose requests fail, and starts the same number.
func (a *Autoscaled) replace(zone bool) {
	have := float64(len(a.serving) + a.starting.n)
	lose := len(a.serving)
	if zone {
		lose = (lose + 2) / 3
	}
	for range lose {
		i := a.serving[0]
		m := a.retire(0)
		m.until, m.replaced = a.now, true
		if zone {
			a.failed += uint64(a.machines[i].inFlight)
		}
	}
	a.set(have)
}

// Latencies returns the times of all requests served so far.
func (m *meter) Latencies() Histogram {
	h := m.latency.warm
	h.Merge(&m.latency.cold)
	h.Merge(&m.latency.waited)
	return h
}

// Since returns the values counted in h but not in an earlier state of it.
func (h Histogram) Since(earlier *Histogram) Histogram {
	for i, n := range earlier.buckets {
		h.buckets[i] -= n
	}
	h.count -= earlier.count
	h.sum -= earlier.sum
	return h
}
