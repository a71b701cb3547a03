package style

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	_ "crossover/engine/proptest"
	"crossover/themes"
	"crossover/tui/cell"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

var loadThemes = sync.OnceValues(themes.Load)

// load returns a built-in theme.
func load(t testing.TB, name string) themes.Theme {
	t.Helper()
	all, err := loadThemes()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(t themes.Theme) bool { return t.Name == name })
	if i < 0 {
		t.Fatalf("no theme %q", name)
	}
	return all[i]
}

func TestEveryRoleAndSeriesHasItsOwnID(t *testing.T) {
	st := New(load(t, "dark"), colorprofile.TrueColor)
	seen := map[cell.Style]string{st.Plain: "Plain"}
	v := reflect.ValueOf(st.Roles)
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		s := cell.Style(v.Field(i).Uint())
		if s != id(i) {
			t.Errorf("%s has id %d", name, s)
		}
		if other, taken := seen[s]; taken {
			t.Errorf("%s and %s share id %d", name, other, s)
		}
		seen[s] = name
	}
	if len(seen) != themes.RoleCount+1 {
		t.Errorf("%d ids, want one for each of %d roles and plain", len(seen), themes.RoleCount)
	}
	for _, s := range st.Series {
		if _, taken := seen[s]; taken {
			t.Errorf("a series has id %d of %s", s, seen[s])
		}
	}
}

func TestIDsFitBelowTheVariants(t *testing.T) {
	if last := seriesID(themes.MaxSeries - 1); last > baseMask {
		t.Errorf("id %d does not fit into %d bits", last, baseBits)
	}
}

