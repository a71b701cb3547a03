package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/format"
)

// curveFlags are the flags of curve.
type curveFlags struct {
	format   outputFormat
	over     word
	from, to word
	points   points
	band     bool
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
	a.addOffers(cmd, &f.offers)
	addPart(cmd, &f.part)
	complete(cmd, "over", engine.AxisNames())
	return cmd
}

// curves is what the command curve finds out.
type curves struct {
	*query
	window     engine.Window
	curves     engine.Curves
	offers     []int
	crossovers []engine.Crossover
	phases     []engine.Phase
	// band has both ends of what is uncertain, nil for none.
	band *engine.Band
	// best is the cheapest offer where the scenario stands, or -1.
	best int
}

// curve prints curves along an axis.
func (a *app) curve(ctx context.Context, q *query, f curveFlags) error {
	win, err := q.window(&f)
	if err != nil {
		return err
	}
	offers, err := q.pick(f.offers.values)
	if err != nil {
		return err
	}
	if a.env.served != nil && f.points > servedPoints {
		return badf("--points: at most %d here", servedPoints)
	}
	return a.curveOver(ctx, q, win, offers, f)
}

// curveOver prints the curves of offers, or of those that matter, along a
// window.
func (a *app) curveOver(ctx context.Context, q *query, win engine.Window, offers []int, f curveFlags) error {
	c, err := q.trace(ctx, win, f.count(win), offers)
	if err == nil && f.band {
		err = c.addBand(ctx)
	}
	switch {
	case err != nil:
	case f.forPeople():
		err = c.crossWith(ctx, cheapest(q.estimates(c.offers)))
	case f.format == asJSON:
		c.crossovers, err = q.eval.Crossovers(ctx, &q.scene, q.scene.Selected, win, searchPoints, c.offers)
	}
	if err != nil {
		return err
	}
	return a.print(f.format, forms{json: func() any { return c.json() }, csv: c.csv, markdown: c.markdown, table: c.table})
}

// count is how many points a curve gets.
func (f *curveFlags) count(win engine.Window) int {
	const ( // a table has room for five columns; 128 MB to 64 GB is four even steps
		machine, people, memory = 121, 5, 4
	)
	switch {
	case f.points > 0:
		return int(f.points)
	case !f.forPeople():
		return machine
	case win.Axis == engine.AxisMemory:
		return memory
	default:
		return people
	}
}

func (f *curveFlags) forPeople() bool { return f.format == asTable || f.format == asMarkdown }

// searchPoints is the grid on which crossovers and phases are looked for,
// however many points are printed.
const searchPoints = 121

// trace sweeps the offers along the window: those asked for, or those that
// matter.
func (q *query) trace(ctx context.Context, win engine.Window, n int, offers []int) (*curves, error) {
	c := &curves{query: q, window: win, offers: offers, best: -1}
	s, part := &q.scene, q.scene.Selected
	able := offers
	if len(offers) == 0 {
		able = q.somewhere(win)
	}
	var err error
	if c.phases, err = q.eval.Phases(ctx, s, part, win, searchPoints, able); err != nil {
		return nil, err
	}
	if len(offers) == 0 {
		c.offers = q.mattering(able, c.phases)
	}
	wanted := make([]bool, q.engine.Len())
	for _, o := range c.offers {
		wanted[o] = true
	}
	return c, q.eval.SweepExact(ctx, &c.curves, s, part, win, n, wanted)
}

// addBand sweeps both ends of what is uncertain.
func (c *curves) addBand(ctx context.Context) error {
	wanted := make([]bool, c.engine.Len())
	for _, o := range c.offers {
		wanted[o] = true
	}
	c.band = c.engine.NewBand()
	return c.band.SweepExact(ctx, &c.curves, &c.scene, c.scene.Selected, wanted)
}

// crossWith finds the crossovers of one offer, all that tables show: finding
// those of every pair takes long.
func (c *curves) crossWith(ctx context.Context, best *engine.Estimate) error {
	if best == nil {
		return nil
	}
	c.best = best.Offer
	for _, o := range c.offers {
		if o != c.best {
			list, err := c.eval.Crossovers(ctx, &c.scene, c.scene.Selected, c.window, searchPoints, []int{c.best, o})
			if err != nil {
				return err
			}
			c.crossovers = append(c.crossovers, list...)
		}
	}
	return nil
}

