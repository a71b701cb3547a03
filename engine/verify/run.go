// Package verify reproduces published cost results: a vendor's worked example, another
// estimator's golden file, a figure from a paper. An [Example] has the exact inputs, the
// convention of its source and the published figure. [Run] computes the same figure from
// the catalogue and reports whether the two agree.
//
// An example has one of these bodies:
//
//   - lines: quantities times rates, of the catalogue or its own, and their sum;
//   - a scenario and an offer, evaluated by the engine, of which some bill
//     lines count;
//   - steps of arithmetic, for a method that is not a bill;
//   - two sides and the value of an axis at which they cost the same.
//
// Overrides replace prices of the catalogue for one example.
//
// A figure that does not follow from its own inputs is a slip. The example says so, and
// gives the figure that its inputs yield. A slip that is reproduced counts as a
// difference.
//
// The package is pure: no input or output, no clock, and the same answer for
// the same question.
package verify

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/progress"
	"crossover/engine/scenario"
)

// Status is the outcome of comparing a published figure with the computed one.
type Status string

// The statuses.
const (
	// Agree means that the figures are equal to the published digits or, above 1,000
	// dollars, within a thousandth.
	Agree Status = "agree"
	// Differ means any other result, including a slip that is reproduced and an example
	// that cannot be computed.
	Differ Status = "differ"
	// Slip means that the published figure is wrong: the computed one is the figure that
	// its inputs yield.
	Slip Status = "slip"
)

// Result is the outcome of one example.
type Result struct {
	ID, Title, Section string
	Kind               Kind
	Source, AsOf       string
	// Published is the figure, PublishedText its original text, and Computed the computed
	// one without rounding. All are in Unit.
	Published     float64
	PublishedText string
	Computed      float64
	Unit          string
	Status        Status
	Convention    Convention
	// Expected is the status the example expects; Reason and Really are for a slip.
	Expected       Status
	Reason, Really string
	Note           string
	// Steps and Lines show the computation. For a break-even they are its two sides at the
	// value found.
	Steps []StepResult
	Lines []LineResult
	// Err is the reason why the figure could not be computed.
	Err error
}

// OK reports whether the outcome is the expected one.
func (r *Result) OK() bool { return r.Err == nil && r.Status == r.Expected }

// ComputedText returns the computed figure with the published one's digits, rounded as its
// source rounds, or for a slip with the digits of Really. It is empty if the figure could
// not be computed.
func (r *Result) ComputedText() string {
	digits := r.PublishedText
	if r.Status == Slip {
		digits = r.Really
	}
	f, err := parseFigure(digits)
	if err != nil || r.Err != nil {
		return ""
	}
	return fmt.Sprintf("%.*f", max(f.decimals, 0), f.digits(r.Computed, r.Convention.Rounding))
}

// StepResult is one named value with the arithmetic that gave it, which is empty for an
// input.
type StepResult struct {
	Name, Is string
	Value    float64
}

// LineResult is one line of a sum.
type LineResult struct {
	// Side is the break-even side of the line, or empty.
	Side  string
	Title string
	Unit  string
	// Quantity, Included and Billable are in Unit; UnitPrice is the average price of a
	// billable unit.
	Quantity, Included, Billable float64
	UnitPrice, Amount            float64
	Source, AsOf                 string
}

// Error names the field of an example that cannot be computed, and what would be right.
type Error struct{ ID, Field, Value, Want string }

// Error returns the problem on one line.
func (e *Error) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("example %s: %s: want %s", e.ID, e.Field, e.Want)
	}
	return fmt.Sprintf("example %s: %s: %q: want %s", e.ID, e.Field, e.Value, e.Want)
}

// totalName is the name of the sum in expressions.
const totalName = "total"

// months are the names of the month's length in hours, days and seconds.
var months = []string{"month_hours", "month_days", "month_seconds"}

// run is the computation of one example.
type run struct {
	ex        *Example
	engine    *engine.Engine
	cat       *catalog.Catalog
	evaluator *engine.Evaluator
	values    map[string]float64
	out       *Result
	cache     *cache
}

// cache holds what examples computed one after the other have in common.
type cache struct {
	exprs map[string]*expr
	// abroad are providers at the prices of other regions.
	abroad map[sold]*catalog.Provider
}

// sold is a provider of a catalogue in a class of regions.
type sold struct {
	by *catalog.Provider
	in catalog.Class
}

func newCache() *cache { return &cache{map[string]*expr{}, map[sold]*catalog.Provider{}} }

// at returns a provider at the prices of a class of regions.
func (c *cache) at(p *catalog.Provider, class catalog.Class) *catalog.Provider {
	key := sold{p, class}
	if c.abroad[key] == nil {
		c.abroad[key] = p.In(catalog.Site{Class: class})
	}
	return c.abroad[key]
}

// expr returns an expression parsed.
func (c *cache) expr(src string) (*expr, error) {
	if e := c.exprs[src]; e != nil {
		return e, nil
	}
	e, err := parseExpr(src)
	if err == nil {
		c.exprs[src] = e
	}
	return e, err
}

func (r *run) wrong(field, value, want string) error {
	return &Error{ID: r.ex.ID, Field: field, Value: value, Want: want}
}

// All computes examples as [Run] does, some at a time, and returns the results in their
// order. The error is ctx's.
func All(ctx context.Context, e *engine.Engine, list []Example, workers int) ([]Result, error) {
	out := make([]Result, len(list))
	count := progress.Begin(ctx, len(list), "examples")
	e.InParallel(ctx, len(list), workers, func(v *engine.Evaluator) func(i int) {
		shared := newCache()
		return func(i int) {
			out[i] = shared.run(ctx, v, list[i])
			count.Step()
		}
	})
	return out, ctx.Err()
}

