// Package rank defines the one ranking of answers: offers in a list, layouts of a system,
// and what is called the cheapest.
//
// Prices that are equal to the cent tie. Ties are broken by p99, then by the number of
// vendors. Answers that tie in all three are ordered by the caller, who knows their IDs.
package rank

import (
	"cmp"
	"math"
)

// Key holds the criteria by which an answer is ranked.
type Key struct {
	// USD is the price in dollars per month, compared to the cent.
	USD float64
	// P99MS is the latency in milliseconds. NaN, for no latency, ranks last.
	P99MS float64
	// Vendors is the number of providers used.
	Vendors int
}

// Compare returns a negative number if a ranks before b, and 0 if they tie.
func (k Key) Compare(b Key) int { return k.compare(b, Cents) }

// CompareAlong is Compare for points along an axis. Only prices that round to zero tie;
// otherwise two rising curves would tie and part again with every cent.
func (k Key) CompareAlong(b Key) int { return k.compare(b, Along) }

func (k Key) compare(b Key, price func(float64) float64) int {
	if c := cmp.Compare(price(k.USD), price(b.USD)); c != 0 {
		return c
	}
	if c := cmp.Compare(last(k.P99MS), last(b.P99MS)); c != 0 {
		return c
	}
	return cmp.Compare(k.Vendors, b.Vendors)
}

// Along returns an amount in dollars, or 0 if it rounds to zero cents.
func Along(usd float64) float64 {
	if usd < 0.01 && Cents(usd) == 0 {
		return 0
	}
	return usd
}

// last maps a latency that does not exist to +Inf.
func last(ms float64) float64 {
	if math.IsNaN(ms) {
		return math.Inf(1)
	}
	return ms
}

// hair is the tolerance in cents by which half cents are rounded up, so that summation
// noise does not break ties.
const hair = 1e-6

// Cents returns an amount in whole cents.
func Cents(usd float64) float64 { return math.Floor(usd*100 + 0.5 + hair) }

// Ceiling returns an amount just above all that tie with usd.
func Ceiling(usd float64) float64 { return (Cents(usd) + 0.5 - hair) / 100 }

// Digits returns a latency in milliseconds to three digits. NaN, for no latency, is +Inf.
func Digits(ms float64) float64 {
	if !(ms > 0) || math.IsInf(ms, 0) {
		return last(ms)
	}
	unit := math.Pow(10, math.Floor(math.Log10(ms))-2)
	return math.Round(ms/unit) * unit
}
