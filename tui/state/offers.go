package state

import "math/bits"

// OfferSet is a set of offers by their index in the engine. It is comparable. Indices
// beyond its capacity are in no set.
type OfferSet [4]uint64

// Has reports whether an offer is in the set.
func (s *OfferSet) Has(o int) bool { return o>>6 < len(s) && s[o>>6]&(1<<(o&63)) != 0 }

// Add returns the set with an offer added.
func (s OfferSet) Add(o int) OfferSet {
	if o>>6 < len(s) {
		s[o>>6] |= 1 << (o & 63)
	}
	return s
}

// Toggle returns the set with an offer added, or removed if it is in it.
func (s OfferSet) Toggle(o int) OfferSet {
	if o>>6 < len(s) {
		s[o>>6] ^= 1 << (o & 63)
	}
	return s
}

// Others returns the set of all offers that are not in the set.
func (s OfferSet) Others() OfferSet {
	for i := range s {
		s[i] = ^s[i]
	}
	return s
}

// Len returns how many offers are in the set.
func (s *OfferSet) Len() (n int) {
	for _, b := range s {
		n += bits.OnesCount64(b)
	}
	return n
}

// Order is the sort order of the list of offers.
type Order uint8

// The orders.
const (
	// ByPrice sorts by rank: the cheapest first, infeasible offers last.
	ByPrice Order = iota
	ByLatency
	ByColdStart
	ByKind
	ByProvider
	ByName
	NumOrders
)

var orderNames = [...]string{"price", "p99", "cold starts", "kind", "provider", "name"}

// String returns the name of the order.
func (o Order) String() string { return orderNames[o] }
