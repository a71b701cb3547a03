package verify

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// File is a file of examples, with what most of them share.
type File struct {
	// Title describes what the file's examples have in common.
	Title string `yaml:"title"`
	// The following are defaults for the examples.
	Section    string     `yaml:"section,omitempty"`
	Kind       Kind       `yaml:"kind,omitempty"`
	Source     string     `yaml:"source,omitempty"`
	AsOf       string     `yaml:"as_of,omitempty"`
	Unit       string     `yaml:"unit,omitempty"`
	Convention Convention `yaml:"convention,omitempty"`
	// Rates are prices outside the catalogue for use in lines, by name.
	Rates map[string]Rate `yaml:"rates,omitempty"`
	// Methods are bodies that several examples share, by name.
	Methods  map[string]Body `yaml:"methods,omitempty"`
	Examples []Example       `yaml:"examples"`
}

// Example is one published figure with its computation.
type Example struct {
	// ID is unique among all examples, in kebab case.
	ID    string `yaml:"id" valid:"kebab" want:"a name in kebab case: lower-case letters, digits and single hyphens"`
	Title string `yaml:"title"`
	// Section groups examples: one capital letter.
	Section string `yaml:"section,omitempty" valid:"letters"`
	Kind    Kind   `yaml:"kind,omitempty" want:"vendor, fixture, paper, blog or own"`
	// Source is the URL of the page with the figure. For a blog, or a user's own figure,
	// it may be words.
	Source string `yaml:"source,omitempty" want:"the address of the page with the figure"`
	// AsOf is the day on which the figure was valid: 2026-09-14, 2026-09 or 2026.
	AsOf string `yaml:"as_of,omitempty" valid:"date" want:"a date as 2026-09-14, 2026-09 or 2026"`
	// Note is information that a reader of the figure needs.
	Note       string     `yaml:"note,omitempty"`
	Convention Convention `yaml:"convention,omitempty"`
	// Published is the figure as published, in Unit. Its digits set the precision of the
	// comparison.
	Published string `yaml:"published" valid:"-"`
	// Unit is USD, EUR, or another unit of the figure.
	Unit string `yaml:"unit,omitempty" want:"the unit of the figure, such as USD"`
	// Expect is agree, the default, or slip.
	Expect Status `yaml:"expect,omitempty" valid:"expected"`
	// Reason says why the figure does not follow from its inputs, and Really is the figure
	// that they yield, in Unit. Both are for slips only.
	Reason string `yaml:"reason,omitempty"`
	Really string `yaml:"really,omitempty"`
	// Method names a shared body of the file. Lists and maps of the example are added to
	// it; the example's scenario, offer and result replace the method's, and so does an
	// input or rate with the same name.
	Method string `yaml:"method,omitempty"`
	Body   `yaml:",inline" valid:"-"`
}

// Body is the computation of a figure.
type Body struct {
	// Inputs are the numbers that the source states, by name.
	Inputs map[string]float64 `yaml:"inputs,omitempty"`
	// Prices gives names to prices of one unit, from the catalogue or Rates: the first
	// tier's, before any allowance.
	Prices map[string]string `yaml:"prices,omitempty"`
	// Steps are computed in order; each can use the names above it.
	Steps []Step `yaml:"steps,omitempty"`
	// Rates are prices outside the catalogue, by name.
	Rates map[string]Rate `yaml:"rates,omitempty"`
	// Overrides replace prices of the catalogue.
	Overrides []Override `yaml:"overrides,omitempty"`
	// Lines are quantities times rates.
	Lines []Line `yaml:"lines,omitempty"`
	// Scenario is a list of tokens, and Offer the ID of the offer to evaluate for it. If
	// Groups or Meters are given, only those lines of its bill count.
	Scenario string          `yaml:"scenario,omitempty"`
	Offer    string          `yaml:"offer,omitempty"`
	Groups   []catalog.Group `yaml:"groups,omitempty"`
	Meters   []string        `yaml:"meters,omitempty"`
	// BreakEven asks where two sides cost the same.
	BreakEven *BreakEven `yaml:"break_even,omitempty"`
	// Result is the figure as arithmetic on all names above, on the amounts of named
	// lines, and on total: the sum of the lines or the bill, or the break-even's value.
	// Without it the figure is total.
	Result string `yaml:"result,omitempty"`
}

// Kind is the kind of a figure's publisher.
type Kind string

// The kinds of sources.
const (
	KindVendor  Kind = "vendor"
	KindFixture Kind = "fixture" // a golden file of another estimator
	KindPaper   Kind = "paper"
	KindBlog    Kind = "blog"
	KindOwn     Kind = "own" // a user's own
)

