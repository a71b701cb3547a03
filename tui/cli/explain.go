package cli

import (
	"context"

	"github.com/spf13/cobra"

	"crossover/tui/result"
)

var explainDoc = doc{"explain [key=value ...]", "Work out every figure of an offer, down to quantities and prices",
	`Says how an offer's price, latency and cold starts for one part of the system come
about: each line of the bill with its quantity, the factors of that, its price,
where that is from and of when; each percentile with the requests that make it. It
is what Enter on a figure shows in the explorer. Without --offer the offer is the
cheapest.`, `crossover explain rate=12/s
crossover explain --offer aws-lambda-arm64 rate=3M/month memory=1GB
crossover explain --offer aws-fargate-arm64 part=jobs parts=web,jobs -o json`}

func newExplain(a *app) *cobra.Command {
	f := asked{app: a}
	var id string
	cmd := takesTokens(a, explainDoc.answers(a, func(_ context.Context, tokens []string, _ result.Format) (result.Result, error) {
		q, _, err := f.query(tokens)
		if err != nil {
			return nil, err
		}
		offer, err := oneOffer(q.Engine, id)
		if err != nil {
			return nil, err
		}
		return result.Explain(q, offer), nil
	}))
	addOffer(a, cmd, &id)
	return f.addPart(cmd)
}
