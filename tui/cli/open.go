package cli

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"crossover/tui"
	"crossover/tui/glyph"
	"crossover/tui/result"
)

// openFlags are the flags of the explorer.
type openFlags struct {
	theme, glyphs, motion string
	// speak selects output for a screen reader.
	speak bool
	// tour starts with the guided tour.
	tour bool
	// noMouse disables the mouse, so that the terminal can select text.
	noMouse bool
}

// addWays adds the flags --no-mouse and --screen-reader.
func addWays(cmd *cobra.Command, f *openFlags) {
	cmd.Flags().BoolVar(&f.noMouse, "no-mouse", false, "leave the mouse to the terminal, to select text with")
	cmd.Flags().BoolVar(&f.speak, "screen-reader", false, "draw nothing and write a line of text for each change; the keys are the same")
}

func (f *openFlags) add(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.Var(text(&f.theme, "name"), "theme", `look of the explorer: a name that "crossover themes" lists, a file, or auto for the terminal's kind`)
	flags.Var(text(&f.glyphs, "set"), "glyphs", "characters it draws with: "+glyph.Names()+", or auto for what the terminal can show")
	completeBy(cmd, "theme", shell{a}.lookNames)
	complete(cmd, "glyphs", append(strings.Split(glyph.Names(), ", "), followTerminal))
	flags.Var(text(&f.motion, "amount"), "motion", "how much moves by itself, such as a simulation: "+tui.MotionNames())
	complete(cmd, "motion", strings.Split(tui.MotionNames(), ", "))
}

// open starts the explorer or, without a screen, prints its first screen.
func (a *app) open(ctx context.Context, tokens []string, f openFlags) error {
	a.compiled = sync.OnceValues(a.engine)
	go func() {
		defer func() { _ = recover() }() // ask meets the same panic
		_, _ = a.compiled()
	}()
	s, err := a.settings()
	if err != nil {
		return err
	}
	o, err := a.options(f, s)
	if err != nil {
		return err
	}
	q, err := a.ask(tokens)
	if err != nil {
		return err
	}
	if l := a.library(); l.dir != "" {
		o.Library = l
	}
	if dir := a.overlayDir(); dir != "" && a.env.served == nil {
		if o.Prices, err = readHistory(historyOf(filepath.Join(dir, refreshName))); err != nil {
			return err
		}
	}
	if a.env.Explore != nil && a.env.Terminal && (o.Speak || a.env.Getenv("TERM") != "dumb") {
		if err := a.env.Explore(ctx, q.Engine, q.Scenario, o); err != nil {
			return fmt.Errorf("explorer: %w", err)
		}
		return nil
	}
	if _, err := fmt.Fprintln(a.env.Stderr, "crossover: no terminal to explore in; this is the table of crossover eval"); err != nil {
		return fmt.Errorf("write a hint: %w", err)
	}
	table, err := q.Estimates(ctx, nil, result.EvalOptions{})
	if err != nil {
		return err
	}
	return a.print(result.Table, table)
}

// options combines the flags of the explorer with the settings. Flags take precedence.
func (a *app) options(f openFlags, s settings) (Options, error) {
	o := Options{
		Options: tui.Options{NoMouse: f.noMouse || s.NoMouse, Keys: s.keyMap(), Contenders: s.Contenders, Tour: f.tour},
		Stdin:   a.env.Stdin, Stdout: a.env.Stdout, Environ: a.env.Environ,
		Speak: f.speak || s.ScreenReader, State: a.env.state(""),
	}
	all, err := a.looks()
	if err != nil {
		return o, err
	}
	for _, want := range []struct {
		who, name string
		to        *string
	}{
		{"--theme", cmp.Or(f.theme, s.Theme), &o.Theme},
		{"dark_theme", s.DarkTheme, &o.DarkTheme}, {"light_theme", s.LightTheme, &o.LightTheme},
	} {
		if want.name == "" || want.name == followTerminal {
			continue
		}
		if a.env.served != nil && isFile(want.name) {
			return o, badf("%s: no files are read here; write the name of a theme", want.who)
		}
		var l look
		if all, l, err = find(all, want.who, want.name); err != nil {
			return o, err
		}
		*want.to = l.Name
	}
	for _, l := range all {
		o.Themes = append(o.Themes, l.Theme)
	}
	if glyphs := cmp.Or(f.glyphs, s.Glyphs); glyphs != "" && glyphs != followTerminal {
		k, ok := glyph.ParseKind(glyphs)
		if !ok {
			return o, badf("--glyphs: there is no set %q; write %s", glyphs, glyph.Names())
		}
		o.Characters = &k
	}
	if motion := cmp.Or(f.motion, s.Motion); motion != "" {
		var ok bool
		if o.Motion, ok = tui.ParseMotion(motion); !ok {
			return o, badf("--motion: there is no amount %q; write %s", motion, tui.MotionNames())
		}
	}
	return o, nil
}

// followTerminal selects a theme or characters that suit the terminal.
const followTerminal = "auto"
