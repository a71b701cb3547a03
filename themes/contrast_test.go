package themes

import (
	"math"
	"strings"
	"testing"
)

// TestContrast checks every theme at every depth. With true colour and 256 colours the
// high-contrast themes must do better.
func TestContrast(t *testing.T) {
	for _, name := range BuiltinNames() {
		th := load(t, name)
		all := th.Contrasts()
		rich := 0
		for _, c := range all {
			if c.Depth != Colors16 {
				rich++
			}
		}
		tones := RoleCount + len(th.Series)
		if got := len(all) - rich; got != tones {
			t.Errorf("%s: %d contrasts at 16 colours, want %d", name, got, tones)
		}
		if want := 4*tones - 2*4; rich != want && th.Ground != (Ground{}) { // decoration and the selection itself are not checked in the selected row
			t.Errorf("%s: %d contrasts, want %d", name, rich, want)
		}
		for _, c := range all {
			if strings.HasPrefix(name, "high-contrast") && c.Depth != Colors16 {
				c.Need = map[float64]float64{needText: 7, needText * selectedShare: 7 * selectedShare, needGraphics: 4.5, needGraphics * selectedShare: 4.5 * selectedShare, needDecoration: 3}[c.Need]
			}
			if !c.Enough() {
				t.Errorf("%s: %+v", name, c)
			}
		}
	}
}

// TestFixedColours checks that the named 256 colours are fixed ones, and that a theme with
// a base replaces its whole palette.
func TestFixedColours(t *testing.T) {
	for _, name := range BuiltinNames() {
		src, _ := Source(name)
		doc, s := decode(name, src)
		if err := s.Err(); err != nil {
			t.Fatal(err)
		}
		if doc.Base == "" {
			continue
		}
		src, _ = Source(doc.Base)
		base, s := decode(doc.Base, src)
		if err := s.Err(); err != nil {
			t.Fatal(err)
		}
		for c := range base.Palette {
			if e := doc.Palette[c]; e.Hex == "" || e.X256 == "" || e.ANSI == "" {
				t.Errorf("%s: %s is %+v", name, c, e)
			}
		}
	}
}

// TestNothingHasTheColourOfItsGround checks that with 16 colours, whose values are
// unknown, no text has the colour of its background.
func TestNothingHasTheColourOfItsGround(t *testing.T) {
	for _, name := range BuiltinNames() {
		th := load(t, name)
		if th.Ground == (Ground{}) {
			continue
		}
		if th.Ground.Fore.Basic == th.Ground.Back.Basic {
			t.Errorf("%s: text has the colour of its ground", name)
		}
		for i, tone := range tones(&th) {
			back := th.Ground.Back.Basic
			if !tone.Back.IsDefault() {
				back = tone.Back.Basic
			}
			if !tone.Fore.IsDefault() && tone.Fore.Basic == back {
				t.Errorf("%s: tone %d is %v on %v", name, i, tone.Fore.Basic, back)
			}
		}
	}
}

// TestCheckFindsLowContrast checks the places and figures reported for low contrast.
func TestCheckFindsLowContrast(t *testing.T) {
	src := "base: dark\npaint: true\npalette:\n  muted: {hex: \"#444444\", x256: 238, ansi: white}\nroles:\n  title: {color: paper}\n"
	_, err := Check("x.yaml", []byte(src))
	if err == nil {
		t.Fatal("nothing is wrong with it")
	}
	want := []string{
		"x.yaml:4:11: palette.muted: \"1.4:1\": want a contrast of at least 3.8:1 for roles.muted in the selected row, on #222c4a at true colour",
		"x.yaml:4:11: palette.muted: \"1.4:1\": want a contrast of at least 3.8:1 for roles.muted in the selected row, on #303030 at 256 colours",
		"x.yaml:6:11: roles.title: \"1.0:1\": want a contrast of at least 4.5:1 on #0d1117 at true colour",
		"x.yaml:6:11: roles.title: \"1.0:1\": want a contrast of at least 4.5:1 on #121212 at 256 colours",
		"x.yaml:6:11: roles.title: \"1.0:1\": want a contrast of at least 4.5:1 on #000000 at 16 colours as xterm has them",
	}
	if got := err.Error(); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s", got)
	}
	if src, _ := Source("nord"); src != nil {
		if _, err := Check("nord.yaml", src); err != nil {
			t.Error(err)
		}
	}
}

// TestCheckFindsLowContrastAt16Colours checks that a colour is judged by the palette that
// shows it worst: red is enough for graphics in xterm, and not in VGA.
func TestCheckFindsLowContrastAt16Colours(t *testing.T) {
	for _, tt := range []struct{ color, want string }{
		{"red", "x.yaml:4:10: palette.blue: \"2.7:1\": want a contrast of at least 4.5:1 for roles.title on #000000 at 16 colours as VGA has them"},
		{"magenta", "x.yaml:4:10: palette.blue: \"2.4:1\": want a contrast of at least 4.5:1 for roles.title on #0c0c0c at 16 colours as Campbell has them"},
		{"cyan", ""},
	} {
		got := ""
		if _, err := Check("x.yaml", []byte("base: dark\npaint: true\npalette:\n  blue: {hex: \"#7aa2f7\", x256: 111, ansi: "+tt.color+"}\n")); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: got\n%s", tt.color, got)
		}
	}
}

