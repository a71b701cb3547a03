package host

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/tui"
)

// TestDemoGoesOn plays the tour by the clock: it starts again after its last step, and a
// minute after the last key.
func TestDemoGoesOn(t *testing.T) {
	now := time.Unix(0, 0)
	d := newDemo(now, true)
	var at []int
	update := func(msg tea.Msg) {
		if step, ok := msg.(tui.TourMsg); ok {
			at = append(at, int(step))
		}
	}
	steps := func(want ...int) {
		t.Helper()
		for range want {
			now = d.next
			d.play(now, update)
		}
		for i := range want {
			if len(at) != len(want) || at[i] != want[i] {
				t.Fatalf("steps %v, want %v", at, want)
			}
		}
		at = nil
	}
	steps(0, 1, 2, 3, 4, 0, 1)
	if !d.stop(tea.KeyPressMsg{Code: 'x', Text: "x"}, now, update) || len(at) != 1 || at[0] != -1 {
		t.Errorf("a key leads to %v", at)
	}
	at = nil
	for range 2 {
		now = now.Add(time.Second)
		if d.stop(tea.KeyPressMsg{Code: 'x', Text: "x"}, now, update) || len(at) > 0 {
			t.Error("a key after the tour is taken away")
		}
	}
	if d.next != now.Add(time.Minute) {
		t.Errorf("it goes on after %s", d.next.Sub(now))
	}
	steps(0, 1)
	if d.stop(tea.KeyPressMsg{Code: tea.KeyEnter}, now, update) || len(at) > 0 || d.next != now.Add(time.Minute) {
		t.Error("enter does not go on by hand")
	}
	steps(0)
}
