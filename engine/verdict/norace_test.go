//go:build !race

package verdict_test

// raced is set under the race detector.
const raced = false
