package cli

import (
	"github.com/spf13/cobra"

	"crossover/tui/result"
)

// evalFlags are the flags of eval.
type evalFlags struct {
	format result.Format
	offers words
	part   word
	all    bool
}

const evalLong = `Prices every offer for one part of the system: $/month, cold starts, latency
and, where an offer cannot run the part, why not. JSON has each offer's bill.`

const evalExample = `crossover eval rate=100/day memory=256MB duration=100ms
crossover eval part=ml gpu=h100 rate=2/s
crossover eval rate=1000/s --offers aws-lambda-arm64,aws-fargate-arm64 -o csv
crossover eval -o json | jq -r .cheapest`

func newEval(a *app) *cobra.Command {
	var f evalFlags
	cmd := &cobra.Command{
		Use:               "eval [key=value ...]",
		Short:             "Price every offer for one scenario",
		Long:              evalLong,
		Example:           indent(evalExample),
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: a.completeTokens,
		RunE: func(_ *cobra.Command, args []string) error {
			q, err := a.ask(withPart(args, f.part.value))
			if err != nil {
				return err
			}
			return a.eval(q, f)
		},
	}
	addFormat(cmd, &f.format)
	a.addOffers(cmd, &f.offers)
	addPart(cmd, &f.part)
	cmd.Flags().BoolVar(&f.all, "all", false, "in tables, list GPU offers even where no GPU is asked for")
	return cmd
}

// eval prints the estimates of the selected part.
func (a *app) eval(q *result.Query, f evalFlags) error {
	offers, err := pick(q.Engine, f.offers.values)
	if err != nil {
		return err
	}
	return a.print(f.format, q.Estimates(offers, f.all))
}
