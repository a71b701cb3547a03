package sim

import (
	"math"
	"math/rand/v2"
)

// course is what both kinds of simulation consist of: the time, the requests to come, the
// other events and the measurements.
type course struct {
	// now is the time up to which the simulation has run, and coming the time of the next
	// request.
	now, coming float64
	source      source
	lasting     lasting
	events      heap
	meter
}

// prepare sets what is to come.
func (c *course) prepare(traffic Arrivals, random *rand.Rand, warmUp, batch float64) {
	c.source, c.periodic = newSource(traffic, random), traffic.Period() > 0
	c.marks.warmUp, c.marks.batchLength, c.marks.batchEnd = warmUp, batch, math.Inf(1)
	c.marks.schedule()
}

// begin starts the measurements at time 0 and draws the first request.
func (c *course) begin() {
	c.marks.begin(c.totals(0))
	c.coming = c.lasting.next(&c.source)
}

// Now returns the time simulated so far in seconds.
func (c *course) Now() float64 { return c.now }

// Snapshot returns the present state. It does not allocate.
func (c *course) Snapshot() Snapshot {
	return Snapshot{
		Time:         c.now,
		Running:      c.running.n,
		Initialising: c.starting.n,
		Idle:         c.alive.n - c.running.n,
		Instances:    c.alive.n,
		Requests:     c.count.requests,
		Cold:         c.count.cold,
		Waited:       c.count.waited,
		Rejected:     c.count.rejected,
		Failed:       c.failed,
		Warm:         c.marks.warm,
	}
}

func (c *course) measures() *meter { return &c.meter }

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

// Histogram counts values, such as durations, in buckets of equal relative width: 64 per
// doubling, from 2^-17 to 2^41, so that a quantile is off by less than 0.8 %. Smaller
// values share one bucket, and so do larger ones. The zero value is empty.
type Histogram struct {
	buckets [histogramBuckets]float64
	count   float64
	sum     float64
	most    float64
}

// BucketsPerDoubling is the number of buckets of a [Histogram] between a value and its
// double.
const BucketsPerDoubling = 1 << histogramBits

const (
	histogramBits = 6
	// histogramShift keeps the exponent and six bits of a number's fraction.
	histogramShift   = 52 - histogramBits
	histogramBase    = (1023 - 17) << histogramBits
	histogramBuckets = (17 + 41) << histogramBits
)

// Add counts a value of 0 or more n times.
func (h *Histogram) Add(v, n float64) {
	i := int(math.Float64bits(v)>>histogramShift) - histogramBase
	h.buckets[min(max(i, 0), histogramBuckets-1)] += n
	h.count += n
	h.sum += n * v
	h.most = max(h.most, v)
}

// AddSome counts n values that share the bucket of the smallest, given their sum and the
// largest.
func (h *Histogram) AddSome(least, n, sum, most float64) {
	h.Add(least, n)
	h.sum += sum - n*least
	h.most = max(h.most, most)
}

// Merge adds the values counted in o.
func (h *Histogram) Merge(o *Histogram) {
	for i, n := range o.buckets {
		h.buckets[i] += n
	}
	h.count += o.count
	h.sum += o.sum
	h.most = max(h.most, o.most)
}

// Count returns the number of values.
func (h *Histogram) Count() float64 { return h.count }

// Most returns the largest value, 0 if there is none.
func (h *Histogram) Most() float64 { return h.most }

// Mean returns the exact mean, 0 if there is no value.
func (h *Histogram) Mean() float64 {
	if h.count == 0 {
		return 0
	}
	return h.sum / h.count
}

// Quantile returns the value that a fraction q of all values does not exceed. q is clamped
// to 0 to 1, and NaN counts as 0. Values are assumed to be evenly spread within a bucket.
// It returns 0 if there are no values.
func (h *Histogram) Quantile(q float64) float64 {
	if h.count == 0 {
		return 0
	}
	rank := h.count
	if !(q >= 1) {
		rank *= max(0, q)
	}
	if math.IsNaN(rank) {
		rank = 0
	}
	below := 0.0
	for i, n := range h.buckets {
		if n > 0 && below+n >= rank {
			low, high := edge(i), edge(i+1)
			return min(h.most, low+(high-low)*(rank-below)/n)
		}
		below += n
	}
	return h.most
}

// edge returns the lower edge of a bucket.
func edge(i int) float64 {
	if i == 0 {
		return 0
	}
	return math.Float64frombits(uint64(i+histogramBase) << histogramShift)
}
