package tui

import (
	"math"
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/engine/sim"
	"crossover/tui/format"
	"crossover/tui/live"
	"crossover/tui/pane"
	"crossover/tui/state"
)

// simulating is the simulation beside the Simulate screen: a run that is
// watched and a measurement, both off the loop. Whatever arrives for another
// generation than the present one is dropped.
type simulating struct {
	question   simQuestion
	generation int
	seed       uint64
	// asking is set while a command works out what to simulate.
	asking bool

	run         *live.Run
	advancing   bool
	measurement *live.Measurement
	// pause is the user's wish. A run stops by itself when its view is full, which
	// sets ended, unless the user lets it go on, which makes it endless.
	pause, ended, endless bool
	// seen is what was seen of the run last; what is shown of it may be older where
	// nothing is to move.
	seen  live.View
	shown pane.Simulation
}

// simQuestion is what the simulation answers.
type simQuestion struct {
	scenario scenario.Scenario
	offer    int
	seed     uint64
}

// The messages of a simulation, each with its generation.
type (
	// simRestMsg says that the handle may have come to rest.
	simRestMsg int
	// simAskedMsg brings the question for the simulator.
	simAskedMsg struct {
		generation int
		question   engine.Simulated
		run        *live.Run
		err        error
		ok         bool
	}
	// simViewMsg brings what is seen of the run now, simTickMsg asks for more.
	simViewMsg struct {
		generation int
		view       live.View
	}
	simTickMsg int
	// simMeasuredMsg brings the result of the measurement.
	simMeasuredMsg struct {
		generation int
		result     sim.Result
		err        error
	}
)

const (
	// simEvery is the time between two views of a run.
	simEvery = time.Second / 15
	// simMoments and simBudget are the most moments and requests of a view: some
	// milliseconds of work.
	simMoments, simBudget = 4, 40_000
	// simMost is the largest pool simulated on screen.
	simMost = 100_000
)

// simulate starts, restarts or stops the simulation as the screen and the
// scenario want.
func (m *Model) simulate() tea.Cmd {
	s := &m.sim
	if m.st.Screen != state.Simulate {
		if s.generation > 0 && s.question != (simQuestion{}) {
			m.stopSimulation()
			s.question = simQuestion{}
		}
		return nil
	}
	q := simQuestion{m.st.Scenario, m.simulatedOffer(), s.seed}
	if q == s.question {
		return nil
	}
	m.stopSimulation()
	s.question = q
	s.shown.Known, s.shown.Problem = false, ""
	generation := s.generation
	return tea.Tick(restAfter, func(time.Time) tea.Msg { return simRestMsg(generation) })
}

// simulatedOffer is the offer selected; while the cheapest is followed, the
// cheapest whose instances come and go.
func (m *Model) simulatedOffer() int {
	if m.st.Offer >= 0 {
		return m.answer.Selected
	}
	for _, o := range m.answer.Ranked {
		if m.answer.Estimates[o].Feasible() && m.opts.Engine.Offer(o).Model.Pooled() {
			return o
		}
	}
	return m.answer.Selected
}

// stopSimulation ends what is under way, and makes it the last generation's.
func (m *Model) stopSimulation() {
	s := &m.sim
	s.generation++
	if s.measurement != nil {
		s.measurement.Cancel()
	}
	s.run, s.measurement, s.advancing, s.ended, s.endless = nil, nil, false, false, false
	s.shown.Measuring, s.shown.Measured, s.shown.Playing = false, false, false
	s.shown.Progress, s.shown.View, s.seen = sim.Progress{}, live.View{}, live.View{}
}

// onSimulation deals with the messages of a simulation.
func (m *Model) onSimulation(msg tea.Msg) tea.Cmd {
	s := &m.sim
	switch msg := msg.(type) {
	case simRestMsg:
		if int(msg) == s.generation && m.st.Screen == state.Simulate {
			return m.askSimulation()
		}
	case simAskedMsg:
		s.asking = false
		if msg.generation == s.generation {
			return m.startSimulation(msg)
		}
		if m.st.Screen == state.Simulate { // the question changed meanwhile
			return m.askSimulation()
		}
	case simViewMsg:
		if msg.generation == s.generation {
			return m.seeSimulation(msg.view)
		}
	case simTickMsg:
		if int(msg) == s.generation {
			return m.advanceSimulation()
		}
	case simMeasuredMsg:
		if msg.generation == s.generation {
			s.shown.Measuring, s.shown.Measured = false, msg.err == nil
			if m.showPlaying(); !s.shown.Playing {
				s.shown.View = s.seen
			}
			if p, ok := s.measurement.Progress(); ok {
				s.shown.Progress = p
			}
		}
	}
	return nil
}

