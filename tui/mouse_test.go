package tui

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"crossover/engine"
	"crossover/engine/proptest"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/slider"
	"crossover/tui/state"
	"crossover/tui/term"
)

// find returns the position of a text on the screen, within a rectangle.
func (s *session) find(r cell.Rect, text string) (x, y int) {
	s.tb.Helper()
	for y, line := range s.lines() {
		row := []rune(line)
		for x := range row {
			if r.Contains(x, y) && strings.HasPrefix(string(row[x:]), text) {
				return x, y
			}
		}
	}
	s.tb.Fatalf("no %q in %+v:\n%s", text, r, s.Frame())
	return 0, 0
}

// track returns the ends of a slider's track on screen.
func (s *session) track(i int) (left, right, y int) {
	s.tb.Helper()
	row := s.sliders.Row(i)
	left = -1
	for x := row.X; x < row.X+row.W; x++ {
		if s.controls.Controls[i].Slider.Hit(row, x, row.Y) == slider.PartTrack {
			if left < 0 {
				left = x
			}
			right = x
		}
	}
	if left < 0 {
		s.tb.Fatalf("slider %d has no track", i)
	}
	return left, right, row.Y
}

// TestDraggingEverySlider clicks on each slider's track, drags it along, beyond both
// ends, and to other rows.
func TestDraggingEverySlider(t *testing.T) {
	proptest.Sequential(t)
	s := open(t, smallEngine(t), 160, 48)
	for i := 0; i < len(s.controls.Controls); i += every(5) {
		c := &s.controls.Controls[i]
		if c.Fold != "" {
			continue // a click opens it
		}
		s.press("f1", "R")
		s.focusOn(c.Key) // scrolls to it
		if n := len(c.Slider.Choices); n > 0 {
			row, first := s.sliders.Row(i), c.Slider.Value
			for k := 1; k <= n; k++ {
				s.send(click(row.X+row.W-2, row.Y), release(row.X+row.W-2, row.Y))
				if want := float64((int(first) + k) % n); c.Slider.Value != want || s.drag.move != nil {
					t.Fatalf("%s: click %d leads to %v, not %v", c.Key, k, c.Slider.Value, want)
				}
			}
			continue
		}
		left, right, y := s.track(i)
		lo, hi := c.Slider.Value, c.Slider.Value
		for _, x := range []int{left, (left + right) / 2, right} {
			s.send(click(x, y))
			if s.sliders.Focus != i || s.drag.move == nil {
				t.Fatalf("%s: a click on the track does not take hold of it", c.Key)
			}
			s.send(motion(x+1, y+3), release(x+1, y+3))
			if s.drag.move != nil {
				t.Fatalf("%s: the mouse holds on after the button is up", c.Key)
			}
			lo, hi = min(lo, c.Slider.Value), max(hi, c.Slider.Value)
		}
		before := s.st
		s.send(click(right, y), motion(left-1, y), motion(-100, -100))
		atLeft := c.Slider.Value
		s.send(motion(right+1, y), motion(1000, 1000))
		atRight := c.Slider.Value
		s.send(motion(left, y), release(left, y), motion(right, y))
		if c.Slider.Home(); c.Slider.Value != atLeft {
			t.Errorf("%s: dragged beyond the left end it is %v, not %v", c.Key, atLeft, c.Slider.Value)
		}
		if c.Slider.End(); c.Slider.Value != atRight {
			t.Errorf("%s: dragged beyond the right end it is %v, not %v", c.Key, atRight, c.Slider.Value)
		}
		if atLeft >= atRight {
			t.Errorf("%s: dragging leads from %v to %v", c.Key, atLeft, atRight)
		}
		if s.press("u"); s.st != before {
			t.Errorf("%s: a drag is not undone at once", c.Key)
		}
	}
}

// TestTheHandleIsUnderTheMouse drags the first sliders column by column.
func TestTheHandleIsUnderTheMouse(t *testing.T) {
	for _, z := range [][2]int{{160, 48}, {80, 24}, {40, 12}} {
		s := open(t, smallEngine(t), z[0], z[1])
		for i := range 3 {
			left, right, y := s.track(i)
			s.send(click(left, y))
			for x := left; x <= right; x++ {
				s.send(motion(x, y))
				if got := []rune(s.lines()[y])[x]; got != s.canvas.Glyph.HandleFocus && got != s.canvas.Glyph.Handle {
					t.Errorf("at %v, slider %d: %q under the mouse in column %d:\n%s", z, i, got, x, s.lines()[y])
				}
			}
			s.send(release(right, y))
		}
	}
}

