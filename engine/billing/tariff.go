// Package billing is the arithmetic of a price list: the price of a quantity under a rate
// with tiers, after an allowance and the vendor's rounding of usage. Quantities are in the
// rate's units per month, prices in dollars per unit.
package billing

import "math"

// Tier is a range of usage with its own price.
type Tier struct {
	// UpTo is the end of the tier in units per month; +Inf for the last tier.
	UpTo float64
	// Price is the price of one unit in dollars.
	Price float64
}

// Tariff is a rate ready to be charged. Tiers are graduated: each unit is charged at the
// price of the tier it falls into.
type Tariff struct {
	// Tiers are in ascending order; there is at least one.
	Tiers []Tier
	// RoundUp is the step to which billable usage is rounded up; 0 means no rounding.
	RoundUp float64
}

// Flat returns a tariff with one price for every unit.
func Flat(price float64) Tariff { return Tariff{Tiers: []Tier{{math.Inf(1), price}}} }

// Billable returns the quantity to charge after the included units are subtracted, rounded
// as the vendor rounds. It is never negative.
func (t *Tariff) Billable(quantity, included float64) float64 {
	x := quantity - included
	if x <= 0 {
		return 0
	}
	if t.RoundUp > 0 {
		// The tolerance absorbs rounding noise.
		x = math.Ceil(x/t.RoundUp-1e-9) * t.RoundUp
	}
	return x
}

// Charge returns the price of billable units, in dollars.
func (t *Tariff) Charge(billable float64) float64 {
	if len(t.Tiers) == 1 {
		return billable * t.Tiers[0].Price
	}
	sum, from := 0.0, 0.0
	for i := range t.Tiers {
		tier := &t.Tiers[i]
		if billable <= tier.UpTo {
			return sum + (billable-from)*tier.Price
		}
		sum += (tier.UpTo - from) * tier.Price
		from = tier.UpTo
	}
	return sum
}

// Slice is the charge of one tier.
type Slice struct {
	// Units are charged at Price each, Amount in total.
	Units, Price, Amount float64
}

// Split appends the charges of the tiers for billable units to dst, from the first tier to
// the last one reached. It appends nothing for 0 units.
func (t *Tariff) Split(billable float64, dst []Slice) []Slice {
	from := 0.0
	for _, tier := range t.Tiers {
		if billable <= from {
			break
		}
		n := min(billable, tier.UpTo) - from
		dst = append(dst, Slice{n, tier.Price, n * tier.Price})
		from = tier.UpTo
	}
	return dst
}

// UnitPrice returns the average price of one unit when billable units are
// charged, and the first tier's price when none are.
func (t *Tariff) UnitPrice(billable float64) float64 {
	if billable <= 0 || len(t.Tiers) == 1 {
		return t.Tiers[0].Price
	}
	return t.Charge(billable) / billable
}

// RoundTime rounds a time up to a multiple of granularity and to at least
// minimum, all in the same unit; 0 rounds nothing. Vendors round each request
// or active period this way.
func RoundTime(t, granularity, minimum float64) float64 {
	t = max(t, minimum)
	if granularity > 0 {
		t = math.Ceil(t/granularity-1e-9) * granularity
	}
	return t
}

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
	d := lognormal{sigma: math.Sqrt(math.Log(spread))}
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
	if from <= 0 {
		return billed + mean + g/2
	}
	z := d.z(from)
	above, density := normal(-z), math.Exp(-z*z/2)/(from*d.sigma*math.Sqrt(2*math.Pi))
	return billed + (mean*normal(d.sigma-z) - from*above) + g/2*above + g*g/12*density
}

// lognormal is a distribution of times whose logarithm has mean mu and standard
// deviation sigma.
type lognormal struct{ mu, sigma float64 }

// z returns a length in standard deviations of the logarithm.
func (l *lognormal) z(length float64) float64 { return (math.Log(length) - l.mu) / l.sigma }

// above returns the share of times above a length.
func (l *lognormal) above(length float64) float64 { return normal(-l.z(length)) }

// normal returns the share of a standard normal distribution below z.
func normal(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }
