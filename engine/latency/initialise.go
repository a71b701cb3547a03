package latency

import "math"

// Start is the distribution of a cold start's added time: a constant and a
// lognormal.
type Start struct {
	OverheadS, P50S, Sigma float64
}

// Mean returns the mean of the initialising part, in seconds.
func (t Start) Mean() float64 { return t.P50S * math.Exp(t.Sigma*t.Sigma/2) }

// variance returns the variance of the initialising part.
func (t Start) variance() float64 {
	m := t.Mean()
	return m * m * math.Expm1(t.Sigma*t.Sigma)
}

// Quantile returns the time added by a cold start: the q-quantile for a
// standard normal z.
func (t Start) Quantile(z float64) float64 { return t.OverheadS + t.P50S*math.Exp(t.Sigma*z) }

// Z95 and Z99 are the 95th and 99th percentiles of the standard normal
// distribution.
const (
	Z95 = 1.6448536269514722
	Z99 = 2.3263478740408408
)

// Times returns the start with its times multiplied by n.
func (t Start) Times(n float64) Start {
	t.OverheadS *= n
	t.P50S *= n
	return t
}
