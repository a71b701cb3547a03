package glyph

import (
	"reflect"
	"strings"
	"testing"

	"crossover/tui/cell"

	"github.com/clipperhouse/displaywidth"
)

// runes returns every rune of a set, by field.
func runes(s *Set) map[string][]rune {
	out := map[string][]rune{}
	var collect func(name string, v reflect.Value)
	collect = func(name string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Int32:
			out[name] = append(out[name], rune(v.Int()))
		case reflect.Array:
			for i := range v.Len() {
				collect(name, v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				collect(name+"."+v.Type().Field(i).Name, v.Field(i))
			}
		}
	}
	collect(s.Kind.String(), reflect.ValueOf(*s))
	return out
}

// sets returns all sets.
func sets() []*Set {
	return []*Set{New(Braille, false), New(Braille, true), New(Octant, false), New(Octant, true).WithOctants(), New(Block, false), New(Block, true), New(ASCII, false), New(ASCII, true)}
}

func TestEveryGlyphIsOneColumn(t *testing.T) {
	for _, s := range sets() {
		for field, all := range runes(s) {
			for _, r := range all {
				if r == 0 || cell.RuneWidth(r) != 1 {
					t.Errorf("%s: %q (%U) is not one column", field, r, r)
				}
				if s.Kind == ASCII && r > 0x7e {
					t.Errorf("%s: %q is not ASCII", field, r)
				}
			}
		}
	}
}

func TestAmbiguousGlyphsOnlyWhereAllowed(t *testing.T) {
	wide := displaywidth.Options{EastAsianWidth: true}
	for _, s := range sets() {
		found := false
		for field, all := range runes(s) {
			for _, r := range all {
				if lines := r >= 0x2500 && r < 0x25a0; lines || wide.Rune(r) == 1 {
					continue
				}
				found = true
				if !s.Ambiguous {
					t.Errorf("%s: %q (%U) is of ambiguous width", field, r, r)
				}
			}
		}
		if found != s.Ambiguous {
			t.Errorf("%v: Ambiguous is %v, found %v", s.Kind, s.Ambiguous, found)
		}
	}
}

func TestMarksDiffer(t *testing.T) {
	for _, s := range sets() {
		seen := map[rune]bool{}
		for i := range s.Marks {
			if seen[s.Mark(i)] {
				t.Errorf("%v: mark %q is there twice", s.Kind, s.Mark(i))
			}
			seen[s.Mark(i)] = true
		}
		if s.Mark(len(s.Marks)) != s.Mark(0) || s.Mark(-1) != s.Mark(0) {
			t.Errorf("%v: marks do not start over", s.Kind)
		}
	}
}

func TestFocusShowsInTheGlyphs(t *testing.T) {
	for _, s := range sets() {
		if s.Handle == s.HandleFocus || s.Box == s.BoxFocus || s.Handle == s.Track || s.Handle == s.Fill || s.Fill == s.Track {
			t.Errorf("%v: focus or handle shows by colour only", s.Kind)
		}
	}
}

func TestKindNames(t *testing.T) {
	for k := range ASCII + 1 {
		if got, ok := ParseKind(k.String()); !ok || got != k || New(k, false).Kind != k || New(k, false).WithOctants().Plot != k {
			t.Errorf("%v is not itself", k)
		}
	}
	if _, ok := ParseKind("unknown"); ok {
		t.Error("unknown is a set")
	}
}

