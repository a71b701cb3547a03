package themes

import (
	"strings"

	"crossover/data/strict"
)

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
