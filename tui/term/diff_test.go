package term

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
	"crossover/tui/cell"
	"crossover/tui/frame"
	"crossover/tui/style"
)

// same checks that a terminal that gets differences shows the same as one that gets the
// whole frame.
func same(t *rapid.T, what string, got *vt.SafeEmulator, b *cell.Buffer, table *style.Table) {
	t.Helper()
	want := vt.NewSafeEmulator(b.Width(), b.Height())
	write(want, strings.ReplaceAll(string(frame.AppendANSI(nil, b, table)), "\n", "\r\n"))
	for y := range b.Height() {
		for x := range b.Width() {
			g, w := got.CellAt(x, y), want.CellAt(x, y)
			if content(g.Content) != content(w.Content) || g.Width != w.Width && max(g.Width, w.Width) > 1 {
				t.Fatalf("%s: %d,%d shows %q (%d wide), want %q (%d wide)", what, x, y, g.Content, g.Width, w.Content, w.Width)
			}
			if g.Link.URL != w.Link.URL && content(w.Content) != " " {
				t.Fatalf("%s: %d,%d leads to %q, want %q", what, x, y, g.Link.URL, w.Link.URL)
			}
			if content(w.Content) != " " && !g.Style.Equal(&w.Style) {
				t.Fatalf("%s: %d,%d looks %+v, want %+v", what, x, y, g.Style, w.Style)
			}
			if content(w.Content) == " " && (g.Style.Bg != w.Style.Bg || g.Style.Underline != w.Style.Underline) {
				t.Fatalf("%s: %d,%d is blank and looks %+v, want %+v", what, x, y, g.Style, w.Style)
			}
		}
	}
}

// scribble changes some cells of a frame, or all.
func scribble(t *rapid.T, b *cell.Buffer, st *style.Styles) {
	looks := []cell.Style{
		0, st.Text, st.Good, st.Bad, st.Link, st.Selection, st.SeriesAt(3),
		style.Selected(st.Good), style.Reverse(st.Muted), style.Bold(st.SeriesAt(1)), style.Dim(st.Bad),
	}
	if rapid.IntRange(0, 3).Draw(t, "clear") == 0 {
		b.Clear(0)
	}
	links := rapid.IntRange(0, 3).Draw(t, "links") == 0
	for range rapid.IntRange(0, 12).Draw(t, "strokes") {
		x, y := rapid.IntRange(-1, b.Width()).Draw(t, "x"), rapid.IntRange(0, b.Height()).Draw(t, "y")
		s := rapid.SampledFrom(looks).Draw(t, "style")
		switch rapid.IntRange(0, 5).Draw(t, "stroke") {
		case 0:
			b.Fill(cell.Rect{X: x, Y: y, W: rapid.IntRange(0, 40).Draw(t, "w"), H: 1}, ' ', s)
		case 1:
			b.Wide(x, y, rapid.SampledFrom([]rune("価格表한語")).Draw(t, "wide"), s)
		case 2:
			b.Set(x, y, rapid.SampledFrom([]rune{0x1b, 0, 0x9b, 0x7f, '語', 0x301, 0x200d, cell.Tail, -7, 0x1f1e6, 1 << 30}).Draw(t, "junk"), s)
		case 3:
			if links {
				b.AddLink(x, y, 4, "https://example.com/")
			}
			fallthrough
		default:
			b.Text(x, y, rapid.StringMatching("[ a-c─⣿]{0,9}").Draw(t, "text"), s, 20)
		}
	}
}

