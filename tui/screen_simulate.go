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
	"crossover/tui/paint"
	"crossover/tui/pane"
	"crossover/tui/why"
)

// simulateScreen compares a simulated pool with the model: a visible run and a
// measurement, both off the loop. Steps of an older generation are dropped.
type simulateScreen struct {
	plain
	pane       pane.Simulate
	question   simQuestion
	generation int
	seed       uint64
	// asking is set while a command prepares the simulation.
	asking bool

	run         *live.Run
	advancing   bool
	measurement *live.Measurement
	// disturbances are to be applied before the run's next step.
	disturbances []disturbance
	// pause is the user's wish. A run stops when its view is full, which sets ended. If
	// the user continues it, it becomes endless.
	pause, ended, endless bool
	// seen is the latest view of the run. Without animation, shown may have an older one.
	seen  live.View
	shown pane.Simulation
}

// simQuestion is the input of a simulation.
type simQuestion struct {
	scenario scenario.Scenario
	offer    int
	seed     uint64
}

// disturbance starts or ends a disturbance of the run.
type disturbance struct {
	what sim.Disturbance
	on   bool
}

// disturbances maps actions to the disturbances that they cause on this screen.
var disturbances = map[string]sim.Disturbance{"solo": sim.Spike, "zoom": sim.ZoneLost, "linear": sim.Throttled, "hide": sim.Deployed}

// prepared is a prepared simulation; ok is false if the offer keeps its instances, and run
// is nil if its pool is too large.
type prepared struct {
	question engine.Simulated
	run      *live.Run
	err      error
	ok       bool
}

const (
	// simEvery is the time between two views of a run.
	simEvery = time.Second / 15
	// simMoments and simBudget limit the moments and requests of a view, to a few
	// milliseconds of work.
	simMoments, simBudget = 4, 40_000
	// simMost is the largest pool simulated on the screen, and simMostScaled the largest
	// with an autoscaler, where each request searches the least loaded instance.
	simMost, simMostScaled = 100_000, 2_000
	// simMostSettling is the largest number of requests before a measurement begins: about a
	// minute of work.
	simMostSettling = 2e8
)

func (s *simulateScreen) draw(h *host) { s.pane.Draw(&h.canvas, h.rects.Body, &s.shown, &h.cut) }

func (s *simulateScreen) hints() string {
	return "play=run or pause, solo=spike, zoom=lose a zone, linear=throttle, hide=deploy, left/right, up/down, explain, again, next-offer, next-part, edge"
}

func (s *simulateScreen) figures(h *host) []figure {
	return append(numbered(ofSimulated, len(s.rows())), h.offerFigure(why.ColdStarts))
}

// rows returns the figures of the table, once known.
func (s *simulateScreen) rows() []sim.Figure {
	if !s.shown.Known {
		return nil
	}
	return s.shown.Rows()
}

func (s *simulateScreen) explain(h *host, _ *engine.Evaluator, f figure) (x why.Explanation, ok bool) {
	rows := s.rows()
	if f.kind != ofSimulated || f.index >= len(rows) {
		return x, false
	}
	row := rows[f.index]
	return why.Simulated(&h.st.Scenario, &s.shown.Question, &s.shown.Progress, &row, pane.FigureName(row.Name), s.question.offer), true
}

func (s *simulateScreen) at(_ *host, x, y int) spot {
	i, ok := s.pane.Figures.At(x, y)
	return spot{figure: figure{kind: ofSimulated, index: i}, has: ok && i < len(s.rows())}
}

func (s *simulateScreen) views(*host) []*paint.View { return []*paint.View{&s.pane.Figures} }

func (s *simulateScreen) do(h *host, action string) (tea.Cmd, bool) {
	if d, ok := disturbances[action]; ok {
		return s.disturb(h, d), true
	}
	switch action {
	case "play":
		return s.play(h), true
	case "again":
		s.seed, s.pause = s.seed+1, false // other random numbers
		return nil, true
	default:
		return nil, false
	}
}

