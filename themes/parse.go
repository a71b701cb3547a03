package themes

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"crossover/data/compact"
	"crossover/data/strict"
)

// Parse reads a theme. name is the file's name: errors quote it, and without folder and
// extension it is the theme's name. The base must be a built-in theme. All problems are
// returned together, as one [*strict.Error].
func Parse(name string, src []byte) (Theme, error) {
	t, _, err := parse(name, src)
	return t, err
}

// parse is Parse that also returns the file's source for looking up fields.
func parse(name string, src []byte) (Theme, *source, error) {
	doc, s := decode(name, src)
	if err := s.Err(); err != nil {
		return Theme{}, s, err
	}
	if doc.Base != "" {
		doc = s.inherit(doc)
	}
	t := s.build(doc)
	return t, s, s.Err()
}

// inherit applies doc to its base.
func (s *source) inherit(doc document) document {
	src, known := Source(doc.Base)
	if !known {
		s.wrong(doc.Base, "a built-in theme: "+strings.Join(BuiltinNames(), ", "), "base")
		src, _ = Source(BuiltinNames()[0]) // to continue checking
	}
	base, b := decode(doc.Base+".yaml", src)
	if base.Base != "" {
		base = b.inherit(base)
	}
	base.Palette, base.Roles = merged(base.Palette, doc.Palette), merged(base.Roles, doc.Roles)
	base.Title = cmp.Or(doc.Title, base.Title)
	base.Foreground = cmp.Or(doc.Foreground, base.Foreground)
	base.Background = cmp.Or(doc.Background, base.Background)
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

// merged returns the entries of base, with those of over in their place and beside them.
func merged[E any](base, over map[string]E) map[string]E {
	out := map[string]E{}
	maps.Copy(out, base)
	maps.Copy(out, over)
	return out
}

// build checks doc and builds the theme.
func (s *source) build(doc document) Theme {
	name := s.name[strings.LastIndexAny(s.name, `/\`)+1:]
	t := Theme{Name: strings.TrimSuffix(strings.TrimSuffix(name, ".yaml"), ".yml"), Title: doc.Title}
	if doc.Title == "" {
		s.wrong("", "a title of the theme", "title")
	}
	if doc.Dark == nil {
		s.wrong("", "true for light text on dark, else false", "dark")
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
		s.wrong("true", "foreground and background as names of colours of the palette: they are painted at every depth", "paint")
	}
	t.Roles = s.roles(doc.Roles, palette)
	t.Series = s.series(doc.Series, palette)
	return t
}

// ground reads the assumed colour of the terminal: a colour of the palette, or #rrggbb for
// one that is never painted.
func (s *source) ground(v string, palette map[string]Color, field string) (RGB, Color) {
	c, ok := palette[v]
	if !ok {
		return s.rgb(v, "a colour of the palette, or ", field), Color{}
	}
	if c.True.Kind != InkRGB {
		s.wrong(v, `a colour of the palette with a hex, or the hex itself, as in "#0d1117"`, field)
	}
	return c.True.RGB, c
}

// palette builds the colours of the palette.
func (s *source) palette(entries map[string]colorEntry) map[string]Color {
	p := map[string]Color{"default": {}}
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		if name == "default" {
			s.wrong(name, "another name: this one always means the terminal's own colour", "palette", name)
			continue
		}
		p[name] = s.color(entries[name], name)
	}
	return p
}

// color builds one colour of the palette. An omitted depth gets the ink of the next poorer
// one.
func (s *source) color(e colorEntry, name string) (c Color) {
	c.Basic = s.basicInk(e.ANSI, "palette", name, "ansi")
	c.Indexed = c.Basic
	if e.X256 != "" {
		c.Indexed = s.indexedInk(e.X256, "palette", name, "x256")
	}
	c.True = c.Indexed
	if e.Hex != "" {
		c.True = Ink{Kind: InkRGB, RGB: s.rgb(e.Hex, "", "palette", name, "hex")}
	}
	return c
}

// rgb reads a colour in the form #rrggbb; or describes the alternatives in errors.
func (s *source) rgb(v, or string, field ...string) RGB {
	n, err := strconv.ParseUint(strings.TrimPrefix(v, "#"), 16, 32)
	if err != nil || len(v) != 7 || v[0] != '#' {
		s.wrong(v, or+`six hexadecimal digits, as in "#7aa2f7"`, field...)
		return RGB{}
	}
	return RGB{uint8(n >> 16), uint8(n >> 8), uint8(n)}
}

// indexedInk reads the number of one of the 256 colours.
func (s *source) indexedInk(v string, field ...string) Ink {
	n, err := strconv.ParseUint(v, 10, 8)
	if err != nil || n < 16 {
		s.wrong(v, "a fixed colour of the 256: a whole number from 16 to 255", field...)
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
		s.wrong(v, "0 to 15, default, or one of "+strings.Join(ansiNames(), ", "), field...)
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

// roles builds the tones of the roles. Every role must have one.
func (s *source) roles(entries map[string]toneEntry, palette map[string]Color) (tones Roles[Tone]) {
	known := roleNames()
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		i := slices.Index(known, name)
		if i < 0 {
			s.wrong(name, "a role of the screen: "+strings.Join(known, ", "), "roles", name)
			continue
		}
		*tones.At(i) = s.tone(entries[name], palette, "roles", name)
	}
	missing := slices.DeleteFunc(known, func(name string) bool { _, ok := entries[name]; return ok })
	if len(missing) > 0 {
		s.wrong("", "a tone for each of "+strings.Join(missing, ", ")+"; or a base that has them", "roles")
	}
	return tones
}

// series builds the tones of the chart series.
func (s *source) series(entries []toneEntry, palette map[string]Color) []Tone {
	if n := len(entries); n < MinSeries || n > MaxSeries {
		s.wrong(strconv.Itoa(n), fmt.Sprintf("%d to %d tones", MinSeries, MaxSeries), "series")
		return nil
	}
	tones := make([]Tone, len(entries))
	for i, e := range entries {
		tones[i] = s.tone(e, palette, fmt.Sprintf("series[%d]", i))
	}
	return tones
}

// tone builds one tone.
func (s *source) tone(e toneEntry, palette map[string]Color, field ...string) Tone {
	s.colors[strings.Join(field, ".")] = e.Color
	return Tone{
		Fore: s.named(e.Color, palette, append(slices.Clone(field), "color")...),
		Back: s.named(e.On, palette, append(slices.Clone(field), "on")...),
		Bold: e.Bold, Faint: e.Faint, Italic: e.Italic, Underline: e.Underline, Reverse: e.Reverse,
	}
}

// named returns the palette's colour with the given name; "" is the terminal's default.
func (s *source) named(name string, palette map[string]Color, field ...string) Color {
	if name == "" {
		return Color{}
	}
	c, ok := palette[name]
	if !ok {
		s.wrong(name, "a colour of the palette: "+strings.Join(slices.Sorted(maps.Keys(palette)), ", "), field...)
	}
	return c
}

// files holds the built-in themes.
//
//go:embed *.yaml
var files embed.FS

// BuiltinNames returns the names of the built-in themes: the defaults, the accessible
// ones, then every other file of the folder.
func BuiltinNames() []string {
	names := []string{"dark", "light", "high-contrast", "high-contrast-light", "safe-dark", "safe-light", "mono", "ansi", "ansi-light"}
	all, _ := fs.Glob(files, "*.yaml") // the pattern is well formed
	for _, file := range all {
		if name := strings.TrimSuffix(file, ".yaml"); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Source returns the file of a built-in theme, as a start for the user's own.
func Source(name string) ([]byte, bool) {
	src, err := files.ReadFile(name + ".yaml")
	return src, err == nil
}

// Load returns the built-in themes in the order of [BuiltinNames]. Every start needs them,
// and parsing them takes longer than the rest of a start. "make snapshots" makes the
// snapshot.
func Load() ([]Theme, error) { return compact.Load[[]Theme](snapshot) }

//go:embed snapshot.bin
var snapshot []byte

// FileType returns the type that theme files are decoded into, for programs that describe
// their format.
func FileType() reflect.Type { return reflect.TypeFor[document]() }

// document is a theme file as written.
type document struct {
	Base       string                `yaml:"base"`
	Title      string                `yaml:"title"`
	Dark       *bool                 `yaml:"dark"`
	Paint      *bool                 `yaml:"paint"`
	Foreground string                `yaml:"foreground"`
	Background string                `yaml:"background"`
	Palette    map[string]colorEntry `yaml:"palette"`
	Roles      map[string]toneEntry  `yaml:"roles"`
	Series     []toneEntry           `yaml:"series"`
}

// colorEntry is a palette colour as written. The numbers are kept as text so that a
// fraction is an error instead of being truncated.
type colorEntry struct {
	Hex  string `yaml:"hex"`
	X256 string `yaml:"x256"`
	ANSI string `yaml:"ansi"`
}

// toneEntry is a tone as written: names of palette colours, and attributes.
type toneEntry struct {
	Color     string `yaml:"color"`
	On        string `yaml:"on"`
	Bold      bool   `yaml:"bold"`
	Faint     bool   `yaml:"faint"`
	Italic    bool   `yaml:"italic"`
	Underline bool   `yaml:"underline"`
	Reverse   bool   `yaml:"reverse"`
}

// source is a theme file being read.
type source struct {
	strict.Decoder
	name string
	// colors maps the paths of tones to the names of their palette colours.
	colors map[string]string
}

// decode reads a theme file.
func decode(name string, src []byte) (document, *source) {
	var doc document
	s := &source{name: name, colors: map[string]string{}}
	s.Decode(name, "", src, &doc)
	return doc, s
}

// wrong reports a problem with a field, whose path is given in steps.
func (s *source) wrong(value, want string, steps ...string) {
	s.Locate(strings.Join(steps, "."), value, want)
}