// askSimulation works out what to simulate, off the loop.
func (m *Model) askSimulation() tea.Cmd {
	s := &m.sim
	if s.asking {
		return nil
	}
	s.asking = true
	shared, q, generation := m.opts.Shared, s.question, s.generation
	return func() tea.Msg {
		out := simAskedMsg{generation: generation}
		shared.inBackground(func(v *engine.Evaluator) {
			out.question, out.ok = v.Simulation(&q.scenario, q.scenario.Selected, q.offer, q.seed+1)
		})
		if out.ok && out.question.Model.Instances <= simMost {
			out.run, out.err = live.NewRun(out.question.Config)
		}
		return out
	}
}

// startSimulation lets the run and the measurement begin.
func (m *Model) startSimulation(a simAskedMsg) tea.Cmd {
	s := &m.sim
	m.gate.Touch()
	offer := m.opts.Engine.Offer(s.question.offer)
	s.shown.Title, s.shown.Part = offer.Title, s.question.scenario.SelectedPart().Name
	switch {
	case !a.ok:
		s.shown.Problem = offer.Title + " keeps its instances, so there is nothing to simulate: no request starts one. Choose another offer with " + m.keys.NextOffer.Help().Key + " or " + m.keys.PrevOffer.Help().Key + "."
	case a.err != nil:
		s.shown.Problem = "This cannot be simulated: " + a.err.Error()
	case a.run == nil:
		s.shown.Problem = "The pool is too large to be simulated beside the screen: the model expects " +
			string(format.AppendNumber(nil, math.Round(a.question.Model.Instances))) + " instances. The command simulate has no such limit."
	case a.question.Config.Arrivals.Rate() == 0:
		s.shown.Problem = "Without requests there is nothing to simulate."
	}
	if s.shown.Problem != "" {
		return nil
	}
	s.shown.Question, s.shown.Known = a.question, true
	s.seen = a.run.View()
	s.shown.View = s.seen
	s.run, s.measurement = a.run, live.NewMeasurement()
	s.shown.Measuring = true
	shared, measurement, config, generation := m.opts.Shared, s.measurement, a.question.Config, s.generation
	measure := func() tea.Msg {
		result, err := shared.measure(measurement, config)
		return simMeasuredMsg{generation, result, err}
	}
	return tea.Batch(measure, m.advanceSimulation())
}

// advanceSimulation lets the run go on for a moment, off the loop. A run that
// has filled its view only waits for the measurement.
func (m *Model) advanceSimulation() tea.Cmd {
	s := &m.sim
	m.showPlaying()
	switch {
	case !s.shown.Playing || s.advancing:
		return nil
	case s.ended:
		return m.seeSimulation(s.seen)
	}
	s.advancing = true
	run, generation := s.run, s.generation
	_, times := m.opts.Motion.each()
	return func() tea.Msg { return simViewMsg{generation, run.Advance(times*simMoments, times*simBudget)} }
}

// showPlaying settles whether the run goes on, and shows it.
func (m *Model) showPlaying() {
	s := &m.sim
	s.shown.Playing = s.run != nil && !s.pause && (!s.ended || s.shown.Measuring)
	m.gate.Touch()
}

// seeSimulation shows what is seen of the run, and arranges for more. Once the
// view is full and the figures are precise, it has come to rest.
func (m *Model) seeSimulation(v live.View) tea.Cmd {
	s := &m.sim
	m.gate.Touch()
	s.advancing, s.seen = false, v
	s.ended = s.ended || v.Full() && !s.endless
	m.showPlaying()
	if m.opts.Motion != MotionOff || !s.shown.Playing {
		m.reveal()
	}
	if !s.shown.Playing {
		return nil
	}
	generation := s.generation
	every, _ := m.opts.Motion.each()
	return tea.Tick(every, func(time.Time) tea.Msg { return simTickMsg(generation) })
}

// reveal shows what was seen of the run, and how far the measurement is.
func (m *Model) reveal() {
	s := &m.sim
	s.shown.View = s.seen
	if s.shown.Measuring {
		if p, ok := s.measurement.Progress(); ok {
			s.shown.Progress = p
		}
	}
}

// playSimulation pauses the run, or lets it go on; a measurement that is paused
// is cancelled, for its figures so far stay.
func (m *Model) playSimulation() tea.Cmd {
	s := &m.sim
	if m.st.Screen != state.Simulate || s.run == nil {
		return nil
	}
	if s.shown.Playing {
		m.reveal()
		s.pause, s.shown.Playing = true, false
		if s.measurement != nil {
			s.measurement.Cancel()
		}
		return nil
	}
	s.pause, s.ended, s.endless = false, false, true
	return m.advanceSimulation()
}

// reseedSimulation begins again with other random numbers.
func (m *Model) reseedSimulation() tea.Cmd {
	if m.st.Screen == state.Simulate {
		m.sim.seed++
		m.sim.pause = false
	}
	return nil
}
