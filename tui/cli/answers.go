package cli

import (
	"context"

	"github.com/spf13/cobra"

	"crossover/tui/result"
)

func newEval(a *app) *cobra.Command {
	f := asked{app: a}
	var show result.EvalOptions
	cmd := takesTokens(a, a.answers("eval", func(ctx context.Context, tokens []string, _ result.Format) (result.Result, error) {
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

func newExplain(a *app) *cobra.Command {
	f := asked{app: a}
	var id string
	cmd := takesTokens(a, a.answers("explain", func(_ context.Context, tokens []string, _ result.Format) (result.Result, error) {
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

func newGrowth(a *app) *cobra.Command {
	return takesTokens(a, a.answers("growth", func(ctx context.Context, tokens []string, _ result.Format) (result.Result, error) {
		q, err := a.ask(tokens)
		if err != nil {
			return nil, err
		}
		return q.Growth(ctx)
	}))
}

func newOffers(a *app) *cobra.Command {
	return takesNothing(a.answers("offers", func(context.Context, []string, result.Format) (result.Result, error) {
		e, err := a.engine()
		if err != nil {
			return nil, err
		}
		return result.Offers(e), nil
	}))
}

func newKeys(a *app) *cobra.Command {
	return takesNothing(a.answers("keys", func(context.Context, []string, result.Format) (result.Result, error) { return result.Keys(), nil }))
}

func newVersion(a *app) *cobra.Command {
	return takesNothing(a.answers("version", func(context.Context, []string, result.Format) (result.Result, error) {
		e, err := a.engine()
		if err != nil {
			return nil, err
		}
		return result.Version(result.ThisBuild(), e), nil
	}))
}