// TestDifferencesShowTheFrame sends a terminal the differences between frames, and
// compares it after each with one that gets the whole frame.
func TestDifferencesShowTheFrame(t *testing.T) {
	dark, light := styles(t, "dark", colorprofile.TrueColor), styles(t, "light", colorprofile.ANSI)
	painted := styles(t, "nord", colorprofile.TrueColor)
	rapid.Check(t, func(t *rapid.T) {
		d := Diff{Sync: rapid.Bool().Draw(t, "sync"), NoLinks: rapid.Bool().Draw(t, "no links")}
		b := cell.New(rapid.IntRange(1, 40).Draw(t, "w"), rapid.IntRange(1, 6).Draw(t, "h"))
		emu := vt.NewSafeEmulator(b.Width(), b.Height())
		st := &dark
		for range rapid.IntRange(1, 8).Draw(t, "frames") {
			switch rapid.IntRange(0, 9).Draw(t, "event") {
			case 0:
				b.Resize(rapid.IntRange(0, 40).Draw(t, "w"), rapid.IntRange(0, 6).Draw(t, "h"))
				emu.Resize(b.Width(), b.Height())
			case 1:
				st = &light
			case 2:
				d.Forget()
			case 3:
				st = &painted
			}
			scribble(t, b, st)
			sortLinks(b)
			write(emu, string(d.Append(nil, b, st.Table)))
			plain := *b
			if d.NoLinks {
				plain = *cell.New(b.Width(), b.Height())
				for y := range b.Height() {
					copy(plain.Row(y), b.Row(y))
				}
			}
			same(t, "after a frame", emu, &plain, st.Table)
			if again := d.Append(nil, b, st.Table); len(again) > 0 {
				t.Fatalf("the same frame again sends %q", again)
			}
		}
	})
}

// sortLinks drops all links that panes would not paint: those out of order or overlapping.
func sortLinks(b *cell.Buffer) {
	links := b.Links()
	keep := links[:0]
	for _, l := range links {
		if n := len(keep); n == 0 || keep[n-1].Y < l.Y || keep[n-1].Y == l.Y && keep[n-1].X+keep[n-1].W < l.X {
			keep = append(keep, l)
		}
	}
	kept := append([]cell.Link{}, keep...)
	row := make([][]cell.Cell, b.Height())
	for y := range row {
		row[y] = append(row[y], b.Row(y)...)
	}
	b.Clear(0)
	for y := range row {
		copy(b.Row(y), row[y])
	}
	for _, l := range kept {
		b.AddLink(l.X, l.Y, l.W, l.URL)
	}
}