// TestDraggingThroughAResize changes the size and the screen while the mouse holds a
// slider.
func TestDraggingThroughAResize(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	left, _, y := s.track(0)
	s.send(click(left, y), tea.WindowSizeMsg{Width: 60, Height: 20})
	_, right, y := s.track(0)
	s.send(motion(right, y))
	if s.rate() != 1e5 {
		t.Errorf("the right end of the track is %v/s", s.rate())
	}
	s.press("f2")
	left, _, y = s.track(0)
	s.send(motion(left, y))
	if s.rate() != 0 {
		t.Errorf("the left end of the track is %v/s", s.rate())
	}
	s.send(tea.WindowSizeMsg{Width: 10, Height: 4}, motion(5, 2), release(5, 2))
}

func TestWheel(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	row := s.sliders.Row(1)
	s.send(wheel(row.X+12, row.Y, true))
	if s.part().MemoryMB != 576 || s.sliders.Focus != 1 {
		t.Errorf("the wheel on memory leads to %v MB, slider %d", s.part().MemoryMB, s.sliders.Focus)
	}
	s.send(wheel(row.X+12, row.Y, false), wheel(row.X+12, row.Y, false))
	if s.part().MemoryMB != 480 {
		t.Errorf("the wheel back leads to %v MB", s.part().MemoryMB)
	}
	plot, span := s.exploring().curves.Plot(), s.st.Span[0]
	s.send(wheel(plot.X+5, plot.Y+5, true))
	if s.st.Span[0] >= span {
		t.Error("the wheel on the chart does not zoom in")
	}
	s.send(wheel(plot.X+5, plot.Y+5, false), wheel(plot.X+5, plot.Y+5, false))
	if s.st.Span[0] <= span {
		t.Error("the wheel on the chart does not zoom out")
	}
	r := s.rects.Ranking
	s.send(wheel(r.X+3, r.Y+2, false))
	if s.answer.Selected != s.answer.Listed[1] {
		t.Error("the wheel on the ranking does not select the next offer")
	}
	s.press("f2")
	s.send(wheel(80, 20, true))
	if s.answer.Selected != s.answer.Listed[0] {
		t.Error("the wheel on Offers does not select")
	}
	s.press("f1", "?")
	old := s.st
	if s.send(wheel(row.X+12, row.Y, true)); s.st != old {
		t.Error("the wheel moves what lies under help")
	}
}

func TestWheelScrolls(t *testing.T) {
	s := open(t, smallEngine(t), 60, 16)
	for _, k := range []string{"f3", "f4"} {
		s.press(k)
		body := s.rects.Body
		top := s.Frame()
		s.send(wheel(body.X+2, body.Y+body.H-2, false), wheel(body.X+2, body.Y+body.H-2, false))
		if k == "f3" && s.Frame() == top {
			t.Errorf("%s: the wheel does not scroll:\n%s", k, top)
		}
		for range 200 {
			s.send(wheel(body.X+2, body.Y+body.H-2, false))
		}
		for range 10 {
			s.send(wheel(body.X+2, body.Y+body.H-2, true))
		}
		s.press("pgup", "pgup", "pgup", "pgup", "pgup", "pgup", "pgup", "pgup", "pgup", "pgup")
		if s.Frame() != top {
			t.Errorf("%s: scrolling to the end and back leads elsewhere:\n%s\nwant\n%s", k, s.Frame(), top)
		}
	}
}

func TestClickingThePlot(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	for axis, key := range []string{"rate", "memory", "duration"} {
		if axis > 0 {
			s.press("a")
		}
		plot := s.exploring().curves.Plot()
		for _, x := range []int{plot.X + plot.W/3, plot.X + plot.W/2, plot.X + plot.W*2/3} {
			want := s.exploring().curves.XAt(x)
			s.send(click(x, plot.Y+1), release(x, plot.Y+1))
			if got := s.st.Axis.Value(&s.st.Scenario, s.st.Scenario.Selected); math.Abs(got/want-1) > 0.005 {
				t.Errorf("a click in column %d of %s leads to %v, want %v", x, key, got, want)
			}
			if got := []rune(s.lines()[plot.Y+1])[x]; got != s.canvas.Glyph.CursorLine && got == ' ' {
				t.Errorf("no cursor in column %d of %s", x, key)
			}
			plot = s.exploring().curves.Plot()
		}
	}
	if s.st.Axis != engine.AxisDuration {
		t.Errorf("the axis is %v", s.st.Axis)
	}
	plot := s.exploring().curves.Plot()
	s.send(click(plot.X+plot.W/2, plot.Y+2), motion(plot.X-50, 0), motion(10_000, 0), release(0, 0))
	if lo, hi := s.st.Axis.Range(); s.part().DurationMS < lo || s.part().DurationMS > hi {
		t.Errorf("dragging beyond the plot leads to %v", s.part().DurationMS)
	}
}

