package verify

import "crossover/engine/catalog"

// File is a file of examples: what most of them share, and the examples.
type File struct {
	// Title says what the file's examples have in common.
	Title string `yaml:"title"`
	// The following are for the examples that do not say otherwise.
	Section    string     `yaml:"section,omitempty"`
	Kind       Kind       `yaml:"kind,omitempty"`
	Source     string     `yaml:"source,omitempty"`
	AsOf       string     `yaml:"as_of,omitempty"`
	Unit       string     `yaml:"unit,omitempty"`
	Convention Convention `yaml:"convention,omitempty"`
	// Rates are prices that are not in the catalogue, by name, for lines.
	Rates map[string]Rate `yaml:"rates,omitempty"`
	// Methods are bodies that several examples share, by name.
	Methods  map[string]Body `yaml:"methods,omitempty"`
	Examples []Example       `yaml:"examples"`
}

// Example is one published figure and how to arrive at it.
type Example struct {
	// ID is unique among all examples, in kebab case.
	ID    string `yaml:"id" valid:"kebab" want:"a name in kebab case: lower-case letters, digits and single hyphens"`
	Title string `yaml:"title"`
	// Section groups examples: one capital letter.
	Section string `yaml:"section,omitempty" valid:"letters"`
	Kind    Kind   `yaml:"kind,omitempty" want:"vendor, fixture, paper, blog or own"`
	// Source is the address of the page with the figure, or for a blog or a
	// figure of one's own what there is of one, in words.
	Source string `yaml:"source,omitempty" want:"the address of the page with the figure"`
	// AsOf is the day the figure was valid, as 2026-09-14, 2026-09 or 2026.
	AsOf string `yaml:"as_of,omitempty" valid:"date" want:"a date as 2026-09-14, 2026-09 or 2026"`
	// Note is for what a reader must know about the figure.
	Note       string     `yaml:"note,omitempty"`
	Convention Convention `yaml:"convention,omitempty"`
	// Published is the figure as it was published, in Unit: its digits are how
	// closely it is compared.
	Published string `yaml:"published" valid:"-"`
	// Unit is USD, EUR, or whatever else the figure counts.
	Unit string `yaml:"unit,omitempty" want:"what the figure counts, such as USD"`
	// Expect is agree, the default, or slip.
	Expect Status `yaml:"expect,omitempty" valid:"expected"`
	// Reason says why the figure does not follow from its inputs, and Really
	// what they give, in Unit: for a slip only.
	Reason string `yaml:"reason,omitempty"`
	Really string `yaml:"really,omitempty"`
	// Method names the file's body that this example uses. What the example
	// has of its own is added to it; its inputs, scenario, offer and result
	// replace the method's.
	Method string `yaml:"method,omitempty"`
	Body   `yaml:",inline" valid:"-"`
}

// Body is how a figure is arrived at.
type Body struct {
	// Inputs are the numbers the source states, by name.
	Inputs map[string]float64 `yaml:"inputs,omitempty"`
	// Prices gives names to prices of one unit, of the catalogue or of Rates:
	// the first tier's, before any included amount.
	Prices map[string]string `yaml:"prices,omitempty"`
	// Steps are worked out in order, each from what is above it.
	Steps []Step `yaml:"steps,omitempty"`
	// Rates are prices that are not in the catalogue, by name.
	Rates map[string]Rate `yaml:"rates,omitempty"`
	// Overrides replace prices of the catalogue.
	Overrides []Override `yaml:"overrides,omitempty"`
	// Lines are quantities times rates.
	Lines []Line `yaml:"lines,omitempty"`
	// Scenario is a list of tokens, and Offer the ID of the offer it is
	// evaluated for. With Groups or Meters only those lines of its bill count.
	Scenario string          `yaml:"scenario,omitempty"`
	Offer    string          `yaml:"offer,omitempty"`
	Groups   []catalog.Group `yaml:"groups,omitempty"`
	Meters   []string        `yaml:"meters,omitempty"`
	// BreakEven is where two sides cost the same.
	BreakEven *BreakEven `yaml:"break_even,omitempty"`
	// Result is the figure as arithmetic on all names above, on the amounts of
	// lines that have a name, and on total: the sum of lines or bill, or the
	// break-even's value. Without it the figure is total.
	Result string `yaml:"result,omitempty"`
}

