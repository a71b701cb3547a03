//go:build race

package engine_test

// raced is set under the race detector, which makes random checks some ten
// times as slow.
const raced = true