// TestMonthsOfGrowth shows the chart by month with its key, selects a month with the
// mouse and by name, and explains a chart without growth.
func TestMonthsOfGrowth(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	before := s.st.Scenario
	s.press("M")
	s.wants("by month, api at +10 %/month", "months", "now")
	plot := s.exploring().curves.Plot()
	x := plot.X + plot.W/2
	want := s.exploring().curves.XAt(x)
	s.send(click(x, plot.Y+1), release(x, plot.Y+1))
	if math.Abs(s.st.Month-want) > 0.051 || s.st.Scenario != before {
		t.Errorf("a click in month %v leads to month %v, and the scenario changed: %v", want, s.st.Month, s.st.Scenario != before)
	}
	s.wants(string(appendMonth(s.st.Month, s.st.RateAt(s.st.Month))))
	s.command("goto crossover")
	if at := s.st.Month; !slices.ContainsFunc(s.answer.Edges, func(e answer.Edge) bool { return math.Abs(e.X-at) < 0.06 }) {
		t.Errorf("month %v is no crossover of %+v", at, s.answer.Edges)
	}
	s.command("goto month 6")
	if s.st.Month != 6 || s.st.Axis != engine.AxisMonth {
		t.Errorf("going to month 6 leads to %v", s.st.Month)
	}
	s.press("u", "u")
	for _, c := range []struct{ set, says string }{
		{"growth=0%/month", "M goes to its slider"}, {"rate=0/s growth=5%/month", "there is nothing"}, {"rate=5/min shape=cron", "scheduled work"},
	} {
		s.command(c.set)
		s.wants(c.says)
	}
}

func appendMonth(month, perSecond float64) []byte {
	return format.AppendRate(append(format.AppendPlace(nil, engine.AxisMonth, month), ", "...), perSecond)
}

func TestClickingNames(t *testing.T) {
	e := smallEngine(t)
	functions := e.Find("acme-functions")
	tests := []struct {
		name  string
		click func(s *session) (x, y int)
		want  func(s *session) bool
	}{
		{"a curve's name", func(s *session) (int, int) { return s.find(s.rects.Curves, "Functions") }, func(s *session) bool { return s.st.Offer == functions }},
		{"a row of the ranking", func(s *session) (int, int) { return s.find(s.rects.Ranking, "Functions") }, func(s *session) bool { return s.st.Offer == functions }},
		{"a row of the contenders", func(s *session) (int, int) { return s.find(s.rects.Contenders, "Functions") }, func(s *session) bool { return s.st.Offer == functions }},
		{"a box of the diagram", func(s *session) (int, int) { return s.find(s.rects.System, "Acme GPU boxes") }, func(s *session) bool { return s.part().Name == "ml" }},
		{"a part's name", func(s *session) (int, int) { return s.find(s.rects.Sliders, "cron") }, func(s *session) bool { return s.part().Name == "cron" }},
		{"the tab of Offers", func(s *session) (int, int) { return s.find(s.rects.Header, "Offers") }, func(s *session) bool { return s.st.Screen == state.Offers }},
		{"the tab of Layout", func(s *session) (int, int) { return s.find(s.rects.Header, "Layout") }, func(s *session) bool { return s.st.Screen == state.Layout }},
		{"the tab of Bill", func(s *session) (int, int) { return s.find(s.rects.Header, "Bill") }, func(s *session) bool { return s.st.Screen == state.Bill }},
		{"a slider's label", func(s *session) (int, int) { return s.find(s.rects.Sliders, "response") }, func(s *session) bool { return s.controls.Controls[s.sliders.Focus].Key == "response" }},
	}
	for _, tt := range tests {
		s := open(t, e, 160, 48)
		x, y := tt.click(s)
		s.send(click(x, y), release(x, y))
		if !tt.want(s) {
			t.Errorf("a click on %s does not select it:\n%s", tt.name, s.Frame())
		}
	}
	s := open(t, e, 160, 48)
	s.press("f2")
	x, y := s.find(s.rects.Body, "Acme Functions")
	s.send(click(x, y))
	if s.st.Offer != functions || s.st.Screen != state.Offers {
		t.Error("a click on a row of Offers does not select it")
	}
	if s.send(click(x, y)); s.st.Screen != state.Bill {
		t.Error("a second click does not open the bill")
	}
	s.press("f3")
	x, y = s.find(s.rects.Body, "Acme GPU boxes")
	if s.send(click(x, y)); s.part().Name != "ml" {
		t.Error("a click on a box of Layout does not select its part")
	}
}

