// Package tui is the full-screen program: a model that records what the user
// does, and a gate that lets the engine and the painter run at most once a
// frame. It is handed everything it needs — engine, themes, clock, size — and
// reads no files, environment or clock itself, so that many sessions can share
// one process.
package tui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/engine/verdict"
	"crossover/engine/verify"
	"crossover/themes"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/controls"
	"crossover/tui/frame"
	"crossover/tui/glyph"
	"crossover/tui/paint"
	"crossover/tui/pane"
	"crossover/tui/split"
	"crossover/tui/state"
	"crossover/tui/style"
	"crossover/tui/term"
)

// MaxContenders is how many products can always be on the chart.
const MaxContenders = answer.MaxContenders

// Options is everything a session is handed.
type Options struct {
	Engine *engine.Engine
	// Scenario is what the session starts with.
	Scenario scenario.Scenario
	// Themes are the themes to choose from; there is at least one.
	Themes []themes.Theme
	// Theme names the one to use; empty follows the terminal's background.
	Theme string
	// Light says that the terminal's background is taken to be light until it
	// says what it is.
	Light bool
	// Silent says that the terminal is of a kind that may never say what its
	// background is, as tmux up to 3.3: until it does, themes bring their own.
	Silent bool
	// Profile is the terminal's colour depth; with Detect set, what the
	// terminal says later counts.
	Profile colorprofile.Profile
	Detect  bool
	// Glyphs are the characters to draw with.
	Glyphs *glyph.Set
	// Narrow says that the terminal is known to draw characters of ambiguous
	// width in one column; it counts when other characters are chosen.
	Narrow bool
	// Now is the clock.
	Now func() time.Time
	// Verify recomputes the published worked examples; nil where there are none
	// to show.
	Verify func(context.Context) []verify.Result
	// Verdicts tests the rules of thumb; nil where there are none to show.
	Verdicts func(context.Context) []verdict.Result
	// Prices are the changes of prices that refreshes found, the oldest first.
	Prices []pane.PriceChange
	// Presets are scenarios to start from.
	Presets []scenario.Saved
	// Contenders are the products that are always on the chart, at most
	// [MaxContenders], or none for the usual ones. They count where Shared is not given.
	Contenders []string
	// Save writes a file that must not be there yet and returns where it is; what
	// is there already is an error that is fs.ErrExist. It is nil where a session
	// cannot write files.
	Save func(name string, content []byte) (path string, err error)
	// Motion is how much may move by itself.
	Motion Motion
	// NoMouse leaves the mouse to the terminal until the user takes it.
	NoMouse bool
	// Tour starts with the guided tour, and Welcome by asking somebody who is here
	// for the first time what is to be run.
	Tour, Welcome bool
	// Library keeps the user's own scenarios; nil where a session has none.
	Library Library
	// Start changes what the session starts by showing; nil is the explorer as
	// usual.
	Start func(*state.State)
	// Width and Height are the size if it is known at the start.
	Width, Height int
	// Shared is what this session shares with others in the process; nil is
	// nothing.
	Shared *Shared
	// Keys are the bindings; nil is those the program starts with.
	Keys *KeyMap
	// DarkTheme and LightTheme name the themes that follow the terminal's
	// background; empty is the first of each kind.
	DarkTheme, LightTheme string
	// Undo is how many changes can be undone; 0 is the usual number.
	Undo int
	// Sizes are where edges between panes were moved before, and KeepSizes keeps
	// where they are at the end; nil where a session cannot.
	Sizes     Sizes
	KeepSizes func(Sizes) error
	// Notice is said at the start.
	Notice string
	// InRoom says that the session is in a room, of which a RoomMsg tells more.
	InRoom bool
}

// frameInterval is the least time between two frames.
const frameInterval = time.Second / 120

// Model is one session of the full-screen program: what it shows, with all that
// stands round the screens and over them.
type Model struct {
	host

	actions []action // what they do
	hinted  hintSet
	theme   int
	profile colorprofile.Profile
	width   int
	height  int
	noMouse bool
	// chosen is set once the user has named a theme; until then the terminal's
	// background decides, of which backDark is what is known or taken to be.
	chosen, backDark bool
	// octants says that the terminal is known to draw octants.
	octants bool

	refining bool
	// resting is set while a timer waits for things to come to rest.
	resting bool

	edges  edges
	buffer *cell.Buffer

	header pane.Header
	footer pane.Footer

	own    owned
	room   Room
	tour   touring
	looks  looking
	dialog dialog // nil where there is none
}

// New returns a session.
func New(o Options) *Model {
	m := &Model{
		host: host{
			opts: o, keys: keysOf(o), st: state.New(o.Scenario), controls: controls.New(),
			gate: frame.Gate{Interval: o.Motion.frames()}, screens: newScreens(),
		},
		profile: o.Profile, width: o.Width, height: o.Height, buffer: cell.New(o.Width, o.Height),
	}
	if o.Start != nil {
		o.Start(&m.st)
	}
	m.actions, m.hinted = slices.Clip(m.keys.actions), newHints(&m.keys, m.screens[:])
	if o.InRoom {
		m.actions = append(m.actions, roomActions()...)
	}
	if m.opts.Shared == nil {
		m.opts.Shared = NewShared(o.Engine, 1, o.Contenders...)
	}
	m.history.Most, m.noMouse = o.Undo, o.NoMouse
	m.edges.sizes, _ = o.Sizes.bySplit() // the rest keep their own
	m.st.Follow()
	m.start, m.lastChange = m.st, o.Now().Add(-m.opts.Shared.restAfter()) // at the start nothing moves
	m.sliders.Focus, m.sliders.Hover = m.controls.Find("rate"), -1
	m.canvas = paint.Canvas{B: m.buffer}
	m.useGlyphs(o.Glyphs)
	m.chosen, m.backDark = o.Theme != "", !o.Light
	m.useTheme(themeNamed(m, o.Theme))
	switch {
	case o.Tour:
		goTour(m, 0)
	case o.Welcome:
		openStart(m)
	}
	if o.Notice != "" {
		m.sayBad(o.Notice)
	}
	m.gate.Touch()
	return m
}

