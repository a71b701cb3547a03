package cli

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/each"
	"crossover/engine/nearest"
	"crossover/tui"
	"crossover/tui/files"
	"crossover/tui/glyph"
	"crossover/tui/result"
)

// settings is the user's file of settings. Flags go before it.
type settings struct {
	// Theme is the look of the explorer: a theme's name, a file, or auto for the
	// one that suits the terminal's background.
	Theme string `yaml:"theme,omitempty"`
	// DarkTheme and LightTheme are those that auto chooses from.
	DarkTheme  string `yaml:"dark_theme,omitempty"`
	LightTheme string `yaml:"light_theme,omitempty"`
	// Glyphs are the characters to draw with: braille, octant, block, ascii, or auto for
	// what the terminal can show.
	Glyphs string `yaml:"glyphs,omitempty"`
	// Motion is how much moves by itself, such as a simulation: full, reduced or
	// off.
	Motion string `yaml:"motion,omitempty"`
	// NoMouse leaves the mouse to the terminal, to select text with.
	NoMouse bool `yaml:"no_mouse,omitempty"`
	// ScreenReader draws nothing and writes a line of text for each change.
	ScreenReader bool `yaml:"screen_reader,omitempty"`
	// Contenders are the products that are always on the chart, by their names or
	// those of offers of theirs, at most nine.
	Contenders []string `yaml:"contenders,omitempty"`
	// Keys are the keys of actions, instead of those they have; an empty list is
	// none.
	Keys map[string][]string `yaml:"keys,omitempty"`
}

// settingsFile returns the path of the settings, or "" if there is no configuration
// folder.
func (a *app) settingsFile() string { return a.env.config("config.yaml") }

// settings reads the user's settings; without a file they are empty.
func (a *app) settings() (settings, error) {
	file := a.settingsFile()
	src, err := readFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return settings{}, nil
	}
	if err != nil {
		return settings{}, badf("your settings: %w", err)
	}
	return a.readSettings(file, src)
}

// readSettings parses settings and checks them against the existing themes and actions.
func (a *app) readSettings(file string, src []byte) (settings, error) {
	var s settings
	if blank(src) {
		return s, nil
	}
	all, err := a.allThemes()
	if err != nil {
		return s, err
	}
	err = data.Decode(file, src, &s, func() []catalog.Problem {
		return append(s.problems(all, filepath.Dir(file)), s.contenderProblems(a.engine)...)
	})
	return s, bad(err)
}

// blank reports whether a file has only comments and blank lines.
func blank(src []byte) bool {
	for line := range strings.Lines(string(src)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return false
		}
	}
	return true
}

// problems checks the settings. Relative paths of theme files are relative to dir.
func (s *settings) problems(all []themeFile, dir string) []catalog.Problem {
	var out []catalog.Problem
	names := map[string]*string{"theme": &s.Theme, "dark_theme": &s.DarkTheme, "light_theme": &s.LightTheme}
	for _, path := range slices.Sorted(maps.Keys(names)) {
		name := names[path]
		if *name == "" || path == "theme" && *name == followTerminal {
			continue
		}
		if isFile(*name) && !filepath.IsAbs(*name) {
			*name = filepath.Join(dir, *name)
		}
		if _, _, err := find(all, path, *name); err != nil {
			want := "a theme that exists" + suggestTheme(all, *name)
			if isFile(*name) {
				want = "a theme file that can be read: " + err.Error()
			}
			out = append(out, catalog.Problem{Path: path, Value: *name, Want: want})
		}
	}
	if _, ok := glyph.ParseKind(s.Glyphs); s.Glyphs != "" && s.Glyphs != followTerminal && !ok {
		out = append(out, catalog.Problem{Path: "glyphs", Value: s.Glyphs, Want: glyph.Names() + " or " + followTerminal})
	}
	if _, ok := tui.ParseMotion(s.Motion); s.Motion != "" && !ok {
		out = append(out, catalog.Problem{Path: "motion", Value: s.Motion, Want: tui.MotionNames()})
	}
	return append(out, s.keyProblems()...)
}