// TestClickingElsewhereDoesNothing clicks on every cell without a target, and on every
// cell with other buttons.
func TestClickingElsewhereDoesNothing(t *testing.T) {
	proptest.Sequential(t)
	s := open(t, smallEngine(t), 120, 36)
	var empty []cell.Rect
	for _, b := range s.boxes() { // their borders
		x, y, w, h := b.r.X, b.r.Y, b.r.W, b.r.H
		empty = append(empty, cell.Rect{X: x, Y: y, W: w, H: 1}, cell.Rect{X: x, Y: y + h - 1, W: w, H: 1}, cell.Rect{X: x, Y: y, W: 1, H: h})
	}
	empty = append(empty, cell.Rect{X: -3, Y: -3, W: 3, H: 50}, cell.Rect{X: 120, Y: 0, W: 5, H: 50}, cell.Rect{Y: 36, W: 120, H: 3})
	old := s.st
	for _, e := range empty {
		for y := e.Y; y < e.Y+e.H; y++ {
			for x := e.X; x < e.X+e.W; x += 3 {
				if _, edge := s.cut.At(x, y); edge {
					continue // it can be dragged
				}
				if s.send(click(x, y), motion(x+2, y+1), release(x+2, y+1)); s.st != old || s.drag.move != nil || s.sliders.Focus != 0 {
					t.Fatalf("a click at %d,%d changes something", x, y)
				}
			}
		}
	}
	for y := 0; y < 36; y += 2 {
		for x := 0; x < 120; x += 3 {
			for _, b := range []tea.MouseButton{tea.MouseMiddle, tea.MouseBackward, tea.MouseNone} {
				s.Update(tea.MouseClickMsg{X: x, Y: y, Button: b})
			}
			s.Update(tea.MouseMotionMsg{X: x, Y: y})
			s.Update(tea.MouseWheelMsg{X: x, Y: y, Button: tea.MouseWheelLeft})
		}
	}
	if s.st != old || s.drag.move != nil {
		t.Error("other buttons change something")
	}
}

// TestClickingWhatIsNotThere clicks where another or a larger screen has a target.
func TestClickingWhatIsNotThere(t *testing.T) {
	proptest.Sequential(t)
	s := open(t, smallEngine(t), 100, 30)
	for screen := range state.NumScreens {
		s.send(tea.WindowSizeMsg{Width: 100, Height: 30})
		s.press("f1")
		s.show(screen)
		s.send(tea.WindowSizeMsg{Width: 38, Height: 11})
		old := s.st
		for y := range 11 {
			for x := range 38 {
				s.Update(click(x, y))
				s.Update(release(x, y))
			}
		}
		if s.st != old {
			t.Errorf("%v: a click on a summary changes something", screen)
		}
	}
	s.send(tea.WindowSizeMsg{Width: 100, Height: 30})
	s.press("f1", "?")
	old := s.st
	if s.send(click(2, 4)); s.st != old || s.dialog != nil {
		t.Error("a click beside help does more than closing it")
	}
}

// TestDraggingByPixels drags the rate along one column of a terminal that reports the
// mouse in pixels.
func TestDraggingByPixels(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	s.focusOn("rate")
	i := s.controls.Find("rate")
	left, _, y := s.track(i)
	d := Display{Model: s.Model}
	d.screen.Take(nil)
	d.Update(tea.ModeReportMsg{Mode: ansi.ModeMouseExtSgrPixel, Value: ansi.ModeReset})
	d.Update(term.CellSize{Width: 10, Height: 20})
	d.gate.Touch()
	s.now = s.now.Add(time.Second)
	d.Frame(nil)
	rates := map[float64]bool{}
	at := tea.Mouse{X: (left + 5) * 10, Y: y*20 + 7, Button: tea.MouseLeft}
	d.Update(tea.MouseClickMsg(at))
	for ; at.X < (left+6)*10; at.X++ {
		d.Update(tea.MouseMotionMsg(at))
		rates[s.rate()] = true
	}
	d.Update(tea.MouseReleaseMsg(at))
	if len(rates) < 4 {
		t.Errorf("one column of pixels has %d rates: %v", len(rates), rates)
	}
}
