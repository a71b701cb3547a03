package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/engine/proptest"
	"crossover/tui/cell"
	"crossover/tui/glyph"
	"crossover/tui/state"
	"crossover/tui/tour"
)

// tourSizes are the sizes at which the tour is tested.
var tourSizes = [][2]int{{160, 48}, {120, 36}, {80, 24}, {40, 12}}

// cells returns the number of cells of a rectangle that are in a set.
func cells(r cell.Rect, in func(x, y int) bool) (n int) {
	for y := r.Y; y < r.Y+r.H; y++ {
		for x := r.X; x < r.X+r.W; x++ {
			if in(x, y) {
				n++
			}
		}
	}
	return n
}

// TestTourHidesNothingItTalksAbout goes through the tour at a grid of sizes and
// tourSizes.
func TestTourHidesNothingItTalksAbout(t *testing.T) {
	proptest.Sequential(t)
	e := smallEngine(t)
	var sizes [][2]int
	for w := 40; w <= 240; w += 11 {
		for h := 12 + w%2*5; h <= 72; h += 10 {
			sizes = append(sizes, [2]int{w, h})
		}
	}
	for n, z := range append(append(sizes, tourSizes...), tourSizes...) {
		if n%every(12) > 0 && n < len(sizes) {
			continue
		}
		inRoom := func(o *Options) { o.InRoom = n >= len(sizes)+len(tourSizes) }
		s := open(t, e, z[0], z[1], withScenario(t, "rate=3/s"), inRoom)
		for i := range tour.Steps() {
			goTour(s.Model, i)
			s.gate.Touch()
			s.now = s.now.Add(1e9)
			s.Paint()
			target, bounds := tourTarget(s.Model), s.buffer.Bounds()
			box := cells(bounds, s.tour.box.Contains)
			hidden := cells(bounds, func(x, y int) bool {
				return s.tour.box.Contains(x, y) && (target.Contains(x, y) || s.rects.Header.Contains(x, y) || y >= s.rects.Footer.Y)
			})
			if hidden > 0 || box == 0 || target.Intersect(bounds).Empty() {
				t.Errorf("at %dx%d step %d hides %d cells of %v:\n%s", z[0], z[1], i+1, hidden, target, s.Frame())
			}
			if said := tourWords(s.Model, s.tour.steps[i].Brief); !strings.Contains(flat(s), said[:20]) && !strings.Contains(flat(s), tourWords(s.Model, s.tour.steps[i].Text)[:20]) {
				t.Errorf("at %dx%d step %d does not show its words:\n%s", z[0], z[1], i+1, s.Frame())
			}
		}
	}
}

// flat returns the screen without borders and line ends.
func flat(s *session) string {
	text := strings.Map(func(r rune) rune {
		if strings.ContainsRune("┃│\n", r) {
			return ' '
		}
		return r
	}, s.Frame())
	return strings.Join(strings.Fields(text), " ")
}

// TestTour goes forward, back and out, with keys and the mouse, and moves sliders
// meanwhile.
func TestTour(t *testing.T) {
	for _, z := range tourSizes {
		s := open(t, smallEngine(t), z[0], z[1], withScenario(t, "rate=3/s", "memory=1GB"))
		old := s.st
		s.press("ctrl+g")
		if len(s.tour.steps) != TourSteps() || !near(s.rate(), 100.0/86400) || s.part().MemoryMB != 256 {
			t.Fatalf("it begins with %v", s.st.Scenario)
		}
		for i := range TourSteps() {
			s.rest()
			if s.tour.at != i || s.st.Screen != s.tour.steps[i].Screen {
				t.Errorf("step %d is %d on %v", i, s.tour.at, s.st.Screen)
			}
			if z[0] <= 80 { // where there is little room
				golden(t, fmt.Sprintf("tour-%d-%dx%d", i+1, z[0], z[1]), s.Frame())
			}
			s.press("enter")
		}
		if s.tour.on || s.st.Scenario != old.Scenario || s.st.Screen != old.Screen {
			t.Errorf("it ends with %v on %v", s.st.Scenario, s.st.Screen)
		}
		s.wants("back where the tour began")
		for range TourSteps() + 1 {
			s.press("u")
		}
		if s.st != old {
			t.Errorf("undone it is %v", s.st.Scenario)
		}
	}
}

// TestTourWays leaves the tour, goes back in it, clicks through it, and uses the program
// meanwhile.
func TestTourWays(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36)
	old := s.st
	for _, k := range []string{"esc", "q"} {
		s.command("tour")
		s.wants("A side project", "tour 1 of 5", "enter next")
		s.press("enter", k)
		if s.tour.on || s.st.Scenario != old.Scenario {
			t.Errorf("%s does not leave it", k)
		}
	}
	s.press("ctrl+g", "right")
	if s.rate() <= 100.0/86400 || s.tour.at != 0 {
		t.Error("the slider does not move meanwhile")
	}
	s.press("5", "0", "/", "s", "enter") // a typed value, not the next step
	if !near(s.rate(), 50) || s.tour.at != 0 {
		t.Errorf("typing leads to %v/s in step %d", s.rate(), s.tour.at)
	}
	s.press("backspace", "?")
	s.wants("previous slider")
	s.press("esc", "enter", "backspace", "enter")
	if !s.tour.on || s.tour.at != 1 {
		t.Fatalf("it is at %d", s.tour.at)
	}
	in := func() (x, y int) {
		for y := range s.height {
			for x := range s.width {
				if s.tour.box.Contains(x, y) {
					return x, y
				}
			}
		}
		t.Fatal("there is no box")
		return 0, 0
	}
	s.send(click(in()))
	if s.tour.at != 2 {
		t.Errorf("a click leads to %d", s.tour.at)
	}
	lines := s.lines()
	last := lines[len(lines)-1]
	s.send(click(strings.Index(last, "backspace"), len(lines)-1))
	if s.tour.at != 1 {
		t.Errorf("a click on back leads to %d", s.tour.at)
	}
	s.send(click(strings.Index(last, "esc"), len(lines)-1))
	if s.tour.on {
		t.Error("a click on leave does not")
	}
	s.press("ctrl+g")
	if !s.quits("ctrl+c") {
		t.Error("ctrl+c does not quit")
	}
}

// TestTourByAClock leads through the tour from outside, as a demo does.
func TestTourByAClock(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36)
	old := s.st
	s.send(TourMsg(-1), TourMsg(99))
	if s.tour.on || s.st != old {
		t.Error("a step that there is not begins it")
	}
	s.press("?")
	for i := range 2 * TourSteps() {
		s.send(TourMsg(i % TourSteps()))
		s.wants(s.tour.steps[i%TourSteps()].Title)
		if s.tour.at != i%TourSteps() || s.dialog != nil {
			t.Errorf("step %d is %d", i, s.tour.at)
		}
	}
	s.send(TourMsg(-1))
	if s.tour.on || s.st.Scenario != old.Scenario {
		t.Error("it does not end")
	}
	s = open(t, smallEngine(t), 20, 5, func(o *Options) { o.Tour = true })
	if s.press("right"); s.tour.at != 0 {
		t.Error("in a summary the tour takes keys")
	}
}

// TestWelcome asks a new user what to run, and shows it.
func TestWelcome(t *testing.T) {
	welcomed := func(o *Options) { o.Welcome = true }
	s := open(t, smallEngine(t), 80, 24, welcomed)
	s.wants("What do you want to run?", "my own: one part, set with the sliders")
	s.press("o", "w", "n", "enter", "3", "M", "/", "m", "o", "n", "t", "h", "enter")
	if sc := &s.st.Scenario; s.dialog != nil || sc.Len() != 1 || sc.PerSecond(0)*sc.Hours()*3600 != 3e6 {
		t.Errorf("one's own is %s", sc.Brief())
	}
	s = open(t, smallEngine(t), 80, 24, welcomed)
	before := s.st
	if s.press("esc"); s.dialog != nil || s.st != before {
		t.Error("it cannot be left")
	}
	s = open(t, smallEngine(t), 80, 24, func(o *Options) { o.Welcome, o.Tour = true, true })
	if strings.Contains(s.Frame(), "What do you want") || !s.tour.on || s.st.Screen != state.Explore {
		t.Error("the tour does not come first")
	}
}

// TestTourAloud checks the speech of each step, and of the lists of scenarios.
func TestTourAloud(t *testing.T) {
	s := speak(t, glyph.Block)
	if said := s.after("ctrl+g"); !strings.Contains(said, "tour 1 of 5, A side project: A hundred requests a day, and nobody paid to look after them. At 4.17/h") {
		t.Errorf("the tour begins with %s", said)
	}
	if said := s.after("enter"); !strings.Contains(said, "tour 2 of 5, The same at 1,000/s: Only the traffic has changed: at 1k/s the cheapest is ") {
		t.Errorf("the next step says %s", said)
	}
	if said := s.after("esc"); !strings.Contains(said, "back where the tour began") {
		t.Errorf("leaving says %s", said)
	}
	if said := s.after("S"); !strings.Contains(said, "Scenarios") || !strings.Contains(said, "this session keeps no files") {
		t.Errorf("the scenarios are %s", said)
	}
}

// TestMarksOfTheScenario checks that marks of weak prices are never those of the scenario
// before a step of the tour, although they stay while a slider moves.
func TestMarksOfTheScenario(t *testing.T) {
	s := open(t, realEngine(t), 160, 48)
	s.rest()
	marks := func() int { return len(s.screens[state.Explore].(*exploreScreen).curves.Rests) }
	for _, c := range []struct {
		msg   tea.Msg
		stays bool
	}{{tea.KeyPressMsg{Code: tea.KeyRight}, true}, {TourMsg(1), false}} {
		before := marks()
		s.now = s.now.Add(time.Second)
		cmd := s.Update(c.msg)
		if s.Paint(); before == 0 || (marks() > 0) != c.stays {
			t.Errorf("%T: %d marks before and %d after it", c.msg, before, marks())
		}
		s.settle(cmd)
		s.rest()
	}
	if marks() == 0 {
		t.Error("no marks at rest after a step")
	}
}