// keysOf is the bindings of a session.
func keysOf(o Options) KeyMap {
	if o.Keys != nil {
		return *o.Keys
	}
	return DefaultKeyMap()
}

// themeNamed returns the index of a theme, or that of the one for the terminal's
// background.
func themeNamed(m *Model, name string) int {
	if i := slices.IndexFunc(m.opts.Themes, func(t themes.Theme) bool { return t.Name == name }); i >= 0 {
		return i
	}
	return themeFor(m, !m.opts.Light)
}

// themeFor returns the index of the theme for a dark or light terminal: the user's
// choice, or else the first of the kind.
func themeFor(m *Model, dark bool) int {
	name := m.opts.LightTheme
	if dark {
		name = m.opts.DarkTheme
	}
	if i := slices.IndexFunc(m.opts.Themes, func(t themes.Theme) bool { return name != "" && t.Name == name }); i >= 0 {
		return i
	}
	return max(slices.IndexFunc(m.opts.Themes, func(t themes.Theme) bool { return t.Dark == dark }), 0)
}

// useTheme works out the styles for a theme in the terminal's colours.
func (m *Model) useTheme(i int) {
	m.theme = i
	th := m.opts.Themes[i].For(m.backDark)
	if m.opts.Silent {
		th = m.opts.Themes[i].For(!th.Dark)
	}
	m.canvas.Style = m.opts.Shared.stylesOf(styleKey{th.Name, m.profile, th.Paint}, func() style.Styles { return style.New(th, m.profile) })
	m.gate.Touch()
}

// onBackground follows the terminal's background, unless a theme was chosen.
func (m *Model) onBackground(dark bool) {
	m.backDark, m.opts.Silent = dark, false
	if m.chosen {
		m.useTheme(m.theme)
	} else {
		m.useTheme(themeFor(m, dark))
	}
}

// State returns what the session shows.
func (m *Model) State() state.State { return m.st }

// Init has the user's scenarios read, to be there by name.
func (m *Model) Init() tea.Cmd { return listOwn(m) }

// Dirty reports whether something changed that no frame shows yet.
func (m *Model) Dirty() bool { return m.gate.Dirty() }

// Due reports whether Paint would make a new frame.
func (m *Model) Due() bool { return m.gate.Due(m.opts.Now()) }

// Paint brings the frame up to date, when something changed and the gate lets
// it through, and reports whether it did. The frame is good until the next
// call.
func (m *Model) Paint() (b *cell.Buffer, t *style.Table, fresh bool) {
	if fresh = m.gate.Ready(m.opts.Now()); fresh {
		m.build()
	}
	return m.buffer, m.canvas.Style.Table, fresh
}

// Modes returns what the terminal has to be in. A mouse that only points shows
// values, too.
func (m *Model) Modes() term.Modes { return term.Modes{Mouse: !m.noMouse, Title: "crossover"} }

// build computes and paints a frame.
func (m *Model) build() {
	m.current()
	m.paint()
}

// current brings the answer up to date with the state. Between frames it may be of
// an older state, of which nothing must be copied or exported.
func (m *Model) current() {
	m.rects = m.arrange(&m.cut, m.st.Screen)
	m.compute()
	m.canvas.Money.Currency = m.st.Scenario.Currency
}

// Doze gives back memory that an idle session can do without. The next change
// builds it anew.
func (m *Model) Doze() {
	m.answer.Doze()
}

// Frame returns the characters on screen, for tests and snapshots.
func (m *Model) Frame() string { return frame.Text(m.buffer) }

// maxCurves bounds what is drawn: more than a dozen are a ribbon, and fewer
// fit on a low chart.
const maxCurves = 11

// compute asks the engine what the state comes to.
func (m *Model) compute() {
	// What is drawn does not depend on the screen that shows, so that offers keep
	// their marks from one to the next.
	var c split.Cutter
	r := m.arrange(&c, state.Explore).Curves
	points, room := pane.Points(r.W), max(4, min(maxCurves, r.H*2/3))
	var lay func() laid
	if !m.hasLayout { // the first frame is whole
		q := planOf(&m.host)
		lay = beside(func() laid { return m.opts.Shared.lay(&q) })
	}
	m.opts.Shared.answer(func(s *answer.Source) { s.Compute(&m.answer, &m.st, points, room) })
	conclude(&m.host)
	m.screen().prepare(&m.host)
	if lay != nil {
		m.laid, m.solved, m.hasLayout = lay(), planOf(&m.host), true
	}
	m.pull()
	m.controls.PullPin(m.st.Pins.Last())
}
