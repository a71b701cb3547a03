package cli

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/result"
)

// curveFlags holds the flags of curve.
type curveFlags struct {
	asked
	over, from, to string
	points         int // 0 selects a number for the format
	band, pairs    bool
}

func newCurve(a *app) *cobra.Command {
	f := curveFlags{asked: asked{app: a}}
	cmd := takesTokens(a, a.answers("curve", f.run))
	flags := cmd.Flags()
	f.addWindow(cmd, "what the curves run along: "+strings.Join(engine.AxisNames(), ", "))
	flags.Var(whole(&f.points, "", 2, mostPoints), "points", "points of a curve, evenly spread on a log scale")
	flags.BoolVar(&f.band, "band", false, "also the least and the most of each offer, every assumption at its low and high")
	flags.BoolVar(&f.pairs, "pairs", false, "with -o json: crossovers of all pairs; takes seconds")
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
	c, err := q.Curves(ctx, win, offers, result.CurveOptions{Points: f.points, Band: f.band, Pairs: f.pairs}, as)
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

// gridFlags holds the flags of grid.
type gridFlags struct {
	*app
	over   []gridAxis
	offers []string
	format string
}

func newGrid(a *app) *cobra.Command {
	f := gridFlags{app: a, format: "csv"}
	cmd := takesTokens(a, command("grid", f.run))
	cmd.Flags().Var(&value{name: "key=values", read: func(s string) error {
		x, err := parseGridAxis(s)
		f.over = append(f.over, x)
		return err
	}}, "over", "a key that differs, with its values")
	completeBy(cmd, "over", shell{a}.tokens)
	addChoice(cmd, &f.format, "format", "output", "o", "how to write the rows, in ndjson a JSON value a line", []string{"csv", "ndjson", "parquet"})
	a.addOffers(cmd, &f.offers)
	return cmd
}

// gridAxis is a key with its values as in tokens.
type gridAxis struct {
	key    string
	values []string
}

// mostGridPoints is the largest size of a grid; more points would take days.
const mostGridPoints = 100_000_000

// parseGridAxis parses a key with a list or a range of values.
func parseGridAxis(text string) (gridAxis, error) {
	key, values, ok := strings.Cut(text, "=")
	if !ok || key == "" || values == "" {
		return gridAxis{}, fmt.Errorf("write a key and its values, such as rate=1/s..1k/s:log:4 or shape=steady,office")
	}
	from, rest, ranged := strings.Cut(values, "..")
	if !ranged {
		return gridAxis{key, strings.Split(values, ",")}, nil
	}
	to, spacing, _ := strings.Cut(rest, ":")
	axis, err := engine.ParseAxis(key)
	if err != nil || axis == engine.AxisMonth {
		return gridAxis{}, fmt.Errorf("%s has no ranges; they are for rate, memory, duration and connections, and other keys take a list", key)
	}
	s := scenario.Default()
	lo, err := axis.Parse(&s, from)
	if err != nil {
		return gridAxis{}, fmt.Errorf("%s: %w", from, err)
	}
	hi, err := axis.Parse(&s, to)
	if err != nil {
		return gridAxis{}, fmt.Errorf("%s: %w", to, err)
	}
	if !(lo > 0) || !(hi > lo) {
		return gridAxis{}, fmt.Errorf("a range goes from a value above 0 to a larger one")
	}
	numbers, err := spread(lo, hi, spacing)
	if err != nil {
		return gridAxis{}, err
	}
	unit := map[engine.Axis]string{engine.AxisRate: "/s", engine.AxisMemory: "MB", engine.AxisDuration: "ms"}[axis]
	out := gridAxis{key, each.Of(numbers, func(x *float64) string { return strconv.FormatFloat(*x, 'f', -1, 64) + unit })}
	out.values[0] = from // the ends stay as written
	if numbers[len(numbers)-1] == hi {
		out.values[len(out.values)-1] = to
	}
	return out, nil
}

// spread returns the values of a range with the given spacing.
func spread(lo, hi float64, spacing string) ([]float64, error) {
	if factor, ok := strings.CutPrefix(spacing, "x"); ok {
		f, err := strconv.ParseFloat(factor, 64)
		if err != nil || !(f >= 1.001) || math.IsInf(f, 0) {
			return nil, fmt.Errorf(":%s: write a factor of 1.001 or more, such as :x2", spacing)
		}
		var out []float64
		for k := 0; ; k++ {
			x := lo * math.Pow(f, float64(k))
			if math.Abs(x-hi) <= 1e-9*hi {
				x = hi
			}
			if x > hi {
				return out, nil
			}
			out = append(out, x)
		}
	}
	scale, count, _ := strings.Cut(spacing, ":")
	n, err := strconv.Atoi(count)
	if scale != "log" && scale != "lin" || err != nil || n < 2 || n > 100_000 {
		return nil, fmt.Errorf("a range ends with :log:COUNT or :lin:COUNT, of 2 to 100000 values, or with a factor such as :x2")
	}
	out := make([]float64, n)
	for k := range out {
		t := float64(k) / float64(n-1)
		if out[k] = lo + (hi-lo)*t; scale == "log" {
			out[k] = lo * math.Pow(hi/lo, t)
		}
	}
	out[n-1] = hi
	return out, nil
}

// run writes the rows of the grid.
func (f *gridFlags) run(ctx context.Context, tokens []string) error {
	if len(f.over) == 0 {
		return badf("grid needs --over, such as --over rate=1/s..1k/s:log:4")
	}
	if f.format == "parquet" && f.env.Terminal {
		return badf("Parquet is not for a terminal; send it to a file: > grid.parquet")
	}
	p := result.Points{N: 1, Format: f.format}
	for _, x := range f.over {
		if slices.Contains(p.Keys, x.key) {
			return badf("--over %s is there twice", x.key)
		}
		if p.N > mostGridPoints/len(x.values) {
			return badf("--over: the grid has more than %d points", mostGridPoints)
		}
		p.Keys, p.N = append(p.Keys, x.key), p.N*len(x.values)
	}
	q, err := f.ask(tokens)
	if err != nil {
		return err
	}
	if p.Offers, err = pick(q.Engine, "--offers", f.offers); err != nil {
		return err
	}
	p.Engine, p.Today = q.Engine, q.Today
	p.At = func(k int) ([]string, scenario.Scenario, error) { return f.at(q, k) }
	for i := range f.over { // errors in values are reported before the first row
		if err := f.check(q, i); err != nil {
			return err
		}
	}
	b, start := f.newBar(), f.env.now()
	defer b.clear()
	return p.Write(ctx, func(text []byte, done int) error {
		b.clear()
		if err := f.write(text); err != nil {
			return err
		}
		b.line(gridProgress(done, p.N, f.env.now().Sub(start)))
		return nil
	})
}

// gridProgress describes the progress and the speed of a grid.
func gridProgress(done, of int, took time.Duration) string {
	full := done * barWidth / of
	line := fmt.Sprintf("[%s%s] %d of %d points", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), done, of)
	if took > 0 {
		line += fmt.Sprintf(", %s/s", format.Short(float64(done)/took.Seconds()))
	}
	return line
}

// at returns the values at point k, and its scenario.
func (f *gridFlags) at(q *result.Query, k int) ([]string, scenario.Scenario, error) {
	values, tokens := make([]string, len(f.over)), make([]string, len(f.over))
	for i := len(f.over) - 1; i >= 0; i-- {
		x := &f.over[i]
		values[i] = x.values[k%len(x.values)]
		tokens[i] = x.key + "=" + values[i]
		k /= len(x.values)
	}
	s, err := changed(q, tokens...)
	return values, s, bad(err)
}

// changed returns the query's scenario with further tokens.
func changed(q *result.Query, tokens ...string) (scenario.Scenario, error) {
	s, err := scenario.Parse(q.Scenario, tokens...)
	if err == nil {
		err = q.Engine.Check(&s)
	}
	return s, err
}

// check checks every value of one axis separately.
func (f *gridFlags) check(q *result.Query, i int) error {
	x := &f.over[i]
	for _, v := range x.values {
		if _, err := changed(q, x.key+"="+v); err != nil {
			return badf("--over %s: %w", x.key, err)
		}
	}
	return nil
}
