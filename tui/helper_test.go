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

// The engines and the themes are loaded once. Sessions may share them.
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

// realEngine returns an engine on the catalogue of the program.
func realEngine(tb testing.TB) *engine.Engine {
	tb.Helper()
	e, err := loadReal()
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// smallEngine returns an engine on a few made-up offers, whose prices do not change with
// real ones.
func smallEngine(tb testing.TB) *engine.Engine {
	tb.Helper()
	e, err := loadSmall()
	if err != nil {
		tb.Fatal(err)
	}
	return e
}

// session is a model with its clock.
type session struct {
	tb testing.TB
	*Model
	now time.Time
}

// setup changes the options of a session.
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

// memos are shared by the sessions of all tests, by engine: results about a layout take
// up to a second, and many tests need the same ones.
var memos sync.Map // *engine.Engine to *memo

// remembering returns a Shared of one session, with the memo that all tests share.
func remembering(e *engine.Engine) *Shared {
	s := NewShared(e, 1)
	known, _ := memos.LoadOrStore(e, s.memo)
	s.memo = known.(*memo)
	return s
}

// firstDay is the start of sessions in tests. No price is old then.
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

// Frame returns the characters on the screen.
func (s *session) Frame() string { return frame.Text(s.buffer) }

// View builds the frame that is due, and returns it as styled lines.
func (s *session) View() string {
	s.Paint()
	return string(frame.AppendANSI(nil, s.buffer, s.canvas.Style.Table))
}

// send passes messages to the model, each in a frame of its own, and shows the result.
// Layouts are computed at once.
func (s *session) send(msgs ...tea.Msg) {
	s.tb.Helper()
	for _, msg := range msgs {
		s.now = s.now.Add(time.Second)
		cmd := s.Update(msg)
		s.Paint()
		s.settle(cmd)
	}
}

// settle runs the commands of a message until only timers are left.
func (s *session) settle(cmd tea.Cmd) {
	for _, msg := range run(cmd) {
		switch msg.(type) {
		case solvedMsg, doneMsg, nextMsg:
			s.now = s.now.Add(time.Second)
			next := s.Update(msg)
			s.Paint()
			s.settle(next)
		}
	}
}

// rest lets the rest timer expire until nothing changes.
func (s *session) rest() {
	s.send(nil)
	for s.resting {
		s.send(restMsg{})
	}
}

// run runs a command and returns its messages, including those of a batch. It skips
// timers, since a test sets its own clock.
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

// isTimer reports whether a command is a timer. As commands are functions, this depends
// on where they were created.
func isTimer(cmd tea.Cmd) bool {
	return strings.Contains(commandName(cmd), ".Tick.")
}

// commandName returns the name of the function that made a command.
func commandName(cmd tea.Cmd) string { return runtime.FuncForPC(reflect.ValueOf(cmd).Pointer()).Name() }

// TestTimersAreKnown checks isTimer.
func TestTimersAreKnown(t *testing.T) {
	if !isTimer(tea.Tick(time.Hour, func(time.Time) tea.Msg { return nil })) || isTimer(tea.Quit) {
		t.Error("timers and other commands cannot be told apart")
	}
	if !isBatch(commandName(tea.Batch(tea.Quit, tea.Quit))) {
		t.Error("batches and other commands cannot be told apart")
	}
}

// press sends keys by name: "left", "shift+left", "ctrl+c", "q".
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

// keyOf returns the message of a key by name.
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

// lines returns the rows of the screen.
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

// part returns the selected part.
func (s *session) part() *scenario.Part { return s.st.Scenario.SelectedPart() }

// rate returns the selected part's rate, in requests a second.
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

// near reports whether two values are equal except for rounding.
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

// every returns the step of a sweep: one, or n under the race detector, which makes each
// case ten times slower.
func every(n int) int {
	if proptest.Raced {
		return n
	}
	return 1
}

// shown returns the session's screen of type S.
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
