// Package run evaluates one offer for one part: its usage, price, latency, and the limits
// it exceeds.
//
// A [Runner] compiles every offer for a [Part]; each is a [Run]. [Run.Cost] finds the
// cheapest size at a [Load] and writes usage and price to a [Result] that the caller
// lends, so that a step of a slider allocates nothing. Seven billing models turn usage
// into quantities: see usage.go.
package run
