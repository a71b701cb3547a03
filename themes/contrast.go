package themes

import (
	"cmp"
	"fmt"
	"math"
	"sort"
	"strings"
)

// Contrast is the contrast between one tone of a theme and its background, at one depth of
// colour.
type Contrast struct {
	// Field is the tone's path in a theme file: "roles.title", "series[3]".
	Field string
	// Depth is the number of colours of the terminal.
	Depth Depth
	// Palette is, at 16 colours, the palette with the lowest contrast: xterm, VGA or
	// Campbell.
	Palette string
	// Selected is set for the tone in the selected row.
	Selected bool
	// Back is the background with the lowest contrast.
	Back RGB
	// Ratio is the contrast ratio of WCAG 2, from 1 to 21, and Need the required minimum.
	Ratio, Need float64
}

// Enough reports whether the contrast is sufficient.
func (c Contrast) Enough() bool { return c.Ratio >= c.Need }

// The minimum contrast ratios (WCAG 2.2, success criteria 1.4.3 and 1.4.11) for text, for
// graphics that must be distinguished, and for decoration that only has to be visible.
const (
	needText       = 4.5
	needGraphics   = 3
	needDecoration = 1.4
)

// selectedShare is the part of the required contrast that suffices in the selected row,
// which is marked by its background too.
const selectedShare = 0.85

// need returns the minimum contrast of a role, by its name in theme files.
func need(role string) float64 {
	switch role {
	case "border", "track", "grid":
		return needDecoration
	case "faint", "border_focus", "fill", "handle", "handle_focus", "snap", "ghost", "slo", "node", "flow":
		return needGraphics
	default:
		return needText
	}
}

// Contrasts returns the contrast of every role and series at every depth. With true colour
// and 256 colours, which are the same on all terminals, a theme that does not paint its
// ground is also checked on other common grounds of its kind, and a tone with the
// terminal's own colours is not checked. The 16 colours depend on the user's settings:
// they are measured in the palettes of xterm, VGA (the Linux console) and Campbell
// (Windows Terminal), on their black or white, and the lowest ratio counts.
func (t *Theme) Contrasts() []Contrast {
	var out []Contrast
	for i, role := range roleNames() {
		out = t.appendContrasts(out, "roles."+role, *t.Roles.At(i), need(role))
	}
	for i, tone := range t.Series {
		out = t.appendContrasts(out, fmt.Sprintf("series[%d]", i), tone, needGraphics)
	}
	return out
}

// Depth is the number of colours of a terminal.
type Depth uint8

// The depths of colour.
const (
	TrueColor Depth = iota
	Colors256
	Colors16
)

// String returns the usual name of the depth.
func (d Depth) String() string {
	return [...]string{"true colour", "256 colours", "16 colours"}[min(d, Colors16)]
}

// ink returns a colour's ink for a terminal of that depth.
func (d Depth) ink(c Color) Ink { return [...]Ink{c.True, c.Indexed, c.Basic}[min(d, Colors16)] }

// known returns the colour of an ink, unless it differs between terminals.
func known(k Ink) (RGB, bool) {
	if k.Kind == InkANSI || k.Kind == InkIndexed && k.Index < 16 {
		return RGB{}, false
	}
	return k.TrueColor()
}

func (t *Theme) appendContrasts(out []Contrast, field string, tone Tone, least float64) []Contrast {
	for _, d := range [...]Depth{TrueColor, Colors256} {
		out = t.appendFixed(out, d, field, tone, least)
	}
	return append(out, t.basicContrast(field, tone, least))
}

// appendFixed appends the contrasts of a tone whose colours do not depend on the terminal.
func (t *Theme) appendFixed(out []Contrast, d Depth, field string, tone Tone, least float64) []Contrast {
	fore, ok := known(d.ink(tone.Fore))
	if tone.Fore.IsDefault() {
		fore, ok = t.ground(d), true
	}
	if !ok {
		return out
	}
	under := t.grounds(d)
	if c, own := known(d.ink(tone.Back)); own {
		under = []RGB{c}
	} else if c, ok := known(d.ink(t.Roles.Selection.Back)); ok && least >= needGraphics {
		out = append(out, Contrast{Field: field, Depth: d, Selected: true, Back: c, Ratio: ratio(fore, c), Need: least * selectedShare})
	}
	c := Contrast{Field: field, Depth: d, Ratio: math.Inf(1), Need: least}
	for _, g := range under {
		if r := ratio(fore, g); r < c.Ratio {
			c.Ratio, c.Back = r, g
		}
	}
	return append(out, c)
}

// basicContrast returns the contrast of a tone at 16 colours, in the palette in which it
// is lowest. A selected row has the selection's own colours there, so other tones are not
// checked in it.
func (t *Theme) basicContrast(field string, tone Tone, least float64) Contrast {
	c := Contrast{Field: field, Depth: Colors16, Ratio: math.Inf(1), Need: least}
	for _, p := range terminalPalettes() {
		fore, back := p.ground(t)
		fore, back = p.color(tone.Fore.Basic, fore), p.color(tone.Back.Basic, back)
		if r := ratio(fore, back); r < c.Ratio {
			c.Ratio, c.Back, c.Palette = r, back, p.name
		}
	}
	return c
}

// ground returns the colour of plain text.
func (t *Theme) ground(d Depth) RGB {
	if c, ok := known(d.ink(t.Ground.Fore)); ok {
		return c
	}
	return t.Foreground
}

