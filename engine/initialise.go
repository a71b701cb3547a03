package engine

import "math"

// initTime is the distribution of a cold start's added time: a constant and a
// lognormal.
type initTime struct {
	overheadS, p50S, sigma float64
}

// mean returns the mean of the initialising part, in seconds.
func (t initTime) mean() float64 { return t.p50S * math.Exp(t.sigma*t.sigma/2) }

// variance returns the variance of the initialising part.
func (t initTime) variance() float64 {
	m := t.mean()
	return m * m * math.Expm1(t.sigma*t.sigma)
}

// quantile returns the time added by a cold start: the q-quantile for a
// standard normal z.
func (t initTime) quantile(z float64) float64 { return t.overheadS + t.p50S*math.Exp(t.sigma*z) }

// z95 and z99 are the 95th and 99th percentiles of the standard normal
// distribution.
const (
	z95 = 1.6448536269514722
	z99 = 2.3263478740408408
)

// times is a start that takes so many times as long.
func (t initTime) times(n float64) initTime {
	t.overheadS *= n
	t.p50S *= n
	return t
}
