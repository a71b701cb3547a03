package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"crossover/themes"
	"crossover/tui/glyph"
)

// openFlags are the flags of the explorer.
type openFlags struct{ theme, glyphs word }

func (f *openFlags) add(flags *pflag.FlagSet) {
	addWord(flags, &f.theme, "theme", "name", "look of the explorer: "+strings.Join(themes.BuiltinNames(), ", "))
	addWord(flags, &f.glyphs, "glyphs", "set", "characters it draws with: "+glyphNames())
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
	if a.env.Explore != nil && a.env.Terminal && a.env.Getenv("TERM") != "dumb" {
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
	o := Options{Stdin: a.env.Stdin, Stdout: a.env.Stdout, Environ: a.env.Environ}
	if f.theme.value != "" {
		all, err := themes.Load()
		if err != nil {
			return o, fmt.Errorf("load themes: %w", err)
		}
		t, ok := themes.ByName(all, f.theme.value)
		if !ok {
			return o, badf("--theme: there is no theme %q; write %s", f.theme.value, strings.Join(themes.BuiltinNames(), ", "))
		}
		o.Theme = &t
	}
	if f.glyphs.value != "" {
		k, ok := glyph.ParseKind(f.glyphs.value)
		if !ok {
			return o, badf("--glyphs: there is no set %q; write %s", f.glyphs.value, glyphNames())
		}
		o.Glyphs = &k
	}
	return o, nil
}

func glyphNames() string {
	var names []string
	for _, k := range []glyph.Kind{glyph.Braille, glyph.Block, glyph.ASCII} {
		names = append(names, k.String())
	}
	return strings.Join(names, ", ")
}
