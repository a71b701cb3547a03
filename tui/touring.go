package tui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/palette"
	"crossover/tui/pane"
	"crossover/tui/state"
	"crossover/tui/tour"
)

// touring is the state of the guided tour. The screen keeps working beside it: keys other
// than next, back and leave do what they always do.
type touring struct {
	on    bool
	at    int
	steps []tour.Step
	// before and screen are the scenario and the screen at the start, restored at the
	// end.
	before *scenario.Scenario
	screen state.Screen
	box    pane.Tour
}

// TourMsg goes to a step of the guided tour, and starts it if needed. A step out of range
// ends it. A timer can lead through the tour with it.
type TourMsg int

// TourSteps returns the number of steps of the guided tour.
func TourSteps() int { return len(tour.Steps()) }

// goTour goes to a step. Each step is one change for undo.
func goTour(m *Model, at int) {
	t := &m.tour
	if !t.on {
		if at < 0 || at >= TourSteps() {
			return
		}
		*t = touring{on: true, steps: tour.Steps(), before: new(m.st.Scenario), screen: m.st.Screen}
	}
	if at < 0 || at >= len(t.steps) {
		endTour(m)
		return
	}
	t.at = at
	step := &t.steps[at]
	next, err := step.Apply(m.st)
	if err != nil { // the steps are built in and tested
		m.sayBad(err.Error())
		return
	}
	m.closeDialog()
	m.filtering = false
	m.edit("", func(s *state.State) { *s = next })
	if i := m.controls.Find(step.Slider); i >= 0 {
		m.focus(i)
	}
}

// endTour restores the scenario and the screen from before the tour.
func endTour(m *Model) {
	t := &m.tour
	t.on = false
	m.edit("", func(s *state.State) { s.Scenario, s.Screen, s.Offer = *t.before, t.screen, -1 })
	m.say("back where the tour began; " + m.keys.key("tour") + " takes it again")
}

// tourKey passes a key to the tour, and reports whether the tour used it.
func tourKey(m *Model, msg tea.KeyPressMsg) bool {
	if !m.tour.on || m.rects.Summary {
		return false
	}
	switch k := &m.keys; {
	case msg.String() == "enter", key.Matches(msg, *k.of("open")):
		goTour(m, m.tour.at+1)
	case msg.String() == "backspace":
		goTour(m, max(m.tour.at-1, 0))
	case key.Matches(msg, *k.of("back"), *k.of("quit")):
		endTour(m)
	default:
		return false
	}
	return true
}

// tourHints returns the key hints during the tour, the tour's own first.
func tourHints(m *Model) []pane.Hint {
	next := "next"
	if m.tour.at == len(m.tour.steps)-1 {
		next = "done"
	}
	list := []pane.Hint{{Key: "enter", Does: next}, {Key: "backspace", Does: "back"}, {Key: "esc", Does: "leave"}}
	open := m.keys.key("open")
	for _, h := range m.hinted.screens[m.st.Screen] {
		if h.Key != open && h.Key != m.keys.key("back") { // the tour uses those keys
			list = append(list, h)
		}
	}
	return list
}

// tourNote returns the number of the current step.
func tourNote(m *Model) string {
	return fmt.Sprintf("tour %d of %d", m.tour.at+1, len(m.tour.steps))
}

// tourWords fills the current figures into a text of the tour.
func tourWords(m *Model, text string) string {
	cheapest, price := "no offer", "nothing"
	if o := m.answer.Cheapest(); o >= 0 {
		cheapest = m.opts.Engine.Offer(o).Title
		price = string(m.canvas.Money.Append(nil, m.answer.Estimates[o].Monthly))
	}
	flip := "one offer stays the cheapest throughout"
	if n := len(m.answer.Edges); n > 0 {
		edge := &m.answer.Edges[n-1]
		flip = "at " + m.place(edge.X) + " " + m.opts.Engine.Offer(edge.Above).Title + " takes over from " + m.opts.Engine.Offer(edge.Below).Title
	}
	sc, k := &m.st.Scenario, &m.keys
	return strings.NewReplacer(
		"{rate}", format.Rate(sc.PerSecond(sc.Selected)), "{cheapest}", cheapest, "{price}", price, "{flip}", flip,
		"{layout}", string(m.canvas.Money.Append(nil, m.layout.Monthly)),
		"{left}", k.key("left"), "{right}", k.key("right"), "{palette}", k.key("palette"),
		"{help}", k.key("help"), "{scenarios}", k.key("scenarios"),
	).Replace(text)
}

// paintTour puts the step's box beside its subject.
func paintTour(m *Model) {
	t := &m.tour
	step := &t.steps[t.at]
	t.box.Title, t.box.Note = step.Title, tourNote(m)
	t.box.Text, t.box.Brief = tourWords(m, step.Text), tourWords(m, step.Brief)
	top := m.rects.Header.Y + m.rects.Header.H
	area := cell.Rect{Y: top, W: m.width, H: m.rects.Footer.Y - top}
	t.box.Draw(&m.canvas, area, tourTarget(m))
}

// tourRoom is the number of rows a page leaves for the tour's box.
const tourRoom = 7

// tourTarget returns the rectangle of the step's subject.
func tourTarget(m *Model) cell.Rect {
	r := &m.rects
	switch {
	case m.st.Screen != state.Explore:
		top, _ := r.Body.CutTop(max(r.Body.H-tourRoom, 3))
		return top
	case m.tour.steps[m.tour.at].At == tour.Sliders:
		return r.Sliders
	default:
		return r.Curves
	}
}

// shapes are the scenarios offered to a new user, with their names there.
var shapes = [...]struct{ preset, does string }{
	{"webhook", "a webhook: short, rare, in bursts"}, {"web-api", "an API that people wait for"},
	{"edge-auth", "at the edge: a check before every request"},
	{"websockets-50k", "sockets: connections that stay open"},
	{"nightly-batch", "a batch: a long run every night"}, {"gpu-inference", "a model on a GPU"},
}

// openStart asks a new user what to run.
func openStart(m *Model) {
	d := &menu{}
	d.box.Title, d.box.Note, d.box.Prompt, d.box.NoteAt = "What do you want to run?", "enter chooses, esc shows an example", "/ ", 44
	for _, x := range shapes {
		for i := range m.opts.Presets {
			if s := &m.opts.Presets[i]; s.Name == x.preset {
				d.add(palette.Item{Text: x.does, Note: s.Title}, just(func(m *Model) {
					loadScenario(m, s)
					startHint(m)
				}))
			}
		}
	}
	d.add(palette.Item{Text: "my own: one part, set with the sliders", Note: "type 3M/month, or move the slider"}, just(func(m *Model) {
		m.setScenario(*m.newPart("app"))
		startHint(m)
	}))
	d.add(palette.Item{Text: "show me round", Note: "the guided tour, two minutes"}, func(m *Model) tea.Cmd {
		goTour(m, 0)
		return nil
	})
	d.open(m)
}

// startHint shows how to continue after the first choice.
func startHint(m *Model) {
	m.say("type a number to set the " + string(scenario.GroupRequest) + " rate, as 3M/month; " + m.keys.key("palette") + " runs any command by name, " + m.keys.key("help") + " lists the keys")
}
