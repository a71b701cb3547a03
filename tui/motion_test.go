package tui

import (
	"testing"

	"crossover/engine/proptest"
)

// A simulation has the same result with any amount of animation. Without animation the
// screen changes only at the end.
func TestMotion(t *testing.T) {
	proptest.Sequential(t)
	var last string
	for _, motion := range []Motion{MotionFull, MotionReduced, MotionOff} {
		s := open(t, smallEngine(t), 120, 36, withScenario(t, "rate=20/hour", "duration=2s"), func(o *Options) { o.Motion = motion })
		s.press("f5")
		s.send(s.simRests(s.simulating().generation))
		frames := map[string]bool{}
		for n := 0; s.simulating().shown.Playing; n++ {
			if n > 10_000 {
				t.Fatal("the simulation does not come to rest")
			}
			frames[s.Frame()] = true
			s.send(s.simTicks(s.simulating().generation))
		}
		s.Paint()
		if last != "" && s.Frame() != last {
			t.Errorf("motion %v ends otherwise:\n%s", motion, s.Frame())
		}
		last = s.Frame()
		switch most := map[Motion]int{MotionFull: 1e6, MotionReduced: 40, MotionOff: 2}[motion]; {
		case len(frames) > most:
			t.Errorf("motion %v: %d pictures on the way", motion, len(frames))
		case motion == MotionFull && len(frames) < 20:
			t.Errorf("motion full: %d pictures on the way only", len(frames))
		}
	}
	for _, m := range []Motion{MotionFull, MotionReduced, MotionOff} {
		if got, ok := ParseMotion(m.String()); !ok || got != m {
			t.Errorf("%v reads as %v, %v", m, got, ok)
		}
	}
	if _, ok := ParseMotion("some"); ok {
		t.Error("any word is an amount of motion")
	}
}

// The terminal has the mouse until the user takes it.
func TestNoMouse(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36, func(o *Options) { o.NoMouse = true })
	if s.Modes().Mouse {
		t.Error("the mouse is taken")
	}
	if s.press("m"); s.Modes().Mouse == false {
		t.Error("the mouse cannot be taken")
	}
}
