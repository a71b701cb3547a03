//go:build !race

package sim

// thin divides the lengths of simulations; under the race detector they are slower.
const thin = 1
