package tui

import (
	"context"
	"time"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"crossover/engine"
	"crossover/engine/progress"
	"crossover/engine/scenario"
	"crossover/tui/glyph"
	"crossover/tui/state"
)

// tickMsg reports that a held-back frame may be built.
type tickMsg struct{}

// solvedMsg has a computed layout.
type solvedMsg struct {
	plan
	laid
}

// nextMsg reports a step of background work; calling it takes the result and returns the
// next command.
type nextMsg func() tea.Cmd

// NoticeMsg is a message to the user from outside.
type NoticeMsg string

// Update handles a message and returns the commands to run. It computes nothing: Paint
// does, once a frame.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
	case tea.KeyPressMsg:
		cmd = m.onKey(msg)
		m.gate.Urge()
	case tea.MouseMsg:
		cmd = m.onMouse(msg)
		m.gate.Urge()
	case tea.PasteMsg:
		m.onPaste(msg.Content)
		m.gate.Urge()
	case TourMsg:
		goTour(m, int(msg))
		m.gate.Touch()
	case tea.BackgroundColorMsg:
		m.onBackground(msg.IsDark())
	case tea.TerminalVersionMsg:
		m.octants = glyph.HasOctants(msg.Name)
		m.useGlyphs(m.canvas.Glyph)
	case tea.ColorProfileMsg:
		m.onProfile(msg.Profile)
	case RoomMsg:
		roomChanged(m, msg.Room)
	case FollowMsg:
		followPresenter(m, msg)
	case NoticeMsg:
		m.say(string(msg))
		m.gate.Touch()
	case tickMsg:
		m.gate.Tick()
	case restMsg:
		m.resting = false
	case doneMsg:
		msg()
		m.gate.Touch()
	case solvedMsg:
		m.laid, m.solved, m.solving = msg.laid, msg.plan, false
		m.gate.Touch()
	case nextMsg:
		cmd = msg()
	}
	return tea.Batch(cmd, m.hold(), m.rest(), m.solve(), m.work())
}

// work starts the background work of the screens.
func (m *Model) work() tea.Cmd {
	var all tea.Cmd
	for i, s := range m.screens {
		all = both(all, s.work(&m.host, state.Screen(i) == m.st.Screen))
	}
	return all
}

// both batches two commands; usually there are none.
func both(a, b tea.Cmd) tea.Cmd {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	default:
		return tea.Batch(a, b)
	}
}

// The largest screen drawn. Larger sizes reported by a terminal are cut.
const (
	MaxWidth  = 500
	MaxHeight = 200
)

func (m *Model) resize(w, h int) {
	w, h = min(max(w, 0), MaxWidth), min(max(h, 0), MaxHeight)
	if w != m.width || h != m.height {
		m.width, m.height = w, h
		m.gate.Touch()
	}
}

func (m *Model) onProfile(p colorprofile.Profile) {
	if m.opts.Detect && p != m.profile {
		m.profile = p
		m.useTheme(m.theme)
	}
}

// hold schedules the frame that the gate holds back, if any.
func (m *Model) hold() tea.Cmd {
	d, ok := m.gate.Hold(m.opts.Now())
	if !ok {
		return nil
	}
	return tea.Tick(d, func(time.Time) tea.Msg { return tickMsg{} })
}

// solve starts to compute the layout of the current scenario off the loop, unless it is
// known or being computed.
func (m *Model) solve() tea.Cmd {
	if m.solving || !m.hasLayout || m.opts.Shared.sparing() && m.moving() || m.solved == planOf(&m.host) {
		return nil
	}
	return startSolving(m)
}

func startSolving(m *Model) tea.Cmd {
	m.solving = true
	q, shared := planOf(&m.host), m.opts.Shared
	return func() tea.Msg { return solvedMsg{q, shared.inTurn(&q)} }
}

// restMsg asks to check whether the handle rests.
type restMsg struct{}

// moving reports whether a change happened that may be followed by others at once.
func (h *host) moving() bool { return h.gate.Dirty() || !h.lastChange.IsZero() }

// rest keeps one timer running while changes happen. After a while without changes it
// starts to compute the exact edges of the phases.
func (m *Model) rest() tea.Cmd {
	now := m.opts.Now()
	if m.gate.Dirty() {
		m.lastChange = now
	}
	if m.resting || m.lastChange.IsZero() {
		return nil
	}
	after := m.opts.Shared.restAfter()
	if left := after - now.Sub(m.lastChange); left > 0 || m.drag.move != nil || m.solving {
		m.resting = true
		return tea.Tick(max(left, after/4), func(time.Time) tea.Msg { return restMsg{} })
	}
	m.lastChange = time.Time{}
	return refine(m)
}

// refine computes the exact edges off the loop.
func refine(m *Model) tea.Cmd {
	if m.refining {
		return nil
	}
	r := m.answer.Wanted(&m.st)
	if r == nil {
		return nil
	}
	m.refining = true
	shared := m.opts.Shared
	return func() tea.Msg {
		refined := shared.refine(r)
		if refined == nil {
			return nil // the session has ended
		}
		return doneMsg(func() {
			m.answer = m.answer.With(refined)
			m.refining = false
		})
	}
}

