package tui

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"crossover/data"
	"crossover/engine/proptest"
	"crossover/engine/verify"
	"crossover/tui/state"
	"crossover/tui/why"
)

// withExamples gives a session the published examples.
func withExamples(tb testing.TB) setup {
	return func(o *Options) {
		o.Verify = func(context.Context) (out []verify.Result) {
			list, err := data.LoadExamples()
			if err != nil {
				tb.Error(err)
			}
			v := o.Engine.NewEvaluator()
			for i := range list[:min(40, len(list))] {
				out = append(out, verify.Run(context.Background(), v, list[i]))
			}
			return out
		}
	}
}

// TestEveryScreenExplains opens the explanation of every figure on every screen with
// keys, and computes it again.
func TestEveryScreenExplains(t *testing.T) {
	proptest.Sequential(t)
	s := open(t, realEngine(t), 120, 36, withScenario(t, "rate=3/s"), withExamples(t))
	most := 9
	if proptest.Raced {
		most = 3
	}
	s.press("p", "L", "down", "L", "i")
	for screen := range state.NumScreens {
		s.show(screen)
		s.send(nil)
		if screen == state.Simulate {
			s.send(s.simRests(s.simulating().generation))
		}
		list := s.screen().figures(&s.host)
		if len(list) == 0 {
			t.Fatalf("%v has nothing to explain", screen)
		}
		s.press("x")
		d, ok := s.dialog.(*explaining)
		if !ok {
			t.Fatalf("x does not explain anything on %v", screen)
		}
		titles := map[string]bool{}
		for i := range min(len(d.list), most) {
			x := explained(s.Model, d.list[d.at])
			if err := worksOut(&x.Explanation); err != nil {
				t.Errorf("%v, %s: %v", screen, x.Title, err)
			}
			if d.at != i || len(x.Figures)+len(x.Notes)+len(x.Warnings) == 0 || !strings.Contains(s.Frame(), "Why: ") {
				t.Errorf("%v, figure %d: nothing is said:\n%s", screen, d.at, s.Frame())
			}
			titles[fmt.Sprint(x.Title, d.list[d.at].aspect)] = true
			s.press("right")
		}
		if len(d.list) > 1 && len(titles) < 2 {
			t.Errorf("%v: every figure is explained as %v", screen, titles)
		}
		s.press("esc")
		if s.dialog != nil {
			t.Fatal("esc does not close it")
		}
	}
}

// worksOut computes the figures of an explanation from what is given. It returns an error
// for the first that differs by more than a billionth of the largest number in its formula.
func worksOut(x *why.Explanation) error {
	for i := range x.Figures {
		f := &x.Figures[i]
		scale := max(math.Abs(f.Value), 1e-300)
		switch f.Op {
		case why.Sum, why.Difference:
			for k := range f.Of {
				scale = max(scale, math.Abs(f.Of[k].Value))
			}
		case why.RelativeDifference:
			scale = max(scale, 1)
		case why.Given, why.Product, why.Quotient, why.Solved:
		}
		if got := f.Work(); !(math.Abs(got-f.Value) <= 1e-9*scale) && !(math.IsNaN(got) && math.IsNaN(f.Value)) {
			return fmt.Errorf("%s is said to be %v, its formula gives %v", f.Name, f.Value, got)
		}
	}
	return nil
}

// explainCell explains a cell with the mouse, and computes an explanation of a kind that is
// not among kinds again.
func explainCell(t *testing.T, s *session, x, y int, kinds map[figureKind]bool) {
	t.Helper()
	old := s.st
	_, edge := s.cut.At(x, y)
	s.Update(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseRight})
	d, ok := s.dialog.(*explaining)
	body := !edge && !inSliders(s.Model, x, y) && !s.rects.Header.Contains(x, y) && !s.rects.Footer.Contains(x, y)
	if ok != body || s.st != old {
		t.Fatalf("%v at %d,%d: explained is %v", s.st.Screen, x, y, ok)
	}
	if ok && !kinds[d.list[d.at].kind] {
		kinds[d.list[d.at].kind] = true
		f := explained(s.Model, d.list[d.at])
		if err := worksOut(&f.Explanation); err != nil {
			t.Errorf("%v at %d,%d: %v", s.st.Screen, x, y, err)
		}
	}
	s.closeDialog()
}

// TestExplainingAnyCell explains a sample of the cells of every screen at several sizes,
// and computes each explanation again.
func TestExplainingAnyCell(t *testing.T) {
	proptest.Sequential(t)
	kinds := map[figureKind]bool{}
	for _, z := range [][2]int{{160, 48}, {60, 20}} {
		runs := 0
		s := open(t, smallEngine(t), z[0], z[1], withVerdicts(t, &runs), withExamples(t))
		s.press("p", "L", "down", "L")
		for screen := range state.NumScreens {
			s.show(screen)
			s.send(nil)
			step := 11
			switch {
			case screen == state.Explore:
				step = 5
			case proptest.Raced:
				step = 29
			}
			for y := 0; y < z[1]; y++ {
				for x := y % step; x < z[0]; x += step {
					explainCell(t, s, x, y, kinds)
				}
			}
		}
	}
	for _, want := range []figureKind{ofOffer, ofCrossover, ofLayout, ofPart, ofWay, ofDifference, ofLine, ofClaim, ofPrice, ofExample} {
		if !kinds[want] {
			t.Errorf("no cell leads to figures of kind %d", want)
		}
	}
}

// Alt and a click explain, too, for terminals that use the right button themselves. A
// right click on an edge resets it.
func TestOtherClicks(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	x, y := s.find(s.rects.Ranking, "Tasks")
	s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft, Mod: tea.ModAlt})
	s.wants("Why: Acme Tasks")
	s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseRight})
	if s.dialog != nil || s.st.Offer >= 0 {
		t.Error("the other button does not close it, or selects something")
	}
	s.press("E", "J")
	e := s.cut.Edges()[0]
	s.send(tea.MouseClickMsg{X: e.Grip.X + 9, Y: e.At, Button: tea.MouseRight})
	if len(s.Sizes()) > 0 {
		t.Error("a right click on an edge does not put it back")
	}
}

// The explanation at the crosshair is of the figure beside it.
func TestExplainingTheCrosshair(t *testing.T) {
	s := open(t, realEngine(t), 160, 48)
	plot := s.exploring().curves.Plot()
	x, y := plot.X+plot.W/3, plot.Y+plot.H/2
	s.send(tea.MouseMotionMsg{X: x, Y: y})
	f, ok := s.exploring().curveAt(&s.host, x, y)
	if !ok {
		t.Fatal("no curve is near")
	}
	s.press("x")
	why := explained(s.Model, s.dialog.(*explaining).list[0])
	for i := range s.answer.Drawn {
		d := &s.answer.Drawn[i]
		if d.Offer != f.offer {
			continue
		}
		for k, at := range s.answer.Curves.X {
			if at == f.x && math.Abs(d.Values[k]-why.Figures[0].Work()) > 1e-6*d.Values[k] {
				t.Errorf("the chart has %v, the explanation %v", d.Values[k], why.Figures[0].Work())
			}
		}
	}
	s.wants("Why: "+s.opts.Engine.Offer(f.offer).Title, " at ")
}
