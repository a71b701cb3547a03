package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"crossover/engine/proptest"
	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/glyph"
	"crossover/tui/pane"
	"crossover/tui/split"
	"crossover/tui/state"
)

// situation is a session that may be hard to paint.
type situation struct {
	name  string
	setup func(tb testing.TB) []setup
	keys  []string
}

func tokens(list ...string) func(testing.TB) []setup {
	return func(tb testing.TB) []setup { return []setup{withScenario(tb, list...)} }
}

// situations are painted at every size.
var situations = []situation{
	{"default", tokens(), nil},
	{"no traffic", tokens("rate=0"), nil},
	{"the most traffic", tokens("rate=100k/s"), nil},
	{"beyond the slider", tokens("rate=1M/s", "memory=4GB", "duration=1h", "burst=100"), nil},
	{"a part with a GPU", tokens("part=ml"), nil},
	{"nothing fits", tokens("p99=1ms"), nil},
	{"one part", tokens("parts=api"), nil},
	{"long names", func(tb testing.TB) []setup {
		return []setup{withScenario(tb, "parts="+strings.Repeat("a", 16)+","+strings.Repeat("b", 16)+","+strings.Repeat("c", 16))}
	}, nil},
	{"sixteen parts", func(tb testing.TB) []setup {
		var names []string
		for i := range scenario.MaxParts {
			names = append(names, fmt.Sprintf("part-%d", i))
		}
		return []setup{withScenario(tb, "parts="+strings.Join(names, ","), "part=part-15")}
	}, nil},
	{"pinned, per million, along memory", tokens(), []string{"p", "right", "right", "y", "a"}},
	{"multiples along duration, all variants", tokens(), []string{"y", "y", "a", "a", "v", "n"}},
	{"typing", tokens(), []string{"9", "x", "enter"}},
	{"help", tokens(), []string{"?"}},
	{"exporting", tokens(), []string{"e", "down"}},
	{"the palette", tokens(), []string{":", "s", "e", "t", "down"}},
}

// sizes calls f with the sizes of a sweep: all widths at a few heights, all heights at a
// few widths, and a sparse grid of both. It calls f for every step-th size after skip
// ones.
func sizes(step, skip int, f func(w, h int)) {
	if proptest.Raced || testing.Short() {
		step *= 11
	}
	for _, h := range []int{11, 12, 20, 28, 48, 100} {
		for w := 1 + skip; w <= 300; w += step {
			f(w, h)
		}
	}
	for _, w := range []int{39, 40, 76, 116, 160, 300} {
		for h := 1 + skip; h <= 100; h += step {
			f(w, h)
		}
	}
	for w := 1 + skip; w <= 300; w += 7 * step {
		for h := 1; h <= 100; h += 9 {
			f(w, h)
		}
	}
}

// TestPaintEverywhere paints every screen in every situation at every size. Most of the
// time of a frame is the engine's, so the sizes vary while the scenario stays, and most
// cases use the small catalogue.
func TestPaintEverywhere(t *testing.T) {
	e := smallEngine(t)
	for i, sit := range situations {
		t.Run(sit.name, func(t *testing.T) {
			t.Parallel()
			for k := range glyph.ASCII + 1 {
				if (int(k)+i)%3 != 0 && sit.name != "default" {
					continue // every situation with some character sets, and the default one with all
				}
				s := open(t, e, 80, 24, append(sit.setup(t), withGlyphs(k))...)
				s.press(sit.keys...)
				step := 11 // each situation at other sizes than the next
				if i == 0 && k == glyph.Braille {
					step = 1 // one of them at every size
				}
				paintSizes(t, s, k, step, i%step)
			}
		})
	}
}

// paintSizes paints a session's screens at all sizes and stops at the first wrong one.
func paintSizes(t *testing.T, s *session, k glyph.Kind, step, skip int) {
	screen := state.Explore
	sizes(step, skip, func(w, h int) {
		if t.Failed() {
			return
		}
		screen = (screen + 1) % state.NumScreens // sizes are close together, so each screen is painted at many
		for range 2 {
			s.st.Screen = screen
			s.Update(tea.WindowSizeMsg{Width: w, Height: h})
			s.gate.Touch()
			s.now = s.now.Add(1e9)
			checkFrame(t, s, w, h, k)
			if screen == state.Explore {
				break
			}
			screen = state.Explore // the screen with the most panes is painted at every size
		}
	})
}

