package sim

import "math"

// Histogram counts durations in buckets of equal relative width: 64 to each
// doubling, from 2^-17 s (7.6 µs) to 2^30 s (34 years), so that a quantile is off by
// less than 0.8 %. Shorter durations share one bucket. The zero value is empty.
type Histogram struct {
	buckets [histogramBuckets]uint64
	count   uint64
	sum     float64
	most    float64
}

const (
	histogramBits = 6
	// histogramShift leaves the exponent and six bits of the fraction of a number.
	histogramShift   = 52 - histogramBits
	histogramBase    = (1023 - 17) << histogramBits
	histogramBuckets = (17 + 30) << histogramBits
)

// add counts a duration of at least 0 s.
func (h *Histogram) add(seconds float64) {
	i := int(math.Float64bits(seconds)>>histogramShift) - histogramBase
	h.buckets[min(max(i, 0), histogramBuckets-1)]++
	h.count++
	h.sum += seconds
	h.most = max(h.most, seconds)
}

// merge adds what the other one has counted.
func (h *Histogram) merge(o *Histogram) {
	for i, n := range o.buckets {
		h.buckets[i] += n
	}
	h.count += o.count
	h.sum += o.sum
	h.most = max(h.most, o.most)
}

// Count returns the number of durations.
func (h *Histogram) Count() uint64 { return h.count }

// Mean returns the exact mean in seconds, 0 if there is none.
func (h *Histogram) Mean() float64 {
	if h.count == 0 {
		return 0
	}
	return h.sum / float64(h.count)
}

// Quantile returns the duration in seconds that a fraction q of all does not
// exceed; q is taken as 0 to 1, and NaN as 0. Inside a bucket durations are taken
// as evenly spread. It is 0 if there are none.
func (h *Histogram) Quantile(q float64) float64 {
	if h.count == 0 {
		return 0
	}
	rank := float64(h.count)
	if !(q >= 1) {
		rank *= max(0, q)
	}
	if math.IsNaN(rank) {
		rank = 0
	}
	below := 0.0
	for i, n := range h.buckets {
		if n > 0 && below+float64(n) >= rank {
			low, high := edge(i), edge(i+1)
			return min(h.most, low+(high-low)*(rank-below)/float64(n))
		}
		below += float64(n)
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