// onKey handles a key press: first by a dialog, then as typing, then by the bindings.
func (m *Model) onKey(msg tea.KeyPressMsg) tea.Cmd {
	if msg.String() == interrupt {
		return tea.Quit
	}
	m.gate.Touch()
	m.message = ""
	if m.talking() {
		return m.dialog.key(m, msg)
	}
	m.edges.keep = false
	defer func() {
		if !m.edges.keep {
			m.edges.chosen = held{}
		}
	}()
	if typeKey(m, msg) || filterKey(m, msg) || tourKey(m, msg) {
		return nil
	}
	for i := range m.actions {
		if a := &m.actions[i]; key.Matches(msg, *a.bind) {
			return m.perform(a)
		}
	}
	r, n := utf8.DecodeRuneInString(msg.Text)
	switch whole := n > 0 && n == len(msg.Text); {
	case whole && m.onPane() == onSliders:
		m.focused().EditKey(r)
	case whole && r >= '1' && r <= '0'+rune(numPanes):
		choosePane(m, chosenPane(r-'1'))
	}
	return nil
}

// typeKey passes a key to the value being typed, and reports whether there is one.
func typeKey(m *Model, msg tea.KeyPressMsg) bool {
	i := m.sliders.Focus
	s := &m.controls.Controls[i].Slider
	if !s.Editing() {
		return false
	}
	switch msg.String() {
	case "esc":
		s.Cancel()
	case "enter":
		before := m.st
		if err := s.Commit(); err == nil {
			m.controls.Push(i, &m.st.Scenario)
			m.changed(before, "")
		}
	case "backspace":
		s.Backspace()
	default:
		for _, r := range msg.Text {
			s.EditKey(r)
		}
	}
	return true
}

// moveBy moves n rows down in the current list, or from slider to slider if there is
// none.
func moveBy(m *Model, n int) {
	if p := m.screen().list(&m.host); p != nil {
		p.Move(n)
		return
	}
	if steer(m, 0, n) {
		return
	}
	(*sliderPage)(&m.host).Move(n)
}

// moveAcross moves the focused slider, or acts in another pane.
func moveAcross(m *Model, n int) {
	if !steer(m, n, 0) {
		m.step(n, false)
	}
}

// toEnd moves to the start or the end of the current list, or of the slider if there is
// none.
func toEnd(m *Model, sign int) {
	switch p := m.screen().list(&m.host); {
	case p != nil:
		p.Move(sign << 30)
	case sign < 0:
		m.slide(m.sliders.Focus, "", m.focused().Home)
	default:
		m.slide(m.sliders.Focus, "", m.focused().End)
	}
}

// resetAll restores the scenario of the start of the session.
func resetAll(m *Model) {
	m.pull()
	m.edit("", func(s *state.State) { s.Scenario = m.opts.Scenario })
}

// nextLevel selects the next service level; the first follows the last.
func nextLevel(m *Model) {
	i := m.controls.Find("level")
	x := &m.controls.Controls[i].Slider
	m.slide(i, "", func() bool { x.Value = float64((int(x.Value) + 1) % len(x.Choices)); return true })
}

// openBill folds or unfolds the focused group of terms, or else shows the bill.
func openBill(m *Model) tea.Cmd {
	if m.onPane() != onSliders || !m.controls.Toggle(m.sliders.Focus) {
		m.show(state.Bill)
	}
	return nil
}

// task is a computation off the loop. It holds the answer to the last question that was
// answered, and works on one question at a time.
type task[Q comparable, A any] struct {
	working bool
	// count is the progress of the computation.
	count progress.Count
	// asked is the question of answer, or nil before the first one. It is a pointer
	// because questions hold whole scenarios, and most sessions never ask most of them.
	asked  *Q
	answer A
}

// doneMsg reports the end of a task; calling it stores the answer.
type doneMsg func()

// scenarioOffer is a question about an offer in a scenario.
type scenarioOffer struct {
	scenario scenario.Scenario
	offer    int
}

// ask starts to work on a question, unless its answer is known or the task is busy. If
// the session ends first, the question stays unanswered.
func (t *task[Q, A]) ask(s *Shared, q Q, work func(*engine.Evaluator, context.Context, *Q) (A, error)) tea.Cmd {
	if t.working || t.answers(q) {
		return nil // the usual case, which allocates nothing
	}
	return t.start(s, q, work)
}

// askAll is ask for a question whose answer is the same in all sessions: they share it.
func (t *task[Q, A]) askAll(s *Shared, q Q, work func(*engine.Evaluator, context.Context, *Q) (A, error)) tea.Cmd {
	if t.working || t.answers(q) {
		return nil
	}
	return t.start(s, q, func(v *engine.Evaluator, ctx context.Context, q *Q) (answer A, err error) {
		if answer, ok := recall[A](s.memo, *q); ok {
			return answer, nil
		}
		if answer, err = work(v, ctx, q); err == nil {
			keep(s.memo, *q, answer)
		}
		return answer, err
	})
}

func (t *task[Q, A]) start(s *Shared, q Q, work func(*engine.Evaluator, context.Context, *Q) (A, error)) tea.Cmd {
	t.working = true
	return func() tea.Msg {
		var answer A
		done := false
		s.inBackground(func(v *engine.Evaluator) {
			var err error
			answer, err = work(v, progress.With(s.ctx, &t.count), &q)
			done = err == nil
		})
		return doneMsg(func() {
			t.working = false
			if done {
				t.asked, t.answer = share[A](s.memo, &q), answer
			}
		})
	}
}

// answers reports whether answer is the answer to q.
func (t *task[Q, A]) answers(q Q) bool { return t.asked != nil && *t.asked == q }

// beside runs f in a goroutine and returns a function that waits for its result. That
// function panics if f did.
func beside[T any](f func() T) (wait func() T) {
	done := make(chan struct{})
	var out T
	var failed any
	go func() {
		defer close(done)
		defer func() { failed = recover() }()
		out = f()
	}()
	return func() T {
		<-done
		if failed != nil {
			panic(failed)
		}
		return out
	}
}