func TestDifferencesExactly(t *testing.T) {
	st := styles(t, "ansi", colorprofile.ANSI)
	start := func(b *cell.Buffer) { b.Text(0, 0, "rate 12/s of all", 0, 20); b.Text(0, 1, "two", st.Good, 20) }
	for _, tt := range []struct {
		name  string
		paint func(b *cell.Buffer)
		want  string
	}{
		{"nothing changes", func(*cell.Buffer) {}, ""},
		{"one character", func(b *cell.Buffer) { b.Set(6, 0, '3', 0) }, "\x1b[1;7H3"},
		{"two with little between are one run", func(b *cell.Buffer) { b.Set(5, 0, '9', 0); b.Set(7, 0, 'd', 0) }, "\x1b[1;6H92d"},
		{"two far apart are stepped to", func(b *cell.Buffer) { b.Set(1, 0, 'u', 0); b.Set(15, 0, 'm', 0) }, "\x1b[1;2Hu\x1b[13Cm"},
		{"a style is left again", func(b *cell.Buffer) { b.Set(0, 0, 'R', st.Good) }, "\r\x1b[32mR\x1b[m"},
		{"a long rest is erased", func(b *cell.Buffer) { b.Fill(cell.Rect{X: 4, W: 16, H: 1}, ' ', 0) }, "\x1b[1;6H\x1b[K"},
		{"a short one is written", func(b *cell.Buffer) { b.Fill(cell.Rect{X: 14, W: 2, H: 1}, ' ', 0) }, "\x1b[1;15H  "},
		{"the next row is near", func(b *cell.Buffer) { b.Set(0, 0, 'R', 0); b.Set(0, 1, 'T', st.Good) }, "\rR\r\n\x1b[32mT\x1b[m"},
		{"after the last column the cursor is nowhere", func(b *cell.Buffer) { b.Set(19, 0, 'x', 0); b.Set(19, 1, 'y', 0) }, "\x1b[1;20Hx\x1b[2;20Hy"},
		{"after a wide character, too", func(b *cell.Buffer) { b.Wide(0, 1, '価', 0); b.Set(2, 1, 'x', 0) }, "\r\n価\x1b[2;3Hx"},
		{"a link takes its row", func(b *cell.Buffer) { b.AddLink(5, 0, 4, "https://example.com/") },
			"\rrate \x1b]8;;https://example.com/\x1b\\12/s\x1b]8;;\x1b\\ of all\x1b[K"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var d Diff
			b := cell.New(20, 2)
			start(b)
			d.Append(nil, b, st.Table)
			d.move(0, 0)
			d.x, d.y = -1, 0 // as after the last frame
			tt.paint(b)
			if got := string(d.Append(nil, b, st.Table)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFirstFrameClearsTheScreen(t *testing.T) {
	st := styles(t, "ansi", colorprofile.ANSI)
	b := cell.New(3, 1)
	var d Diff
	if got, want := string(d.Append(nil, b, st.Table)), clearScreen; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	d.Forget()
	d.Sync = true
	b.Text(0, 0, "abc", 0, 3)
	if got, want := string(d.Append([]byte("before "), b, st.Table)), "before "+clearScreen+"abc"; got != want {
		t.Errorf("short frame: got %q, want %q", got, want)
	}
	big := cell.New(40, 4)
	big.Fill(big.Bounds(), 'x', 0)
	if got := string(d.Append(nil, big, st.Table)); !strings.HasPrefix(got, beginSync+clearScreen) || !strings.HasSuffix(got, endSync) {
		t.Errorf("a large frame is not synchronised: %q", got)
	}
}

func TestASCIIDifferencesHoldOnlyASCII(t *testing.T) {
	st := styles(t, "mono", colorprofile.ASCII)
	b := cell.New(160, 48)
	screenful(b, &st)
	b.Wide(3, 3, '価', st.Text)
	d := Diff{ASCII: true}
	for _, r := range string(d.Append(nil, b, st.Table)) {
		if r > 0x7e {
			t.Fatalf("%q in an ASCII frame", r)
		}
	}
}

// frames returns two screens that differ like those before and after one step of a slider.
func frames(st *style.Styles) [2]*cell.Buffer {
	two := [2]*cell.Buffer{cell.New(160, 48), cell.New(160, 48)}
	for i, b := range two {
		screenful(b, st)
		for y := 5; y < 40; y++ {
			b.Text(50+(y*3+i)%40, y, "⣀⣤⣶", st.SeriesAt(y%3), 3)
		}
		b.Text(10, 4, []string{"12.0", "13.0"}[i], st.Value, 4)
	}
	return two
}

func TestDifferencesAllocateNothing(t *testing.T) {
	st := styles(t, "dark", colorprofile.TrueColor)
	two, d, i := frames(&st), Diff{Sync: true}, 0
	dst := make([]byte, 0, 1<<17)
	step := func() { i++; dst = d.Append(dst[:0], two[i%2], st.Table) }
	step()
	if n := testing.AllocsPerRun(20, step); n != 0 {
		t.Errorf("a frame allocates %v times, want 0", n)
	}
}

func BenchmarkDiff(b *testing.B) {
	st := styles(b, "dark", colorprofile.TrueColor)
	two, d, i := frames(&st), Diff{Sync: true}, 0
	dst := make([]byte, 0, 1<<17)
	b.ReportAllocs()
	for b.Loop() {
		i++
		dst = d.Append(dst[:0], two[i%2], st.Table)
	}
	b.ReportMetric(float64(len(dst)), "bytes/frame")
}

// TestGiving checks that no picture stays on a terminal without an alternate screen.
func TestGiving(t *testing.T) {
	var s Screen
	s.Take(nil)
	given := string(s.Give(nil))
	if !strings.HasPrefix(given, clearScreen) || !strings.HasSuffix(given, ansi.ResetModeAltScreenSaveCursor) {
		t.Errorf("%q does not clear the screen before it leaves it", given)
	}
	if again := s.Give(nil); len(again) > 0 {
		t.Errorf("given twice: %q", again)
	}
}
