package term

import (
	"slices"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/vt"

	"crossover/themes"
	"crossover/tui/cell"
	"crossover/tui/style"
)

// styles returns the styles of a built-in theme.
func styles(t testing.TB, name string, p colorprofile.Profile) style.Styles {
	t.Helper()
	all, err := themes.Load()
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
	for y := range b.Height() {
		b.Set(0, y, '│', st.Border)
		b.Text(1, y, "rate ━━┃── 12", st.Label, 40)
		for x := 40; x < b.Width(); x += 3 {
			b.Set(x, y, rune(0x2800+(x*y)%255+1), st.SeriesAt((x+y*3)/7))
		}
	}
	b.Fill(cell.Rect{X: 2, Y: 3, W: 30, H: 1}, ' ', st.Selection)
}

func write(e *vt.SafeEmulator, s string) { _, _ = e.Write([]byte(s)) }

// content returns the text of an emulator's cell.
func content(s string) string {
	if s == "" {
		return " "
	}
	return s
}
