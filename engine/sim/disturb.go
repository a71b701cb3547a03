package sim

import "math"

// Disturbance is something that happens to a platform or its traffic in the middle
// of a run.
type Disturbance uint8

// The disturbances. The first two last until they are called off.
const (
	// Spike has [SpikeTimes] as many requests come. What drives the traffic besides,
	// such as a shape of the day, passes so much faster.
	Spike Disturbance = iota
	// Throttled has the platform start no instance. Requests for which one would be
	// started are rejected; where requests queue, those beyond the 10,000th.
	Throttled
	// ZoneLost takes a third of the instances, rounded up. Requests in flight there
	// fail; in the figures of latency they count as if they had not.
	ZoneLost
	// Deployed replaces all instances: those there are take no further request.
	Deployed
	NumDisturbances
)

// SpikeTimes is how many times as many requests a [Spike] brings.
const SpikeTimes = 10

// mostQueued is how many requests queue for instances that are not started.
const mostQueued = 10_000

// lasting are the disturbances that last: a spike, which hurries the times of a
// source, and throttling.
type lasting struct {
	spike, throttled bool
	raw              float64 // the last time of the source
	early            float64 // by how much requests come before its times
}

// set begins or ends a disturbance that lasts. It reports whether instances are to
// be replaced instead.
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

// Disturb has something happen now, or with on false calls it off.
func (s *Sim) Disturb(d Disturbance, on bool) {
	if s.lasting.set(d, on) {
		s.pool.replace(s.now, d == ZoneLost)
	}
}

// replace retires all instances, or with a zone a third of them, whose requests
// fail.
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

// Disturb has something happen now, or with on false calls it off.
func (s *Autoscaled) Disturb(d Disturbance, on bool) {
	if s.lasting.set(d, on) {
		s.replace(d == ZoneLost)
	}
}

// replace takes all serving instances out of service, or with a zone a third of
// them, whose requests fail, and starts as many.
func (s *Autoscaled) replace(zone bool) {
	have := float64(len(s.serving) + s.starting.n)
	lose := len(s.serving)
	if zone {
		lose = (lose + 2) / 3
	}
	for range lose {
		i := s.serving[0]
		m := s.retire(0)
		m.until, m.replaced = s.now, true
		if zone {
			s.failed += uint64(s.machines[i].inFlight)
		}
	}
	s.set(have)
}

// Latencies are the times of all requests that were served so far.
func (m *meter) Latencies() Histogram {
	h := m.latency.warm
	h.Merge(&m.latency.cold)
	h.Merge(&m.latency.waited)
	return h
}

// Since returns the durations that h counts and an earlier state of it does not.
func (h Histogram) Since(earlier *Histogram) Histogram {
	for i, n := range earlier.buckets {
		h.buckets[i] -= n
	}
	h.count -= earlier.count
	h.sum -= earlier.sum
	return h
}
