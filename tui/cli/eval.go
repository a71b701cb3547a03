package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"crossover/tui/result"
)

// evalFlags holds the flags of eval.
type evalFlags struct {
	*app
	offers []string
	part   string
	show   result.EvalOptions
	strict bool
}

var evalDoc = doc{"eval [key=value ...]", "Price every offer for one scenario",
	`Says which family of platforms wins, by how much, and at which traffic that
turns. Prices every offer for one part of the system: $/month, cold starts,
latency and, where an offer cannot run the part, why not. JSON has each offer's
bill.`, `crossover eval rate=100/day memory=256MB duration=100ms
crossover eval part=ml gpu=h100 rate=2/s
crossover eval rate=1000/s --offers aws-lambda-arm64,aws-fargate-arm64 -o csv
crossover eval -o json | jq -r .cheapest`}

func newEval(a *app) *cobra.Command {
	f := evalFlags{app: a}
	cmd := takesTokens(a, evalDoc.answers(a, f.run))
	a.addOffers(cmd, &f.offers)
	a.addPart(cmd, &f.part)
	cmd.Flags().BoolVar(&f.show.All, "all", false, "in tables, list GPU offers even where no GPU is asked for")
	cmd.Flags().Var(whole(&f.show.Limit, "", 1, mostListed), "limit", "list only so many offers, the cheapest first")
	addStrict(cmd, &f.strict)
	return cmd
}

// mostListed is more offers than a catalogue has.
const mostListed = 10_000

// addStrict adds the flag --strict.
func addStrict(cmd *cobra.Command, to *bool) {
	cmd.Flags().BoolVar(to, "strict", false, "exit with 1 where no offer can run the part")
}

// answered returns an error if strict is set and no offer can run the part.
func answered(q *result.Query, offers []int, strict bool) error {
	if strict && q.Refusal(offers) != "" {
		return fmt.Errorf("no offer can run %s", q.Scenario.SelectedPart().Name)
	}
	return nil
}

// run prices the offers for the selected part.
func (f *evalFlags) run(ctx context.Context, tokens []string, _ result.Format) (result.Result, error) {
	q, err := f.ask(withPart(tokens, f.part))
	if err != nil {
		return nil, err
	}
	offers, err := pick(q.Engine, "--offers", f.offers)
	if err != nil {
		return nil, err
	}
	found, err := q.Estimates(ctx, offers, f.show)
	if err != nil {
		return nil, err
	}
	return found, answered(q, offers, f.strict)
}
