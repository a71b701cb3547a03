package state

// OfferSet is a set of offers by their index in the engine. It is comparable;
// what is beyond its room is in no set.
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

// Order is how the list of offers is sorted.
type Order uint8

// The orders.
const (
	// ByPrice puts the cheapest first, what cannot run the part last.
	ByPrice Order = iota
	ByLatency
	ByColdStart
	ByKind
	ByProvider
	ByName
	NumOrders
)

var orderNames = [...]string{"price", "p99", "cold starts", "kind", "provider", "name"}

// String names the order.
func (o Order) String() string { return orderNames[o] }