// somewhere lists the offers that are feasible at some point of the window; if
// none is, those that were asked for at all.
func (q *query) somewhere(win engine.Window) []int {
	var sweep engine.Curves
	q.eval.Sweep(&sweep, &q.scene, q.scene.Selected, win, searchPoints, nil)
	var out []int
	for o := range q.engine.Len() {
		if slices.Contains(sweep.Feasible(o), true) {
			out = append(out, o)
		}
	}
	if len(out) > 0 {
		return out
	}
	kept, _ := q.folded(q.estimates(nil), false)
	for i := range kept {
		out = append(out, kept[i].Offer)
	}
	return out
}

// mattering picks, from the offers that are feasible somewhere, the best of
// each product where the scenario stands, and the winners of the phases; in
// the order of their rank there.
func (q *query) mattering(able []int, phases []engine.Phase) []int {
	var out []int
	seen := map[string]bool{}
	for _, e := range q.estimates(able) {
		product := q.engine.Offer(e.Offer).Product
		wins := slices.ContainsFunc(phases, func(p engine.Phase) bool { return p.Offer == e.Offer })
		if wins || !seen[product] {
			out = append(out, e.Offer)
		}
		seen[product] = true
	}
	return out
}

// window is the stretch of the axis that the flags ask for.
func (q *query) window(f *curveFlags) (engine.Window, error) {
	if f.over.value == "" {
		return engine.Window{}, badf("curve needs --over %s", strings.Join(engine.AxisNames(), ", --over "))
	}
	axis, err := engine.ParseAxis(f.over.value)
	if err != nil {
		return engine.Window{}, badf("--over: %w", err)
	}
	if err := q.fits(axis); err != nil {
		return engine.Window{}, err
	}
	win := q.defaultWindow(axis, f.forPeople())
	lo, loErr := q.end("--from", f.from.value, axis, win.Lo)
	hi, hiErr := q.end("--to", f.to.value, axis, win.Hi)
	if err := errors.Join(loErr, hiErr); err != nil {
		return win, bad(err)
	}
	win.Lo, win.Hi = lo, hi
	if f.to.value == "" && lo >= hi { // the default end is below the start asked for
		_, win.Hi = axis.Reach(&q.scene, q.scene.Selected)
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
func (q *query) fits(axis engine.Axis) error {
	if axis.Fits(&q.scene, q.scene.Selected) {
		return nil
	}
	return badf("--over: %s holds no connections; give it some, such as connections=1k", q.selected().Name)
}

// defaultWindow is the whole axis, or for people the decades around the
// scenario.
func (q *query) defaultWindow(axis engine.Axis, people bool) engine.Window {
	lo, hi := axis.Reach(&q.scene, q.scene.Selected)
	win := engine.Window{Axis: axis, Lo: lo, Hi: hi}
	const half = 100 // two decades
	if !people || win.Even() || hi/lo <= half*half {
		return win
	}
	at := min(max(axis.Value(&q.scene, q.scene.Selected), lo*half), hi/half)
	win.Lo, win.Hi = at/half, at*half
	return win
}

// end reads one end of the axis, with its unit.
func (q *query) end(flag, text string, axis engine.Axis, otherwise float64) (float64, error) {
	if text == "" {
		return otherwise, nil
	}
	v, err := axis.Parse(&q.scene, text)
	if err != nil {
		return 0, fmt.Errorf("%s %s: %w", flag, text, err)
	}
	most := axis.Term().Max
	if axis == engine.AxisMonth {
		_, most = axis.Reach(&q.scene, q.scene.Selected)
	}
	if axis == engine.AxisMonth && v > most {
		return 0, fmt.Errorf("%s %s: is after %s, the last; a longer horizon, such as horizon=5years, shows more, up to %s/s", flag, text, format.Place(axis, most), format.Short(scenario.MaxRate))
	}
	if v <= 0 && axis != engine.AxisMonth || v > most {
		return 0, fmt.Errorf("%s %s: is out of range; write a value above 0 and up to %s", flag, text, format.Place(axis, most))
	}
	return v, nil
}
