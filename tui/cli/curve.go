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

func newCurve(a *app) *cobra.Command {
	f := curveFlags{asked: asked{app: a}}
	cmd := takesTokens(a, a.answers("curve", f.run))
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

func newLayout(a *app) *cobra.Command {
	f := layoutFlags{curveFlags: curveFlags{asked: asked{app: a}}}
	cmd := takesTokens(a, a.answers("layout", f.run))
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