// Matrices of vision with a missing kind of cone, in linear RGB: Machado, Oliveira and
// Fernandes 2009, table 1, severity 1.0.
var (
	normal = [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
	protan = [3][3]float64{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}
	deutan = [3][3]float64{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}
	tritan = [3][3]float64{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}
)

// apart is the least distance between the first series of a theme, in Oklab, for one kind
// of eyes.
type apart struct {
	eyes   string
	matrix [3][3]float64
	first  int
	least  float64
}

// distances returns the least distances of a theme: less for the well-known palettes,
// which were not made for charts, and more for those made for colour-blind eyes.
func distances(name string) []apart {
	switch name {
	case "safe-dark", "safe-light":
		return []apart{
			{"normal", normal, 14, 0.08}, {"normal", normal, 8, 0.12},
			{"protan", protan, 8, 0.12}, {"deutan", deutan, 8, 0.12}, {"tritan", tritan, 8, 0.12},
			{"protan", protan, 12, 0.06}, {"deutan", deutan, 12, 0.06}, {"tritan", tritan, 12, 0.06},
		}
	case "high-contrast", "high-contrast-light":
		return []apart{
			{"normal", normal, 14, 0.05}, {"normal", normal, 8, 0.12},
			{"protan", protan, 8, 0.09}, {"deutan", deutan, 8, 0.09}, {"tritan", tritan, 8, 0.09},
		}
	case "dark", "light":
		return []apart{
			{"normal", normal, 14, 0.05}, {"normal", normal, 8, 0.09}, {"normal", normal, 6, 0.13},
			{"protan", protan, 6, 0.09}, {"deutan", deutan, 6, 0.09}, {"tritan", tritan, 6, 0.08},
		}
	case "mono", "ansi", "ansi-light":
		return nil
	default:
		return []apart{
			{"normal", normal, 14, 0.05}, {"normal", normal, 8, 0.09}, {"normal", normal, 6, 0.1},
			{"protan", protan, 6, 0.07}, {"deutan", deutan, 6, 0.07}, {"tritan", tritan, 6, 0.07},
		}
	}
}

func TestSeriesStayApart(t *testing.T) {
	for _, name := range BuiltinNames() {
		th := load(t, name)
		for _, v := range distances(name) {
			for _, d := range [...]Depth{TrueColor, Colors256} {
				if d != TrueColor && !strings.HasPrefix(name, "safe") && !strings.HasPrefix(name, "high-contrast") {
					continue // no nearer one among the 240 colours
				}
				if i, j, got := nearest(th.Series[:v.first], d, v.matrix); got < v.least {
					t.Errorf("%s: series %d and %d are %.3f apart for %s eyes at %v, want %.3f", name, i, j, got, v.eyes, d, v.least)
				}
			}
		}
	}
}

// nearest returns the two series with the least distance, and the distance.
func nearest(series []Tone, d Depth, eyes [3][3]float64) (a, b int, least float64) {
	least = math.Inf(1)
	for i := range series {
		for j := range i {
			x, _ := known(d.ink(series[i].Fore))
			y, _ := known(d.ink(series[j].Fore))
			if got := distance(see(x, eyes), see(y, eyes)); got < least {
				a, b, least = j, i, got
			}
		}
	}
	return a, b, least
}

// TestTheFirstSeriesDifferAtEveryDepth checks that no colour is repeated too early. Of the
// 16 only some stand out well enough in every palette, and the fewest on a light ground.
func TestTheFirstSeriesDifferAtEveryDepth(t *testing.T) {
	for _, name := range BuiltinNames() {
		if name == "mono" {
			continue
		}
		th := load(t, name)
		terminals := th.Ground == Ground{} // a theme of the terminal's colours, without its black and white
		first := map[Depth]int{TrueColor: 12, Colors256: 12, Colors16: 7}
		switch {
		case terminals && th.Dark:
			first = map[Depth]int{TrueColor: 9, Colors256: 9, Colors16: 9}
		case terminals:
			first = map[Depth]int{TrueColor: 6, Colors256: 6, Colors16: 6}
		case th.Dark:
			first[Colors16] = 11
		}
		for d, n := range first {
			seen := map[Ink]int{}
			for i, s := range th.Series[:n] {
				k := d.ink(s.Fore)
				if j, again := seen[k]; again {
					t.Errorf("%s: series %d and %d share a colour at %v", name, j, i, d)
				}
				seen[k] = i
			}
		}
	}
}

// see returns a linear colour transformed by the matrix of some eyes.
func see(c RGB, m [3][3]float64) [3]float64 {
	l := linear(c)
	var out [3]float64
	for i := range m {
		out[i] = min(max(m[i][0]*l[0]+m[i][1]*l[1]+m[i][2]*l[2], 0), 1)
	}
	return out
}

// distance returns the distance in Oklab, where 1 is black to white.
func distance(a, b [3]float64) float64 {
	x, y := oklab(a), oklab(b)
	return math.Sqrt(sq(x[0]-y[0]) + sq(x[1]-y[1]) + sq(x[2]-y[2]))
}

func sq(x float64) float64 { return x * x }

// oklab converts linear sRGB (Björn Ottosson, 2020).
func oklab(c [3]float64) [3]float64 {
	l := math.Cbrt(0.4122214708*c[0] + 0.5363325363*c[1] + 0.0514459929*c[2])
	m := math.Cbrt(0.2119034982*c[0] + 0.6806995451*c[1] + 0.1073969566*c[2])
	s := math.Cbrt(0.0883024619*c[0] + 0.2817188376*c[1] + 0.6299787005*c[2])
	return [3]float64{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}