// TestPaintTheRealCatalogue paints with all offers, at fewer sizes.
func TestPaintTheRealCatalogue(t *testing.T) {
	proptest.Sequential(t)
	e := realEngine(t)
	for i, sit := range situations {
		s := open(t, e, 80, 24, sit.setup(t)...)
		s.press(sit.keys...)
		for j, z := range [][2]int{{300, 100}, {160, 48}, {120, 36}, {100, 40}, {100, 30}, {80, 24}, {76, 20}, {75, 24}, {60, 20}, {48, 60}, {40, 12}, {30, 8}, {1, 1}} {
			for screen := range state.NumScreens {
				if (i+j+int(screen))%(8*every(8)) > 0 { // each screen at every size, in some situations
					continue
				}
				s.st.Screen = screen
				cmd := s.Update(tea.WindowSizeMsg{Width: z[0], Height: z[1]})
				if i%5 == 0 { // with the results of background work
					s.Paint()
					s.settle(cmd)
				}
				s.gate.Touch()
				s.now = s.now.Add(1e9)
				checkFrame(t, s, z[0], z[1], glyph.Braille)
			}
			if t.Failed() {
				t.Fatalf("in situation %q", sit.name)
			}
		}
	}
}

// checkFrame checks that the frame has the size of the screen, that all characters are
// one column wide, and that its boxes are complete.
func checkFrame(t *testing.T, s *session, w, h int, k glyph.Kind) {
	t.Helper()
	s.Paint()
	bad := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%v at %dx%d: %s\n%s", s.st.Screen, w, h, fmt.Sprintf(format, args...), s.Frame())
	}
	if s.buffer.Width() != w || s.buffer.Height() != h {
		bad("the buffer is %dx%d", s.buffer.Width(), s.buffer.Height())
		return
	}
	for y := range h {
		for x, c := range s.buffer.Row(y) {
			if c.Rune >= 0x7f && cell.RuneWidth(c.Rune) != 1 || c.Rune < ' ' {
				bad("%q at %d,%d is not one column wide", c.Rune, x, y)
			}
			if k == glyph.ASCII && c.Rune > 0x7e {
				bad("%q at %d,%d is not ASCII", c.Rune, x, y)
			}
		}
	}
	if s.dialog == nil {
		for _, b := range s.boxes() {
			if why := brokenBox(s, b.r); why != "" {
				bad("the box of %s %+v is broken: %s", b.name, b.r, why)
			}
		}
	}
}

// again returns a cutter that divides the screen again in the same way.
func (s *session) again() *split.Cutter {
	var c split.Cutter
	s.arrange(&c, s.st.Screen)
	return &c
}

// boxes returns the panes that have borders.
func (s *session) boxes() []namedRect {
	r := &s.rects
	var list []namedRect
	add := func(name string, b cell.Rect) {
		if b.W >= 2 && b.H >= 2 {
			list = append(list, namedRect{name, b})
		}
	}
	switch {
	case r.Summary:
	case s.st.Screen == state.Layout:
		top, why, others := pane.ArrangeLayout(s.again(), r.Body, s.solvedScenario())
		add("the diagram", top)
		add("the reasons", why)
		add("the others", others)
	case s.st.Screen == state.Compare && len(s.comparing().against.answer.List) > 1:
		terms, curves, table := pane.ArrangeCompare(s.again(), r.Body, len(s.comparing().against.answer.Differences))
		add("terms", terms)
		add("curves", curves)
		add("table", table)
	case s.st.Screen == state.Compare:
		about, duel, table := pane.ArrangeAlone(r.Body, len(about(&s.host)), s.comparing().pane.Duel.Rows())
		add("about", about)
		add("head to head", duel)
		add("table", table)
	case s.st.Screen == state.Latency:
		spread, costs, ways := pane.ArrangeLatency(s.again(), r.Body, len(s.latencies().target.answer.Ways))
		add("distribution", spread)
		add("costs", costs)
		add("ways", ways)
	case s.st.Screen == state.Simulate && s.simulating().shown.Problem == "":
		figures, places, time := pane.ArrangeSimulate(s.again(), r.Body)
		add("figures", figures)
		add("instances", places)
		add("pool", time)
	case s.st.Screen == state.Bill:
		bill, moves := arrangeBill(r.Body)
		add("bill", bill)
		add("what moves it", moves)
	case s.st.Screen != state.Explore:
		add("body", r.Body)
	default:
		if r.Borders {
			add("sliders", r.Sliders)
			add("curves", r.Curves)
			add("ranking", r.Ranking)
		}
		add("cold", r.Contenders)
		add("system", r.System)
	}
	return list
}

