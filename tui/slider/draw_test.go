package slider

import (
	"math"
	"strings"
	"testing"

	"crossover/themes"
	"crossover/tui/cell"
	"crossover/tui/frame"
	"crossover/tui/glyph"
	"crossover/tui/style"

	"github.com/charmbracelet/colorprofile"
)

// look returns styles for tests.
func look(t testing.TB) *style.Styles {
	t.Helper()
	all, err := themes.Load()
	if err != nil {
		t.Fatal(err)
	}
	st := style.New(all[0], colorprofile.TrueColor)
	return &st
}

// picture draws s in w columns.
func picture(t testing.TB, s *Slider, w int, g *glyph.Set, focused bool) string {
	t.Helper()
	b := cell.New(w, 1)
	s.Draw(b, b.Bounds(), look(t), g, focused, false)
	return frame.Text(b)
}

func TestPictures(t *testing.T) {
	g := glyph.New(glyph.Braille, false)
	round := glyph.New(glyph.Braille, true)
	ascii := glyph.New(glyph.ASCII, false)
	plain := memory()
	pinned := memory()
	pinned.Value, pinned.Ghost, pinned.HasGhost = 128, 5000, true
	typing := memory()
	typeIn(typing, "12.5")
	refused := memory()
	typeIn(refused, "12x")
	_ = refused.Commit()
	begun := memory()
	begun.BeginEdit(0)
	week := &Slider{Label: "shape", Choices: []string{"steady", "office"}}
	for d := range 7 {
		for h := range 24 {
			week.Profile = append(week.Profile, []float64{1, 1, 1, 1, 1, 0.2, 0}[d]*(1-math.Cos(float64(h)/12*math.Pi)))
		}
	}
	tests := []struct {
		name    string
		s       *Slider
		w       int
		g       *glyph.Set
		focused bool
		want    string
	}{
		{"a week", week, 38, g, true, "▸shape    ▁▇█▂▁▇█▂▁▇█▂▁▇█▂▁▇█▂▁▁▂▁"},
		{"a week in ASCII", week, 28, ascii, false, " shape    -#.*+:#:+*.#-..."},
		{"a week in few columns", week, 12, g, false, "   █▅▅▇█▆▂▁"},
		{"panel", plain, 28, g, false, " memory   ━━━━━┃──    500 MB"},
		{"focused", plain, 28, g, true, "▸memory   ━━━━━█──    500 MB"},
		{"round", plain, 28, round, false, " memory   ━━━━━●──    500 MB"},
		{"ascii", plain, 28, ascii, true, ">memory   =====@--    500 MB"},
		{"wide, with snaps and a ghost", pinned, 60, g, false, " memory     ━━━━━━━━━━━━━━━━━━━┃──┴──┴──┴──┴─┴╎───    128 MB"},
		{"no room for the track", plain, 23, g, false, " memory          500 MB"},
		{"no room for the label", plain, 13, g, true, "▸      500 MB"},
		{"no room for the value", plain, 5, g, false, "500 ~"},
		{"one column", plain, 1, g, false, "~"},
		{"choices", runtimes(), 28, g, false, " runtime            ‹ node ›"},
		{"typing", typing, 28, g, true, "▸memory   ━━━━━█──     12.5"},
		{"typing begins", begun, 28, g, true, "▸memory   ━━━━━█──   500 MB"},
		{"refused", refused, 28, g, true, "! write it like 51~     12x"},
		{"refused, with room", refused, 48, g, true, "▸memory     ! write it like 512MB           12x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := picture(t, tt.s, tt.w, tt.g, tt.focused); got != tt.want {
				t.Errorf("got\n%q, want\n%q", got, tt.want)
			}
		})
	}
}

func TestDrawingStaysInsideItsRectangle(t *testing.T) {
	st, g := look(t), glyph.New(glyph.Braille, false)
	refused := memory()
	typeIn(refused, "12x")
	_ = refused.Commit()
	long := memory()
	long.Label, long.Value = strings.Repeat("label", 9), 1234.56789
	typing := memory()
	typeIn(typing, strings.Repeat("8", 50))
	for name, s := range map[string]*Slider{"plain": memory(), "refused": refused, "long": long, "typing": typing, "names": runtimes()} {
		for w := range 121 {
			for h := range 3 {
				b := cell.New(130, 6)
				b.Fill(b.Bounds(), '?', 0)
				r := cell.Rect{X: 4, Y: 2, W: w, H: h}
				s.Draw(b, r, st, g, true, w%2 == 0)
				row, _ := r.CutTop(1)
				for y := range b.Height() {
					for x := range b.Width() {
						if inside := row.Contains(x, y); inside == (b.At(x, y).Rune == '?') {
							t.Fatalf("%s: %v: %d,%d shows %q", name, r, x, y, b.At(x, y).Rune)
						}
					}
				}
			}
		}
	}
}