func TestSequences(t *testing.T) {
	dark, mono := load(t, "dark"), load(t, "mono")
	tests := []struct {
		name    string
		theme   themes.Theme
		profile colorprofile.Profile
		style   func(st *Styles) cell.Style
		want    string
	}{
		{"true colour", dark, colorprofile.TrueColor, func(st *Styles) cell.Style { return st.Good }, "\x1b[0;38;2;158;206;106m"},
		{"256 colours", dark, colorprofile.ANSI256, func(st *Styles) cell.Style { return st.Good }, "\x1b[0;38;5;149m"},
		{"16 colours", dark, colorprofile.ANSI, func(st *Styles) cell.Style { return st.Good }, "\x1b[0;92m"},
		{"no colour", dark, colorprofile.ASCII, func(st *Styles) cell.Style { return st.Good }, "\x1b[m"},
		{"no colour, attributes", dark, colorprofile.ASCII, func(st *Styles) cell.Style { return st.Bad }, "\x1b[0;1m"},
		{"no terminal", dark, colorprofile.NoTTY, func(st *Styles) cell.Style { return st.Bad }, ""},
		{"unknown terminal", dark, colorprofile.Unknown, func(st *Styles) cell.Style { return st.Bad }, "\x1b[0;1m"},
		{"background", dark, colorprofile.TrueColor, func(st *Styles) cell.Style { return st.Selection }, "\x1b[0;38;2;230;236;255;48;2;34;44;74m"},
		{"background without colour", dark, colorprofile.ASCII, func(st *Styles) cell.Style { return st.Selection }, "\x1b[0;7m"},
		{"plain", dark, colorprofile.TrueColor, func(st *Styles) cell.Style { return st.Plain }, "\x1b[m"},
		{"bold", dark, colorprofile.ANSI, func(st *Styles) cell.Style { return Bold(st.Good) }, "\x1b[0;1;92m"},
		{"reverse", dark, colorprofile.ANSI, func(st *Styles) cell.Style { return Reverse(st.Good) }, "\x1b[0;7;92m"},
		{"reverse of reverse", mono, colorprofile.ASCII, func(st *Styles) cell.Style { return Reverse(st.Selection) }, "\x1b[m"},
		{"selected", dark, colorprofile.ANSI256, func(st *Styles) cell.Style { return Selected(st.Good) }, "\x1b[0;38;5;149;48;5;236m"},
		{"selected at 16 colours", dark, colorprofile.ANSI, func(st *Styles) cell.Style { return Selected(st.Good) }, "\x1b[0;97;44m"},
		{"selected in the terminal's colours", load(t, "ansi"), colorprofile.ANSI, func(st *Styles) cell.Style { return Selected(st.Good) }, "\x1b[0;7m"},
		{"dim forgets", dark, colorprofile.ANSI, func(st *Styles) cell.Style { return Dim(Bold(Selected(st.Bad))) }, "\x1b[0;90m"},
		{"series", dark, colorprofile.ANSI256, func(st *Styles) cell.Style { return st.SeriesAt(len(st.Series) + 1) }, "\x1b[0;38;5;214m"},
		{"out of range", dark, colorprofile.ANSI, func(*Styles) cell.Style { return 60000 }, "\x1b[m"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			st := New(tt.theme, tt.profile)
			if got := st.Table.SGR(tt.style(&st)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestAPaintedGround checks that a theme that paints its ground leaves nothing to the
// terminal, that a change of the foreground sends only that, and that without colours
// nothing is painted.
func TestAPaintedGround(t *testing.T) {
	nord := load(t, "nord")
	st := New(nord, colorprofile.TrueColor)
	table := st.Table
	for _, tt := range []struct{ name, got, want string }{
		{"plain", table.SGR(st.Plain), "\x1b[0;38;2;216;222;233;48;2;46;52;64m"},
		{"text", table.Switch(st.Plain, st.Text), ""},
		{"good after text", table.Switch(st.Text, st.Good), "\x1b[38;2;163;190;140m"},
		{"text after good", table.Switch(st.Good, st.Text), "\x1b[38;2;216;222;233m"},
		{"bold after text", table.Switch(st.Text, st.Best), "\x1b[1;38;2;163;190;140m"},
		{"text after bold", table.Switch(st.Best, st.Text), "\x1b[0;38;2;216;222;233;48;2;46;52;64m"},
		{"selection", table.SGR(st.Selection), "\x1b[0;38;2;236;239;244;48;2;59;66;82m"},
		{"256 colours", New(nord, colorprofile.ANSI256).Table.SGR(0), "\x1b[0;38;5;253;48;5;236m"},
		{"16 colours", New(nord, colorprofile.ANSI).Table.SGR(0), "\x1b[0;37;40m"},
		{"no colour", New(nord, colorprofile.ASCII).Table.SGR(0), Reset},
		{"dark on a dark terminal", New(load(t, "dark").For(true), colorprofile.TrueColor).Table.SGR(0), Reset},
		{"dark on a light terminal", New(load(t, "dark").For(false), colorprofile.ANSI256).Table.SGR(0), "\x1b[0;38;5;253;48;5;233m"},
		{"the terminal's own colours", New(load(t, "ansi").For(false), colorprofile.TrueColor).Table.SGR(0), Reset},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, tt.got, tt.want)
		}
	}
	if table.Shows(st.Plain) || table.Shows(st.Good) || !table.Shows(st.Selection) || !table.Painted() {
		t.Error("a blank on the ground shows, or one elsewhere does not")
	}
	if New(nord, colorprofile.ASCII).Table.Painted() {
		t.Error("a ground is painted without colours")
	}
}

func TestEveryTableIsWellFormed(t *testing.T) {
	for _, name := range themes.BuiltinNames() {
		for p := colorprofile.Unknown; p <= colorprofile.TrueColor; p++ {
			table := New(load(t, name), p).Table
			for s := range cell.Style(tableSize + 9) {
				c := table.Canon(s)
				if c > s || table.Canon(c) != c || table.SGR(c) != table.SGR(s) || table.Shows(c) != table.Shows(s) {
					t.Fatalf("%s, %v: %d stands for %d", name, p, c, s)
				}
				if table.Switch(s, c) != "" {
					t.Fatalf("%s, %v: switching between equals %d and %d costs something", name, p, s, c)
				}
				if p <= colorprofile.ASCII && strings.Contains(table.SGR(s), "38;") {
					t.Fatalf("%s, %v: %d has colour: %q", name, p, s, table.SGR(s))
				}
			}
		}
	}
}

func TestColourIsNotTheOnlyCueWithoutColour(t *testing.T) {
	for _, name := range themes.BuiltinNames() {
		st := New(load(t, name), colorprofile.ASCII)
		for _, pair := range [][2]cell.Style{
			{st.Selection, st.Text}, {st.TabActive, st.Tab}, {st.Bad, st.Text},
			{st.Handle, st.Track}, {st.Match, st.Text}, {Selected(st.Muted), st.Muted},
		} {
			if st.Table.Canon(pair[0]) == st.Table.Canon(pair[1]) {
				t.Errorf("%s: %d and %d look the same without colour", name, pair[0], pair[1])
			}
		}
	}
}

func TestThemesWithoutSeriesStillHaveALook(t *testing.T) {
	st := New(themes.Theme{}, colorprofile.TrueColor)
	if st.SeriesAt(5) != st.Text || st.Table.SGR(st.SeriesAt(-1)) != Reset {
		t.Error("a theme without series has no look for them")
	}
}

func TestClean(t *testing.T) {
	tests := []struct{ in, want string }{
		{"plain", "plain"},
		{"  two\t\n words  ", "two words"},
		{"\x1b[31mred\x1b[0m", "red"},
		{"\x1b]0;title\x07after", "after"},
		{"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"},
		{"be\x07ll ba\x08ck\x7f", "bell back"},
		{"c1 \u009b31m", "c1 31m"},
		{"日本", "??"},
		{"ok 👍🏽 👨‍👩‍👧", "ok ? ?"},
		{"é", "é"},
		{"e\u0301", "e"},
		{"a\u200b\u202eb", "ab"},
		{"\ue0b0 nerd", "? nerd"},
		{"a\xff\xfeb\xc3", "ab"},
		{"µ · ─ ⣿", "µ · ─ ⣿"},
		{"abcdefghijklmnop", "abcdefghijkl"},
		{"abcdefghijk  lmn", "abcdefghijk"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := Clean(tt.in, 12); got != tt.want {
			t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
	if got := Clean("abc", 0); got != "" {
		t.Errorf("no columns hold %q", got)
	}
}

func TestCleanTextIsOneColumnARune(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "in")
		limit := rapid.IntRange(-1, 20).Draw(t, "max")
		got := Clean(in, limit)
		if n := len([]rune(got)); n > max(limit, 0) {
			t.Fatalf("%d runes, want at most %d", n, limit)
		}
		for _, r := range got {
			if r < ' ' || r == 0x7f || ansi.StringWidth(string(r)) != 1 {
				t.Fatalf("Clean(%q) = %q holds %U", in, got, r)
			}
		}
		if again := Clean(got, limit); again != got {
			t.Fatalf("Clean(%q) = %q, but cleaned again %q", in, got, again)
		}
	})
}

func TestCleanName(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"ann", "ann"}, {"日本", "日本"}, {"山田太郎と花子", "山田太郎と花"}, {"x山田太郎と花子", "x山田太郎と"}, {"Zoe\u0308", "Zoë"},
		{"\uff41nn", "\uff41nn"}, {"안녕", "안녕"}, {"\u1112\u1161\u11ab", "한"}, {"ok 👍🏽 👍", "ok ? ?"}, {"\U0001f1e6\U0001f1e7", "?"}, {"日\u0301\u200b", "?"},
		{"\x1b[31m日\x07\u202e", "日"},
	} {
		if got := CleanName(tt.in, 12); got != tt.want {
			t.Errorf("CleanName(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("aé日本한ア👍\u0301\u1161\u200d\x1b[m")))).Draw(t, "in")
		limit := rapid.IntRange(-1, 20).Draw(t, "columns")
		got := CleanName(in, limit)
		if n := cell.Columns(got); n > max(limit, 0) {
			t.Fatalf("%q has %d columns, want at most %d", got, n, limit)
		}
		if n := ansi.StringWidth(got); n != cell.Columns(got) {
			t.Fatalf("CleanName(%q) = %q is painted in %d columns, and terminals take %d", in, got, cell.Columns(got), n)
		}
		if again := CleanName(got, limit); again != got {
			t.Fatalf("CleanName(%q) = %q, but cleaned again %q", in, got, again)
		}
	})
}

func BenchmarkNew(b *testing.B) {
	th := load(b, "dark")
	b.ReportAllocs()
	for b.Loop() {
		New(th, colorprofile.TrueColor)
	}
}
