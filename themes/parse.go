package themes

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Parse reads a theme. The name is the file's name: errors quote it, and
// without its folder and ending it is the theme's name. The base of a theme is
// one of the built-in themes. The error joins every fault found, each an
// [*Error].
func Parse(name string, src []byte) (Theme, error) {
	t, _, err := parse(name, src, bases{})
	return t, err
}

// bases are the files of built-in themes that others have named as their base,
// so that each is read once.
type bases map[string]document

// parse is Parse, and returns the file's source to find fields in.
func parse(name string, src []byte, read bases) (Theme, *source, error) {
	doc, s, err := decode(name, src)
	if err != nil {
		return Theme{}, s, err
	}
	if doc.Base != "" {
		doc = s.inherit(doc, read)
	}
	t := s.build(doc)
	return t, s, errors.Join(s.faults...)
}

// inherit lays doc over its base.
func (s *source) inherit(doc document, read bases) document {
	base, ok := read[doc.Base]
	if !ok {
		src, known := Source(doc.Base)
		if !known {
			s.fault(doc.Base, "is no built-in theme", "known: "+strings.Join(BuiltinNames(), ", "), "base")
			src, _ = Source(BuiltinNames()[0]) // to go on checking with
		}
		var b *source
		var err error
		if base, b, err = decode(doc.Base+".yaml", src); err != nil {
			s.faults = append(s.faults, err)
			return doc
		}
		if base.Base != "" {
			base = b.inherit(base, read)
		}
		read[doc.Base] = base
	}
	base.Palette, base.Roles = maps.Clone(base.Palette), maps.Clone(base.Roles)
	overlay(base.Palette, doc.Palette)
	overlay(base.Roles, doc.Roles)
	base.Title = first(doc.Title, base.Title)
	base.Foreground = first(doc.Foreground, base.Foreground)
	base.Background = first(doc.Background, base.Background)
	if doc.Dark != nil {
		base.Dark = doc.Dark
	}
	if doc.Paint != nil {
		base.Paint = doc.Paint
	}
	if doc.Series != nil {
		base.Series = doc.Series
	}
	return base
}

// overlay copies over into base, which may be nil when over is empty.
func overlay[E any](base, over map[string]E) {
	if base != nil {
		maps.Copy(base, over)
	}
}

// first returns a unless it is empty.
func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// build checks doc and makes the theme.
func (s *source) build(doc document) Theme {
	t := Theme{Name: themeName(s.name), Title: doc.Title}
	if doc.Title == "" {
		s.fault("", "is missing", "give the theme a title", "title")
	}
	if doc.Dark == nil {
		s.fault("", "is missing", "write true for light text on dark, else false", "dark")
	} else {
		t.Dark = *doc.Dark
	}
	palette := s.palette(doc.Palette)
	t.Foreground, t.Ground.Fore = s.ground(doc.Foreground, palette, "foreground")
	t.Background, t.Ground.Back = s.ground(doc.Background, palette, "background")
	if t.Ground.Fore.IsDefault() || t.Ground.Back.IsDefault() {
		t.Ground = Ground{}
	}
	if t.Paint = doc.Paint != nil && *doc.Paint; t.Paint && t.Ground == (Ground{}) {
		s.fault("true", "needs colours at every depth", "give foreground and background as names of colours of the palette", "paint")
	}
	t.Roles = s.roles(doc.Roles, palette)
	t.Series = s.series(doc.Series, palette)
	return t
}

