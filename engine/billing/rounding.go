package billing

import "math"

// MeanRoundedTime returns the mean time that [RoundTime] bills for times that are
// lognormal with a mean and a coefficient of variation cv (standard deviation over mean).
// It is the mean of the rounded times, not the rounded mean. The times are in one unit; a
// cv of 0 is a constant time.
//
// With S the share of times above a length, m the billed minimum and g the granularity, it
// is m + g·ΣS(m+kg) over k from 0, since a time is billed another step for each step that
// it exceeds. Where S bends within a few steps the sum is computed term by term; the rest
// is ∫S + S·g/2 - S'·g²/12 (Euler-Maclaurin, https://dlmf.nist.gov/2.10). From a length L,
// ∫S is mean·Φ(σ-z) - L·Φ(-z), where z is (ln L - μ)/σ: the partial expectation of a
// lognormal minus L times S,
// https://en.wikipedia.org/wiki/Log-normal_distribution#Partial_expectation.
func MeanRoundedTime(mean, cv, granularity, minimum float64) float64 {
	if cv <= 0 || mean <= 0 || granularity <= 0 && minimum <= 0 {
		return RoundTime(mean, granularity, minimum)
	}
	spread := 1 + cv*cv
	d := lognormal{sigma: math.Sqrt(math.Log(spread)), mean: mean}
	d.mu = math.Log(mean) - d.sigma*d.sigma/2
	width := mean * d.sigma / (spread * math.Sqrt(spread)) // of the peak of the density
	g, from := granularity, RoundTime(0, granularity, minimum)
	if g > 0 { // skip steps that all times exceed, by more than eight sigma
		from = max(from, math.Floor(math.Exp(d.mu-8*d.sigma)/g)*g)
	}
	billed := from
	if width < 5*g {
		for range 24 {
			s := d.above(from)
			if s < 1e-14 {
				return billed
			}
			billed += g * s
			from += g
		}
	}
	return billed + d.excess(from) + g/2*d.above(from) + g*g/12*d.density(from)
}

// lognormal is a distribution of times whose logarithm has mean mu and standard
// deviation sigma.
type lognormal struct{ mean, mu, sigma float64 }

// z returns a length in standard deviations of the logarithm.
func (d *lognormal) z(length float64) float64 { return (math.Log(length) - d.mu) / d.sigma }

// above returns the share of times above a length.
func (d *lognormal) above(length float64) float64 { return normal(-d.z(length)) }

// excess returns the mean excess of times over a length, counting shorter times as 0.
func (d *lognormal) excess(length float64) float64 {
	if length <= 0 {
		return d.mean
	}
	z := d.z(length)
	return d.mean*normal(d.sigma-z) - length*normal(-z)
}

// density returns the probability density at a length.
func (d *lognormal) density(length float64) float64 {
	if length <= 0 {
		return 0
	}
	z := d.z(length)
	return math.Exp(-z*z/2) / (length * d.sigma * math.Sqrt(2*math.Pi))
}

// normal returns the share of a standard normal distribution below z.
func normal(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }
