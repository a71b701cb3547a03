package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/result"
)

// curveFlags holds the flags of curve.
type curveFlags struct {
	asked
	over, from, to string
	points         int // 0 selects a number for the format
	band           bool
}

var curveDoc = doc{"curve --over axis [key=value ...]", "Price offers along rate, memory, duration or months; find crossovers",
	`Prices offers along an axis - request rate, memory, duration, connections or
month of growth - and finds where curves cross and which offer is cheapest in
which stretch. JSON and CSV hold the axis' whole range, tables four decades around
the scenario, unless --from and --to say otherwise; months go to the horizon, and
traffic with growth. With --band each offer has the least and the most it comes to
when every assumption of the catalogue is at its low and at its high end, and what
is estimated of a request is off by the scenario's uncertainty. Without --offers there is the best offer of each product,
and every offer that is the cheapest somewhere.`, `crossover curve --over rate memory=1GB duration=300ms
crossover curve --over rate --from 1/min --to 10k/s -o csv
crossover curve --over duration --from 10ms --to 30s rate=100/s
crossover curve --over month rate=2/s growth=20%/month horizon=3years
crossover curve --over rate --band uncertainty=30% rate=50/s -o csv
crossover curve --over rate --offers aws-lambda-arm64,aws-fargate-arm64 -o json`}

func newCurve(a *app) *cobra.Command {
	f := curveFlags{asked: asked{app: a}}
	cmd := takesTokens(a, curveDoc.answers(a, f.run))
	flags := cmd.Flags()
	f.addWindow(cmd, "what the curves run along: "+strings.Join(engine.AxisNames(), ", "))
	flags.Var(whole(&f.points, "", 2, mostPoints), "points", "points of a curve, evenly spread on a log scale")
	flags.BoolVar(&f.band, "band", false, "also the least and the most of each offer, every assumption at its low and high")
	return f.addOffers(cmd)
}

// mostPoints is the largest number of points of a curve.
const mostPoints = 10_000

// addWindow adds the flags for an interval of an axis.
func (f *curveFlags) addWindow(cmd *cobra.Command, over string) {
	cmd.Flags().Var(text(&f.over, "axis"), "over", over)
	cmd.Flags().Var(text(&f.from, "value"), "from", "where the axis starts, with its unit")
	cmd.Flags().Var(text(&f.to, "value"), "to", "where the axis ends, with its unit")
	complete(cmd, "over", engine.AxisNames())
}

// run prices offers along an axis.
func (f *curveFlags) run(ctx context.Context, tokens []string, as result.Format) (result.Result, error) {
	q, offers, err := f.query(tokens)
	if err != nil {
		return nil, err
	}
	win, err := f.window(q, as)
	if err != nil {
		return nil, err
	}
	if f.env.served != nil && f.points > servedPoints {
		return nil, badf("--points: at most %d here", servedPoints)
	}
	c, err := q.Curves(ctx, win, offers, result.CurveOptions{Points: f.points, Band: f.band}, as)
	if err != nil {
		return nil, err
	}
	return c, f.answered(q, offers)
}

// window returns the interval of the axis selected by the flags.
func (f *curveFlags) window(q *result.Query, as result.Format) (engine.Window, error) {
	if f.over == "" {
		return engine.Window{}, badf("curve needs --over %s", strings.Join(engine.AxisNames(), ", --over "))
	}
	axis, err := engine.ParseAxis(f.over)
	if err != nil {
		return engine.Window{}, badf("--over: %w", err)
	}
	if err := fits(q, axis); err != nil {
		return engine.Window{}, err
	}
	win := q.DefaultWindow(axis, as.ForPeople())
	lo, loErr := end(q, "--from", f.from, axis, win.Lo)
	hi, hiErr := end(q, "--to", f.to, axis, win.Hi)
	if err := errors.Join(loErr, hiErr); err != nil {
		return win, bad(err)
	}
	win.Lo, win.Hi = lo, hi
	if f.to == "" && lo >= hi { // the default end is below the given start
		_, win.Hi = axis.Reach(&q.Scenario, q.Scenario.Selected)
	}
	if f.from == "" && lo >= hi {
		win.Lo, _ = axis.Range()
	}
	if !win.Valid() {
		return win, badf("the axis would run from %s to %s; write --from below --to", format.Place(axis, win.Lo), format.Place(axis, win.Hi))
	}
	return win, nil
}

// fits returns an error if the selected part cannot vary along the axis.
func fits(q *result.Query, axis engine.Axis) error {
	if axis.Fits(&q.Scenario, q.Scenario.Selected) {
		return nil
	}
	return badf("--over: %s holds no connections; give it some, such as connections=1k", q.Scenario.SelectedPart().Name)
}

// end parses one end of the interval, with its unit.
func end(q *result.Query, flag, text string, axis engine.Axis, otherwise float64) (float64, error) {
	if text == "" {
		return otherwise, nil
	}
	v, err := axis.Parse(&q.Scenario, text)
	if err != nil {
		return 0, fmt.Errorf("%s %s: %w", flag, text, err)
	}
	most := axis.Term().Max
	if axis == engine.AxisMonth {
		_, most = axis.Reach(&q.Scenario, q.Scenario.Selected)
	}
	if axis == engine.AxisMonth && v > most {
		return 0, fmt.Errorf("%s %s: is after %s, the last; a longer horizon, such as horizon=5years, shows more, up to %s/s", flag, text, format.Place(axis, most), format.Short(scenario.MaxRate))
	}
	if v <= 0 && axis != engine.AxisMonth || v > most {
		return 0, fmt.Errorf("%s %s: is out of range; write a value above 0 and up to %s", flag, text, format.Place(axis, most))
	}
	return v, nil
}

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
