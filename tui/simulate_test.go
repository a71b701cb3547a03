package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"crossover/engine/proptest"
	"crossover/engine/sim"
	"crossover/tui/state"
)

// simRests, simTicks and simMeasured are the messages of a simulation's two timers and of
// the end of its measurement.
func (s *session) simRests(generation int) nextMsg {
	x := s.simulating()
	return x.then(generation, func() tea.Cmd { return x.ask(&s.host) })
}

func (s *session) simTicks(generation int) nextMsg {
	x := s.simulating()
	return x.then(generation, func() tea.Cmd { return x.advance(&s.host) })
}

func (s *session) simMeasured(generation int) nextMsg {
	x := s.simulating()
	return x.then(generation, func() tea.Cmd {
		x.measured(&s.host, nil)
		return nil
	})
}

// simulateToTheEnd lets the timers of a simulation expire until it rests.
func (s *session) simulateToTheEnd() {
	s.tb.Helper()
	s.send(s.simRests(s.simulating().generation))
	for range 10_000 {
		if !s.simulating().shown.Playing {
			return
		}
		s.send(s.simTicks(s.simulating().generation))
	}
	s.tb.Fatal("the simulation does not come to rest")
}

func TestSimulateScreen(t *testing.T) {
	proptest.Sequential(t)
	for _, z := range []struct{ w, h int }{{160, 48}, {100, 30}, {80, 24}, {60, 20}, {40, 12}} {
		s := open(t, smallEngine(t), z.w, z.h, withScenario(t, "rate=20/hour", "duration=2s"))
		s.press("f5")
		s.simulateToTheEnd()
		golden(t, fmt.Sprintf("simulated-%dx%d", z.w, z.h), s.Frame())
	}
}

// The result of an outdated question changes nothing.
func TestSimulationFollowsTheSliders(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36, withScenario(t, "rate=20/hour", "duration=2s"))
	s.press("f5")
	old := s.simulating().generation
	s.simulateToTheEnd()
	if !s.simulating().shown.Measured || !s.simulating().shown.View.Full() {
		t.Fatalf("measured %v, view full %v", s.simulating().shown.Measured, s.simulating().shown.View.Full())
	}
	before := s.simulating().shown.Question.Model.ColdStart
	measurement := s.simulating().measurement
	s.press("right")
	if s.simulating().generation == old || s.simulating().shown.Known {
		t.Error("the simulation goes on as if no slider had moved")
	}
	s.send(s.simTicks(old), s.simMeasured(old), s.simRests(old))
	if s.simulating().shown.Known || s.simulating().shown.Measured {
		t.Error("messages of the old question are taken for the new one")
	}
	s.simulateToTheEnd()
	if after := s.simulating().shown.Question.Model.ColdStart; after >= before {
		t.Errorf("the chance of a cold start is %v with more traffic, %v before", after, before)
	}
	if s.simulating().measurement == measurement {
		t.Error("the measurement was not begun anew")
	}
	s.press("f1")
	if s.simulating().run != nil || s.simulating().shown.Playing {
		t.Error("the simulation goes on behind another screen")
	}
}

func TestSimulationPausesAndBeginsAgain(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36, withScenario(t, "rate=20/hour", "duration=2s"))
	s.press("f5")
	s.send(s.simRests(s.simulating().generation))
	s.press("space")
	if s.simulating().shown.Playing {
		t.Fatal("space does not pause")
	}
	at := s.simulating().shown.View.Now.Time
	s.send(s.simTicks(s.simulating().generation))
	if s.simulating().shown.View.Now.Time != at {
		t.Error("a paused run goes on")
	}
	s.press("space")
	if s.send(s.simTicks(s.simulating().generation)); s.simulating().shown.View.Now.Time <= at {
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
	s.send(s.simRests(s.simulating().generation))
	if !strings.Contains(s.Frame(), "nothing to simulate") {
		t.Errorf("a fleet of fixed size shows\n%s", s.Frame())
	}
	s = open(t, e, 100, 30, withScenario(t, "rate=0"))
	s.press("f5")
	s.send(s.simRests(s.simulating().generation))
	if !strings.Contains(s.Frame(), "Without requests") {
		t.Errorf("no traffic shows\n%s", s.Frame())
	}
	s = open(t, e, 100, 30, withScenario(t, "rate=1M/s", "duration=5ms"))
	s.press("f5")
	s.send(s.simRests(s.simulating().generation))
	if !strings.Contains(s.Frame(), "too large to be simulated") {
		t.Errorf("a load that takes minutes to settle shows\n%s", s.Frame())
	}
}

func TestLatencyScreenFollowsTheOffer(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36, withScenario(t, "rate=20/hour", "runtime=java"))
	s.press("f4")
	if s.st.Screen != state.Latency || s.latencies().target.asked == nil || len(s.latencies().target.answer.Ways) == 0 {
		t.Fatalf("on %v, asked %v", s.st.Screen, s.latencies().target.asked)
	}
	s.press("n", "n")
	if s.latencies().target.asked.offer != s.answer.Selected {
		t.Errorf("what latencies cost is that of offer %d, selected is %d", s.latencies().target.asked.offer, s.answer.Selected)
	}
	golden(t, "latency-120x36-next", s.Frame())
}

// TestSimulationIsDisturbed applies the four disturbances to a run, which continues and
// describes their effects.
func TestSimulationIsDisturbed(t *testing.T) {
	proptest.Sequential(t)
	s := open(t, smallEngine(t), 160, 48, withScenario(t, "rate=2/s", "duration=2s"))
	s.press("f5", "s")
	if s.simulating().shown.On[sim.Spike] {
		t.Fatal("there is a spike before there is a run")
	}
	s.simulateToTheEnd()
	goOn := func() {
		for range 5 {
			s.send(s.simTicks(s.simulating().generation))
		}
	}
	calm := s.simulating().shown.View.Now
	s.press("s")
	goOn()
	s.wants("Ten times as many requests arrive.", "Since a spike began", "started an instance")
	if now := s.simulating().shown.View.Now; now.Instances <= 2*calm.Instances || s.simulating().shown.View.Felt.Cold == 0 {
		t.Errorf("%d instances in the spike, %d before", now.Instances, calm.Instances)
	}
	s.press("s", "t")
	goOn()
	s.wants("No new instance starts.", "Since throttling began")
	if s.simulating().shown.On[sim.Spike] {
		t.Error("the spike goes on")
	}
	cold := s.simulating().shown.View.Now.Cold
	if goOn(); s.simulating().shown.View.Now.Cold != cold {
		t.Error("instances start")
	}
	for key, what := range map[string]string{"z": "the loss of a zone", "d": "a deploy"} {
		s.press(key)
		goOn()
		s.wants("Since " + what)
	}
	if s.press("right"); s.simulating().shown.On != [sim.NumDisturbances]bool{} {
		t.Error("another scenario is throttled, too")
	}
}