// disturb applies a disturbance to the run and continues it. The same action again ends a
// lasting one.
func (s *simulateScreen) disturb(h *host, d sim.Disturbance) tea.Cmd {
	if s.run == nil {
		h.say("nothing is simulated yet")
		return nil
	}
	on := true
	if d == sim.Spike || d == sim.Throttled {
		on = !s.shown.On[d]
		s.shown.On[d] = on
	}
	s.disturbances = append(s.disturbances, disturbance{d, on})
	s.pause, s.ended, s.endless = false, false, true
	return s.advance(h)
}

// words returns the results of the model and the simulation.
func (s *simulateScreen) words(*host) []string {
	switch {
	case s.shown.Problem != "":
		return []string{joined(s.shown.Title, s.shown.Problem)}
	case !s.shown.Known:
		return nil
	}
	out := append([]string{"simulation of " + s.shown.Title + " for " + s.shown.Part}, s.shown.Words()...)
	return append(out, s.shown.Disturbed()...)
}

// then returns a message that takes a step, unless the generation is over by then.
func (s *simulateScreen) then(generation int, step func() tea.Cmd) nextMsg {
	return func() tea.Cmd {
		if generation != s.generation {
			return nil
		}
		return step()
	}
}

// work starts, restarts or stops the simulation for the current screen and scenario.
func (s *simulateScreen) work(h *host, shown bool) tea.Cmd {
	if !shown {
		if s.generation > 0 && s.question != (simQuestion{}) {
			s.stop()
			s.question = simQuestion{}
		}
		return nil
	}
	q := simQuestion{h.st.Scenario, s.simulated(h), s.seed}
	if q == s.question {
		return nil
	}
	s.stop()
	s.question = q
	s.shown.Known, s.shown.Problem = false, ""
	rest := s.then(s.generation, func() tea.Cmd { return s.ask(h) })
	return tea.Tick(restAfter, func(time.Time) tea.Msg { return rest })
}

// simulated returns the selected offer. If the cheapest is followed, it returns the
// cheapest whose instances start and stop with the traffic.
func (s *simulateScreen) simulated(h *host) int {
	if h.st.Offer >= 0 {
		return h.answer.Selected
	}
	for _, o := range h.answer.Ranked {
		if h.answer.Estimates[o].Feasible() && h.opts.Engine.Offer(o).Model.Pooled() {
			return o
		}
	}
	return h.answer.Selected
}

// stop ends the run and the measurement, and starts a new generation.
func (s *simulateScreen) stop() {
	s.generation++
	if s.measurement != nil {
		s.measurement.Cancel()
	}
	s.run, s.measurement, s.advancing, s.ended, s.endless = nil, nil, false, false, false
	s.shown.Measuring, s.shown.Measured, s.shown.Playing = false, false, false
	s.disturbances, s.shown.On = nil, [sim.NumDisturbances]bool{}
	s.shown.Progress, s.shown.View, s.seen = sim.Progress{}, live.View{}, live.View{}
}

// measured shows the end of the measurement.
func (s *simulateScreen) measured(h *host, err error) {
	s.shown.Measuring, s.shown.Measured = false, err == nil
	if s.showPlaying(h); !s.shown.Playing {
		s.shown.View = s.seen
	}
	if p, ok := s.measurement.Progress(); ok {
		s.shown.Progress = p
	}
}

// ask prepares the simulation off the loop.
func (s *simulateScreen) ask(h *host) tea.Cmd {
	if s.asking {
		return nil
	}
	s.asking = true
	shared, q, generation := h.opts.Shared, s.question, s.generation
	return func() tea.Msg {
		var out prepared
		shared.inBackground(func(v *engine.Evaluator) {
			out.question, out.ok = v.Simulation(&q.scenario, q.scenario.Selected, q.offer, q.seed+1)
		})
		most := float64(simMost)
		if _, scaled := out.question.Config.(sim.AutoscaledConfig); scaled {
			most = simMostScaled
		}
		if out.ok && out.question.Model.Instances <= most && settling(&out.question) <= simMostSettling {
			out.run, out.err = live.NewRun(out.question.Config)
		}
		return nextMsg(func() tea.Cmd {
			s.asking = false
			switch {
			case generation == s.generation:
				return s.start(h, out)
			case h.screen() == screen(s): // the question has changed
				return s.ask(h)
			}
			return nil
		})
	}
}

