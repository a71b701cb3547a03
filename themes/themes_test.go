package themes

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"crossover/data/strict"
)

// load returns a built-in theme.
func load(t testing.TB, name string) Theme {
	t.Helper()
	all, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(t Theme) bool { return t.Name == name })
	if i < 0 {
		t.Fatalf("no theme %q", name)
	}
	return all[i]
}

func TestEveryFileIsABuiltinTheme(t *testing.T) {
	entries, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(BuiltinNames()) {
		t.Errorf("%d files, %d names", len(entries), len(BuiltinNames()))
	}
	all, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for i, th := range all {
		if th.Name != BuiltinNames()[i] || th.Title == "" || len(th.Series) < MinSeries {
			t.Errorf("theme %d is %q (%q) with %d series", i, th.Name, th.Title, len(th.Series))
		}
	}
}

func TestRoleNames(t *testing.T) {
	names := roleNames()
	if len(names) != RoleCount {
		t.Errorf("there are %d names of %d roles", len(names), RoleCount)
	}
	for _, name := range []string{"text", "border_focus", "slo", "tab_active"} {
		if !slices.Contains(names, name) {
			t.Errorf("no role is called %s, but %v", name, names)
		}
	}
}

// tones returns the tones of all roles and series.
func tones(th *Theme) (all []Tone) {
	for i := range RoleCount {
		all = append(all, *th.Roles.At(i))
	}
	return append(all, th.Series...)
}

// TestTheGroundIsPaintedByTheThemesOfAPalette checks that only themes with a palette paint
// the ground; the others leave it to the terminal.
func TestTheGroundIsPaintedByTheThemesOfAPalette(t *testing.T) {
	for _, name := range BuiltinNames() {
		th := load(t, name)
		own := name == "dark" || name == "light" || name == "mono" || strings.HasPrefix(name, "ansi")
		if th.Paint == own {
			t.Errorf("%s: paint is %v", name, th.Paint)
		}
		for i, role := range roleNames() {
			if !th.Roles.At(i).Back.IsDefault() && role != "selection" {
				t.Errorf("%s: %v has a background", name, role)
			}
		}
		if tone := th.Roles.Text; tone != (Tone{}) {
			t.Errorf("%s: text is not the terminal's own: %+v", name, tone)
		}
	}
}

func TestMonoHasNoColour(t *testing.T) {
	th := load(t, "mono")
	for _, tone := range tones(&th) {
		if !tone.Fore.IsDefault() || !tone.Back.IsDefault() {
			t.Errorf("mono has the colour %+v", tone)
		}
	}
}

func TestAnsiKeepsToTheTerminalsColours(t *testing.T) {
	for _, name := range []string{"ansi", "ansi-light"} {
		th := load(t, name)
		for _, tone := range tones(&th) {
			if k := tone.Fore.True.Kind; k != InkDefault && k != InkANSI {
				t.Errorf("%s has the colour %+v", name, tone.Fore)
			}
		}
	}
}

func TestAThemeWithABaseGivesOnlyWhatDiffers(t *testing.T) {
	src := "base: dark\ntitle: Mine\npalette:\n  blue: {hex: \"#010203\", x256: 20, ansi: 4}\nroles:\n  value: {color: blue, bold: true}\n"
	th, err := Parse("/some/where/mine.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	blue := Color{
		True:    Ink{Kind: InkRGB, RGB: RGB{1, 2, 3}},
		Indexed: Ink{Kind: InkIndexed, Index: 20},
		Basic:   Ink{Kind: InkANSI, Index: 4},
	}
	dark := load(t, "dark")
	switch {
	case th.Name != "mine" || th.Title != "Mine" || !th.Dark:
		t.Errorf("got %q, %q, %v", th.Name, th.Title, th.Dark)
	case th.Roles.Title.Fore != blue || th.Roles.Value != (Tone{Fore: blue, Bold: true}):
		t.Errorf("blue is %+v", th.Roles.Title.Fore)
	case th.Roles.Good != dark.Roles.Good || len(th.Series) != len(dark.Series):
		t.Error("what is not given differs from the base")
	}
}

