//go:build !race

package proptest

// Raced is set if the race detector is on.
const Raced = false