// settling returns the number of requests before a measurement begins.
func settling(q *engine.Simulated) float64 { return q.Config.WarmsUp() * q.Config.Traffic().Rate() }

// start starts the run and the measurement.
func (s *simulateScreen) start(h *host, a prepared) tea.Cmd {
	h.gate.Touch()
	offer := h.opts.Engine.Offer(s.question.offer)
	s.shown.Instead = ""
	if o := h.answer.Selected; o != s.question.offer {
		s.shown.Instead = h.opts.Engine.Offer(o).Short + " keeps its instances running; this is the cheapest offer that does not"
	}
	s.shown.Title, s.shown.Part = offer.Title, s.question.scenario.SelectedPart().Name
	switch {
	case !a.ok:
		s.shown.Problem = offer.Title + " keeps its instances running, so no request starts one and there is nothing to simulate. Choose another offer with " + h.keys.key("next-offer") + " or " + h.keys.key("previous-offer") + "."
	case a.err != nil:
		s.shown.Problem = "This cannot be simulated: " + a.err.Error()
	case a.run == nil:
		s.shown.Problem = "The pool is too large to be simulated beside the screen: the model expects " +
			string(format.AppendNumber(nil, math.Round(a.question.Model.Instances))) + " instances, which settle after " +
			string(format.AppendNumber(nil, math.Round(settling(&a.question)))) + " requests. The command simulate has no such limit."
	case a.question.Config.Traffic().Rate() == 0:
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
	shared, measurement, config, generation := h.opts.Shared, s.measurement, a.question.Config, s.generation
	measure := func() tea.Msg {
		_, err := shared.measure(measurement, config)
		return s.then(generation, func() tea.Cmd {
			s.measured(h, err)
			return nil
		})
	}
	return tea.Batch(measure, s.advance(h))
}

// advance runs the next step off the loop. A run with a full view, or with as many requests
// as a measurement has at most, only waits for the measurement.
func (s *simulateScreen) advance(h *host) tea.Cmd {
	s.showPlaying(h)
	switch {
	case !s.shown.Playing || s.advancing:
		return nil
	case s.ended:
		return s.see(h, s.seen)
	}
	s.advancing = true
	run, generation, happen := s.run, s.generation, s.disturbances
	s.disturbances = nil
	_, times := h.opts.Motion.each()
	return func() tea.Msg {
		for _, d := range happen {
			run.Disturb(d.what, d.on)
		}
		v := run.Advance(times*simMoments, times*simBudget)
		return s.then(generation, func() tea.Cmd { return s.see(h, v) })
	}
}

// showPlaying updates whether the run is playing.
func (s *simulateScreen) showPlaying(h *host) {
	s.shown.Playing = s.run != nil && !s.pause && (!s.ended || s.shown.Measuring)
	h.gate.Touch()
}

// see stores a view of the run and schedules the next step, unless the run has stopped.
func (s *simulateScreen) see(h *host, v live.View) tea.Cmd {
	h.gate.Touch()
	s.advancing, s.seen = false, v
	s.ended = s.ended || (v.Full() || v.Now.Requests >= live.Requests) && !s.endless
	s.showPlaying(h)
	if h.opts.Motion != MotionOff || !s.shown.Playing {
		s.reveal()
	}
	if !s.shown.Playing {
		return nil
	}
	every, _ := h.opts.Motion.each()
	tick := s.then(s.generation, func() tea.Cmd { return s.advance(h) })
	return tea.Tick(every, func(time.Time) tea.Msg { return tick })
}

// reveal shows the latest view of the run, and the progress of the measurement.
func (s *simulateScreen) reveal() {
	s.shown.View = s.seen
	if s.shown.Measuring {
		if p, ok := s.measurement.Progress(); ok {
			s.shown.Progress = p
		}
	}
}

// play pauses or continues the run. Pausing cancels the measurement, whose figures so far
// stay.
func (s *simulateScreen) play(h *host) tea.Cmd {
	if s.run == nil {
		return nil
	}
	if s.shown.Playing {
		s.reveal()
		s.pause, s.shown.Playing = true, false
		if s.measurement != nil {
			s.measurement.Cancel()
		}
		return nil
	}
	s.pause, s.ended, s.endless = false, false, true
	return s.advance(h)
}
