package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"crossover/engine"
	"crossover/tui/answer"
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
	case keptMsg:
		cmd = scenarioKept(m, msg)
	case listedMsg:
		scenariosListed(m, msg)
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
	default:
		cmd = m.receive(msg)
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

// receive passes a message to the screens.
func (m *Model) receive(msg tea.Msg) tea.Cmd {
	var all tea.Cmd
	for _, s := range m.screens {
		all = both(all, s.receive(&m.host, msg))
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
	if left := after - now.Sub(m.lastChange); left > 0 || m.drag.on || m.solving {
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
		refined, err := (*answer.Refined)(nil), context.Canceled
		shared.inBackground(func(v *engine.Evaluator) { refined, err = answer.Refine(shared.ctx, v, r) })
		if err != nil {
			return nil // the session has ended
		}
		return doneMsg(func() {
			m.answer.Accept(refined)
			m.refining = false
		})
	}
}
