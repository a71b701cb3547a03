package proptest

import (
	"testing"

	"pgregory.net/rapid"
)

// Check is rapid.Check for a property that takes long: n cases where others have
// a hundred, and more or fewer where others have. Once one fails rapid may try as
// many as it likes, to find a small one.
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
