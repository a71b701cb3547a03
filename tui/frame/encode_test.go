package frame

import (
	"slices"
	"strings"
	"sync"
	"testing"

	_ "crossover/engine/proptest"
	"crossover/themes"
	"crossover/tui/cell"
	"crossover/tui/style"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/vt"
	"pgregory.net/rapid"
)

var loadThemes = sync.OnceValues(themes.Load)

// styles returns the styles of a built-in theme.
func styles(t testing.TB, name string, p colorprofile.Profile) style.Styles {
	t.Helper()
	all, err := loadThemes()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(t themes.Theme) bool { return t.Name == name })
	if i < 0 {
		t.Fatalf("no theme %q", name)
	}
	return style.New(all[i], p)
}

// screenful paints a screen as full as the program's.
func screenful(b *cell.Buffer, st *style.Styles) {
	row := []rune("rate ━━┃── 12 ")
	for y := range b.Height() {
		for x := range b.Width() {
			switch {
			case x%40 == 0 || y%16 == 0:
				b.Set(x, y, '│', st.Border)
			case x < 40:
				b.Set(x, y, row[x%len(row)], st.Label)
			case (x+y)%3 == 0:
				b.Set(x, y, rune(0x2800+(x*y)%255+1), st.SeriesAt((x+y*3)/7))
			}
		}
	}
	b.Fill(cell.Rect{X: 2, Y: 3, W: 30, H: 1}, ' ', st.Selection)
}

