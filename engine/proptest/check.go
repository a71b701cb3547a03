package proptest

import (
	"testing"

	"pgregory.net/rapid"
)

// Check is rapid.Check for a slow property: it tries n cases for every hundred of other
// properties. After a failure rapid may try any number, to shrink the case.
func Check(t *testing.T, n int, property func(*rapid.T)) {
	t.Helper()
	left, failed := Times(n), false
	rapid.Check(t, func(t *rapid.T) {
		if left--; left < 0 && !failed {
			return
		}
		whole := false
		defer func() { failed = failed || !whole || t.Failed() }()
		property(t)
		whole = true
	})
}

// Sequential skips a long single-goroutine test in the short form under the race detector,
// which cannot find anything in it. The plain run includes it.
func Sequential(t testing.TB) {
	t.Helper()
	if Raced && testing.Short() {
		t.Skip("one goroutine, and long under the race detector")
	}
}
