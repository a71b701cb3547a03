//go:build race

package verdict_test

// raced is set under the race detector, which makes everything some ten
// times as slow.
const raced = true
