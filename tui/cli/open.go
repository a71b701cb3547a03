package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"crossover/tui/glyph"
)

// openFlags are the flags of the explorer.
type openFlags struct {
	theme, glyphs word
	// speak is set for a screen reader.
	speak bool
}

func (f *openFlags) add(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	addWord(flags, &f.theme, "theme", "name", `look of the explorer: a name that "crossover themes" lists, a file, or auto for the terminal's kind`)
	addWord(flags, &f.glyphs, "glyphs", "set", "characters it draws with: "+glyphNames()+", or auto for what the terminal can show")
	// It fails for a flag that does not exist only.
	_ = cmd.RegisterFlagCompletionFunc("theme", a.completeLooks)
	complete(cmd, "glyphs", append(strings.Split(glyphNames(), ", "), followTerminal))
}

// open starts the explorer or, where there is no screen to draw on, prints
// what the explorer would show first.
func (a *app) open(ctx context.Context, tokens []string, f openFlags) error {
	o, err := a.options(f)
	if err != nil {
		return err
	}
	q, err := a.ask(tokens)
	if err != nil {
		return err
	}
	if a.env.Explore != nil && a.env.Terminal && (o.Speak || a.env.Getenv("TERM") != "dumb") {
		if err := a.env.Explore(ctx, q.engine, q.scene, o); err != nil {
			return fmt.Errorf("explorer: %w", err)
		}
		return nil
	}
	if _, err := fmt.Fprintln(a.env.Stderr, "crossover: no terminal to explore in; this is the table of crossover eval"); err != nil {
		return fmt.Errorf("write a hint: %w", err)
	}
	return a.eval(q, evalFlags{format: asTable})
}

// options resolves the flags of the explorer.
func (a *app) options(f openFlags) (Options, error) {
	o := Options{Stdin: a.env.Stdin, Stdout: a.env.Stdout, Environ: a.env.Environ, Speak: f.speak}
	all, err := a.looks()
	if err != nil {
		return o, err
	}
	if f.theme.value != "" && f.theme.value != followTerminal {
		var l look
		if all, l, err = find(all, "--theme", f.theme.value); err != nil {
			return o, err
		}
		o.Theme = l.Name
	}
	for _, l := range all {
		o.Themes = append(o.Themes, l.Theme)
	}
	if f.glyphs.value != "" && f.glyphs.value != followTerminal {
		k, ok := glyph.ParseKind(f.glyphs.value)
		if !ok {
			return o, badf("--glyphs: there is no set %q; write %s", f.glyphs.value, glyphNames())
		}
		o.Glyphs = &k
	}
	return o, nil
}

// followTerminal asks for what suits the terminal.
const followTerminal = "auto"

func glyphNames() string {
	var names []string
	for _, k := range []glyph.Kind{glyph.Braille, glyph.Block, glyph.ASCII} {
		names = append(names, k.String())
	}
	return strings.Join(names, ", ")
}
