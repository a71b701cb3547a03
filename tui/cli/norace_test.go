//go:build !race

package cli

// underRace thins tests that take long under the race detector.
const underRace = false
