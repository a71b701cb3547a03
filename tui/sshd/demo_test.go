package sshd

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/tui"
	"crossover/tui/vtest"
)

func TestDemoIsTheTour(t *testing.T) {
	s := serve(t, func(c *Config) { c.Demo = true; c.Limits.Idle = time.Second })
	r := s.open(140, 36, "rate=40/s")
	r.WaitFor("tour 1 of 5", "A scenario", "this goes on by itself")
	r.Type("l") // not a step to the right
	r.WaitFor("it is yours", "40/s")
	r.Wait("the tour to be over", func() bool { _, _, on := r.Find("tour 1 of 5"); return !on })
	r.Type(vtest.Right)
	r.WaitFor("50/s")

	byHand := s.open(140, 36, "rate=40/s")
	byHand.WaitFor("tour 1 of 5")
	byHand.Type(vtest.Enter)
	byHand.WaitFor("tour 2 of 5", "Where it flips")
	byHand.Type("q")
	byHand.WaitFor("40/s")
	byHand.Type("q")
	if err := byHand.Ended(); err != nil {
		t.Errorf("the session ends with %v", err)
	}
	left := s.open(140, 36, "")
	left.WaitFor("tour 1 of 5")
	left.Type("\x03")
	_ = left.Ended()
}

// TestDemoGoesOn plays the tour by the clock: it begins anew after its last step,
// and a minute after the last key.
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
