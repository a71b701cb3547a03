package cli

import (
	"context"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"crossover/engine/scenario"
)

var tourDoc = doc{"tour [key=value ...]", "Explore with a guided tour in five steps",
	`Starts the explorer with a guided tour: five steps that move the sliders and say
what that changes. enter goes on, backspace goes back, esc leaves it; everything
else works meanwhile. In the explorer, the command tour does the same.`, "crossover tour\ncrossover tour --theme light"}

func newTour(a *app) *cobra.Command {
	open := openFlags{tour: true}
	cmd := takesTokens(a, tourDoc.command(func(ctx context.Context, tokens []string) error {
		if a.env.Explore == nil || !a.env.Terminal {
			return badf("the tour needs a terminal; crossover eval answers without one")
		}
		return a.open(ctx, tokens, open)
	}))
	open.add(a, cmd)
	addWays(cmd, &open)
	return cmd
}

// firstTime reports whether the explorer starts for the first time, with the default
// scenario, and records the start in the state folder dir. If it cannot be recorded, it
// does not count as the first time.
func firstTime(dir string, s *scenario.Scenario) bool {
	if dir == "" || *s != scenario.Default() {
		return false
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return false
	}
	f, err := os.OpenFile(filepath.Join(dir, "welcomed"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return false
	}
	return f.Close() == nil
}