// Words returns every kind as text.
func (Kind) Words() []string {
	return catalog.Texts([]Kind{KindVendor, KindFixture, KindPaper, KindBlog, KindOwn})
}

// Convention holds the choices in which sources differ.
type Convention struct {
	// Free is on or off: whether free tiers are subtracted. The allowance of a paid plan
	// always is.
	Free string `yaml:"free,omitempty" valid:"switch" want:"on or off"`
	// Month is the length of the month: 730h, 720h, 30d or 31d.
	Month string `yaml:"month,omitempty" valid:"months"`
	// Rounding is sum, the default, to add and then round to the published digits; cents
	// to round each line to cents first; cut to add and then cut off after the published
	// digits.
	Rounding Rounding `yaml:"rounding,omitempty"`
}

// Rounding is the way a source rounds to cents.
type Rounding string

// The ways to round.
const (
	RoundSum   Rounding = "sum"
	RoundCents Rounding = "cents"
	RoundCut   Rounding = "cut"
)

// Words returns every way to round as text.
func (Rounding) Words() []string { return catalog.Texts([]Rounding{RoundSum, RoundCents, RoundCut}) }

// Step is one named calculation.
type Step struct {
	Name string `yaml:"name"`
	// Is is arithmetic on the names above.
	Is string `yaml:"is"`
}

// Rate is a price outside the catalogue: of another region, vendor or year.
type Rate struct {
	// Unit is the thing counted.
	Unit string `yaml:"unit,omitempty"`
	// Per is the number of units the price is for; 0 means 1.
	Per float64 `yaml:"per,omitempty"`
	// Price is for Per units, in the currency of the example. A rate has a
	// Price or Tiers.
	Price float64 `yaml:"price,omitempty" valid:"-"`
	// Tiers are in ascending order; the last has no UpTo.
	Tiers []catalog.Tier `yaml:"tiers,omitempty"`
	// Included is the allowance in units, as arithmetic. It applies under any convention.
	Included string `yaml:"included,omitempty"`
	// RoundUp is the step to which billable units are rounded up; 0 means no rounding.
	RoundUp float64 `yaml:"round_up,omitempty"`
	// Source and AsOf are the source of the price, if it is not the example's.
	Source string `yaml:"source,omitempty" valid:"link"`
	AsOf   string `yaml:"as_of,omitempty" valid:"date"`
	Note   string `yaml:"note,omitempty"`
}

// Line is a quantity times a rate.
type Line struct {
	// Name is the name of the line's amount in Result.
	Name string `yaml:"name,omitempty"`
	// Title is the displayed title; the rate's own if empty.
	Title string `yaml:"title,omitempty"`
	// Ref is the rate: provider/rate or provider/sizes/size in the catalogue, optionally
	// with a region class such as @eu-central after it, or a name in Rates. Without it the
	// line has its own rate.
	Ref string `yaml:"rate,omitempty"`
	// Quantity is arithmetic, in the rate's units.
	Quantity string `yaml:"quantity"`
	// Rate is the line's own rate. With a Ref only Included may be set, which then
	// replaces the rate's allowance.
	Rate `yaml:",inline"`
}

// Override replaces a price of the catalogue for one example.
type Override struct {
	// Ref is provider/rate or provider/sizes/size.
	Ref string `yaml:"rate" valid:"-"`
	// Per is the number of units the new prices are for; 0 means 1. Price or Tiers replace
	// the price.
	Per   float64        `yaml:"per,omitempty"`
	Price *float64       `yaml:"price,omitempty" valid:"-"`
	Tiers []catalog.Tier `yaml:"tiers,omitempty"`
	// Included replaces the amount of the rate's pool.
	Included *float64 `yaml:"included,omitempty"`
	// Off is a fraction taken off the price, in [0, 1).
	Off float64 `yaml:"off,omitempty" valid:"below1"`
}

// BreakEven asks where two sides cost the same.
type BreakEven struct {
	// Axis is rate (requests per second), memory (MB) or duration (ms) for sides that are
	// offers, or else a name used by the sides' lines.
	Axis string `yaml:"axis"`
	// From and To bound the search.
	From float64 `yaml:"from"`
	To   float64 `yaml:"to"`
	// Sides are the two sides.
	Sides []Side `yaml:"between"`
}

// Side is one side of a break-even: lines, or an offer evaluated for the example's
// scenario.
type Side struct {
	Title  string          `yaml:"title,omitempty"`
	Lines  []Line          `yaml:"lines,omitempty"`
	Offer  string          `yaml:"offer,omitempty"`
	Groups []catalog.Group `yaml:"groups,omitempty"`
	Meters []string        `yaml:"meters,omitempty"`
}

