package themes

import (
	"embed"
	"io/fs"
	"reflect"
	"slices"
	"strings"

	"crossover/data/compact"
	"crossover/data/strict"
)

// files holds the built-in themes.
//
//go:embed *.yaml
var files embed.FS

// BuiltinNames returns the names of the built-in themes: the defaults, the accessible
// ones, then every other file of the folder.
func BuiltinNames() []string {
	names := []string{"dark", "light", "high-contrast", "high-contrast-light", "safe-dark", "safe-light", "mono", "ansi", "ansi-light"}
	all, err := fs.Glob(files, "*.yaml")
	if err != nil {
		panic(err) // the pattern is malformed
	}
	for _, file := range all {
		if name := strings.TrimSuffix(file, ".yaml"); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Source returns the file of a built-in theme, as a start for the user's own.
func Source(name string) ([]byte, bool) {
	if !slices.Contains(BuiltinNames(), name) {
		return nil, false
	}
	src, err := files.ReadFile(name + ".yaml")
	return src, err == nil
}

// Load returns the built-in themes in the order of [BuiltinNames].
func Load() ([]Theme, error) { return builtin.Load() }

// parseBuiltin parses the files of the built-in themes.
func parseBuiltin() ([]Theme, error) {
	var all []Theme
	read := bases{}
	for _, name := range BuiltinNames() {
		src, err := files.ReadFile(name + ".yaml")
		if err != nil {
			return nil, err
		}
		t, _, err := parse(name+".yaml", src, read)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

//go:embed snapshot.bin
var snapshot []byte

// builtin holds the built-in themes. Every start needs them, and parsing them takes longer
// than the rest of a start. "make snapshots" makes the snapshot.
var builtin = compact.Source[[]Theme]{Snapshot: snapshot, Read: parseBuiltin}

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
