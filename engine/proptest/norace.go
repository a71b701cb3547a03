//go:build !race

package proptest

// Raced says whether the race detector is on.
const Raced = false