// searchPoints is the number of values of the axis to try before a change of sign is
// narrowed. It suffices for any curve not constructed to defeat it.
const searchPoints = 400

// breakEven returns the lowest value of the axis, between its bounds, at which one side
// stops being the cheaper one. It also finds jumps.
func (r *run) breakEven(ctx context.Context) (float64, error) {
	be := r.ex.BreakEven
	if len(be.Sides) != 2 {
		return 0, r.wrong("break_even.between", fmt.Sprint(len(be.Sides)), "two sides")
	}
	if !(be.From < be.To) || math.IsInf(be.To-be.From, 0) {
		return 0, r.wrong("break_even.to", fmt.Sprint(be.To), fmt.Sprintf("more than from, %v", be.From))
	}
	d, err := r.newDifference()
	if err != nil {
		return 0, err
	}
	last, lastX := 0, be.From
	for k := range searchPoints + 1 {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		x := be.at(float64(k) / searchPoints)
		s, err := d.sign(x)
		if err != nil {
			return 0, err
		}
		if s == -last && s != 0 {
			return d.narrow(lastX, x, last)
		}
		if s != 0 {
			last, lastX = s, x
		}
	}
	return 0, r.wrong("break_even", be.Axis, fmt.Sprintf("bounds between which the sides change places: none from %v to %v", be.From, be.To))
}

// at returns the value at a fraction of the way between the bounds, on a logarithmic scale
// if they are positive and far apart.
func (be *BreakEven) at(fraction float64) float64 {
	switch {
	case fraction == 1:
		return be.To
	case be.From > 0 && be.To > 100*be.From:
		return be.From * math.Pow(be.To/be.From, fraction)
	}
	return be.From + (be.To-be.From)*fraction
}

// difference compares the two sides along the axis.
type difference struct {
	r        *run
	scenario scenario.Scenario
	// axis is the engine's axis, for sides that are offers.
	axis  engine.Axis
	moves bool
}

func (r *run) newDifference() (*difference, error) {
	be := r.ex.BreakEven
	d := &difference{r: r}
	lines := false
	for i := range be.Sides {
		d.moves = d.moves || be.Sides[i].Offer != ""
		for j := range be.Sides[i].Lines {
			lines = lines || uses(be.Sides[i].Lines[j].Quantity, be.Axis)
		}
	}
	if !d.moves {
		if !lines {
			return nil, r.wrong("break_even.axis", be.Axis, "a name that a line's quantity uses")
		}
		return d, nil
	}
	var err error
	if d.scenario, err = r.scenario(); err != nil {
		return nil, err
	}
	if d.axis, err = engine.ParseAxis(be.Axis); err != nil && !lines {
		return nil, r.wrong("break_even.axis", be.Axis, "rate, memory or duration, or a name that a line's quantity uses")
	}
	d.moves = err == nil
	if d.moves && d.axis == engine.AxisDuration && d.scenario.SelectedPart().BilledMS > 0 {
		return nil, r.wrong("break_even.axis", be.Axis, "no billed_duration in the scenario, which fixes the value that the axis changes")
	}
	return d, nil
}

// uses reports whether an expression contains a name.
func uses(src, name string) bool {
	e, err := parseExpr(src)
	return err == nil && slices.Contains(e.names, name)
}

// sign returns -1 if the first side is cheaper at x, 1 if the second is, and 0 if they
// cost the same.
func (d *difference) sign(x float64) (int, error) {
	be := d.r.ex.BreakEven
	d.r.values[be.Axis] = x
	d.r.out.Lines = nil
	var cost [2]float64
	for i := range be.Sides {
		s, field := &be.Sides[i], fmt.Sprintf("break_even.between[%d].", i)
		title := cmp.Or(s.Title, s.Offer)
		var err error
		if s.Offer == "" {
			cost[i], err = d.r.sum(title, field+"lines", s.Lines)
		} else {
			sc := d.scenario
			if d.moves {
				d.axis.Set(&sc, sc.Selected, x)
			}
			cost[i], err = d.r.bill(title, &sc, s, field)
		}
		if err != nil {
			return 0, err
		}
	}
	return cmp.Compare(cost[0], cost[1]), nil
}

// narrow bisects a change of sign between lo and hi, down to the last bits, and keeps the
// lines for the value found.
func (d *difference) narrow(lo, hi float64, atLo int) (float64, error) {
	for range 200 {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			break
		}
		s, err := d.sign(mid)
		if err != nil {
			return 0, err
		}
		if s == atLo {
			lo = mid
		} else {
			hi = mid
		}
	}
	_, err := d.sign(hi)
	d.r.set(d.r.ex.BreakEven.Axis, "", hi)
	return hi, err
}
