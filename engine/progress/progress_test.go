package progress

import (
	"context"
	"testing"
)

func TestCounting(t *testing.T) {
	var c Count
	says := func(want string) {
		t.Helper()
		if got := c.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	says("starting")
	work := Begin(With(t.Context(), &c), 2, "claims")
	says("0 of 2 claims")
	work.Step()
	work.Step()
	says("2 of 2 claims")
	Begin(With(t.Context(), &c), 3, "months")
	says("0 of 3 months")
	Begin(context.Background(), 5, "days").Step() // without a counter
}
