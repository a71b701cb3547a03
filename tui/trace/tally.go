package trace

import (
	"fmt"
	"math"
	"slices"
)

// maxSpans bounds how many spans of time a tally has; beyond, spans double. A
// month has 2.6 million seconds.
const maxSpans = 1 << 22

// pageSpans is how many spans of time stand in one page.
const pageSpans = 1 << 12

// tally counts records. Tallies of parts of a file can be merged.
type tally struct {
	// step is the length of a span of time in seconds; pages has the
	// requests in spans, by their number over pageSpans.
	step  int64
	pages map[int64][]float64
	// from and to are the first and last times.
	from, to float64
	requests float64
	// untimed are requests whose record has no time.
	untimed          float64
	ms, mb, kb, init histogram
	faults           []Fault
	bad              int
	powers           []power
	// times are those of single requests, of which most are kept.
	times []float64
	most  int
}

func newTally(step int64) *tally {
	return &tally{step: step, pages: map[int64][]float64{}, from: math.Inf(1), to: math.Inf(-1)}
}

// add counts a record.
func (t *tally) add(r *record) {
	if r.n <= 0 {
		return
	}
	t.requests += r.n
	t.keep(r)
	if r.at > 0 {
		t.from, t.to = min(t.from, r.at), max(t.to, r.at)
		t.count(int64(math.Floor(r.at)), r.n)
	} else {
		t.untimed += r.n
	}
	t.ms.add(r.ms, r.n)
	t.mb.add(r.mb, r.n)
	t.kb.add(r.kb, r.n)
	t.init.add(r.initMS, r.n)
}

func (t *tally) count(second int64, n float64) {
	span := floorDiv(second, t.step)
	page := floorDiv(span, pageSpans)
	p := t.pages[page]
	if p == nil {
		if len(t.pages) >= maxSpans/pageSpans {
			t.double()
			t.count(second, n)
			return
		}
		p = make([]float64, pageSpans)
		t.pages[page] = p
	}
	p[span-page*pageSpans] += n
}

// double makes spans twice as long.
func (t *tally) double() {
	old := t.pages
	t.step, t.pages = 2*t.step, map[int64][]float64{}
	t.take(old, t.step/2)
}

// take adds spans of another length.
func (t *tally) take(pages map[int64][]float64, step int64) {
	for page, p := range pages {
		for i, n := range p {
			if n > 0 {
				t.count((page*pageSpans+int64(i))*step, n)
			}
		}
	}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// merge adds what another tally has.
func (t *tally) merge(o *tally) {
	for t.step < o.step {
		t.double()
	}
	t.take(o.pages, o.step)
	t.from, t.to = min(t.from, o.from), max(t.to, o.to)
	t.requests += o.requests
	t.untimed += o.untimed
	t.ms.merge(&o.ms)
	t.mb.merge(&o.mb)
	t.kb.merge(&o.kb)
	t.init.merge(&o.init)
	t.faults = append(t.faults, o.faults...)
	t.bad += o.bad
	t.times = append(t.times, o.times...)
}

// mostFaults is how many lines that cannot be read are told of.
const mostFaults = 5

func (t *tally) fault(line int, why string) {
	t.bad++
	if len(t.faults) < mostFaults {
		t.faults = append(t.faults, Fault{line, why})
	}
}

// spans are the counts from the first to the last, with those in between in which
// nothing came.
func (t *tally) spans() (first int64, counts []float64) {
	first = floorDiv(int64(math.Floor(t.from)), t.step)
	last := floorDiv(int64(math.Floor(t.to)), t.step)
	if last-first >= 2*maxSpans {
		return first, nil
	}
	counts = make([]float64, last-first+1)
	for page, p := range t.pages {
		for i, n := range p {
			if n > 0 {
				counts[page*pageSpans+int64(i)-first] = n
			}
		}
	}
	return first, counts
}

// histogram counts values in bins: 32 to each doubling, which are told by the bits
// of a float64, from 2^-10 to 2^40.
type histogram struct {
	bins []float64
	n    float64
	sum  float64
	sum2 float64
	most float64
}

const (
	perDouble = 5 // bits of the mantissa
	binShift  = 52 - perDouble
	firstBin  = (1023 - 10) << perDouble
	bins      = 50 << perDouble
)

// add counts a value of 0 or more n times.
func (h *histogram) add(v, n float64) {
	if !(v >= 0) || v > 1e12 {
		return
	}
	if h.bins == nil {
		h.bins = make([]float64, bins)
	}
	h.bins[min(max(int(math.Float64bits(v)>>binShift)-firstBin, 0), bins-1)] += n
	h.n += n
	h.sum += n * v
	h.sum2 += n * v * v
	h.most = max(h.most, v)
}

func (h *histogram) merge(o *histogram) {
	if o.bins == nil {
		return
	}
	if h.bins == nil {
		h.bins = make([]float64, bins)
	}
	for i, n := range o.bins {
		h.bins[i] += n
	}
	h.n += o.n
	h.sum += o.sum
	h.sum2 += o.sum2
	h.most = max(h.most, o.most)
}

func (h *histogram) mean() float64 { return h.sum / h.n }

// cv is the coefficient of variation.
func (h *histogram) cv() float64 {
	m := h.mean()
	return math.Sqrt(max(h.sum2/h.n-m*m, 0)) / m
}

// quantile returns the value that a share of all is at or below, to 1.6 %.
func (h *histogram) quantile(share float64) float64 {
	left := share * h.n
	for i, n := range h.bins {
		if left -= n; left <= 0 {
			low := math.Float64frombits(uint64(firstBin+i) << binShift)
			high := math.Float64frombits(uint64(firstBin+i+1) << binShift)
			return min((low+high)/2, h.most)
		}
	}
	return h.most
}

// Spread is a distribution in a few figures.
type Spread struct {
	N, Mean, CV, P50, P99, Most float64
}

func (h *histogram) spread() Spread {
	if h.n == 0 {
		return Spread{}
	}
	return Spread{h.n, h.mean(), h.cv(), h.quantile(0.5), h.quantile(0.99), h.most}
}

// summary reduces the tally.
func (t *tally) summary(format, columns string) (*Summary, error) {
	if t.requests == 0 && len(t.powers) == 0 {
		if t.bad > 0 {
			return nil, fmt.Errorf("%w: none of its lines could be read; line %d %s", ErrNone, t.faults[0].Line, t.faults[0].Why)
		}
		return nil, ErrNone
	}
	slices.SortFunc(t.faults, func(a, b Fault) int { return a.Line - b.Line })
	s := &Summary{
		Format: format, Columns: columns, Requests: t.requests, From: t.from, To: t.to, Faults: t.faults[:min(len(t.faults), mostFaults)], Bad: t.bad,
		DurationMS: t.ms.spread(), MemoryMB: t.mb.spread(), ResponseKB: t.kb.spread(), StartMS: t.init.spread(),
	}
	s.fitPower(t.powers)
	if t.untimed < t.requests && t.to > t.from {
		s.timed(t)
	}
	return s, nil
}