// Kind is who published a figure.
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

// Convention is how the source counts where sources differ.
type Convention struct {
	// Free is on or off: whether free tiers are taken off. What a paid plan
	// includes always is.
	Free string `yaml:"free,omitempty" valid:"switch" want:"on or off"`
	// Month is the length of the month: 730h, 720h, 30d or 31d.
	Month string `yaml:"month,omitempty" valid:"months"`
	// Rounding is sum, the default, to add and then round to the published
	// digits; cents to round each line to cents first; cut to add and then
	// cut off after the published digits.
	Rounding Rounding `yaml:"rounding,omitempty"`
}

// Rounding is what a source does to cents.
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

// Rate is a price that is not in the catalogue: of another region, vendor or
// year.
type Rate struct {
	// Unit is what is counted.
	Unit string `yaml:"unit,omitempty"`
	// Per is how many units the price is for; 0 means 1.
	Per float64 `yaml:"per,omitempty"`
	// Price is for Per units, in the currency of the example. A rate has a
	// Price or Tiers.
	Price float64 `yaml:"price,omitempty" valid:"-"`
	// Tiers are rising; the last has no UpTo.
	Tiers []catalog.Tier `yaml:"tiers,omitempty"`
	// Included is the units that cost nothing, whatever the convention, as
	// arithmetic.
	Included string `yaml:"included,omitempty"`
	// RoundUp is the step billable units are rounded up to; 0 rounds nothing.
	RoundUp float64 `yaml:"round_up,omitempty"`
	// Source and AsOf are where the price is from, if not from the example's
	// own source.
	Source string `yaml:"source,omitempty" valid:"link"`
	AsOf   string `yaml:"as_of,omitempty" valid:"date"`
	Note   string `yaml:"note,omitempty"`
}

// Line is a quantity times a rate.
type Line struct {
	// Name is how the result refers to the line's amount.
	Name string `yaml:"name,omitempty"`
	// Title is for display; the rate's own if empty.
	Title string `yaml:"title,omitempty"`
	// Ref is the rate: provider/rate or provider/sizes/size of the catalogue, with
	// @eu-central and the like after it for that in another class of regions, or a
	// name among Rates. Without it the line has a rate of its own.
	Ref string `yaml:"rate,omitempty"`
	// Quantity is arithmetic, in the rate's units.
	Quantity string `yaml:"quantity"`
	// Rate is the line's own. Beside a Ref only Included may be set: it then
	// takes the place of the rate's included amount.
	Rate `yaml:",inline"`
}

// Override replaces a price of the catalogue for one example.
type Override struct {
	// Ref is provider/rate or provider/sizes/size.
	Ref string `yaml:"rate" valid:"-"`
	// Per is how many units the new prices are for; 0 means 1. Price or Tiers
	// replace the price.
	Per   float64        `yaml:"per,omitempty"`
	Price *float64       `yaml:"price,omitempty" valid:"-"`
	Tiers []catalog.Tier `yaml:"tiers,omitempty"`
	// Included replaces the amount of the pool the rate draws on.
	Included *float64 `yaml:"included,omitempty"`
	// Off is a fraction taken off the price, in [0, 1).
	Off float64 `yaml:"off,omitempty" valid:"below1"`
}

// BreakEven asks where two sides cost the same.
type BreakEven struct {
	// Axis is rate (requests per second), memory (MB) or duration (ms) for
	// sides that are offers, or else a name that the sides' lines use.
	Axis string `yaml:"axis"`
	// From and To bound the search.
	From float64 `yaml:"from"`
	To   float64 `yaml:"to"`
	// Sides are the two.
	Sides []Side `yaml:"between"`
}

// Side is one side of a break-even: lines, or an offer for the example's
// scenario.
type Side struct {
	Title  string          `yaml:"title,omitempty"`
	Lines  []Line          `yaml:"lines,omitempty"`
	Offer  string          `yaml:"offer,omitempty"`
	Groups []catalog.Group `yaml:"groups,omitempty"`
	Meters []string        `yaml:"meters,omitempty"`
}
