package tui

import (
	"fmt"
	"strings"
	"testing"

	"crossover/tui/state"
)

// simulateToTheEnd lets the timers of a simulation go off until it rests.
func (s *session) simulateToTheEnd() {
	s.tb.Helper()
	s.send(simRestMsg(s.sim.generation))
	for range 10_000 {
		if !s.sim.shown.Playing {
			return
		}
		s.send(simTickMsg(s.sim.generation))
	}
	s.tb.Fatal("the simulation does not come to rest")
}

func TestSimulateScreen(t *testing.T) {
	for _, z := range []struct{ w, h int }{{160, 48}, {100, 30}, {80, 24}, {60, 20}, {40, 12}} {
		s := open(t, smallEngine(t), z.w, z.h, withScenario(t, "rate=20/hour", "duration=2s"))
		s.press("f5")
		s.simulateToTheEnd()
		golden(t, fmt.Sprintf("simulated-%dx%d", z.w, z.h), s.Frame())
	}
}

// What comes of a question that is no longer asked changes nothing.
func TestSimulationFollowsTheSliders(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36, withScenario(t, "rate=20/hour", "duration=2s"))
	s.press("f5")
	old := s.sim.generation
	s.simulateToTheEnd()
	if !s.sim.shown.Measured || !s.sim.shown.View.Full() {
		t.Fatalf("measured %v, view full %v", s.sim.shown.Measured, s.sim.shown.View.Full())
	}
	before := s.sim.shown.Question.Model.ColdStart
	measurement := s.sim.measurement
	s.press("right")
	if s.sim.generation == old || s.sim.shown.Known {
		t.Error("the simulation goes on as if no slider had moved")
	}
	s.send(simTickMsg(old), simMeasuredMsg{generation: old}, simRestMsg(old))
	if s.sim.shown.Known || s.sim.shown.Measured {
		t.Error("messages of the old question are taken for the new one")
	}
	s.simulateToTheEnd()
	if after := s.sim.shown.Question.Model.ColdStart; after >= before {
		t.Errorf("the chance of a cold start is %v with more traffic, %v before", after, before)
	}
	if s.sim.measurement == measurement {
		t.Error("the measurement was not begun anew")
	}
	s.press("f1")
	if s.sim.run != nil || s.sim.shown.Playing {
		t.Error("the simulation goes on behind another screen")
	}
}

func TestSimulationPausesAndBeginsAgain(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36, withScenario(t, "rate=20/hour", "duration=2s"))
	s.press("f5")
	s.send(simRestMsg(s.sim.generation))
	s.press("space")
	if s.sim.shown.Playing {
		t.Fatal("space does not pause")
	}
	at := s.sim.shown.View.Now.Time
	s.send(simTickMsg(s.sim.generation))
	if s.sim.shown.View.Now.Time != at {
		t.Error("a paused run goes on")
	}
	s.press("space")
	if s.send(simTickMsg(s.sim.generation)); s.sim.shown.View.Now.Time <= at {
		t.Error("space does not let it go on")
	}
	s.press("g")
	s.simulateToTheEnd()
	first := s.Frame()
	s.press("g")
	s.simulateToTheEnd()
	if s.Frame() == first {
		t.Error("other random numbers show the same picture")
	}
}

func TestWhatCannotBeSimulatedSaysWhy(t *testing.T) {
	e := smallEngine(t)
	s := open(t, e, 100, 30)
	for i := range e.Len() {
		if !e.Offer(i).Model.Pooled() {
			s.selectOffer(i)
		}
	}
	s.press("f5")
	s.send(simRestMsg(s.sim.generation))
	if !strings.Contains(s.Frame(), "nothing to simulate") {
		t.Errorf("a fleet of fixed size shows\n%s", s.Frame())
	}
	s = open(t, e, 100, 30, withScenario(t, "rate=0"))
	s.press("f5")
	s.send(simRestMsg(s.sim.generation))
	if !strings.Contains(s.Frame(), "Without requests") {
		t.Errorf("no traffic shows\n%s", s.Frame())
	}
}

func TestLatencyScreenFollowsTheOffer(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36, withScenario(t, "rate=20/hour", "runtime=java"))
	s.press("f4")
	if s.st.Screen != state.Latency || s.target.asked == nil || len(s.target.answer.Ways) == 0 {
		t.Fatalf("on %v, asked %v", s.st.Screen, s.target.asked)
	}
	s.press("n", "n")
	if s.target.asked.offer != s.answer.Selected {
		t.Errorf("what latencies cost is that of offer %d, selected is %d", s.target.asked.offer, s.answer.Selected)
	}
	golden(t, "latency-120x36-next", s.Frame())
}
