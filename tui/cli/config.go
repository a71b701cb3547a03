package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"crossover/tui"
	"crossover/tui/files"
	"crossover/tui/result"
)

var configDoc = doc{"config", "Find, edit or check your settings and keys",
	`Settings of the explorer: theme, characters and keys, in crossover/config.yaml of
your configuration folder. Flags go before settings. The file is strict YAML:
what it does not know is an error with its line and column, and exit code 2.`, `crossover config path
crossover config edit
crossover config check
crossover config keys`}

func newConfig(a *app) *cobra.Command {
	cmd := configDoc.command(nil)
	onlySubcommands(cmd)
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	path := doc{"path", "Print where the settings are", "Prints the path of the file of settings, whether it exists or not.", ""}
	edit := doc{"edit", "Open the settings in your editor",
		"Opens the file of settings in $VISUAL or $EDITOR, and checks it afterwards. A new\nfile lists everything there is to set, commented out.", ""}
	check := doc{"check [file]", "Check the settings",
		"Checks the file of settings, or another one: tells everything that is wrong, with\nfile, line and column, and exits with code 2; or tells what it sets.", ""}
	listing := doc{"keys", "List the actions and their keys", "Lists what keys do in the explorer, with the keys that your settings give them.", ""}
	keys := listing.answers(a, func(context.Context, []string, result.Format) (result.Result, error) { return a.configKeys() })
	with := func(d doc, do func(ctx context.Context, file string) error) *cobra.Command {
		return d.command(func(ctx context.Context, args []string) error {
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
	checking := with(check, a.configCheck)
	checking.Args = needs(0, 1, "takes one file")
	printing := with(path, func(_ context.Context, file string) error { return a.write([]byte(file + "\n")) })
	cmd.AddCommand(takesNothing(printing), takesNothing(with(edit, a.configEdit)), checking, takesNothing(keys))
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
