package tui

import (
	"flag"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/proptest"
	"crossover/engine/scenario"
	"crossover/themes"
	"crossover/tui/frame"
	"crossover/tui/glyph"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The engines and the themes are read once: both may be shared by sessions.
var (
	loadReal   = sync.OnceValues(func() (*engine.Engine, error) { return compile(data.Load()) })
	loadSmall  = sync.OnceValues(func() (*engine.Engine, error) { return compile(data.LoadFS(os.DirFS("testdata/catalogue"))) })
	loadThemes = sync.OnceValues(themes.Load)
)

func compile(c *catalog.Catalog, err error) (*engine.Engine, error) {
	if err != nil {
		return nil, err
	}
	return engine.New(c)
}

// realEngine is the engine on the catalogue the program comes with.
func realEngine(tb testing.TB) *engine.Engine {
	tb.Helper()
	e, err := loadReal()
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// smallEngine is the engine on a handful of made-up offers, whose prices do
// not change when real ones do.
func smallEngine(tb testing.TB) *engine.Engine {
	tb.Helper()
	e, err := loadSmall()
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// session is a model with the clock it looks at.
type session struct {
	tb testing.TB
	*Model
	now time.Time
}

// setup changes the options a session starts with.
type setup func(*Options)

func withGlyphs(k glyph.Kind) setup {
	return func(o *Options) { o.Glyphs = glyph.New(k, false) }
}

func withTheme(name string) setup { return func(o *Options) { o.Theme = name } }

func withScenario(tb testing.TB, tokens ...string) setup {
	tb.Helper()
	sc := parse(tb, tokens...)
	return func(o *Options) { o.Scenario = sc }
}

func parse(tb testing.TB, tokens ...string) scenario.Scenario {
	tb.Helper()
	sc, err := scenario.Parse(scenario.Default(), tokens...)
	if err != nil {
		tb.Fatal(err)
	}
	return sc
}

// memos are what sessions of all tests remember of each engine: what is worked
// out about a layout takes up to a second, and many look at the same.
var memos sync.Map // *engine.Engine to *memo

// remembering returns what a session has for itself, but for the answers that
// are the same for all.
func remembering(e *engine.Engine) *Shared {
	s := NewShared(e, 1)
	known, _ := memos.LoadOrStore(e, s.memo)
	s.memo = known.(*memo)
	return s
}

// firstDay is when sessions of tests begin. No price is old then.
var firstDay = time.Unix(1_000_000, 0)

// open starts a session of w by h cells and shows its first frame.
func open(tb testing.TB, e *engine.Engine, w, h int, setups ...setup) *session {
	tb.Helper()
	all, err := loadThemes()
	if err != nil {
		tb.Fatal(err)
	}
	s := &session{tb: tb, now: firstDay}
	o := Options{
		Engine: e, Scenario: scenario.Default(), Themes: all, Theme: "dark", Profile: colorprofile.TrueColor,
		Glyphs: glyph.New(glyph.Braille, false), Now: func() time.Time { return s.now }, Width: w, Height: h,
	}
	for _, f := range setups {
		f(&o)
	}
	if _, isTest := tb.(*testing.T); isTest && o.Shared == nil {
		o.Shared = remembering(o.Engine)
	}
	s.Model = New(o)
	s.Paint()
	return s
}

// View shows the frame that is due, and returns it as lines with their styles.
func (s *session) View() string {
	s.Paint()
	return string(frame.AppendANSI(nil, s.buffer, s.canvas.Style.Table))
}

// send hands the model messages, each a frame after the other, and shows what
// came of it. Layouts are worked out at once.
func (s *session) send(msgs ...tea.Msg) {
	s.tb.Helper()
	for _, msg := range msgs {
		s.now = s.now.Add(time.Second)
		cmd := s.Update(msg)
		s.Paint()
		s.settle(cmd)
	}
}

// settle runs what a message asked for, until nothing is left to do but wait.
func (s *session) settle(cmd tea.Cmd) {
	for _, msg := range run(cmd) {
		switch msg.(type) {
		case listedMsg, keptMsg, solvedMsg, doneMsg, simAskedMsg, simViewMsg, simMeasuredMsg:
			s.now = s.now.Add(time.Second)
			next := s.Update(msg)
			s.Paint()
			s.settle(next)
		}
	}
}

// rest lets the timer go off that waits for things to come to rest.
func (s *session) rest() {
	s.send(nil)
	for s.resting {
		s.send(restMsg{})
	}
}

// run runs a command and returns its messages, those of a batch one by one.
// Timers are left out: a test is its own clock.
func run(cmd tea.Cmd) []tea.Msg {
	if cmd == nil || isTimer(cmd) {
		return nil
	}
	switch msg := cmd().(type) {
	case nil:
		return nil
	case tea.BatchMsg:
		var all []tea.Msg
		for _, c := range msg {
			all = append(all, run(c)...)
		}
		return all
	default:
		return []tea.Msg{msg}
	}
}

// isTimer reports whether a command waits. Commands are functions, so this goes
// by where they were made.
func isTimer(cmd tea.Cmd) bool {
	return strings.Contains(commandName(cmd), ".Tick.")
}

// commandName returns the name of the function that made a command.
func commandName(cmd tea.Cmd) string { return runtime.FuncForPC(reflect.ValueOf(cmd).Pointer()).Name() }

// TestTimersAreKnown guards the trick in isTimer.
func TestTimersAreKnown(t *testing.T) {
	if !isTimer(tea.Tick(time.Hour, func(time.Time) tea.Msg { return nil })) || isTimer(tea.Quit) {
		t.Error("timers and other commands cannot be told apart")
	}
	if !isBatch(commandName(tea.Batch(tea.Quit, tea.Quit))) {
		t.Error("batches and other commands cannot be told apart")
	}
}

// press sends keys by their names: "left", "shift+left", "ctrl+c", "q".
func (s *session) press(names ...string) {
	s.tb.Helper()
	for _, n := range names {
		s.send(keyOf(s.tb, n))
	}
}

// typeText sends the characters of a text as keys.
func (s *session) typeText(text string) {
	s.tb.Helper()
	for _, r := range text {
		s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// keyOf makes the message of a key from its name.
func keyOf(tb testing.TB, name string) tea.KeyPressMsg {
	tb.Helper()
	k, ok := keyPress(name)
	if !ok || k.String() != name {
		tb.Fatalf("no key %q: it reads %q", name, k.String())
	}
	return k
}

func click(x, y int) tea.Msg {
	return tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}
}

func motion(x, y int) tea.Msg {
	return tea.MouseMotionMsg{X: x, Y: y, Button: tea.MouseLeft}
}

func release(x, y int) tea.Msg {
	return tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft}
}

func wheel(x, y int, up bool) tea.Msg {
	m := tea.MouseWheelMsg{X: x, Y: y, Button: tea.MouseWheelDown}
	if up {
		m.Button = tea.MouseWheelUp
	}
	return m
}

// lines returns what is on screen, row by row.
func (s *session) lines() []string { return strings.Split(s.Frame(), "\n") }

// wants fails unless the screen shows all texts.
func (s *session) wants(texts ...string) {
	s.tb.Helper()
	for _, want := range texts {
		if !strings.Contains(s.Frame(), want) {
			s.tb.Errorf("the screen does not show %q:\n%s", want, s.Frame())
		}
	}
}

// part is the selected part.
func (s *session) part() *scenario.Part { return s.st.Scenario.SelectedPart() }

// rate is the selected part's rate, in requests a second.
func (s *session) rate() float64 { return s.st.Scenario.PerSecond(s.st.Scenario.Selected) }

// focusOn moves the focus to a control.
func (s *session) focusOn(key string) {
	s.tb.Helper()
	i := s.controls.Find(key)
	if i < 0 {
		s.tb.Fatalf("no control %q", key)
	}
	s.controls.Reveal(i)
	s.pull()
	for n := 0; s.sliders.Focus != i; n++ {
		if n > len(s.controls.Controls) {
			s.tb.Fatalf("the focus does not reach %q", key)
		}
		if s.sliders.Focus < i {
			s.press("down")
		} else {
			s.press("up")
		}
	}
}

// near reports whether two values are the same but for rounding.
func near(a, b float64) bool { return a == b || math.Abs(a-b) <= 1e-9*max(math.Abs(a), math.Abs(b)) }

// golden compares text with a file under testdata, or writes the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; run the test with -update to write it", err)
	}
	if got == string(want) {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(g), len(w)) {
		a, b := "", ""
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			t.Errorf("%s differs in row %d; if the change is meant, run the test with -update.\ngot  %s\nwant %s", file, i, a, b)
			return
		}
	}
}

// every returns how far apart the cases of a sweep are that are tried: one, or n
// under the race detector, which makes each ten times slower.
func every(n int) int {
	if proptest.Raced {
		return n
	}
	return 1
}

// shown returns the screen of a session that is an S.
func shown[S screen](s *session) (found S) {
	for _, x := range s.screens {
		if x, ok := x.(S); ok {
			found = x
		}
	}
	return found
}

// The screens of a session.
func (s *session) exploring() *exploreScreen   { return shown[*exploreScreen](s) }
func (s *session) offering() *offersScreen     { return shown[*offersScreen](s) }
func (s *session) comparing() *compareScreen   { return shown[*compareScreen](s) }
func (s *session) simulating() *simulateScreen { return shown[*simulateScreen](s) }
func (s *session) latencies() *latencyScreen   { return shown[*latencyScreen](s) }
func (s *session) laying() *layoutScreen       { return shown[*layoutScreen](s) }
func (s *session) billing() *billScreen        { return shown[*billScreen](s) }
func (s *session) pricing() *pricesScreen      { return shown[*pricesScreen](s) }
func (s *session) judging() *verdictsScreen    { return shown[*verdictsScreen](s) }
