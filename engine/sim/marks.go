package sim

import "math"

// totals are sums since the beginning of a run, or between two moments of it.
type totals struct {
	time                         float64
	alive, running, initialising float64 // instances times seconds
	counts
	born, died uint64
	lived      float64
}

// totals returns the sums at time t, which is not before the last event.
func (s *Sim) totals(t float64) totals {
	p := &s.pool
	return totals{
		time:         t,
		alive:        p.alive.integral(t),
		running:      p.running.integral(t),
		initialising: p.starting.integral(t),
		counts:       s.count,
		born:         p.born,
		died:         p.died,
		lived:        p.lived,
	}
}

// minus returns the sums between an earlier moment and this one.
func (t totals) minus(o totals) totals {
	t.add(o, -1)
	return t
}

// add adds the other sums, or takes them away with a sign of -1.
func (t *totals) add(o totals, sign int) {
	f, u := float64(sign), uint64(int64(sign))
	t.time += f * o.time
	t.alive += f * o.alive
	t.running += f * o.running
	t.initialising += f * o.initialising
	t.requests += u * o.requests
	t.cold += u * o.cold
	t.waited += u * o.waited
	t.capped += u * o.capped
	t.throttled += u * o.throttled
	t.born += u * o.born
	t.died += u * o.died
	t.lived += f * o.lived
}

// maxBatches is the number of batches at which neighbours are joined.
const maxBatches = 64

// marks are the moments at which something is noted though nothing happens: the end
// of the warm-up, the ends of batches and bins, and samples. Intervals are thus cut
// at exactly these moments, at no cost to the events between them.
type marks struct {
	next   float64 // the earliest
	warmUp float64
	warm   bool
	origin totals // at the end of the warm-up

	batches      [maxBatches]totals
	batchCount   int
	batchLength  float64
	batchEnd     float64
	batchOrigin  totals
	bins         []totals
	binWidth     float64
	binNumber    int // of the present bin, since time 0
	binEnd       float64
	binOrigin    totals
	samples      []Snapshot
	sampleEvery  float64
	sampleNumber int // of the next one
	sampleAt     float64
}

func newMarks(c Config) marks {
	m := marks{
		warmUp:      c.WarmUp,
		batchLength: c.batch(),
		batchEnd:    math.Inf(1),
		binEnd:      math.Inf(1),
		sampleAt:    math.Inf(1),
	}
	if c.Bins > 0 {
		m.bins = make([]totals, c.Bins)
		m.binWidth = c.period() / float64(c.Bins)
	}
	if c.Samples > 0 {
		m.samples = make([]Snapshot, 0, c.Samples)
		m.sampleEvery = c.sampleEvery()
		m.sampleAt = 0
	}
	m.schedule()
	return m
}

// schedule sets the earliest mark.
func (m *marks) schedule() {
	m.next = min(m.batchEnd, m.binEnd, m.sampleAt)
	if !m.warm {
		m.next = min(m.next, m.warmUp)
	}
}

// begin starts batches and bins when there is no warm-up.
func (m *marks) begin(at totals) {
	if m.warmUp == 0 {
		m.measure(at)
	}
	m.schedule()
}

// measure starts batches and bins.
func (m *marks) measure(at totals) {
	m.warm = true
	m.origin, m.batchOrigin, m.binOrigin = at, at, at
	m.batchEnd = at.time + m.batchLength
	if len(m.bins) > 0 {
		m.binNumber = int(at.time / m.binWidth)
		m.binEnd = float64(m.binNumber+1) * m.binWidth
	}
}

// mark does what is due at time t.
func (s *Sim) mark(t float64) {
	m := &s.marks
	at := s.totals(t)
	if !m.warm && m.warmUp <= t {
		m.measure(at)
		s.forget(t)
	}
	if m.batchEnd <= t {
		m.endBatch(at)
	}
	for m.binEnd <= t {
		m.endBin(at)
	}
	if m.sampleAt <= t {
		m.sample(s.snapshot(t))
	}
	m.schedule()
}

// forget empties what is not a difference of sums, at the end of the warm-up.
func (s *Sim) forget(t float64) {
	s.latency = latencies{}
	s.pool.resize(t, 0)
	clear(s.pool.sizes)
}

// endBatch closes a batch. When all are used neighbours are joined, so that the
// batches grow with the run and stay equally long.
func (m *marks) endBatch(at totals) {
	m.batches[m.batchCount] = at.minus(m.batchOrigin)
	m.batchCount++
	if m.batchCount == maxBatches {
		for i := range maxBatches / 2 {
			m.batches[i] = m.batches[2*i]
			m.batches[i].add(m.batches[2*i+1], 1)
		}
		m.batchCount = maxBatches / 2
		m.batchLength *= 2
	}
	m.batchOrigin = at
	m.batchEnd = at.time + m.batchLength
}

// endBin closes a bin. Its end is a multiple of its width, so that nothing drifts.
func (m *marks) endBin(at totals) {
	m.bins[m.binNumber%len(m.bins)].add(at.minus(m.binOrigin), 1)
	m.binOrigin = at
	m.binNumber++
	m.binEnd = float64(m.binNumber+1) * m.binWidth
}

// sample keeps a state. When there is no room every other one is dropped.
func (m *marks) sample(s Snapshot) {
	if len(m.samples) == cap(m.samples) {
		kept := m.samples[:0]
		for i := 0; i < len(m.samples); i += 2 {
			kept = append(kept, m.samples[i])
		}
		m.samples = kept
		m.sampleEvery *= 2
		m.sampleNumber = len(kept)
		// This one may be one of those that are dropped.
		if float64(m.sampleNumber)*m.sampleEvery > s.Time {
			m.sampleAt = float64(m.sampleNumber) * m.sampleEvery
			return
		}
	}
	m.samples = append(m.samples, s)
	m.sampleNumber++
	m.sampleAt = float64(m.sampleNumber) * m.sampleEvery
}
