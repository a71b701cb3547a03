package cli

import (
	"context"

	"github.com/spf13/cobra"

	"crossover/tui/result"
)

var evalDoc = doc{"eval [key=value ...]", "Price every offer for one scenario",
	`Says which family of platforms wins, by how much, and at which traffic that
turns. Prices every offer for one part of the system: $/month, cold starts,
latency and, where an offer cannot run the part, why not. JSON has each offer's
bill.`, `crossover eval rate=100/day memory=256MB duration=100ms
crossover eval part=ml gpu=h100 rate=2/s
crossover eval rate=1000/s --offers aws-lambda-arm64,aws-fargate-arm64 -o csv
crossover eval -o json | jq -r .cheapest`}

func newEval(a *app) *cobra.Command {
	f := asked{app: a}
	var show result.EvalOptions
	cmd := takesTokens(a, evalDoc.answers(a, func(ctx context.Context, tokens []string, _ result.Format) (result.Result, error) {
		q, offers, err := f.query(tokens)
		if err != nil {
			return nil, err
		}
		found, err := q.Estimates(ctx, offers, show)
		if err != nil {
			return nil, err
		}
		return found, f.answered(q, offers)
	}))
	cmd.Flags().BoolVar(&show.All, "all", false, "in tables, list GPU offers even where no GPU is asked for")
	cmd.Flags().Var(whole(&show.Limit, "", 1, mostListed), "limit", "list only so many offers, the cheapest first")
	return f.addOffers(cmd)
}

// mostListed is more offers than a catalogue has.
const mostListed = 10_000
