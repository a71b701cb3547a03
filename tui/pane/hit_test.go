package pane

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/themes"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/controls"
	"crossover/tui/format"
	"crossover/tui/glyph"
	"crossover/tui/paint"
	"crossover/tui/state"
	"crossover/tui/style"
)

// scene holds the inputs of panes.
type scene struct {
	c  paint.Canvas
	e  *engine.Engine
	st state.State
	a  answer.Answer
}

// newScene returns a scene on the made-up offers of the screen's tests.
func newScene(t *testing.T, w, h int, tokens ...string) *scene {
	t.Helper()
	cat, err := data.LoadFS(os.DirFS("../testdata/catalogue"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.New(cat)
	if err != nil {
		t.Fatal(err)
	}
	sc, err := scenario.Parse(scenario.Default(), tokens...)
	if err != nil {
		t.Fatal(err)
	}
	all, err := themes.Load()
	if err != nil {
		t.Fatal(err)
	}
	look := style.New(all[0], colorprofile.TrueColor)
	s := &scene{e: e, st: state.New(sc), c: paint.Canvas{B: cell.New(w, h), Style: &look, Glyph: glyph.New(glyph.Braille, false)}}
	answer.NewSource(e).Compute(&s.a, &s.st, 80, 10)
	return s
}

// row returns the text of a row within columns.
func (s *scene) row(y, from, to int) string {
	var sb strings.Builder
	for x := from; x < to; x++ {
		sb.WriteRune(s.c.B.At(x, y).Rune)
	}
	return sb.String()
}

// everywhere calls f with every cell in and around the buffer.
func (s *scene) everywhere(f func(x, y int)) {
	for y := -2; y < s.c.B.Height()+2; y++ {
		for x := -2; x < s.c.B.Width()+2; x++ {
			f(x, y)
		}
	}
}

func TestSlidersAt(t *testing.T) {
	s := newScene(t, 60, 30)
	ctl := controls.New()
	ctl.Pull(&s.st.Scenario)
	r := cell.Rect{X: 5, Y: 3, W: 40, H: 12}
	p := Sliders{Hover: -1}
	for p.Focus = range ctl.Controls {
		s.c.B.Clear(0)
		p.Draw(&s.c, r, ctl, &s.st.Scenario, true)
		seen := map[int]bool{}
		s.everywhere(func(x, y int) {
			i, row, ok := p.At(x, y)
			if !ok {
				return
			}
			seen[i] = true
			if row != p.Row(i) || !row.Contains(x, y) || !r.Inset(1, 1).Contains(x, y) {
				t.Fatalf("%d,%d is control %d in %+v", x, y, i, row)
			}
			if label := ctl.Controls[i].Slider.Label; !strings.Contains(s.row(y, row.X, row.X+row.W), label[:min(7, len(label))]) {
				t.Fatalf("row %d is %q, not %s", y, s.row(y, row.X, row.X+row.W), label)
			}
		})
		if !seen[p.Focus] {
			t.Errorf("control %d has the focus and is not in view", p.Focus)
		}
		if len(seen) != 9 {
			t.Errorf("%d sliders are in view", len(seen))
		}
	}
	if p.Row(-1) != (cell.Rect{}) || p.Row(99) != (cell.Rect{}) {
		t.Error("controls that do not exist have rows")
	}
}

// TestPartsInView draws panels of all widths: the selected part is always visible, and a
// click on its name selects it.
func TestPartsInView(t *testing.T) {
	var names []string
	for i := range scenario.MaxParts {
		names = append(names, strings.Repeat(string(rune('a'+i)), 1+i%9))
	}
	for _, parts := range []string{"edge,api,events,cron,ml", strings.Join(names, ","), "a-very-long-name"} {
		s := newScene(t, 80, 10, "parts="+parts)
		ctl := controls.New()
		ctl.Pull(&s.st.Scenario)
		for w := 20; w <= 80; w += 3 {
			for s.st.Scenario.Selected = range s.st.Scenario.Len() {
				s.c.B.Clear(0)
				var p Sliders
				p.Draw(&s.c, cell.Rect{W: w, H: 10}, ctl, &s.st.Scenario, true)
				checkParts(t, s, &p, w)
			}
		}
	}
}

func checkParts(t *testing.T, s *scene, p *Sliders, w int) {
	t.Helper()
	sc := &s.st.Scenario
	spans := map[int][]rune{}
	s.everywhere(func(x, y int) {
		if i, ok := p.PartAt(x, y); ok {
			if y != 1 || x < 1 || x > w-2 {
				t.Fatalf("part %d is at %d,%d", i, x, y)
			}
			spans[i] = append(spans[i], s.c.B.At(x, y).Rune)
		}
	})
	name := sc.SelectedPart().Name
	if got := string(spans[sc.Selected]); got != "["+name+"]" && len(name)+2 <= w-4 {
		t.Fatalf("at width %d the selected part shows as %q: %s", w, got, s.row(1, 0, w))
	}
	for i, span := range spans {
		if got := strings.Trim(string(span), "[] "); got != sc.Part(i).Name && !strings.HasSuffix(got, "~") {
			t.Fatalf("at width %d part %d shows as %q", w, i, got)
		}
	}
	if len(spans) < sc.Len() && !strings.ContainsAny(s.row(1, 0, w), string(s.c.Glyph.Left)+string(s.c.Glyph.Right)) {
		t.Fatalf("at width %d nothing says that there are more parts: %s", w, s.row(1, 0, w))
	}
}

func TestHeaderAt(t *testing.T) {
	s := newScene(t, 120, 3)
	for _, w := range []int{120, 60, 59, 40} {
		for s.st.Screen = range state.NumScreens {
			s.c.B.Clear(0)
			var p Header
			p.Draw(&s.c, cell.Rect{W: w, H: 1}, &s.st, s.e, time.Time{})
			text := map[state.Screen]string{}
			s.everywhere(func(x, y int) {
				if screen, ok := p.At(x, y); ok && y == 0 && x >= 0 && x < w {
					text[screen] += string(s.c.B.At(x, y).Rune)
				}
			})
			got, want := text[s.st.Screen], s.st.Screen.String()
			name := strings.Trim(got, "[]~")
			if !strings.HasPrefix(got, "[") || !strings.HasSuffix(got, "]") && !strings.HasSuffix(got, "~") || len(name) < 4 || !strings.HasPrefix(want, name) {
				t.Errorf("at width %d the tab shown is %q, want [%s]", w, got, want)
			}
		}
	}
}

func TestListsAt(t *testing.T) {
	s := newScene(t, 60, 20)
	var ranking Ranking
	var contenders Contenders
	r := cell.Rect{X: 3, Y: 2, W: 50, H: 12}
	for name, draw := range map[string]func() func(x, y int) (int, bool){
		"ranking": func() func(x, y int) (int, bool) { ranking.Draw(&s.c, r, &s.a, s.e, true); return ranking.Offer },
		"contenders": func() func(x, y int) (int, bool) {
			contenders.Draw(&s.c, r, &s.a, &s.st.Scenario, s.e)
			return func(x, y int) (int, bool) { o, _, ok := contenders.Offer(x, y); return o, ok }
		},
	} {
		s.c.B.Clear(0)
		at, rows := draw(), 0
		s.everywhere(func(x, y int) {
			o, ok := at(x, y)
			if !ok {
				return
			}
			if !r.Inset(1, 1).Contains(x, y) {
				t.Fatalf("%s: %d,%d is a row", name, x, y)
			}
			if x == r.X+1 {
				rows++
			}
			if row := s.row(y, r.X, r.X+r.W); !strings.Contains(row, s.e.Offer(o).Short) {
				t.Fatalf("%s: %q is not %s", name, row, s.e.Offer(o).Short)
			}
		})
		if rows < 3 {
			t.Errorf("%s has %d rows", name, rows)
		}
	}
}

// TestSystemAt draws the diagram in all sizes, as boxes and as a list.
func TestSystemAt(t *testing.T) {
	for _, tokens := range [][]string{nil, {"parts=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p"}, {"parts=api"}} {
		s := newScene(t, 160, 12, tokens...)
		l := must(s.e.NewEvaluator().Recommend(context.Background(), &s.st.Scenario))
		for w := 40; w <= 160; w += 12 {
			for h := 3; h <= 9; h++ {
				s.c.B.Clear(0)
				var p System
				r := cell.Rect{W: w, H: h}
				p.Draw(&s.c, r, &l, &s.st.Scenario, s.e)
				boxes := map[int]int{}
				s.everywhere(func(x, y int) {
					part, offer, ok := p.At(x, y)
					if !ok {
						return
					}
					boxes[part]++
					if offer != l.Choices[part].Estimate.Offer || !r.Inset(1, 1).Contains(x, y) {
						t.Fatalf("%dx%d: %d,%d is part %d, offer %d", w, h, x, y, part, offer)
					}
				})
				if len(boxes) < min(len(l.Choices), 1) {
					t.Errorf("%dx%d: no part can be clicked:\n%s", w, h, s.row(1, 0, w))
				}
			}
		}
	}
}

// TestFiguresAreNeverCut writes amounts into too little room: they are left out or
// shortened to an equal value, but never cut.
func TestFiguresAreNeverCut(t *testing.T) {
	s := newScene(t, 40, 1)
	for _, v := range []float64{0, 0.0031, 4.2, 182, 12_345, 123_456_789, 9.87e12} {
		for room := range 16 {
			s.c.B.Clear(0)
			from := s.c.USD(30, 0, v, 0, room)
			got := strings.TrimSpace(s.row(0, 0, 40))
			full, short := string(format.Money{}.Append(nil, v)), string(format.Money{}.AppendShort(nil, v))
			if got != "" && got != full && got != short || len(got) > room || from != 30-len(got) {
				t.Errorf("$%v in %d columns is %q, from %d", v, room, got, from)
			}
		}
	}
}

func TestBoxTitles(t *testing.T) {
	s := newScene(t, 40, 4)
	for w := range 40 {
		s.c.B.Clear(0)
		r := cell.Rect{W: w, H: 4}
		in := s.c.Box(r, "A title", "a note", true)
		if in.W > max(w-2, 0) || in.H > 2 {
			t.Errorf("a box of %d columns has %+v inside", w, in)
		}
		top := s.row(0, 0, 40)
		if w > 24 && (!strings.Contains(top, " A title ") || !strings.Contains(top, " a note ")) {
			t.Errorf("a box of %d columns has the top %q", w, top)
		}
		if w >= 2 && (s.c.B.At(w-1, 0).Rune != s.c.Glyph.BoxFocus.TopRight || strings.TrimRight(top[len(top)-1:], " ") != "" && w < 39) {
			t.Errorf("a box of %d columns has the top %q", w, top)
		}
	}
}

// must returns the result of a call with a context that does not end.
func must[T any](found T, err error) T {
	if err != nil {
		panic(err)
	}
	return found
}
