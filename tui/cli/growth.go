package cli

import (
	"github.com/spf13/cobra"

	"crossover/tui/result"
)

const growthLong = `Follows a system whose traffic grows: which layout is the cheapest when, what
moving late costs, and what a move should wait for when moving a part costs
something. The terms are growth, horizon and migration.`

const growthExample = `crossover growth rate=2/s growth=20%/month horizon=24months migration=500
crossover growth parts=api rate=100k/month growth=300%/year -o json`

func newGrowth(a *app) *cobra.Command {
	var f result.Format
	cmd := &cobra.Command{
		Use:               "growth [key=value ...]",
		Short:             "Find when a growing system should move, and what waiting costs",
		Long:              growthLong,
		Example:           indent(growthExample),
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: a.completeTokens,
		RunE: func(c *cobra.Command, args []string) error {
			q, err := a.ask(args)
			if err != nil {
				return err
			}
			g, err := q.Growth(c.Context())
			if err != nil {
				return err
			}
			return a.print(f, g)
		},
	}
	addFormat(cmd, &f)
	return cmd
}