// brokenBox returns what is wrong with the border around r: its corners and sides must be
// there, and its bottom except for words and the scroll mark.
func brokenBox(s *session, r cell.Rect) string {
	g := s.canvas.Glyph
	box := &g.Box
	if s.buffer.At(r.X, r.Y).Rune == g.BoxFocus.TopLeft {
		box = &g.BoxFocus
	}
	right, bottom := r.X+r.W-1, r.Y+r.H-1
	want := func(x, y int, w rune) string {
		if got := s.buffer.At(x, y).Rune; got != w && (got != g.Down || y != bottom) {
			return fmt.Sprintf("%q at %d,%d, want %q", got, x, y, w)
		}
		return ""
	}
	why := want(r.X, r.Y, box.TopLeft) + want(right, r.Y, box.TopRight) + want(r.X, bottom, box.BottomLeft) + want(right, bottom, box.BottomRight)
	for y := r.Y + 1; y < bottom && why == ""; y++ {
		left, other := box.Vertical, box.Vertical
		if s.buffer.At(r.X, y).Rune == box.TeeLeft { // a rule from side to side
			left, other = box.TeeLeft, box.TeeRight
		}
		why = want(r.X, y, left) + want(right, y, other)
	}
	marked := false // "n more" and an arrow up
	for x := r.X + 1; x < right && why == ""; x++ {
		marked = marked || x > right-16 && s.buffer.At(x, bottom).Style != s.canvas.Style.Border && s.buffer.At(x, bottom).Style != s.canvas.Style.BorderFocus
		if at := s.buffer.At(x, bottom).Style; !marked && at != s.canvas.Style.Muted && at != s.canvas.Style.Plain { // words on the border
			why = want(x, bottom, box.Horizontal)
		}
	}
	return why
}

// TestAbsurdSizes sets sizes that no terminal has.
func TestAbsurdSizes(t *testing.T) {
	proptest.Sequential(t)
	s := open(t, smallEngine(t), 0, 0)
	for _, z := range [][2]int{{0, 0}, {-1, -1}, {-100, 50}, {50, -100}, {100_000, 100_000}, {1 << 30, 1}, {1, 1 << 30}, {0, 48}, {160, 0}, {160, 48}} {
		s.send(tea.WindowSizeMsg{Width: z[0], Height: z[1]})
		for screen := range state.NumScreens {
			s.show(screen)
			s.press("right", "?", "?", "9", "esc")
			s.send(click(3, 3), motion(1<<30, -5), release(-1, -1), wheel(5, 5, true), click(-7, 1<<30), tea.MouseMsg(tea.MouseClickMsg{X: 10, Y: 10, Button: tea.MouseRight}))
		}
		if w, h := s.buffer.Width(), s.buffer.Height(); w > MaxWidth || h > MaxHeight || w < 0 || h < 0 {
			t.Errorf("%v: the screen is %dx%d", z, w, h)
		}
	}
	if s.width != 160 || s.height != 48 {
		t.Errorf("the last size is %dx%d", s.width, s.height)
	}
}

// TestAResizeShowsTheSameScreen compares a resized screen with one of that size from the
// start.
func TestAResizeShowsTheSameScreen(t *testing.T) {
	e := smallEngine(t)
	for screen := range state.NumScreens {
		grown, fresh := open(t, e, 40, 12), open(t, e, 160, 48)
		grown.show(screen)
		fresh.show(screen)
		for _, z := range [][2]int{{300, 100}, {20, 5}, {100, 30}, {160, 48}} {
			grown.send(tea.WindowSizeMsg{Width: z[0], Height: z[1]})
		}
		fresh.send(tea.WindowSizeMsg{Width: 160, Height: 47}, tea.WindowSizeMsg{Width: 160, Height: 48})
		if g, f := grown.View(), fresh.View(); g != f {
			t.Errorf("%v differs:\n%s\nwant:\n%s", screen, grown.Frame(), fresh.Frame())
		}
	}
}

// TestSessionsShareNothing runs sessions with different looks and sizes in parallel.
// Under the race detector they must not write to shared data, and each shows the same as
// alone.
func TestSessionsShareNothing(t *testing.T) {
	e := realEngine(t)
	script := func(s *session) string {
		s.press("right", "right", "down", "L", "a", "tab", "down", "tab", "tab", "shift+tab", "?", "?", "f1", "y", "n", "5", "0", "/", "s", "enter", "p", "T")
		return s.View()
	}
	looks := [][]setup{
		{withTheme("light"), withGlyphs(glyph.ASCII)}, {withTheme("dark")}, {withTheme("mono"), withGlyphs(glyph.Block)}, {withTheme("ansi")},
	}
	size := func(i int) (int, int) { return 160 - 30*i, 48 - 6*i }
	var want [4]string
	for i, l := range looks {
		w, h := size(i)
		want[i] = script(open(t, e, w, h, l...))
	}
	for i, l := range looks {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			w, h := size(i)
			if got := script(open(t, e, w, h, l...)); got != want[i] {
				t.Error("the screen differs from that of the same session alone")
			}
		})
	}
}
