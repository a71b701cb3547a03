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

// curveFlags are the flags of curve.
type curveFlags struct {
	format   result.Format
	over     word
	from, to word
	points   points
	band     bool
	strict   bool
	offers   words
	part     word
}

const curveLong = `Prices offers along an axis - request rate, memory, duration, connections or
month of growth - and finds where curves cross and which offer is cheapest in
which stretch. JSON and CSV hold the axis' whole range, tables four decades around
the scenario, unless --from and --to say otherwise; months go to the horizon, and
traffic with growth. With --band each offer has the least and the most it comes to
when every assumption of the catalogue is at its low and at its high end, and what
is estimated of a request is off by the scenario's uncertainty. Without --offers there is the best offer of each product,
and every offer that is the cheapest somewhere.`

const curveExample = `crossover curve --over rate memory=1GB duration=300ms
crossover curve --over rate --from 1/min --to 10k/s -o csv
crossover curve --over duration --from 10ms --to 30s rate=100/s
crossover curve --over month rate=2/s growth=20%/month horizon=3years
crossover curve --over rate --band uncertainty=30% rate=50/s -o csv
crossover curve --over rate --offers aws-lambda-arm64,aws-fargate-arm64 -o json`

func newCurve(a *app) *cobra.Command {
	var f curveFlags
	cmd := &cobra.Command{
		Use:               "curve --over axis [key=value ...]",
		Short:             "Price offers along rate, memory, duration or months; find crossovers",
		Long:              curveLong,
		Example:           indent(curveExample),
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: a.completeTokens,
		RunE: func(c *cobra.Command, args []string) error {
			q, err := a.ask(withPart(args, f.part.value))
			if err != nil {
				return err
			}
			return a.curve(c.Context(), q, f)
		},
	}
	flags := cmd.Flags()
	addWord(flags, &f.over, "over", "axis", "what the curves run along: "+strings.Join(engine.AxisNames(), ", "))
	addWord(flags, &f.from, "from", "value", "where the axis starts, with its unit")
	addWord(flags, &f.to, "to", "value", "where the axis ends, with its unit")
	flags.Var(&f.points, "points", "points of a curve, evenly spread on a log scale")
	flags.BoolVar(&f.band, "band", false, "also the least and the most of each offer, every assumption at its low and high")
	addFormat(cmd, &f.format)
	addStrict(cmd, &f.strict)
	a.addOffers(cmd, &f.offers)
	addPart(cmd, &f.part)
	complete(cmd, "over", engine.AxisNames())
	return cmd
}

// curve prints curves along an axis.
func (a *app) curve(ctx context.Context, q *result.Query, f curveFlags) error {
	win, err := window(q, &f)
	if err != nil {
		return err
	}
	offers, err := pick(q.Engine, f.offers.values)
	if err != nil {
		return err
	}
	if a.env.served != nil && f.points > servedPoints {
		return badf("--points: at most %d here", servedPoints)
	}
	c, err := q.Curves(ctx, win, offers, result.CurveOptions{Points: int(f.points), Band: f.band}, f.format)
	if err != nil {
		return err
	}
	if err := a.print(f.format, c); err != nil {
		return err
	}
	return answered(q, offers, f.strict)
}

// window is the stretch of the axis that the flags ask for.
func window(q *result.Query, f *curveFlags) (engine.Window, error) {
	if f.over.value == "" {
		return engine.Window{}, badf("curve needs --over %s", strings.Join(engine.AxisNames(), ", --over "))
	}
	axis, err := engine.ParseAxis(f.over.value)
	if err != nil {
		return engine.Window{}, badf("--over: %w", err)
	}
	if err := fits(q, axis); err != nil {
		return engine.Window{}, err
	}
	win := q.DefaultWindow(axis, f.format.ForPeople())
	lo, loErr := end(q, "--from", f.from.value, axis, win.Lo)
	hi, hiErr := end(q, "--to", f.to.value, axis, win.Hi)
	if err := errors.Join(loErr, hiErr); err != nil {
		return win, bad(err)
	}
	win.Lo, win.Hi = lo, hi
	if f.to.value == "" && lo >= hi { // the default end is below the start asked for
		_, win.Hi = axis.Reach(&q.Scenario, q.Scenario.Selected)
	}
	if f.from.value == "" && lo >= hi {
		win.Lo, _ = axis.Range()
	}
	if !win.Valid() {
		return win, badf("the axis would run from %s to %s; write --from below --to", format.Place(axis, win.Lo), format.Place(axis, win.Hi))
	}
	return win, nil
}

// fits refuses an axis that the selected part cannot be moved along.
func fits(q *result.Query, axis engine.Axis) error {
	if axis.Fits(&q.Scenario, q.Scenario.Selected) {
		return nil
	}
	return badf("--over: %s holds no connections; give it some, such as connections=1k", q.Scenario.SelectedPart().Name)
}

// end reads one end of the axis, with its unit.
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