func TestNothingMovesWhenTheValueChanges(t *testing.T) {
	s := memory()
	for w := range 121 {
		s.Value = 1
		before := s.layout(cell.Rect{W: w, H: 1})
		s.Value = 9999.999
		if s.layout(cell.Rect{W: w, H: 1}) != before {
			t.Fatalf("the layout of %d columns depends on the value", w)
		}
	}
}

func TestClicksAndDrags(t *testing.T) {
	r := cell.Rect{X: 10, Y: 3, W: 60, H: 1}
	s := memory()
	track := s.layout(r).track
	if s.Hit(r, track.X, 3) != PartTrack || s.Hit(r, track.X, 4) != PartNone || s.Hit(r, 9, 3) != PartNone ||
		s.Hit(r, 11, 3) != PartLabel || s.Hit(r, 69, 3) != PartValue {
		t.Error("Hit finds the wrong parts")
	}
	if s.Drag(r, track.X+s.column(s.Value, track.W)) {
		t.Errorf("a click on the handle moves it to %v", s.Value)
	}
	if !s.Drag(r, 0) || s.Value != 1 {
		t.Errorf("a drag to the left leads to %v", s.Value)
	}
	if !s.Drag(r, 500) || s.Value != 10_000 {
		t.Errorf("a drag to the right leads to %v", s.Value)
	}
	if s.Drag(r, track.X+s.column(512, track.W)); s.Value != 512 {
		t.Errorf("a click on the snap of 512 leads to %v", s.Value)
	}
	if s.Drag(cell.Rect{W: 12, H: 1}, 3) {
		t.Error("a click where there is no track moves the handle")
	}
}

// TestTheHandleFollowsTheMouse checks that the handle of a smooth scale is drawn at the
// mouse, and that the values of every scale rise from left to right.
func TestTheHandleFollowsTheMouse(t *testing.T) {
	for name, scale := range scales() {
		for _, w := range []int{24, 28, 40, 60, 120} {
			r := cell.Rect{X: 5, W: w, H: 1}
			s := &Slider{Scale: scale}
			s.Home()
			track := s.layout(r).track
			last := s.Value
			for x := track.X; x < track.X+track.W; x++ {
				s.Drag(r, x)
				if s.Value < last {
					t.Errorf("%s, %d columns: %v is right of %v", name, w, s.Value, last)
				}
				last = s.Value
			}
			s.Drag(r, track.X+track.W)
			if _, hi := scale.Range(); s.Value != hi {
				t.Errorf("%s, %d columns: a drag ends at %v, want %v", name, w, s.Value, hi)
			}
		}
	}
	s, r := &Slider{Scale: Scale{Max: 1000, Fine: 1}}, cell.Rect{W: 80, H: 1}
	track := s.layout(r).track
	for x := range track.W {
		if s.Drag(r, track.X+x); s.column(s.Value, track.W) != x {
			t.Errorf("the mouse is at column %d, the handle at %d", x, s.column(s.Value, track.W))
		}
	}
}

func TestDrawAllocatesNothing(t *testing.T) {
	st, g, b := look(t), glyph.New(glyph.Braille, false), cell.New(80, 1)
	typing, refused := memory(), memory()
	typeIn(typing, "12")
	typeIn(refused, "12x")
	_ = refused.Commit()
	for name, s := range map[string]*Slider{"plain": memory(), "typing": typing, "refused": refused, "names": runtimes()} {
		s.Ghost, s.HasGhost = 3, true
		draw := func() { s.Draw(b, b.Bounds(), st, g, true, true) }
		draw()
		if n := testing.AllocsPerRun(100, draw); n != 0 {
			t.Errorf("%s: Draw allocates %v times", name, n)
		}
		drag := func() { s.Drag(b.Bounds(), 30); s.Drag(b.Bounds(), 35); s.Step(1, false) }
		if n := testing.AllocsPerRun(100, drag); n != 0 {
			t.Errorf("%s: moving allocates %v times", name, n)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	st, g, buf, s := look(b), glyph.New(glyph.Braille, false), cell.New(40, 1), memory()
	b.ReportAllocs()
	for b.Loop() {
		s.Draw(buf, buf.Bounds(), st, g, true, false)
	}
}