// themeName returns the file's name without its folder and ending.
func themeName(file string) string {
	if i := strings.LastIndexAny(file, `/\`); i >= 0 {
		file = file[i+1:]
	}
	return strings.TrimSuffix(strings.TrimSuffix(file, ".yaml"), ".yml")
}

// ground reads what the terminal's own colour is taken to be: a colour of the
// palette, or #rrggbb for one that is never painted.
func (s *source) ground(v string, palette map[string]Color, field string) (RGB, Color) {
	c, ok := palette[v]
	if !ok {
		return s.rgb(v, "is no colour of the palette, and none by itself", field), Color{}
	}
	if c.True.Kind != InkRGB {
		s.fault(v, "has no hex", `name a colour of the palette with one, or write it, as in "#0d1117"`, field)
	}
	return c.True.RGB, c
}

// palette makes the colours of the palette.
func (s *source) palette(entries map[string]colorEntry) map[string]Color {
	p := map[string]Color{"default": {}}
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		if name == "default" {
			s.fault("", "always means the terminal's own colour", "choose another name", "palette", name)
			continue
		}
		p[name] = s.color(entries[name], name)
	}
	return p
}

// color makes one colour of the palette. A depth that is left out takes the
// next poorer one's ink.
func (s *source) color(e colorEntry, name string) (c Color) {
	c.Basic = s.basicInk(e.ANSI, "palette", name, "ansi")
	c.Indexed = c.Basic
	if e.X256 != "" {
		c.Indexed = s.indexedInk(e.X256, "palette", name, "x256")
	}
	c.True = c.Indexed
	if e.Hex != "" {
		c.True = Ink{Kind: InkRGB, RGB: s.rgb(e.Hex, "is no colour", "palette", name, "hex")}
	}
	return c
}

// rgb reads a colour written #rrggbb.
func (s *source) rgb(v, problem string, field ...string) RGB {
	n, err := strconv.ParseUint(strings.TrimPrefix(v, "#"), 16, 32)
	if err != nil || len(v) != 7 || v[0] != '#' {
		s.fault(v, problem, `write six hexadecimal digits, as in "#7aa2f7"`, field...)
		return RGB{}
	}
	return RGB{uint8(n >> 16), uint8(n >> 8), uint8(n)}
}

// indexedInk reads the number of one of the 256 colours.
func (s *source) indexedInk(v string, field ...string) Ink {
	n, err := strconv.ParseUint(v, 10, 8)
	if err != nil || n < 16 {
		s.fault(v, "is no fixed colour of the 256", "write a whole number from 16 to 255", field...)
	}
	return Ink{Kind: InkIndexed, Index: uint8(n)}
}

// basicInk reads the number or the name of one of the 16 colours.
func (s *source) basicInk(v string, field ...string) Ink {
	if v == "default" {
		return Ink{}
	}
	if i := slices.Index(ansiNames(), v); i >= 0 {
		return Ink{Kind: InkANSI, Index: uint8(i)}
	}
	n, err := strconv.ParseUint(v, 10, 8)
	if err != nil || n > 15 {
		problem := "is none of the 16 colours"
		if v == "" {
			problem = "is missing"
		}
		s.fault(v, problem, "write 0 to 15, default, or one of "+strings.Join(ansiNames(), ", "), field...)
		return Ink{}
	}
	return Ink{Kind: InkANSI, Index: uint8(n)}
}

// ansiNames returns the names of the 16 colours in their order.
func ansiNames() []string {
	return []string{
		"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
		"bright-black", "bright-red", "bright-green", "bright-yellow",
		"bright-blue", "bright-magenta", "bright-cyan", "bright-white",
	}
}

// roles makes the tones of the roles. Every role must have one.
func (s *source) roles(entries map[string]toneEntry, palette map[string]Color) (tones [RoleCount]Tone) {
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		r, ok := RoleByName(name)
		if !ok {
			known := roleNames()
			s.fault("", "is no role of the screen", "known: "+strings.Join(known[:], ", "), "roles", name)
			continue
		}
		tones[r] = s.tone(entries[name], palette, "roles", name)
	}
	var missing []string
	for r := range RoleCount {
		if _, ok := entries[r.String()]; !ok {
			missing = append(missing, r.String())
		}
	}
	if missing != nil {
		s.fault("", "lacks "+strings.Join(missing, ", "), "give each a tone, or name a base that has one", "roles")
	}
	return tones
}

// series makes the tones of the chart series.
func (s *source) series(entries []toneEntry, palette map[string]Color) []Tone {
	if n := len(entries); n < MinSeries || n > MaxSeries {
		want := fmt.Sprintf("give %d to %d tones", MinSeries, MaxSeries)
		s.fault(strconv.Itoa(n), "is not a usable number of tones", want, "series")
		return nil
	}
	tones := make([]Tone, len(entries))
	for i, e := range entries {
		tones[i] = s.tone(e, palette, fmt.Sprintf("series[%d]", i))
	}
	return tones
}

// tone makes one tone.
func (s *source) tone(e toneEntry, palette map[string]Color, field ...string) Tone {
	s.colors[strings.Join(field, ".")] = e.Color
	return Tone{
		Fore: s.named(e.Color, palette, append(slices.Clone(field), "color")...),
		Back: s.named(e.On, palette, append(slices.Clone(field), "on")...),
		Bold: e.Bold, Faint: e.Faint, Italic: e.Italic, Underline: e.Underline, Reverse: e.Reverse,
	}
}

// named returns the palette's colour of that name; no name is the terminal's own.
func (s *source) named(name string, palette map[string]Color, field ...string) Color {
	if name == "" {
		return Color{}
	}
	c, ok := palette[name]
	if !ok {
		known := strings.Join(slices.Sorted(maps.Keys(palette)), ", ")
		s.fault(name, "is not in the palette", "known: "+known, field...)
	}
	return c
}
