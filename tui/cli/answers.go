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

var offersDoc = doc{"offers", "List the offers that can be compared",
	"Lists every offer of the catalogue: the id that --offers takes, its kind and how\nit is billed.",
	`crossover offers
crossover offers -o json | jq -r '.offers[] | select(.provider == "aws") | .id'`}

func newOffers(a *app) *cobra.Command {
	return takesNothing(offersDoc.answers(a, func(context.Context, []string, result.Format) (result.Result, error) {
		e, err := a.engine()
		if err != nil {
			return nil, err
		}
		return result.Offers(e), nil
	}))
}

var keysDoc = doc{"keys", "List the keys of key=value tokens",
	`Lists what key=value tokens can set. A bare key sets the selected part of the
system, and part.key another one: events.memory=1GB.`, "crossover keys\ncrossover keys -o markdown"}

func newKeys(a *app) *cobra.Command {
	return takesNothing(keysDoc.answers(a, func(context.Context, []string, result.Format) (result.Result, error) { return result.Keys(), nil }))
}

var versionDoc = doc{"version", "Say which program and which catalogue answer",
	"Says the version of the program, the commit it was built from, the Go it was built\nwith, and the date of the catalogue with the files laid over it.", "crossover version\ncrossover version -o json | jq -r .catalog.as_of"}

func newVersion(a *app) *cobra.Command {
	return takesNothing(versionDoc.answers(a, func(context.Context, []string, result.Format) (result.Result, error) {
		e, err := a.engine()
		if err != nil {
			return nil, err
		}
		return result.Version(result.ThisBuild(), e), nil
	}))
}