// contenderProblems reports unknown contenders, and replaces offers by their products.
func (s *settings) contenderProblems(load func() (*engine.Engine, error)) []catalog.Problem {
	if len(s.Contenders) == 0 {
		return nil
	}
	e, err := load()
	if err != nil {
		return nil // the error is reported where the catalogue is used
	}
	products := each.Of(e.Variants(), func(list *[]int) string { return e.Offer((*list)[0]).Product })
	var out []catalog.Problem
	for i, name := range s.Contenders {
		if o := e.Find(name); o >= 0 {
			s.Contenders[i] = e.Offer(o).Product
		} else if !slices.Contains(products, name) {
			out = append(out, catalog.Problem{
				Path: fmt.Sprintf("contenders[%d]", i), Value: name,
				Want: "a product or an offer" + nearest.Question(name, products, `; "crossover offers" lists them`),
			})
		}
	}
	if len(s.Contenders) > tui.MaxContenders {
		out = append(out, catalog.Problem{Path: "contenders", Value: fmt.Sprint(len(s.Contenders)), Want: fmt.Sprintf("at most %d", tui.MaxContenders)})
	}
	return out
}

// keyProblems reports unknown actions and keys, and keys of two actions.
func (s *settings) keyProblems() []catalog.Problem {
	var out []catalog.Problem
	keys := tui.DefaultKeyMap()
	all := keys.Bindables()
	names := each.Of(all, func(b *tui.Bindable) string { return b.Name })
	has := map[string]string{} // the action of each key
	for _, b := range all {
		if _, changed := s.Keys[b.Name]; !changed {
			for _, k := range b.Keys {
				has[k] = b.Name
			}
		}
	}
	for _, action := range slices.Sorted(maps.Keys(s.Keys)) {
		path := "keys." + action
		if !slices.Contains(names, action) {
			out = append(out, catalog.Problem{Path: path, Value: action, Want: "an action that exists" + nearest.Question(action, names, ": "+strings.Join(names, ", "))})
			continue
		}
		for i, k := range s.Keys[action] {
			if p := claim(has, action, k); p.Want != "" {
				p.Path = fmt.Sprintf("%s[%d]", path, i)
				out = append(out, p)
			}
		}
	}
	return out
}

// claim assigns a key to an action, or returns a problem if the key is invalid or taken.
func claim(has map[string]string, action, k string) catalog.Problem {
	p := catalog.Problem{Value: k}
	name, ok := tui.KeyName(k)
	other := has[k]
	switch {
	case !ok && len(k) == 1:
		p.Want = "another key: digits and points type a slider's value"
	case !ok:
		p.Want = "a key, such as x, X, ctrl+x, f5, pgup, space or shift+tab"
	case name != k:
		p.Want = "it written " + name
	case k == tui.SuspendKey:
		p.Want = "another key: " + k + " stops the program, as it does elsewhere"
	case other == action:
		p.Want = "each key once"
	case other != "":
		p.Want = fmt.Sprintf("a key that %s does not have; or give %s others here, too", other, other)
	default:
		has[k] = action
	}
	return p
}

// keyMap returns the default bindings with the changes in the settings.
func (s *settings) keyMap() *tui.KeyMap {
	keys := tui.DefaultKeyMap()
	for action, list := range s.Keys {
		keys.Bind(action, list)
	}
	return &keys
}

// settingsText is a new file of settings, up to the keys.
//
//go:embed settings.yaml
var settingsText string

// settingsTemplate returns a file of settings in which everything is commented out.
func settingsTemplate() []byte {
	var b strings.Builder
	b.WriteString(settingsText)
	keys := tui.DefaultKeyMap()
	wide := 0
	for _, k := range keys.Bindables() {
		wide = max(wide, len(bindingLine(k)))
	}
	for _, k := range keys.Bindables() {
		fmt.Fprintf(&b, "#   %-*s  # %s\n", wide, bindingLine(k), k.Does)
	}
	return []byte(b.String())
}

