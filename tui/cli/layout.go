package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"crossover/tui/result"
)

var layoutDoc = doc{"layout [key=value ...]", "Find the cheapest place for every part of a system",
	`Places every part of the system on an offer so that the whole costs the least:
plan fees are paid once, parts share free tiers and machines, and what they send
each other is counted. Says for each part which offer comes next, what rules the
cheaper ones out, and what other layouts cost. Where nothing can run a part it
says so, shows what comes nearest, and the exit code is 1.`, `crossover layout
crossover layout rate=50/s events.rate=20% ml.gpu=t4 --flips
crossover layout --over rate --from 1/s --to 10k/s
crossover layout api.lock=aws-lambda-arm64 ban=fly ops=80 vendor=50
crossover layout parts=web,jobs rate=3M/month jobs.duration=20m jobs.rate=100/day`}

func newLayout(a *app) *cobra.Command {
	f := layoutFlags{curveFlags: curveFlags{asked: asked{app: a}}}
	cmd := takesTokens(a, layoutDoc.answers(a, f.run))
	f.addWindow(cmd, "the cheapest layouts along an axis instead: rate, memory or duration of the selected part")
	cmd.Flags().BoolVar(&f.flips, "flips", false, "say at which rate, memory and duration each choice flips; takes seconds")
	return cmd
}

// layoutFlags holds the flags of layout.
type layoutFlags struct {
	curveFlags
	flips bool
}

// run recommends a layout, or finds the cheapest ones along an axis.
func (f *layoutFlags) run(ctx context.Context, tokens []string, as result.Format) (result.Result, error) {
	q, err := f.ask(tokens)
	switch {
	case err != nil:
		return nil, err
	case f.over != "" && f.flips:
		return nil, badf("--flips speaks of one layout; leave out --over")
	case f.over != "":
		win, err := f.window(q, as)
		if err != nil {
			return nil, err
		}
		return q.LayoutPhases(ctx, win)
	case f.from != "" || f.to != "":
		return nil, badf("--from and --to are the ends of an axis; write --over with them")
	}
	l, err := q.Layout(ctx, f.flips)
	if err == nil && result.Refusal(l) != "" {
		err = errors.New("no layout can run every part")
	}
	return l, err
}