func TestAMissingDepthTakesTheNextPoorerOne(t *testing.T) {
	src := "base: dark\npalette:\n  blue: {ansi: bright-blue}\n  red: {x256: 200, ansi: default}\n"
	th, err := Parse("x.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	b, r := th.Roles.Title.Fore, th.Roles.Bad.Fore
	if want := (Ink{Kind: InkANSI, Index: 12}); b.True != want || b.Indexed != want || b.Basic != want {
		t.Errorf("blue is %+v", b)
	}
	if want := (Ink{Kind: InkIndexed, Index: 200}); r.True != want || r.Indexed != want || r.Basic != (Ink{}) {
		t.Errorf("red is %+v", r)
	}
}

// TestABaseWithoutPalette names a colour of its own over a theme that has none.
func TestABaseWithoutPalette(t *testing.T) {
	th, err := Parse("mine.yaml", []byte("base: mono\npalette:\n  blue: {hex: \"#010203\", x256: 20, ansi: 4}\nroles:\n  value: {color: blue}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := th.Roles.Value.Fore.True.RGB; got != (RGB{1, 2, 3}) {
		t.Errorf("the value is in %v", got)
	}
}

func TestErrorsSayWhereWhatAndWhatWouldBeRight(t *testing.T) {
	tests := []struct{ src, want string }{
		{"base: night", `x.yaml:1:7: base: "night": want a built-in theme: dark, light, high-contrast, `},
		{"base: dark\nfont: big", `x.yaml:2:1: "font": want a field that exists: base, title,`},
		{"base: dark\nroles:\n  titel: {}", `x.yaml:3:10: roles.titel: "titel": want a role of the screen: text, muted,`},
		{"base: dark\nroles:\n  title: {colour: blue}", `x.yaml:3:11: roles.title: "colour": want a field that exists: color, on,`},
		{"base: dark\nroles:\n  title: {color: blau}", `x.yaml:3:18: roles.title.color: "blau": want a colour of the palette: blue,`},
		{"base: dark\nroles:\n  title:\n    bold: yes", `x.yaml:4:11: roles.title.bold: "yes": want true or false`},
		{"base: dark\nroles:\n  title: blue", `x.yaml:3:10: roles.title: "blue": want fields, as name: value`},
		{"base: dark\npalette:\n  p:\n    hex: \"#12\"\n    ansi: 1", `x.yaml:4:10: palette.p.hex: "#12": want six hexadecimal digits`},
		{"base: dark\npalette:\n  p: {x256: 12.5, ansi: 1}", `x.yaml:3:13: palette.p.x256: "12.5": want a fixed colour of the 256: a whole number from 16 to 255`},
		{"base: dark\npalette:\n  p: {x256: 7, ansi: 1}", `x.yaml:3:13: palette.p.x256: "7": want a fixed colour`},
		{"base: dark\npalette:\n  p: {x256: 77}", `x.yaml:3:7: palette.p.ansi: missing: want 0 to 15, default, or one of black, red,`},
		{"base: dark\npalette:\n  p: {ansi: pink}", `x.yaml:3:13: palette.p.ansi: "pink": want 0 to 15`},
		{"base: dark\npalette:\n  default: {ansi: 1}", `x.yaml:3:13: palette.default: "default": want another name: this one always means the terminal's own colour`},
		{"base: dark\nforeground: white", `x.yaml:2:13: foreground: "white": want a colour of the palette, or six hexadecimal digits`},
		{"base: dark\nseries: [{color: red}]", `x.yaml:2:9: series: "1": want 12 to 24 tones`},
		{"base: dark\nseries: [" + strings.Repeat("{color: red}, ", 12) + "{color: x}]", `x.yaml:2:186: series[12].color: "x": want a colour of the palette`},
		{"base: dark\nbase: light", `x.yaml:2:1: "mapping key \"base\" already defined`},
		{"base: dark\n---\nbase: light", `x.yaml:3:1: "---": want one YAML document a file`},
		{"title: T\nroles: [", `x.yaml:2:8: "sequence end token ']' not found`},
		{"title: T", `x.yaml:1:1: dark: missing: want true`},
		{"", `x.yaml: missing: want a YAML document`},
		{"title: T\ndark: true\nforeground: \"#ffffff\"\nbackground: \"#000000\"", `x.yaml:1:1: roles: missing: want a tone for each of text, muted, `},
	}
	for _, tt := range tests {
		_, err := Parse("x.yaml", []byte(tt.src))
		var e *strict.Error
		if !errors.As(err, &e) {
			t.Errorf("%q: got %v, want a *strict.Error", tt.src, err)
		} else if !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%q:\n got %v\nwant %v", tt.src, err, tt.want)
		}
	}
}

func TestIndexedColoursAreXterms(t *testing.T) {
	for i, want := range map[uint8]RGB{16: {}, 21: {0, 0, 255}, 110: {135, 175, 215}, 231: {255, 255, 255}, 232: {8, 8, 8}, 255: {238, 238, 238}, 9: {255, 0, 0}} {
		if got, ok := (Ink{Kind: InkIndexed, Index: i}).TrueColor(); !ok || got != want {
			t.Errorf("colour %d is %v, want %v", i, got, want)
		}
	}
	if _, ok := (Ink{}).TrueColor(); ok {
		t.Error("the terminal's own colour is known")
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range BuiltinNames() {
		src, err := os.ReadFile(name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Add([]byte("base: dark\nroles:\n  title: {color: blue}\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		th, err := Parse("fuzz.yaml", src)
		if err == nil && (th.Title == "" || len(th.Series) < MinSeries || len(th.Series) > MaxSeries) {
			t.Errorf("%q is accepted as %+v", src, th)
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}
