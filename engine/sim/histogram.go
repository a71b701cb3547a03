package sim

import "math"

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