func TestEncodeExactly(t *testing.T) {
	st := styles(t, "ansi", colorprofile.ANSI)
	tests := []struct {
		name  string
		paint func(b *cell.Buffer)
		want  string
	}{
		{"blank rows are empty lines", func(*cell.Buffer) {}, "\n"},
		{"blanks are dropped at the end, in any style that does not show", func(b *cell.Buffer) {
			b.Fill(b.Bounds(), ' ', st.Good)
			b.Set(0, 0, 'a', 0)
		}, "a\n"},
		{"a style is selected once and reset at the line's end", func(b *cell.Buffer) {
			b.Text(0, 0, "ab", st.Good, 9)
			b.Text(0, 1, "c", st.Good, 9)
		}, "\x1b[32mab\x1b[m\n\x1b[32mc\x1b[m"},
		{"a blank between two words changes no style", func(b *cell.Buffer) {
			b.Text(0, 0, "a", st.Good, 9)
			b.Set(1, 0, ' ', st.Bad)
			b.Text(2, 0, "b", st.Good, 9)
		}, "\x1b[32ma b\x1b[m\n"},
		{"a blank after reversed text is not reversed", func(b *cell.Buffer) {
			b.Text(0, 0, "a", st.Selection, 9)
			b.Text(2, 0, "b", 0, 9)
		}, "\x1b[0;7ma\x1b[m b\n"},
		{"a reversed blank is kept at the end", func(b *cell.Buffer) {
			b.Set(1, 0, ' ', st.Selection)
		}, " \x1b[0;7m \x1b[m\n"},
		{"styles that look the same are one", func(b *cell.Buffer) {
			b.Text(0, 0, "a", st.Text, 9)
			b.Text(1, 0, "b", st.Plain, 9)
			b.Text(2, 0, "c", st.Value, 9)
		}, "abc\n"},
		{"foregrounds replace each other without a reset, attributes do not", func(b *cell.Buffer) {
			b.Text(0, 0, "a", st.Good, 9)
			b.Text(1, 0, "b", st.Warning, 9)
			b.Text(2, 0, "c", st.Best, 9)
			b.Text(3, 0, "d", st.Good, 9)
		}, "\x1b[32ma\x1b[93mb\x1b[1;92mc\x1b[0;32md\x1b[m\n"},
		{"control characters never leave", func(b *cell.Buffer) {
			b.Set(0, 0, 0x1b, 0)
			b.Set(1, 0, '[', 0)
			b.Set(2, 0, 0x9b, 0)
			b.Set(3, 0, 0, 0)
		}, " [\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := cell.New(4, 2)
			tt.paint(b)
			if got := string(AppendANSI(nil, b, st.Table)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNoTTYGetsNoEscapes(t *testing.T) {
	st := styles(t, "dark", colorprofile.NoTTY)
	b := cell.New(160, 48)
	screenful(b, &st)
	if s := string(AppendANSI(nil, b, st.Table)); strings.ContainsRune(s, 0x1b) || s != Text(b) {
		t.Error("a frame for no terminal differs from plain text")
	}
}

func TestEncodeDoesNotAllocate(t *testing.T) {
	st := styles(t, "dark", colorprofile.TrueColor)
	b := cell.New(160, 48)
	screenful(b, &st)
	dst := make([]byte, 0, 1<<20)
	if n := testing.AllocsPerRun(20, func() { dst = AppendANSI(dst[:0], b, st.Table) }); n != 0 {
		t.Errorf("AppendANSI allocates %v times, want 0", n)
	}
}

// TestTerminalShowsTheBuffer sends frames of random cells to a terminal emulator and
// compares every character and its look.
func TestTerminalShowsTheBuffer(t *testing.T) {
	for _, look := range []struct {
		theme   string
		profile colorprofile.Profile
	}{
		{"dark", colorprofile.TrueColor}, {"dark", colorprofile.ANSI256}, {"dark", colorprofile.ANSI}, {"dark", colorprofile.ASCII},
		{"nord", colorprofile.TrueColor}, {"nord", colorprofile.ANSI},
	} {
		st := styles(t, look.theme, look.profile)
		rapid.Check(t, func(t *rapid.T) {
			b := cell.New(rapid.IntRange(1, 40).Draw(t, "w"), rapid.IntRange(1, 8).Draw(t, "h"))
			for y := range b.Height() {
				for x := range b.Width() {
					r := rapid.SampledFrom([]rune(" a ─⣿ x")).Draw(t, "rune")
					s := rapid.SampledFrom([]cell.Style{
						0, st.Text, st.Good, st.Bad, st.Link, st.Selection, st.SeriesAt(3),
						style.Selected(st.Good), style.Reverse(st.Muted), style.Bold(st.SeriesAt(1)), style.Dim(st.Bad),
					}).Draw(t, "style")
					b.Set(x, y, r, s)
				}
			}
			compare(t, b, st.Table)
		})
	}
}

// compare compares a frame with a terminal that gets every cell in full.
func compare(t *rapid.T, b *cell.Buffer, table *style.Table) {
	got, want := vt.NewSafeEmulator(b.Width(), b.Height()), vt.NewSafeEmulator(b.Width(), b.Height())
	write(got, strings.ReplaceAll(string(AppendANSI(nil, b, table)), "\n", "\r\n"))
	for y := range b.Height() {
		if y > 0 {
			write(want, "\r\n")
		}
		for _, c := range b.Row(y) {
			write(want, table.SGR(c.Style)+string(c.Rune))
		}
		write(want, style.Reset)
	}
	for y := range b.Height() {
		for x := range b.Width() {
			g, w, c := got.CellAt(x, y), want.CellAt(x, y), b.At(x, y)
			if shown := content(g.Content); shown != string(c.Rune) {
				t.Fatalf("%d,%d shows %q, want %q", x, y, shown, c.Rune)
			}
			if blank := c.Rune == ' ' && !table.Shows(c.Style); !blank && !g.Style.Equal(&w.Style) {
				t.Fatalf("%d,%d looks %+v, want %+v", x, y, g.Style, w.Style)
			}
			if c.Rune == ' ' && !table.Shows(c.Style) && (g.Style.Bg != w.Style.Bg || g.Style.Underline != 0) {
				t.Fatalf("%d,%d is blank but shows %+v", x, y, g.Style)
			}
		}
	}
}

// write sends s to a terminal.
func write(e *vt.SafeEmulator, s string) { _, _ = e.Write([]byte(s)) }

// content returns the text of a terminal cell, a blank for one never written.
func content(s string) string {
	if s == "" {
		return " "
	}
	return s
}

func BenchmarkEncode(b *testing.B) {
	for _, p := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI256} {
		b.Run(p.String(), func(b *testing.B) {
			st := styles(b, "dark", p)
			buf := cell.New(160, 48)
			screenful(buf, &st)
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				n = len(AppendANSI(nil, buf, st.Table))
			}
			b.ReportMetric(float64(n), "bytes/frame")
		})
	}
}

func TestLinksOpenAndClose(t *testing.T) {
	b := cell.New(10, 2)
	b.Text(0, 1, "see there", 0, 10)
	b.AddLink(4, 1, 5, "https://example.com/")
	b.AddLink(0, 0, 3, "bad\x1b]address")
	th := styles(t, "dark", colorprofile.TrueColor).Table
	got := string(AppendANSI(nil, b, th))
	want := "\nsee \x1b]8;;https://example.com/\x1b\\there\x1b]8;;\x1b\\"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
