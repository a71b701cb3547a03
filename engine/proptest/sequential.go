package proptest

import "testing"

// Sequential skips a long single-goroutine test in the short form under the race detector,
// which cannot find anything in it. The plain run includes it.
func Sequential(t testing.TB) {
	t.Helper()
	if Raced && testing.Short() {
		t.Skip("one goroutine, and long under the race detector")
	}
}