// grounds returns the backgrounds a theme must be readable on: its own and, unless it
// paints that, other common backgrounds of terminals of its kind.
func (t *Theme) grounds(d Depth) []RGB {
	own := t.Background
	if c, ok := known(d.ink(t.Ground.Back)); ok {
		own = c
	}
	switch {
	case t.Paint:
		return []RGB{own}
	case t.Dark:
		return []RGB{own, {0, 0, 0}, {30, 30, 46}}
	default:
		return []RGB{own, {246, 248, 250}, {253, 246, 227}}
	}
}

// ratio returns the contrast ratio of WCAG 2.
func ratio(a, b RGB) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance returns the relative luminance of WCAG 2.
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

// Check reads a theme like [Parse] and also checks its contrasts. The error lists the
// problems or, if there are none, each colour whose contrast is too low, at the role or
// series that lacks it most.
func Check(name string, src []byte) (Theme, error) {
	t, s, err := parse(name, src)
	if err != nil {
		return t, err
	}
	all, told := t.Contrasts(), map[string]bool{}
	sort.SliceStable(all, func(i, j int) bool {
		a, b := &all[i], &all[j]
		return cmp.Or(cmp.Compare(a.Depth, b.Depth), cmp.Compare(a.Ratio/a.Need, b.Ratio/b.Need)) < 0
	})
	for _, c := range all {
		cause := strings.Join(s.blame(c.Field), ".") + c.Depth.String()
		if !c.Enough() && !told[cause] {
			told[cause] = true
			s.faint(c)
		}
	}
	return t, s.Err()
}

// blame returns the field of the file that determines a tone's colour: the tone itself or,
// if the file inherits that from its base, the palette's colour.
func (s *source) blame(field string) []string {
	steps := strings.Split(field, ".")
	if _, own := s.At(field); own {
		return steps
	}
	if _, own := s.At("palette." + s.colors[field]); own {
		return []string{"palette", s.colors[field]}
	}
	return steps
}

// faint reports a contrast that is too low.
func (s *source) faint(c Contrast) {
	steps := s.blame(c.Field)
	want := fmt.Sprintf("a contrast of at least %.1f:1", c.Need)
	if steps[0] == "palette" {
		want += " for " + c.Field
	}
	if c.Selected {
		want += " in the selected row,"
	}
	want += fmt.Sprintf(" on #%02x%02x%02x at %s", c.Back.R, c.Back.G, c.Back.B, c.Depth)
	if c.Palette != "" {
		want += " as " + c.Palette + " has them"
	}
	s.wrong(fmt.Sprintf("%.1f:1", c.Ratio), want, steps...)
}

// terminalPalette is the default palette of some terminals' 16 colours.
type terminalPalette struct {
	name   string
	colors [16]RGB
}

// terminalPalettes returns the palettes in which the 16-colour values of a theme are
// measured. Everything must be readable in each of them; a user's own palette may still
// differ.
func terminalPalettes() []terminalPalette {
	return []terminalPalette{
		// XTerm-col.ad of xterm, and the table of
		// https://en.wikipedia.org/wiki/ANSI_escape_code#3-bit_and_4-bit
		{"xterm", [16]RGB{
			{0, 0, 0}, {205, 0, 0}, {0, 205, 0}, {205, 205, 0},
			{0, 0, 238}, {205, 0, 205}, {0, 205, 205}, {229, 229, 229},
			{127, 127, 127}, {255, 0, 0}, {0, 255, 0}, {255, 255, 0},
			{92, 92, 255}, {255, 0, 255}, {0, 255, 255}, {255, 255, 255},
		}},
		// The text modes of VGA and so the Linux console; same table.
		{"VGA", [16]RGB{
			{0, 0, 0}, {170, 0, 0}, {0, 170, 0}, {170, 85, 0},
			{0, 0, 170}, {170, 0, 170}, {0, 170, 170}, {170, 170, 170},
			{85, 85, 85}, {255, 85, 85}, {85, 255, 85}, {255, 255, 85},
			{85, 85, 255}, {255, 85, 255}, {85, 255, 255}, {255, 255, 255},
		}},
		// Campbell, the default scheme of Windows Terminal and the Windows console:
		// https://learn.microsoft.com/windows/terminal/customize-settings/color-schemes
		{"Campbell", [16]RGB{
			{12, 12, 12}, {197, 15, 31}, {19, 161, 14}, {193, 156, 0},
			{0, 55, 218}, {136, 23, 152}, {58, 150, 221}, {204, 204, 204},
			{118, 118, 118}, {231, 72, 86}, {22, 198, 12}, {249, 241, 165},
			{59, 120, 255}, {180, 0, 158}, {97, 214, 214}, {242, 242, 242},
		}},
	}
}

// The colours among the 16 that terminals commonly use as foreground and background.
const (
	ansiBlack       = 0
	ansiWhite       = 7
	ansiBrightWhite = 15
)

// color returns the colour of an ink in the palette, or other for the terminal's default.
func (p *terminalPalette) color(k Ink, other RGB) RGB {
	switch k.Kind {
	case InkANSI:
		return p.colors[k.Index&15]
	case InkDefault:
		return other
	default:
		c, _ := k.TrueColor()
		return c
	}
}

// ground returns the foreground and background of a terminal with the palette under a
// theme.
func (p *terminalPalette) ground(t *Theme) (fore, back RGB) {
	fore, back = p.colors[ansiBlack], p.colors[ansiBrightWhite]
	if t.Dark {
		fore, back = p.colors[ansiWhite], p.colors[ansiBlack]
	}
	return p.color(t.Ground.Fore.Basic, fore), p.color(t.Ground.Back.Basic, back)
}
