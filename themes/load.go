package themes

import (
	"embed"
	"slices"
)

// files holds the built-in themes.
//
//go:embed *.yaml
var files embed.FS

// BuiltinNames returns the names of the built-in themes, the default one
// first.
func BuiltinNames() []string { return []string{"dark", "light", "mono", "ansi"} }

// builtin returns the file of a built-in theme.
func builtin(name string) ([]byte, bool) {
	if !slices.Contains(BuiltinNames(), name) {
		return nil, false
	}
	src, err := files.ReadFile(name + ".yaml")
	return src, err == nil
}

// Load returns the built-in themes in the order of [BuiltinNames].
func Load() ([]Theme, error) {
	var all []Theme
	for _, name := range BuiltinNames() {
		src, err := files.ReadFile(name + ".yaml")
		if err != nil {
			return nil, err
		}
		t, err := Parse(name+".yaml", src)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

// ByName returns the theme of that name among all.
func ByName(all []Theme, name string) (Theme, bool) {
	for _, t := range all {
		if t.Name == name {
			return t, true
		}
	}
	return Theme{}, false
}
