package themes

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
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