// Run computes an example returned by [File.Resolve] and compares the result with the
// published figure. An example with overrides is computed on its own copy of the
// catalogue, any other with v.
func Run(ctx context.Context, v *engine.Evaluator, ex Example) Result {
	return newCache().run(ctx, v, ex)
}

// run is [Run] with a cache.
func (c *cache) run(ctx context.Context, v *engine.Evaluator, ex Example) Result {
	out := Result{
		ID: ex.ID, Title: ex.Title, Section: ex.Section, Kind: ex.Kind, Source: ex.Source, AsOf: ex.AsOf,
		PublishedText: ex.Published, Unit: ex.Unit, Convention: ex.Convention,
		Status: Differ, Expected: ex.Expect,
		Reason: ex.Reason, Really: ex.Really, Note: ex.Note,
	}
	r := run{ex: &ex, evaluator: v, out: &out, values: map[string]float64{}, cache: c}
	published, err := parseFigure(ex.Published)
	if err != nil {
		out.Err = r.wrong("published", ex.Published, "a number such as 249.49")
		return out
	}
	out.Published = published.value
	if out.Computed, out.Err = r.compute(ctx); out.Err == nil {
		out.Status = compare(&ex, published, out.Computed)
	}
	return out
}

// compare returns Differ for a slip that is reproduced.
func compare(ex *Example, published figure, computed float64) Status {
	match := published.matches(computed, ex.Convention.Rounding, ex.Unit)
	if ex.Expect != Slip {
		if match {
			return Agree
		}
		return Differ
	}
	really, err := parseFigure(ex.Really)
	if err == nil && !match && really.equals(computed, RoundSum) {
		return Slip
	}
	return Differ
}

// compute computes the figure.
func (r *run) compute(ctx context.Context) (float64, error) {
	if r.evaluator == nil {
		return 0, r.wrong("catalogue", "", "an evaluator to price with")
	}
	r.engine = r.evaluator.Engine()
	r.cat = r.engine.Catalog()
	if err := r.override(); err != nil {
		return 0, err
	}
	if err := r.names(); err != nil {
		return 0, err
	}
	total, err := r.body(ctx)
	if err != nil {
		return 0, err
	}
	if r.ex.Result == "" {
		return total, nil
	}
	r.values[totalName] = total
	x, err := r.eval("result", r.ex.Result)
	if err == nil {
		r.out.Steps = append(r.out.Steps, StepResult{Name: "result", Is: r.ex.Result, Value: x})
	}
	return x, err
}

// names sets every name that does not depend on a line.
func (r *run) names() error {
	month := scenario.Month(r.ex.Convention.Month)
	for i, per := range []float64{1, 24, 1. / 3600} {
		r.values[months[i]] = month.Hours() / per
	}
	for _, name := range slices.Sorted(maps.Keys(r.ex.Inputs)) {
		r.set(name, "", r.ex.Inputs[name])
	}
	for _, name := range slices.Sorted(maps.Keys(r.ex.Prices)) {
		p, err := r.priceOf("prices."+name, r.ex.Prices[name])
		if err != nil {
			return err
		}
		r.set(name, r.ex.Prices[name], p.tariff.UnitPrice(0))
	}
	for i := range r.ex.Steps {
		s := &r.ex.Steps[i]
		x, err := r.eval("steps."+s.Name, s.Is)
		if err != nil {
			return err
		}
		r.set(s.Name, s.Is, x)
	}
	return nil
}

func (r *run) set(name, is string, x float64) {
	r.values[name] = x
	r.out.Steps = append(r.out.Steps, StepResult{Name: name, Is: is, Value: x})
}

// eval evaluates the arithmetic of a field.
func (r *run) eval(field, src string) (float64, error) {
	e, err := r.cache.expr(src)
	if err != nil {
		return 0, r.wrong(field, src, "arithmetic: it "+err.Error())
	}
	x, err := e.eval(r.values)
	if err != nil {
		return 0, r.wrong(field, src, "arithmetic that works out: it "+err.Error())
	}
	return x, nil
}

// body sums the lines or the bill, or finds the break-even.
func (r *run) body(ctx context.Context) (float64, error) {
	switch {
	case r.ex.BreakEven != nil:
		return r.breakEven(ctx)
	case r.ex.Offer != "":
		sc, err := r.scenario()
		if err != nil {
			return 0, err
		}
		return r.bill("", &sc, &Side{Offer: r.ex.Offer, Groups: r.ex.Groups, Meters: r.ex.Meters}, "")
	default:
		return r.sum("", "lines", r.ex.Lines)
	}
}

// scenario returns the example's scenario under its convention.
func (ex *Example) scenario() (scenario.Scenario, error) {
	tokens, err := scenario.Split(ex.Scenario)
	if err != nil {
		return scenario.Scenario{}, err
	}
	for _, term := range []struct{ key, value string }{{"free=", ex.Convention.Free}, {"month=", ex.Convention.Month}} {
		given := func(token string) bool { return strings.HasPrefix(token, term.key) }
		if !slices.ContainsFunc(tokens, given) {
			tokens = append(tokens, term.key+term.value)
		}
	}
	base := scenario.Default()
	base.Level = scenario.Hobby // published examples are priced as stated, without copies
	return scenario.Parse(base, tokens...)
}

func (r *run) scenario() (scenario.Scenario, error) {
	sc, err := r.ex.scenario()
	if err != nil {
		return sc, r.wrong("scenario", r.ex.Scenario, "tokens that are right: "+err.Error())
	}
	return sc, nil
}
