package themes

import (
	"fmt"
	"math"
	"testing"
)

// grounds returns the backgrounds a theme must be readable on: its own, and
// what else terminals of its kind commonly have.
func grounds(th Theme) []RGB {
	if th.Dark {
		return []RGB{th.Background, {0, 0, 0}, {30, 30, 46}}
	}
	return []RGB{th.Background, {246, 248, 250}, {253, 246, 227}}
}

// need is the least contrast a role must have. Text that is read needs 4.5:1,
// graphics that are told apart 3:1, and decoration only has to be seen.
func need(r Role) float64 {
	switch r {
	case RoleBorder, RoleTrack, RoleGrid:
		return 1.4
	case RoleFaint, RoleBorderFocus, RoleFill, RoleHandle, RoleHandleFocus, RoleSnap, RoleGhost, RoleSLO, RoleNode, RoleFlow:
		return 3
	default:
		return 4.5
	}
}

func TestContrast(t *testing.T) {
	for _, name := range []string{"dark", "light"} {
		th := load(t, name)
		for r := range RoleCount {
			checkContrast(t, th, name+" "+r.String(), th.Roles[r], need(r))
		}
		for i, tone := range th.Series {
			checkContrast(t, th, fmt.Sprintf("%s series[%d]", name, i), tone, 3)
		}
	}
}

// checkContrast checks a tone at both rich depths on every background, and in
// the selected row.
func checkContrast(t *testing.T, th Theme, what string, tone Tone, least float64) {
	t.Helper()
	sel := th.Roles[RoleSelection].Back
	for _, d := range []struct {
		depth           string
		fore, back, sel Ink
	}{
		{"true colour", tone.Fore.True, tone.Back.True, sel.True},
		{"256 colours", tone.Fore.Indexed, tone.Back.Indexed, sel.Indexed},
	} {
		fore := th.Foreground
		if c, ok := d.fore.TrueColor(); ok {
			fore = c
		}
		if d.fore.Kind == InkIndexed && d.fore.Index < 16 {
			t.Errorf("%s, %s: %d is not a fixed colour", what, d.depth, d.fore.Index)
		}
		under := grounds(th)
		if c, ok := d.back.TrueColor(); ok {
			under = []RGB{c}
		} else if c, ok := d.sel.TrueColor(); ok && least >= 3 {
			checkPair(t, what+" selected", d.depth, fore, c, least*0.85)
		}
		for _, g := range under {
			checkPair(t, what, d.depth, fore, g, least)
		}
	}
}

// checkPair checks one foreground on one background.
func checkPair(t *testing.T, what, depth string, fore, back RGB, least float64) {
	t.Helper()
	if c := contrast(fore, back); c < least {
		t.Errorf("%s, %s: contrast %.2f on %v, want %.2f", what, depth, c, back, least)
	}
}

// contrast is the contrast ratio of WCAG 2.
func contrast(a, b RGB) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of WCAG 2.
func luminance(c RGB) float64 {
	l := linear(c)
	return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2]
}

// linear returns the linear components of an sRGB colour.
func linear(c RGB) [3]float64 {
	var l [3]float64
	for i, v := range [...]uint8{c.R, c.G, c.B} {
		if x := float64(v) / 255; x <= 0.04045 {
			l[i] = x / 12.92
		} else {
			l[i] = math.Pow((x+0.055)/1.055, 2.4)
		}
	}
	return l
}

// Vision with a missing kind of cone, in linear RGB: Machado, Oliveira and
// Fernandes 2009, table 1, severity 1.0.
var (
	normal = [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
	protan = [3][3]float64{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}
	deutan = [3][3]float64{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}
	tritan = [3][3]float64{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}
)

func TestSeriesStayApart(t *testing.T) {
	for _, name := range []string{"dark", "light"} {
		th := load(t, name)
		for _, v := range []struct {
			eyes   string
			matrix [3][3]float64
			first  int
			least  float64
		}{
			{"normal", normal, 14, 0.05}, {"normal", normal, 8, 0.09}, {"normal", normal, 6, 0.13},
			{"protan", protan, 6, 0.09}, {"deutan", deutan, 6, 0.09}, {"tritan", tritan, 6, 0.08},
		} {
			for i := range th.Series[:v.first] {
				for j := range i {
					a, b := th.Series[i].Fore.True.RGB, th.Series[j].Fore.True.RGB
					if d := distance(see(a, v.matrix), see(b, v.matrix)); d < v.least {
						t.Errorf("%s: series %d and %d are %.3f apart for %s eyes, want %v", name, j, i, d, v.eyes, v.least)
					}
				}
			}
		}
	}
}

func TestTheFirstSeriesDifferAtEveryDepth(t *testing.T) {
	for _, name := range []string{"dark", "light", "ansi"} {
		th := load(t, name)
		for i := range th.Series[:12] {
			for j := range i {
				a, b := th.Series[i].Fore, th.Series[j].Fore
				if a.True == b.True || a.Indexed == b.Indexed || a.Basic == b.Basic {
					t.Errorf("%s: series %d and %d share a colour", name, j, i)
				}
			}
		}
	}
}

// see returns the linear colour as eyes with the given matrix see it.
func see(c RGB, m [3][3]float64) [3]float64 {
	l := linear(c)
	var out [3]float64
	for i := range m {
		out[i] = min(max(m[i][0]*l[0]+m[i][1]*l[1]+m[i][2]*l[2], 0), 1)
	}
	return out
}

// distance is the distance in Oklab, where 1 is black to white.
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
