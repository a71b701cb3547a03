// Package run is one offer on one part: what it uses, what that costs, how fast it
// answers, and which limits it runs into.
//
// A [Runner] compiles every offer for a [Part]; each is a [Run]. [Run.Cost] finds
// the size that is the cheapest at a [Load] and leaves usage and price in a
// [Result] that the caller lends, so that a step of a slider allocates nothing.
// How usage becomes quantities is one of seven billing models: see usage.go.
package run
