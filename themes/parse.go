package themes

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Parse reads a theme. The name is the file's name: errors quote it, and
// without its folder and ending it is the theme's name. The base of a theme is
// one of the built-in themes.
func Parse(name string, src []byte) (Theme, error) {
	doc, s, err := decode(name, src)
	if err != nil {
		return Theme{}, err
	}
	if doc.Base != "" {
		if doc, err = s.inherit(doc); err != nil {
			return Theme{}, err
		}
	}
	return s.build(doc)
}

// inherit lays doc over its base.
func (s source) inherit(doc document) (document, error) {
	src, ok := builtin(doc.Base)
	if !ok {
		return doc, s.fault(doc.Base, "is no built-in theme", "known: "+strings.Join(BuiltinNames(), ", "), "base")
	}
	base, _, err := decode(doc.Base+".yaml", src)
	if err != nil {
		return doc, err
	}
	overlay(base.Palette, doc.Palette)
	overlay(base.Roles, doc.Roles)
	base.Title = first(doc.Title, base.Title)
	base.Foreground = first(doc.Foreground, base.Foreground)
	base.Background = first(doc.Background, base.Background)
	if doc.Dark != nil {
		base.Dark = doc.Dark
	}
	if doc.Series != nil {
		base.Series = doc.Series
	}
	return base, nil
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
func (s source) build(doc document) (Theme, error) {
	t := Theme{Name: themeName(s.name), Title: doc.Title}
	if doc.Title == "" {
		return t, s.fault("", "is missing", "give the theme a title", "title")
	}
	if doc.Dark == nil {
		return t, s.fault("", "is missing", "write true for light text on dark, else false", "dark")
	}
	t.Dark = *doc.Dark
	var err error
	if t.Foreground, err = s.rgb(doc.Foreground, "foreground"); err != nil {
		return t, err
	}
	if t.Background, err = s.rgb(doc.Background, "background"); err != nil {
		return t, err
	}
	palette, err := s.palette(doc.Palette)
	if err != nil {
		return t, err
	}
	if t.Roles, err = s.roles(doc.Roles, palette); err != nil {
		return t, err
	}
	t.Series, err = s.series(doc.Series, palette)
	return t, err
}

// themeName returns the file's name without its folder and ending.
func themeName(file string) string {
	if i := strings.LastIndexAny(file, `/\`); i >= 0 {
		file = file[i+1:]
	}
	return strings.TrimSuffix(strings.TrimSuffix(file, ".yaml"), ".yml")
}

// palette makes the colours of the palette.
func (s source) palette(entries map[string]colorEntry) (map[string]Color, error) {
	p := map[string]Color{"default": {}}
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		if name == "default" {
			return nil, s.fault("", "always means the terminal's own colour", "choose another name", "palette", name)
		}
		c, err := s.color(entries[name], name)
		if err != nil {
			return nil, err
		}
		p[name] = c
	}
	return p, nil
}

// color makes one colour of the palette. A depth that is left out takes the
// next poorer one's ink.
func (s source) color(e colorEntry, name string) (c Color, err error) {
	if c.Basic, err = s.basicInk(e.ANSI, "palette", name, "ansi"); err != nil {
		return c, err
	}
	c.Indexed = c.Basic
	if e.X256 != "" {
		if c.Indexed, err = s.indexedInk(e.X256, "palette", name, "x256"); err != nil {
			return c, err
		}
	}
	c.True = c.Indexed
	if e.Hex != "" {
		c.True.Kind = InkRGB
		c.True.Index = 0
		c.True.RGB, err = s.rgb(e.Hex, "palette", name, "hex")
	}
	return c, err
}

// rgb reads a colour written #rrggbb.
func (s source) rgb(v string, field ...string) (RGB, error) {
	n, err := strconv.ParseUint(strings.TrimPrefix(v, "#"), 16, 32)
	if err != nil || len(v) != 7 || v[0] != '#' {
		return RGB{}, s.fault(v, "is no colour", `write six hexadecimal digits, as in "#7aa2f7"`, field...)
	}
	return RGB{uint8(n >> 16), uint8(n >> 8), uint8(n)}, nil
}

// indexedInk reads the number of one of the 256 colours.
func (s source) indexedInk(v string, field ...string) (Ink, error) {
	n, err := strconv.ParseUint(v, 10, 8)
	if err != nil || n < 16 {
		return Ink{}, s.fault(v, "is no fixed colour of the 256", "write a whole number from 16 to 255", field...)
	}
	return Ink{Kind: InkIndexed, Index: uint8(n)}, nil
}

// basicInk reads the number or the name of one of the 16 colours.
func (s source) basicInk(v string, field ...string) (Ink, error) {
	if v == "default" {
		return Ink{}, nil
	}
	if i := slices.Index(ansiNames(), v); i >= 0 {
		return Ink{Kind: InkANSI, Index: uint8(i)}, nil
	}
	n, err := strconv.ParseUint(v, 10, 8)
	if err != nil || n > 15 {
		problem := "is none of the 16 colours"
		if v == "" {
			problem = "is missing"
		}
		return Ink{}, s.fault(v, problem, "write 0 to 15, default, or one of "+strings.Join(ansiNames(), ", "), field...)
	}
	return Ink{Kind: InkANSI, Index: uint8(n)}, nil
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
func (s source) roles(entries map[string]toneEntry, palette map[string]Color) (tones [RoleCount]Tone, err error) {
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		r, ok := RoleByName(name)
		if !ok {
			known := roleNames()
			return tones, s.fault("", "is no role of the screen", "known: "+strings.Join(known[:], ", "), "roles", name)
		}
		if tones[r], err = s.tone(entries[name], palette, "roles", name); err != nil {
			return tones, err
		}
	}
	for r := range RoleCount {
		if _, ok := entries[r.String()]; !ok {
			return tones, s.fault("", "is missing", "give it a tone, or name a base that has one", "roles", r.String())
		}
	}
	return tones, nil
}

// series makes the tones of the chart series.
func (s source) series(entries []toneEntry, palette map[string]Color) ([]Tone, error) {
	if n := len(entries); n < MinSeries || n > MaxSeries {
		want := fmt.Sprintf("give %d to %d tones", MinSeries, MaxSeries)
		return nil, s.fault(strconv.Itoa(n), "is not a usable number of tones", want, "series")
	}
	tones := make([]Tone, len(entries))
	for i, e := range entries {
		var err error
		if tones[i], err = s.tone(e, palette, fmt.Sprintf("series[%d]", i)); err != nil {
			return nil, err
		}
	}
	return tones, nil
}

// tone makes one tone.
func (s source) tone(e toneEntry, palette map[string]Color, field ...string) (Tone, error) {
	t := Tone{Bold: e.Bold, Faint: e.Faint, Italic: e.Italic, Underline: e.Underline, Reverse: e.Reverse}
	var err error
	if t.Fore, err = s.named(e.Color, palette, append(slices.Clone(field), "color")...); err != nil {
		return t, err
	}
	t.Back, err = s.named(e.On, palette, append(slices.Clone(field), "on")...)
	return t, err
}

// named returns the palette's colour of that name; no name is the terminal's own.
func (s source) named(name string, palette map[string]Color, field ...string) (Color, error) {
	if name == "" {
		return Color{}, nil
	}
	c, ok := palette[name]
	if !ok {
		known := strings.Join(slices.Sorted(maps.Keys(palette)), ", ")
		return c, s.fault(name, "is not in the palette", "known: "+known, field...)
	}
	return c, nil
}