func TestDetect(t *testing.T) {
	tests := []struct {
		env       string
		want      Kind
		ambiguous bool
	}{
		{"", Braille, false},
		{"TERM=xterm-256color LANG=en_US.UTF-8", Braille, false},
		{"TERM=xterm-256color LANG=en_US", Braille, false},
		{"TERM=xterm-256color LANG=de_DE.utf8@euro", Braille, false},
		{"TERM=xterm-256color LANG=de_DE.ISO-8859-1", ASCII, false},
		{"TERM=xterm-256color LANG=C", ASCII, false},
		{"TERM=xterm-256color LANG=C.UTF-8", Braille, false},
		{"TERM=xterm-256color LANG=C LC_CTYPE=en_US.UTF-8", Braille, false},
		{"TERM=xterm-256color LANG=en_US.UTF-8 LC_ALL=POSIX", ASCII, false},
		{"TERM=linux LANG=en_US.UTF-8", ASCII, false},
		{"TERM=dumb", ASCII, false},
		{"TERM=xterm-kitty LANG=en_US.UTF-8", Braille, true},
		{"TERM=xterm-kitty LANG=ja_JP.UTF-8", Braille, false},
		{"TERM=xterm-kitty LANG=C", ASCII, false},
		{"TERM=xterm-256color TERM_PROGRAM=vscode", Braille, true},
		{"TERM=tmux-256color TERM_PROGRAM=vscode", Braille, false},
	}
	for _, tt := range tests {
		env := map[string]string{}
		for _, kv := range strings.Fields(tt.env) {
			k, v, _ := strings.Cut(kv, "=")
			env[k] = v
		}
		if got, amb := Detect(func(k string) string { return env[k] }); got != tt.want || amb != tt.ambiguous {
			t.Errorf("%q: got %v, %v; want %v, %v", tt.env, got, amb, tt.want, tt.ambiguous)
		}
	}
}

// row returns the text of row y.
func row(b *cell.Buffer, y int) string {
	out := ""
	for _, c := range b.Row(y) {
		out += string(c.Rune)
	}
	return out
}

func TestTextEndsWithAnEllipsis(t *testing.T) {
	s, b := New(Braille, true), cell.New(8, 1)
	for _, tt := range []struct {
		text string
		max  int
		want string
		end  int
	}{
		{"abc", 3, " abc    ", 4}, {"abcd", 3, " ab…    ", 4}, {"abcd", 1, " …      ", 2},
		{"abcd", 0, "        ", 1}, {"", 5, "        ", 1}, {"äöü", 3, " äöü    ", 4},
	} {
		b.Clear(0)
		if end := s.Text(b, 1, 0, tt.text, 0, tt.max); row(b, 0) != tt.want || end != tt.end {
			t.Errorf("%q in %d: %q, end %d", tt.text, tt.max, row(b, 0), end)
		}
	}
}

func TestBorders(t *testing.T) {
	s, b := New(ASCII, false), cell.New(5, 4)
	in := s.Box.Border(b, cell.Rect{X: 1, Y: 0, W: 4, H: 3}, 0)
	if want := (cell.Rect{X: 2, Y: 1, W: 2, H: 1}); in != want {
		t.Errorf("inside is %v, want %v", in, want)
	}
	for y, want := range []string{" +--+", " |  |", " +--+", "     "} {
		if row(b, y) != want {
			t.Errorf("row %d is %q, want %q", y, row(b, y), want)
		}
	}
	b.Clear(0)
	if r := (cell.Rect{W: 1, H: 3}); s.Box.Border(b, r, 0) != r || row(b, 0) != "     " {
		t.Error("a border is painted where there is no room")
	}
}

func TestToASCII(t *testing.T) {
	for _, r := range "aZ~ ·×µ…→€漢\x1b\u2800" {
		if got := ToASCII(r); got < ' ' || got > '~' {
			t.Errorf("%q becomes %q", r, got)
		}
	}
	for _, s := range sets() {
		for _, r := range []rune{s.Separator, s.Ellipsis, s.Approx, s.Right, s.Track, s.Fill} {
			if ToASCII(r) == '?' {
				t.Errorf("%q has no ASCII form", r)
			}
		}
	}
}

// TestHasOctants checks answers to XTVERSION in the form of the terminals' sources.
func TestHasOctants(t *testing.T) {
	for name, want := range map[string]bool{
		"kitty(0.40.1)": true, "kitty(0.39.1)": false, "kitty(1.0)": true,
		"foot(1.20.0)": true, "foot(1.19.0)": false,
		"ghostty 1.2.0": true, "ghostty 1.1.3": false,
		"VTE(7800)": true, "VTE(7603)": false,
		"tmux 3.5a": false, "XTerm(390)": false, "WezTerm 20240203": false, "": false, "kitty": false, "kitty(": false,
	} {
		if got := HasOctants(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}
