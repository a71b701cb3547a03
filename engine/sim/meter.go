package sim

import "math"

// meter holds the measurements of every kind of simulation: requests and their times,
// instances over time, and the batches for confidence intervals.
type meter struct {
	// periodic is set if the traffic has a period. Only whole batches, which are whole
	// periods, then count.
	periodic bool
	count    counts
	failed   uint64
	latency  latencies
	// alive counts all instances. running counts those that have a request or start,
	// starting those that start, and parked those to which an autoscaler gives no more
	// requests.
	alive, running, starting, parked level
	born                             uint64
	died                             uint64
	// lived is the sum of the ages at death.
	lived float64
	marks marks
}

func newMeter(traffic Arrivals, warmUp, batch float64) meter {
	m := meter{periodic: traffic.Period() > 0, marks: marks{warmUp: warmUp, batchLength: batch, batchEnd: math.Inf(1)}}
	m.marks.schedule()
	return m
}

// level is a number of instances over time, with its integral.
type level struct {
	n    int
	from float64 // time of the last change
	area float64 // the integral up to then
}

func (l *level) change(t float64, by int) {
	l.area += float64(l.n) * (t - l.from)
	l.from = t
	l.n += by
}

// integral returns the integral up to time t, which must not be before the last change.
func (l *level) integral(t float64) float64 { return l.area + float64(l.n)*(t-l.from) }

// birth counts a new instance.
func (m *meter) birth(t float64) {
	m.born++
	m.alive.change(t, +1)
}

// death counts the end of an instance, and adds its age.
func (m *meter) death(t, born float64) {
	m.died++
	m.lived += t - born
	m.alive.change(t, -1)
}

// snapshot returns the state at time t.
func (m *meter) snapshot(t float64) Snapshot {
	return Snapshot{
		Time:         t,
		Running:      m.running.n,
		Initialising: m.starting.n,
		Idle:         m.alive.n - m.running.n,
		Instances:    m.alive.n,
		Requests:     m.count.requests,
		Cold:         m.count.cold,
		Waited:       m.count.waited,
		Rejected:     m.count.rejected,
		Failed:       m.failed,
		Warm:         m.marks.warm,
	}
}

// totals are sums since the beginning of a run, or between two times.
type totals struct {
	time                                 float64
	alive, running, initialising, parked float64 // instances times seconds
	counts
	born, died uint64
	lived      float64
}

// totals returns the sums at time t, which must not be before the last event.
func (m *meter) totals(t float64) totals {
	return totals{
		time:         t,
		alive:        m.alive.integral(t),
		running:      m.running.integral(t),
		initialising: m.starting.integral(t),
		parked:       m.parked.integral(t),
		counts:       m.count,
		born:         m.born,
		died:         m.died,
		lived:        m.lived,
	}
}

// minus returns the sums between an earlier time and this one.
func (t totals) minus(o totals) totals {
	t.add(o, -1)
	return t
}

// add adds the other sums, or subtracts them if sign is -1.
func (t *totals) add(o totals, sign int) {
	f, u := float64(sign), uint64(int64(sign))
	t.time += f * o.time
	t.alive += f * o.alive
	t.running += f * o.running
	t.initialising += f * o.initialising
	t.parked += f * o.parked
	t.requests += u * o.requests
	t.cold += u * o.cold
	t.waited += u * o.waited
	t.rejected += u * o.rejected
	t.born += u * o.born
	t.died += u * o.died
	t.lived += f * o.lived
}

// maxBatches is the number of batches at which neighbours are merged.
const maxBatches = 64

// marks are the times at which something is recorded without an event: the end of the
// warm-up and the ends of batches. Intervals are cut exactly there, at no cost to the
// events between.
type marks struct {
	next   float64 // the earliest
	warmUp float64
	warm   bool
	origin totals // at the end of the warm-up

	batches     [maxBatches]totals
	batchCount  int
	batchLength float64
	batchEnd    float64
	batchOrigin totals
}

// schedule sets the earliest mark.
func (m *marks) schedule() {
	m.next = m.batchEnd
	if !m.warm {
		m.next = min(m.next, m.warmUp)
	}
}

// begin starts the first batch if there is no warm-up.
func (m *marks) begin(at totals) {
	if m.warmUp == 0 {
		m.measure(at)
	}
	m.schedule()
}

// measure starts the first batch.
func (m *marks) measure(at totals) {
	m.warm = true
	m.origin, m.batchOrigin = at, at
	m.batchEnd = at.time + m.batchLength
}

// mark ends the warm-up or a batch if one is due at time t.
func (m *meter) mark(t float64) {
	k := &m.marks
	at := m.totals(t)
	if !k.warm && k.warmUp <= t {
		k.measure(at)
		m.latency = latencies{} // everything else is a difference of sums
	}
	if k.batchEnd <= t {
		k.endBatch(at)
	}
	k.schedule()
}

// endBatch closes a batch. When all batches are used, neighbours are merged, so that the
// batches grow with the run and keep equal lengths.
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
