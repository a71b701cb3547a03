// Package rank is the one order in which answers stand: offers in a list,
// layouts of a system, and what is called the cheapest.
//
// Money nobody pays tells no two apart: prices that are the same to the cent tie.
// The faster of them comes first, then the one with fewer vendors. What ties in
// all three is left to the caller, who knows what its answers are called.
package rank

import (
	"cmp"
	"math"
)

// Key is what an answer is ranked by.
type Key struct {
	// USD is the price in dollars a month; it counts to the cent.
	USD float64
	// P99MS is the latency in milliseconds. NaN, a latency that does not exist,
	// comes last.
	P99MS float64
	// Vendors is how many providers are dealt with.
	Vendors int
}

// Compare is below 0 where a comes before b, and 0 where they tie.
func (a Key) Compare(b Key) int { return a.compare(b, Cents) }

// CompareAlong is Compare for what is followed along an axis, where only prices
// that are nothing to the cent tie: others would tie and part again with every
// cent that two curves rise by.
func (a Key) CompareAlong(b Key) int { return a.compare(b, Along) }

func (a Key) compare(b Key, price func(float64) float64) int {
	if c := cmp.Compare(price(a.USD), price(b.USD)); c != 0 {
		return c
	}
	if c := cmp.Compare(last(a.P99MS), last(b.P99MS)); c != 0 {
		return c
	}
	return cmp.Compare(a.Vendors, b.Vendors)
}

// Along is an amount in dollars, 0 where it is nothing to the cent.
func Along(usd float64) float64 {
	if Cents(usd) == 0 {
		return 0
	}
	return usd
}

// last puts a latency that does not exist behind all others.
func last(ms float64) float64 {
	if math.IsNaN(ms) {
		return math.Inf(1)
	}
	return ms
}

// hair is how far below half a cent amounts are rounded up from, in cents, so
// that the noise of adding up decides no tie between amounts of half a cent.
const hair = 1e-6

// Cents is an amount in whole cents.
func Cents(usd float64) float64 { return math.Floor(usd*100 + 0.5 + hair) }

// Ceiling is an amount that is just more than all that tie with one.
func Ceiling(usd float64) float64 { return (Cents(usd) + 0.5 - hair) / 100 }
