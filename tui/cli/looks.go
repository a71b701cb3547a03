package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"crossover/engine/nearest"
	"crossover/themes"
)

// look is a theme and its file, which is "" for a built-in theme.
type look struct {
	themes.Theme
	file string
}

// looks returns the built-in themes and those of the configuration folder. A user's theme
// replaces a built-in one of the same name.
func (a *app) looks() ([]look, error) {
	if a.lookCache != nil {
		return slices.Clone(a.lookCache), nil
	}
	builtin, err := a.env.servedLooks, error(nil)
	if builtin == nil {
		builtin, err = themes.Load()
	}
	if err != nil {
		return nil, fmt.Errorf("built-in themes: %w", err)
	}
	all := make([]look, len(builtin))
	for i, t := range builtin {
		all[i].Theme = t
	}
	files, err := yamlFiles(a.env.config("themes"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, badf("your theme folder: %w", err)
	}
	var faults []error
	for _, f := range files {
		l, err := readLook(f)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		all = with(all, l)
	}
	if err := errors.Join(faults...); err != nil {
		return all, bad(err)
	}
	a.lookCache = all
	return slices.Clone(all), nil
}

// readLook reads a theme from a file.
func readLook(file string) (look, error) {
	src, err := readFile(file)
	if err != nil {
		return look{}, err
	}
	t, err := themes.Parse(file, src)
	return look{t, file}, err
}

// with adds a theme, or replaces the one of the same name.
func with(all []look, l look) []look {
	for i := range all {
		if all[i].Name == l.Name {
			all[i] = l
			return all
		}
	}
	return append(all, l)
}

// isFile reports whether the value for a theme is a file, not a name.
func isFile(s string) bool {
	ext := filepath.Ext(s)
	return ext == ".yaml" || ext == ".yml" || strings.ContainsAny(s, `/\`)
}

// find returns the theme with a name, or the theme of a file, which it adds to all.
// Errors begin with who.
func find(all []look, who, name string) ([]look, look, error) {
	if isFile(name) {
		l, err := readLook(name)
		if err != nil {
			return all, l, badf("%s: %w", who, err)
		}
		return with(all, l), l, nil
	}
	for _, l := range all {
		if l.Name == name {
			return all, l, nil
		}
	}
	return all, look{}, badf("%s: there is no theme %q%s", who, name, suggestLook(all, name))
}

// suggestLook suggests the themes with the nearest names, or lists all.
func suggestLook(all []look, name string) string {
	names := named(all, func(l *look) string { return l.Name })
	return nearest.Question(name, names, "; write "+strings.Join(names, ", ")+", or a file")
}
