package proptest

import "testing"

// Sequential skips a long test of one goroutine in the short form under the race
// detector, which has nothing to find in it. The plain run has it whole.
func Sequential(t testing.TB) {
	t.Helper()
	if Raced && testing.Short() {
		t.Skip("one goroutine, and long under the race detector")
	}
}
