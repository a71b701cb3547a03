// Package tui is the full-screen program. Its model records the user's actions, and a
// gate lets the engine and the painter run at most once a frame. Engine, themes, clock
// and size are passed in. The package reads no files, environment or clock, so that many
// sessions can share a process.
//
// # The rooms
//
// Around it are the packages that start it, and those that it draws with. Their imports
// point one way:
//
//	cli ──▶ sshd, web, cluster ──▶ host
//	 │                              │
//	 ├──▶ mcp, importer, trace      ▼
//	 │                             tui ──▶ term ──▶ frame
//	 ▼                              │
//	result ◀────────────────────────┤
//	 │                              ▼
//	 │                             pane ──▶ chart, table, slider, diagram
//	 │                              │                │
//	 ▼                              ▼                ▼
//	answer, headline, why ◀─────────┘     paint ──▶ style, glyph ──▶ cell
//	 │
//	 ▼
//	engine
//
// # A screen
//
// Each screen is a type in a file of its own, screen_NAME.go: what it draws, what is under
// the mouse, its keys' hints, the words for a screen reader, and what it computes in the
// background. The [Model] knows only the interface in screen.go. It holds the state, its
// history, the gate and the tasks. An action's key, handler, help and hint are one row of
// actions.go. Local sessions and those of people elsewhere show the same [Display], whose
// bytes only package term writes.
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
	"crossover/tui/format"
	"crossover/tui/frame"
	"crossover/tui/glyph"
	"crossover/tui/pane"
	"crossover/tui/split"
	"crossover/tui/state"
	"crossover/tui/style"
	"crossover/tui/term"
)

// MaxContenders limits the products that are always on the chart.
const MaxContenders = answer.MaxContenders

// Options configures a session.
type Options struct {
	Engine *engine.Engine
	// Scenario is the initial scenario.
	Scenario scenario.Scenario
	// Themes are the available themes; there is at least one.
	Themes []themes.Theme
	// Theme is the name of the theme, or "" to follow the terminal's background.
	Theme string
	// Light assumes a light background until the terminal reports its own.
	Light bool
	// Silent marks terminals that may never report their background, such as tmux up to
	// 3.3. Until they do, themes paint their own.
	Silent bool
	// Profile is the terminal's colour depth. With Detect, the terminal's later report
	// replaces it.
	Profile colorprofile.Profile
	Detect  bool
	// Glyphs is the character set.
	Glyphs *glyph.Set
	// Narrow is set if the terminal is known to draw characters of ambiguous width in one
	// column. It applies when the user changes the character set.
	Narrow bool
	// Now is the clock.
	Now func() time.Time
	// Verify recomputes the published worked examples; nil hides them.
	Verify func(context.Context) []verify.Result
	// Verdicts tests the rules of thumb; nil hides them.
	Verdicts func(context.Context) []verdict.Result
	// Prices are the changes of prices found by refreshes, oldest first.
	Prices []pane.PriceChange
	// Presets are the built-in scenarios.
	Presets []scenario.Saved
	// Contenders are the products always on the chart, at most [MaxContenders]; none
	// means the default ones. They are used only if Shared is nil.
	Contenders []string
	// Save writes a new file and returns its path. The error is fs.ErrExist if the file
	// exists. Save is nil if the session cannot write files.
	Save func(name string, content []byte) (path string, err error)
	// Motion is the amount of animation.
	Motion Motion
	// NoMouse leaves the mouse to the terminal until the user takes it.
	NoMouse bool
	// Tour starts with the guided tour. Welcome starts with the question for first-time
	// users: what is to be run.
	Tour, Welcome bool
	// Library holds the user's own scenarios, or is nil.
	Library Library
	// Start changes the initial state; nil keeps the default.
	Start func(*state.State)
	// Width and Height are the initial size, if known.
	Width, Height int
	// Shared is shared with other sessions of the process, or nil.
	Shared *Shared
	// Keys are the bindings; nil means the default ones.
	Keys *KeyMap
	// DarkTheme and LightTheme name the themes for dark and light backgrounds; "" means
	// the first of each kind.
	DarkTheme, LightTheme string
	// Undo limits the changes that can be undone; 0 means the default.
	Undo int
	// Sizes are the saved positions of edges between panes. KeepSizes saves them at the
	// end, or is nil.
	Sizes     Sizes
	KeepSizes func(Sizes) error
	// Notice is a message shown at the start.
	Notice string
	// InRoom is set if the session is in a room, which RoomMsg describes.
	InRoom bool
}

// frameInterval is the least time between two frames.
const frameInterval = time.Second / 120

