package frame

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

const interval = 16 * time.Millisecond

// at returns the time ms milliseconds into the test.
func at(ms int) time.Time { return time.Unix(1000, 0).Add(time.Duration(ms) * time.Millisecond) }

func TestFirstChangeIsShownAtOnce(t *testing.T) {
	g := Gate{Interval: interval}
	if g.Ready(at(0)) {
		t.Error("ready without a change")
	}
	g.Touch()
	if _, ok := g.Hold(at(0)); ok {
		t.Error("the first change is held back")
	}
	if !g.Ready(at(0)) {
		t.Error("not ready for the first change")
	}
	if g.Ready(at(100)) {
		t.Error("ready again without a change")
	}
}

func TestChangesWithinTheIntervalShareOneTick(t *testing.T) {
	g := Gate{Interval: interval}
	g.Touch()
	g.Ready(at(0))
	for ms := 1; ms < 10; ms++ {
		g.Touch()
		d, ok := g.Hold(at(ms))
		if ok != (ms == 1) {
			t.Fatalf("at %d ms Hold = %v, %v", ms, d, ok)
		}
		if ok && d != 15*time.Millisecond {
			t.Errorf("tick after %v, want 15ms", d)
		}
		if g.Ready(at(ms)) {
			t.Fatalf("ready at %d ms", ms)
		}
	}
	g.Tick()
	if _, ok := g.Hold(at(16)); ok {
		t.Error("held back after the interval")
	}
	if !g.Ready(at(16)) || g.Dirty() {
		t.Error("the last change is not shown by the tick")
	}
}

func TestAnEarlyTickIsRepeated(t *testing.T) {
	g := Gate{Interval: interval}
	g.Touch()
	g.Ready(at(0))
	g.Touch()
	g.Hold(at(4))
	g.Tick()
	if d, ok := g.Hold(at(15)); !ok || d != time.Millisecond {
		t.Errorf("Hold = %v, %v, want another tick after 1ms", d, ok)
	}
}

func TestAClockSetBackHoldsNothingForLong(t *testing.T) {
	g := Gate{Interval: interval}
	g.Touch()
	g.Ready(at(1_000_000))
	g.Touch()
	if d, ok := g.Hold(at(0)); !ok || d > interval {
		t.Errorf("Hold = %v, %v, want at most one interval", d, ok)
	}
}

// TestGateKeepsItsPromises sends random messages through the loop in Gate's documentation.
func TestGateKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := Gate{Interval: interval}
		now, tick, last := 0, -1, -1000
		shown, changes := 0, 0
		message := func() {
			if d, ok := g.Hold(at(now)); ok {
				if tick >= 0 {
					t.Fatal("two ticks under way")
				}
				tick = now + int(d/time.Millisecond)
			}
			if g.Ready(at(now)) {
				if now-last < 16 {
					t.Fatalf("frames %d ms apart", now-last)
				}
				last, shown = now, changes
			}
		}
		for _, wait := range rapid.SliceOfN(rapid.IntRange(0, 40), 1, 60).Draw(t, "waits") {
			next := now + wait
			if tick >= 0 && tick <= next {
				now, tick = tick, -1
				g.Tick()
				message()
			}
			now = next
			changes++
			g.Touch()
			message()
		}
		if tick >= 0 {
			now, tick = tick, -1
			g.Tick()
			message()
		}
		if shown != changes {
			t.Fatalf("shown %d of %d changes", shown, changes)
		}
	})
}

// TestTheUserDoesNotWaitForWhatWasWorkedOut checks that an answer to the user is shown at
// once, even just after a frame of computed results, and that the next one waits for the
// interval.
func TestTheUserDoesNotWaitForWhatWasWorkedOut(t *testing.T) {
	g := Gate{Interval: interval}
	g.Touch()
	g.Ready(at(0))
	g.Touch()
	if g.Urge(); !g.Ready(at(2)) {
		t.Error("a key waits for the frame before it, which shows no key")
	}
	g.Touch()
	if g.Urge(); g.Ready(at(10)) {
		t.Error("two keys have a frame each within an interval")
	}
	if d, ok := g.Hold(at(10)); !ok || d != 8*time.Millisecond {
		t.Errorf("the second is shown after %v, %t", d, ok)
	}
}
