package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"crossover/engine"
	"crossover/tui/result"
)

const layoutLong = `Places every part of the system on an offer so that the whole costs the least:
plan fees are paid once, parts share free tiers and machines, and what they send
each other is counted. Says for each part which offer comes next, what rules the
cheaper ones out, and what other layouts cost. Where nothing can run a part it
says so, shows what comes nearest, and the exit code is 1.`

const layoutExample = `crossover layout
crossover layout rate=50/s events.rate=20% ml.gpu=t4 --flips
crossover layout --over rate --from 1/s --to 10k/s
crossover layout api.lock=aws-lambda-arm64 ban=fly ops=80 vendor=50
crossover layout parts=web,jobs rate=3M/month jobs.duration=20m jobs.rate=100/day`

func newLayout(a *app) *cobra.Command {
	var f layoutFlags
	cmd := &cobra.Command{
		Use:               "layout [key=value ...]",
		Short:             "Find the cheapest place for every part of a system",
		Long:              layoutLong,
		Example:           indent(layoutExample),
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: a.completeTokens,
		RunE: func(c *cobra.Command, args []string) error {
			q, err := a.ask(args)
			if err != nil {
				return err
			}
			if f.over.value != "" {
				return a.layoutPhases(c.Context(), q, f)
			}
			return a.layout(c.Context(), q, f)
		},
	}
	flags := cmd.Flags()
	addWord(flags, &f.over, "over", "axis", "the cheapest layouts along an axis instead: rate, memory or duration of the selected part")
	addWord(flags, &f.from, "from", "value", "where the axis starts, with its unit")
	addWord(flags, &f.to, "to", "value", "where the axis ends, with its unit")
	flags.BoolVar(&f.flips, "flips", false, "say at which rate, memory and duration each choice flips; takes seconds")
	complete(cmd, "over", engine.AxisNames())
	addFormat(cmd, &f.format)
	return cmd
}

// layoutFlags are the flags of layout.
type layoutFlags struct {
	curveFlags
	flips bool
}

// layout prints the recommended layout of the whole system.
func (a *app) layout(ctx context.Context, q *result.Query, f layoutFlags) error {
	if f.from.value != "" || f.to.value != "" {
		return badf("--from and --to are the ends of an axis; write --over with them")
	}
	l, err := q.Layout(ctx, f.flips)
	if err != nil {
		return err
	}
	if err := a.print(f.format, l); err != nil || result.Refusal(l) == "" {
		return err
	}
	return errors.New("no layout can run every part")
}

// layoutPhases prints the cheapest layouts along an axis.
func (a *app) layoutPhases(ctx context.Context, q *result.Query, f layoutFlags) error {
	if f.flips {
		return badf("--flips speaks of one layout; leave out --over")
	}
	win, err := window(q, &f.curveFlags)
	if err != nil {
		return err
	}
	l, err := q.LayoutPhases(ctx, win)
	if err != nil {
		return err
	}
	return a.print(f.format, l)
}
