//go:build !race

package layout_test

// raced is true under the race detector, where tests do less.
const raced = false
