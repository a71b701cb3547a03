//go:build !race

package sim

// thin divides the lengths of simulations, which are slower under the race detector.
const thin = 1
