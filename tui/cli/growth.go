package cli

import (
	"context"

	"github.com/spf13/cobra"

	"crossover/tui/result"
)

var growthDoc = doc{"growth [key=value ...]", "Find when a growing system should move, and what waiting costs",
	`Follows a system whose traffic grows: which layout is the cheapest when, what
moving late costs, and what a move should wait for when moving a part costs
something. The terms are growth, horizon and migration.`, `crossover growth rate=2/s growth=20%/month horizon=24months migration=500
crossover growth parts=api rate=100k/month growth=300%/year -o json`}

func newGrowth(a *app) *cobra.Command {
	return takesTokens(a, growthDoc.answers(a, func(ctx context.Context, tokens []string, _ result.Format) (result.Result, error) {
		q, err := a.ask(tokens)
		if err != nil {
			return nil, err
		}
		return q.Growth(ctx)
	}))
}
