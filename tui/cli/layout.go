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
	f := layoutFlags{curveFlags: curveFlags{app: a}}
	cmd := layoutDoc.tokens(a, f.run)
	f.addWindow(cmd, "the cheapest layouts along an axis instead: rate, memory or duration of the selected part")
	cmd.Flags().BoolVar(&f.flips, "flips", false, "say at which rate, memory and duration each choice flips; takes seconds")
	addFormat(cmd, &f.format)
	return cmd
}

// layoutFlags is one run of layout: its flags and its surroundings.
type layoutFlags struct {
	curveFlags
	flips bool
}

// run prints the recommended layout, or layouts along an axis.
func (f *layoutFlags) run(ctx context.Context, tokens []string) error {
	q, err := f.ask(tokens)
	if err != nil {
		return err
	}
	if f.over != "" {
		return f.phases(ctx, q)
	}
	return f.one(ctx, q)
}

// one prints the recommended layout of the whole system.
func (f *layoutFlags) one(ctx context.Context, q *result.Query) error {
	if f.from != "" || f.to != "" {
		return badf("--from and --to are the ends of an axis; write --over with them")
	}
	l, err := q.Layout(ctx, f.flips)
	if err != nil {
		return err
	}
	if err := f.print(f.format, l); err != nil || result.Refusal(l) == "" {
		return err
	}
	return errors.New("no layout can run every part")
}

// phases prints the cheapest layouts along an axis.
func (f *layoutFlags) phases(ctx context.Context, q *result.Query) error {
	if f.flips {
		return badf("--flips speaks of one layout; leave out --over")
	}
	win, err := f.window(q)
	if err != nil {
		return err
	}
	l, err := q.LayoutPhases(ctx, win)
	if err != nil {
		return err
	}
	return f.print(f.format, l)
}
