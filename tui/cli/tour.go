package cli

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

const tourLong = `Starts the explorer with a guided tour: five steps that move the sliders and say
what that changes. enter goes on, backspace goes back, esc leaves it; everything
else works meanwhile. In the explorer, the command tour does the same.`

func newTour(a *app) *cobra.Command {
	open := openFlags{tour: true}
	cmd := &cobra.Command{
		Use:               "tour [key=value ...]",
		Short:             "Explore with a guided tour in five steps",
		Long:              tourLong,
		Example:           indent("crossover tour\ncrossover tour --theme light"),
		ValidArgsFunction: a.completeTokens,
		RunE: func(c *cobra.Command, args []string) error {
			if a.env.Explore == nil || !a.env.Terminal {
				return badf("the tour needs a terminal; crossover eval answers without one")
			}
			return a.open(c.Context(), args, open)
		},
	}
	open.add(a, cmd)
	addWays(cmd, &open)
	return cmd
}

// firstTime reports whether the explorer is opened for the first time, and notes
// in the folder of states that it was. Where that cannot be noted it is not.
func firstTime(state string) bool {
	if state == "" {
		return false
	}
	dir := filepath.Join(state, "crossover")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return false
	}
	f, err := os.OpenFile(filepath.Join(dir, "welcomed"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return false
	}
	return f.Close() == nil
}