// bindingLine formats an action and its keys for the file.
func bindingLine(k tui.Bindable) string {
	quoted := make([]string, len(k.Keys))
	for i, key := range k.Keys {
		quoted[i] = key
		if len(key) == 1 && !('a' <= key[0] && key[0] <= 'z' || 'A' <= key[0] && key[0] <= 'Z') || slices.Contains([]string{"y", "Y", "n", "N"}, key) {
			quoted[i] = `"` + key + `"` // YAML treats some of them specially
		}
	}
	return k.Name + ": [" + strings.Join(quoted, ", ") + "]"
}

func newConfig(a *app) *cobra.Command {
	cmd := command("config", nil)
	onlySubcommands(cmd)
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	keys := a.answers("config keys", func(context.Context, []string, result.Format) (result.Result, error) { return a.configKeys() })
	with := func(name string, do func(ctx context.Context, file string) error) *cobra.Command {
		return command(name, func(ctx context.Context, args []string) error {
			file := strings.Join(args, "")
			if file == "" {
				file = a.settingsFile()
			}
			if file == "" {
				return badf("there is no configuration folder; set XDG_CONFIG_HOME to one")
			}
			return do(ctx, file)
		})
	}
	checking := with("config check", a.configCheck)
	checking.Args = needs(0, 1, "takes one file")
	printing := with("config path", func(_ context.Context, file string) error { return a.write([]byte(file + "\n")) })
	cmd.AddCommand(takesNothing(printing), takesNothing(with("config edit", a.configEdit)), checking, takesNothing(keys))
	return cmd
}

// configEdit opens the settings in the user's editor, and checks them.
func (a *app) configEdit(ctx context.Context, file string) error {
	editor := strings.Fields(a.env.Getenv("VISUAL"))
	if len(editor) == 0 {
		editor = strings.Fields(a.env.Getenv("EDITOR"))
	}
	if len(editor) == 0 {
		return badf("neither VISUAL nor EDITOR names an editor; the file is %s", file)
	}
	if err := files.Create(file, settingsTemplate(), files.Shared); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make %s: %w", file, err)
	}
	cmd := exec.CommandContext(ctx, editor[0], append(editor[1:], file)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = a.env.Stdin, a.env.Stdout, a.env.Stderr, a.env.Environ
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", editor[0], err)
	}
	return a.configCheck(ctx, file)
}

// configCheck checks a file of settings and lists its contents.
func (a *app) configCheck(_ context.Context, file string) error {
	src, err := readFile(file)
	if errors.Is(err, fs.ErrNotExist) && file == a.settingsFile() {
		return a.write([]byte(file + " does not exist; crossover config edit makes it\n"))
	}
	if err != nil {
		return badf("check: %w", err)
	}
	s, err := a.readSettings(file, src)
	if err != nil {
		return err
	}
	text, err := yaml.Marshal(s)
	if err != nil || blank(src) {
		text = nil
	}
	return a.write(append(text, "no problems\n"...))
}

// configKeys lists the actions with their keys.
func (a *app) configKeys() (result.Result, error) {
	s, err := a.settings()
	if err != nil {
		return nil, err
	}
	before := tui.DefaultKeyMap()
	usual := before.Bindables()
	var list []result.Object
	g := result.NewGrid("action", "keys", "does/")
	for i, k := range s.keyMap().Bindables() {
		g.Add(k.Name, strings.Join(k.Keys, " "), k.Does)
		list = append(list, result.Pairs("action", k.Name, "keys", k.Keys, "does", k.Does, "group", k.Group, "changed", !slices.Equal(k.Keys, usual[i].Keys)))
	}
	return &result.List{Grid: g, Data: result.Pairs("keys", list)}, nil
}
