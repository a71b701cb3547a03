package progress

import (
	"context"
	"testing"
)

func TestCounting(t *testing.T) {
	var c Count
	work := Begin(With(t.Context(), &c), 3)
	for want := range 4 {
		if done, all := c.Now(); done != want || all != 3 {
			t.Errorf("after %d steps %d of %d are done", want, done, all)
		}
		work.Step()
	}
	Begin(With(t.Context(), &c), 2)
	if done, all := c.Now(); done != 0 || all != 2 {
		t.Errorf("%d of %d are done of work that begins", done, all)
	}
	Begin(context.Background(), 5).Step() // nobody counts
}
