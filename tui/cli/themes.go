package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"crossover/engine/each"
	"crossover/engine/nearest"
	"crossover/themes"
	"crossover/tui/result"
)

func newThemes(a *app) *cobra.Command {
	cmd := takesNothing(a.answers("themes", func(context.Context, []string, result.Format) (result.Result, error) { return a.themes() }))
	cmd.AddCommand(newThemesShow(a), checks("themes check", "needs one file, such as my-theme.yaml", 1, shell{a}.checkTheme))
	return cmd
}

// themes lists the themes.
func (a *app) themes() (result.Result, error) {
	all, err := a.allThemes()
	if err != nil {
		return nil, err
	}
	g := result.NewGrid("name", "for", "title", "file/")
	var list []result.Object
	for _, l := range all {
		ground := "light"
		switch {
		case l.Ground == (themes.Ground{}):
			ground = "terminal"
		case l.Dark:
			ground = "dark"
		}
		list = append(list, result.Pairs(
			"name", l.Name, "title", l.Title,
			// Dark or light, or terminal for a theme of the terminal's own colours.
			"for", ground,
			"paints", l.Paint, // whether the theme paints its background
			"file", l.file, // the user's file; empty for a built-in theme
		))
		g.Add(result.Label(l.Name), ground, result.Label(l.Title), l.file)
	}
	return &result.List{Grid: g, Data: result.Pairs("themes", list)}, nil
}

func newThemesShow(a *app) *cobra.Command {
	cmd := command("themes show", func(_ context.Context, args []string) error { return a.showTheme(args[0]) })
	cmd.Args, cmd.ValidArgsFunction = needs(1, 1, "needs the name of a theme, such as dark"), shell{a}.lookNames
	return cmd
}

// showTheme prints the file of a theme.
func (a *app) showTheme(name string) error {
	all, err := a.allThemes()
	if err != nil {
		return err
	}
	_, l, err := find(all, "show", name)
	if err != nil {
		return err
	}
	src, ok := themes.Source(l.Name)
	if l.file != "" {
		src, err = readFile(l.file)
	} else if !ok {
		err = fmt.Errorf("no file of theme %s", l.Name)
	}
	if err != nil {
		return err
	}
	return a.write(src)
}

// lookNames completes names of themes.
func (s shell) lookNames(_ *cobra.Command, _ []string, start string) ([]string, cobra.ShellCompDirective) {
	all, err := s.allThemes()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var out []string
	for _, l := range all {
		if strings.HasPrefix(l.Name, start) {
			out = append(out, cobra.CompletionWithDesc(l.Name, l.Title))
		}
	}
	return out, cobra.ShellCompDirectiveDefault // and files
}

// checkTheme checks the file of a theme.
func (s shell) checkTheme(files []string) error {
	src, err := readFile(files[0])
	if err != nil {
		return badf("check: %w", err)
	}
	t, err := themes.Check(files[0], src)
	if err != nil {
		return bad(err)
	}
	return s.write(fmt.Appendf(nil, "%s (%s): no problems\n", result.Label(t.Name), result.Label(t.Title)))
}

// themeFile is a theme and its file, which is "" for a built-in theme.
type themeFile struct {
	themes.Theme
	file string
}

// allThemes returns the built-in themes and those of the configuration folder. A user's theme
// replaces a built-in one of the same name.
func (a *app) allThemes() ([]themeFile, error) {
	if a.themeCache != nil {
		return slices.Clone(a.themeCache), nil
	}
	builtin, err := a.env.servedThemes, error(nil)
	if builtin == nil {
		builtin, err = themes.Load()
	}
	if err != nil {
		return nil, fmt.Errorf("built-in themes: %w", err)
	}
	all := each.Of(builtin, func(t *themes.Theme) themeFile { return themeFile{Theme: *t} })
	files, err := yamlFiles(a.env.config("themes"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, badf("your theme folder: %w", err)
	}
	var faults []error
	for _, f := range files {
		l, err := readTheme(f)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		all = with(all, l)
	}
	if err := errors.Join(faults...); err != nil {
		return all, bad(err)
	}
	a.themeCache = all
	return slices.Clone(all), nil
}

// readTheme reads a theme from a file.
func readTheme(file string) (themeFile, error) {
	src, err := readFile(file)
	if err != nil {
		return themeFile{}, err
	}
	t, err := themes.Parse(file, src)
	return themeFile{t, file}, err
}

// with adds a theme, or replaces the one of the same name.
func with(all []themeFile, l themeFile) []themeFile {
	if same := each.Find(all, func(x *themeFile) bool { return x.Name == l.Name }); same != nil {
		*same = l
		return all
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
func find(all []themeFile, who, name string) ([]themeFile, themeFile, error) {
	if isFile(name) {
		l, err := readTheme(name)
		if err != nil {
			return all, l, badf("%s: %w", who, err)
		}
		return with(all, l), l, nil
	}
	if l := each.Find(all, func(x *themeFile) bool { return x.Name == name }); l != nil {
		return all, *l, nil
	}
	return all, themeFile{}, badf("%s: there is no theme %q%s", who, name, suggestTheme(all, name))
}

// suggestTheme suggests the themes with the nearest names, or lists all.
func suggestTheme(all []themeFile, name string) string {
	names := each.Of(all, func(l *themeFile) string { return l.Name })
	return nearest.Question(name, names, "; write "+strings.Join(names, ", ")+", or a file")
}