// Model is one session of the full-screen program: the state shown, and everything around
// and over the screens.
type Model struct {
	host

	actions []action // in the order of help
	hinted  hintSet
	theme   int
	profile colorprofile.Profile
	width   int
	height  int
	noMouse bool
	// chosen is set once the user has chosen a theme. Until then the terminal's
	// background decides; backDark is set if that is known or assumed to be dark.
	chosen, backDark bool
	// octants is set if the terminal is known to draw octants.
	octants bool

	refining bool
	// resting is set while the timer of rest runs.
	resting bool

	edges  edges
	buffer *cell.Buffer

	header pane.Header
	footer pane.Footer

	early *early // nil but before the first frame

	own    owned
	room   Room
	tour   touring
	picker themePicker
	dialog dialog // nil without one
}

// New returns a session.
func New(o Options) *Model {
	m := &Model{
		host: host{
			opts: o, st: state.New(o.Scenario), answer: &answer.Answer{}, controls: controls.New(),
			gate: frame.Gate{Interval: o.Motion.frames()}, screens: newScreens(),
		},
		profile: o.Profile, width: o.Width, height: o.Height,
	}
	if o.Keys != nil {
		m.keys = *o.Keys
	} else {
		m.keys = DefaultKeyMap()
	}
	if o.Start != nil {
		o.Start(&m.st)
	}
	m.actions, m.hinted = slices.Clip(m.keys.actions), newHints(&m.keys, m.screens[:])
	if o.InRoom {
		m.actions = append(m.actions, roomActions()...)
	}
	m.st.Follow()
	if m.opts.Shared == nil {
		m.opts.Shared = NewShared(o.Engine, 1, o.Contenders...)
		layEarly(m)
	}
	m.history.Most, m.noMouse = o.Undo, o.NoMouse
	m.edges.sizes, _ = o.Sizes.bySplit()                                                   // wrong ones are ignored
	m.opts.Scenario, m.lastChange = m.st.Scenario, o.Now().Add(-m.opts.Shared.restAfter()) // no change is recent at the start
	m.sliders.Focus, m.sliders.Hover = m.controls.Find("rate"), -1
	paintOn(m, &cell.Buffer{})
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

// themeNamed returns the index of a theme, or of the one for the terminal's background if
// there is no such theme.
func themeNamed(m *Model, name string) int {
	if i := slices.IndexFunc(m.opts.Themes, func(t themes.Theme) bool { return t.Name == name }); i >= 0 {
		return i
	}
	return themeFor(m, !m.opts.Light)
}

// themeFor returns the index of the theme for a dark or light background: the user's, or
// the first of that kind.
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

// useTheme sets the styles of a theme in the terminal's colours.
func (m *Model) useTheme(i int) {
	m.theme = i
	th := m.opts.Themes[i].For(m.backDark)
	if m.opts.Silent {
		th = m.opts.Themes[i].For(!th.Dark)
	}
	m.canvas.Style = m.opts.Shared.stylesOf(styleKey{th.Name, m.profile, th.Paint}, func() style.Styles { return style.New(th, m.profile) })
	m.gate.Touch()
}

// onBackground follows the terminal's background, unless the user chose a theme.
func (m *Model) onBackground(dark bool) {
	m.backDark, m.opts.Silent = dark, false
	if m.chosen {
		m.useTheme(m.theme)
	} else {
		m.useTheme(themeFor(m, dark))
	}
}

// State returns the state shown.
func (m *Model) State() state.State { return m.st }

// Init returns the command that reads the user's scenarios.
func (m *Model) Init() tea.Cmd { return listOwn(m) }

// Dirty reports whether a change is not in a frame yet.
func (m *Model) Dirty() bool { return m.gate.Dirty() }

// Due reports whether Paint would build a new frame.
func (m *Model) Due() bool { return m.gate.Due(m.opts.Now()) }

// Paint builds a new frame if something changed and the gate allows it, and reports
// whether it did. The frame is valid until the next call.
func (m *Model) Paint() (b *cell.Buffer, t *style.Table, fresh bool) {
	if fresh = m.gate.Ready(m.opts.Now()); fresh {
		m.build()
	}
	return m.buffer, m.canvas.Style.Table, fresh
}

// paintOn sets the buffer of the next frames.
func paintOn(m *Model, b *cell.Buffer) { m.buffer, m.canvas.B = b, b }

// Modes returns the terminal modes the session needs. The mouse is reported without a
// button, too, to show values under it.
func (m *Model) Modes() term.Modes { return term.Modes{Mouse: !m.noMouse, Title: "crossover"} }

// build computes and paints a frame.
func (m *Model) build() {
	m.current()
	m.paint()
}

// current updates the answer to the current state. Between frames it may be older, and
// must not be copied or exported.
func (m *Model) current() {
	m.rects = m.arrange(&m.cut, m.st.Screen)
	m.compute()
	m.canvas.Money.Currency = m.st.Scenario.Currency
}

// Doze frees memory that an idle session does not need. The next change allocates it
// again.
func (m *Model) Doze() {
	m.answer = m.answer.Doze()
}

// early is a layout that is being computed for the first frame.
type early struct {
	q    plan
	wait func() laid
}

// layEarly starts to compute the layout of the first frame.
func layEarly(m *Model) {
	e := &early{q: planOf(&m.host)}
	e.wait = beside(func() laid { return m.opts.Shared.lay(&e.q) })
	m.early = e
}

// maxCurves limits the curves drawn: more than a dozen are unreadable, and a low chart
// has room for fewer.
const maxCurves = 11

// compute asks the engine for the answer to the current state.
func (m *Model) compute() {
	// The curves drawn do not depend on the screen shown, so that offers keep their marks
	// on all screens.
	var c split.Cutter
	r := m.arrange(&c, state.Explore).Curves
	points, room := pane.Points(r.W), max(4, min(maxCurves, r.H*2/3))
	var lay func() laid
	if !m.hasLayout { // the first frame has the layout
		if m.early == nil || m.early.q != planOf(&m.host) {
			layEarly(m)
		}
		lay, m.early = m.early.wait, nil
	}
	m.answer = m.opts.Shared.answerTo(m.answer, &m.st, points, room)
	conclude(&m.host)
	m.screen().prepare(&m.host)
	if lay != nil {
		m.laid, m.solved, m.hasLayout = lay(), planOf(&m.host), true
	}
	m.pull()
	m.controls.PullPin(m.st.Pins.Last())
}

// paint draws the whole screen into the buffer.
func (m *Model) paint() {
	if m.buffer.Width() != m.width || m.buffer.Height() != m.height {
		m.buffer.Resize(m.width, m.height)
	}
	m.buffer.Clear(m.canvas.Style.Plain)
	c, r := &m.canvas, &m.rects
	c.Today = m.opts.Now()
	if m.roomRows() > 0 {
		paintRoom(m, cell.Rect{Y: m.height - 1, W: m.width, H: 1})
	}
	if r.Summary {
		paintSummary(m, r.Body)
		return
	}
	m.header.Draw(c, r.Header, &m.st, m.opts.Engine, m.opts.Now())
	m.screen().draw(&m.host)
	if !r.Strip.Empty() {
		m.sliders.Draw(c, r.Strip, m.controls, &m.st.Scenario, false)
	}
	message, bad := m.message, m.bad
	if refused := m.controls.Controls[m.sliders.Focus].Slider.EditError(); refused != "" {
		message, bad = refused, true // the slider may have room for only a part of it
	}
	m.edges.paint(&m.host)
	m.footer.Draw(c, r.Footer, m.hints(), m.always(), message, bad)
	if m.tour.on {
		paintTour(m)
	}
	if m.dialog != nil {
		if m.dialog != &m.picker { // its user judges the screen
			dimScreen(m)
		}
		m.dialog.paint(m)
	}
}

// dimScreen dims all but the footer, which has the dialog's key hints.
func dimScreen(m *Model) {
	for y := range m.rects.Footer.Y {
		row := m.buffer.Row(y)
		for x := range row {
			row[x].Style = style.Dim(row[x].Style)
		}
	}
}

// solvedScenario returns the scenario of the layout shown. It may have other parts than the
// current one, whose layout is still being computed.
func (h *host) solvedScenario() *scenario.Scenario {
	h.scenario = h.solved.scenario
	h.scenario.Selected = min(h.st.Scenario.Selected, h.scenario.Len()-1)
	return &h.scenario
}

// paintSummary writes the most important figures on a very small screen.
func paintSummary(m *Model, r cell.Rect) {
	c, y := &m.canvas, 0
	line := func(s string) {
		if y < r.H {
			c.Text(0, y, s, c.Style.Text, r.W)
			y++
		}
	}
	sc := &m.st.Scenario
	line(string(format.AppendRate([]byte(sc.SelectedPart().Name+" "), sc.PerSecond(sc.Selected))))
	for _, o := range m.answer.Listed {
		e := &m.answer.Estimates[o]
		if !e.Feasible() || y >= r.H {
			break
		}
		line(string(c.Money.Append([]byte(m.opts.Engine.Offer(o).Short+" "), e.Monthly)))
	}
}
