package verdict

import "crossover/engine/catalog"

// File is a file of claims: who made them, the sets of offers they speak of,
// and the claims.
type File struct {
	// Title says what the claims have in common.
	Title string `yaml:"title" want:"what the claims have in common"`
	// Source is where the claims were made: an address, or words.
	Source string `yaml:"source" want:"where the claims were made"`
	// AsOf is when they were made, as 2026-09-14, 2026-09 or 2026.
	AsOf string `yaml:"as_of" valid:"date"`
	// Sets are the offers that tests speak of, by name. A test may also name a
	// single offer by its ID.
	Sets     map[string]Set `yaml:"sets,omitempty" valid:"kebab"`
	Verdicts []Claim        `yaml:"verdicts" want:"at least one claim"`
}

// Set is a set of offers: those listed, and those that have all the properties
// given.
type Set struct {
	// Title is what figures and tests call the set.
	Title string `yaml:"title" want:"what figures call the set"`
	// Offers are IDs.
	Offers []string `yaml:"offers,omitempty"`
	// Kinds, Models, Providers and Products are properties: an offer has one of
	// each list given.
	Kinds     []catalog.Kind  `yaml:"kinds,omitempty"`
	Models    []catalog.Model `yaml:"models,omitempty"`
	Providers []string        `yaml:"providers,omitempty"`
	Products  []string        `yaml:"products,omitempty"`
	// Except are IDs that do not belong.
	Except []string `yaml:"except,omitempty"`
}

// Claim is one published rule of thumb and how to test it.
type Claim struct {
	// ID is unique among all claims, in kebab case.
	ID string `yaml:"id" valid:"kebab"`
	// Claim is what was claimed, in a sentence.
	Claim string `yaml:"claim" want:"what was claimed"`
	// Section says where in its source.
	Section string `yaml:"section" want:"where in the source it was claimed"`
	// Reading says what the tests take the claim to mean: the thresholds and
	// sizes that its author did not state, and that are assumptions.
	Reading string `yaml:"reading,omitempty"`
	// Untestable says why no number can test the claim, which then has no
	// tests.
	Untestable string `yaml:"untestable,omitempty"`
	// Scenarios are those of the tests that have none of their own. The first
	// is what the explorer loads.
	Scenarios []Scenario `yaml:"scenarios,omitempty"`
	Tests     []Test     `yaml:"tests,omitempty"`
	// Flip asks where on an axis the cheaper set changes, for the first
	// scenario.
	Flip *Flip `yaml:"flip,omitempty"`
	// Note is for what a reader must know beside the figures.
	Note string `yaml:"note,omitempty"`
}

// Scenario is a list of tokens with a name to tell it from others.
type Scenario struct {
	// Name is needed where there are several.
	Name string `yaml:"name,omitempty"`
	// Tokens are separated by spaces: rate=100/day memory=256MB.
	Tokens string `yaml:"tokens" valid:"-"`
}

// Test is one thing that must be so: exactly one form.
type Test struct {
	// Title is needed where a claim has several tests.
	Title string `yaml:"title,omitempty"`
	// Scenarios take the place of the claim's.
	Scenarios []Scenario   `yaml:"scenarios,omitempty"`
	Figure    *FigureTest  `yaml:"figure,omitempty"`
	Compare   *CompareTest `yaml:"compare,omitempty"`
	Trend     *TrendTest   `yaml:"trend,omitempty"`
	Runs      *RunsTest    `yaml:"runs,omitempty"`
	Refused   *RefusedTest `yaml:"refused,omitempty"`
	Layout    *LayoutTest  `yaml:"layout,omitempty"`
	Saves     *SavesTest   `yaml:"saves,omitempty"`
	Band      *BandTest    `yaml:"band,omitempty"`
}

// FigureTest asks that the best figure of a set lies in a range.
type FigureTest struct {
	// Of is a set.
	Of string `yaml:"of" valid:"-"`
	// Is is the figure: the price by default.
	Is Measure `yaml:"is,omitempty"`
	// AtLeast and AtMost bound it, in the figure's unit; one may be left out.
	AtLeast *float64 `yaml:"at_least,omitempty"`
	AtMost  *float64 `yaml:"at_most,omitempty"`
}

// CompareTest asks how the best of a set stands to the best of another.
type CompareTest struct {
	Of      string `yaml:"of" valid:"-"`
	Against string `yaml:"against" valid:"-"`
	// Figure is what is compared: the price by default.
	Figure Measure  `yaml:"figure,omitempty"`
	Is     Relation `yaml:"is"`
	// By is the factor that counts as lower or higher, and for even the factor
	// within which both must be. Lower and higher need none.
	By float64 `yaml:"by,omitempty"`
}

// TrendTest asks how a set's best figure changes along variants of a scenario.
type TrendTest struct {
	Of     string  `yaml:"of" valid:"-"`
	Figure Measure `yaml:"figure,omitempty"`
	// Over are tokens that are added to the scenario, at least two lists of
	// them.
	Over []string  `yaml:"over" valid:"-"`
	Is   Direction `yaml:"is"`
	// By is the factor of the whole change that counts, and for even the most
	// it may be.
	By float64 `yaml:"by,omitempty"`
}

// RunsTest asks that some offer of a set can run the part.
type RunsTest struct {
	Of string `yaml:"of" valid:"-"`
}

// RefusedTest asks that no offer of a set can run the part, each because of one
// of the limits, among others.
type RefusedTest struct {
	Of string `yaml:"of" valid:"-"`
	// By are limits such as duration-limit.
	By []string `yaml:"by" valid:"limits"`
}

// LayoutTest asks that the recommended layout places a part on an offer of a
// set, or that the layout with the part on the best of the set costs no more.
type LayoutTest struct {
	// Part is a part of the scenario, the selected one by default.
	Part string `yaml:"part,omitempty"`
	On   string `yaml:"on" valid:"-"`
}

// SavesTest asks that the recommended layout costs less than an alternative.
type SavesTest struct {
	// Against names an alternative, such as single-vendor.
	Against string `yaml:"against" valid:"alternatives"`
	// AtLeast is the share of the alternative's price that is saved.
	AtLeast float64 `yaml:"at_least" valid:"fraction"`
}

// BandTest asks that over a stretch of an axis a set is cheaper than another,
// dearer, or even with it.
type BandTest struct {
	Axis string `yaml:"axis" valid:"-"`
	// From and To are its ends, as a token writes them: 100k/month.
	From    string   `yaml:"from" valid:"-"`
	To      string   `yaml:"to" valid:"-"`
	Of      string   `yaml:"of" valid:"-"`
	Against string   `yaml:"against" valid:"-"`
	Is      Relation `yaml:"is"`
	// By is the factor within which both are even.
	By float64 `yaml:"by,omitempty"`
	// Share is the least share of the stretch, on its logarithmic scale, in
	// which that must be so; all of it by default.
	Share float64 `yaml:"share,omitempty" valid:"fraction"`
}

// Flip asks at which values of an axis the cheaper of two sets changes. Without
// a second set it asks where the first can no longer run the part, or with a
// price where its cheapest comes to cost that.
type Flip struct {
	Axis    string `yaml:"axis" valid:"-"`
	From    string `yaml:"from" valid:"-"`
	To      string `yaml:"to" valid:"-"`
	Of      string `yaml:"of" valid:"-"`
	Against string `yaml:"against,omitempty"`
	// Price is in dollars a month.
	Price *float64 `yaml:"price,omitempty" valid:"positive"`
	// AtLeast and AtMost are where the claim puts it, if it does: one more
	// test.
	AtLeast string `yaml:"at_least,omitempty"`
	AtMost  string `yaml:"at_most,omitempty"`
}

// Relation is how one figure stands to another.
type Relation string

// The relations.
const (
	Lower  Relation = "lower"
	Higher Relation = "higher"
	Even   Relation = "even"
	// NotHigher is lower or the same, such as $0.
	NotHigher Relation = "not-higher"
)

// Relations lists every relation.
var Relations = []Relation{Lower, Higher, Even, NotHigher}

// Words returns Relations as text.
func (Relation) Words() []string { return catalog.Texts(Relations) }

// Direction is how a figure changes.
type Direction string

// The directions.
const (
	Rising  Direction = "rising"
	Falling Direction = "falling"
	Level   Direction = "even"
)

// Directions lists every direction.
var Directions = []Direction{Rising, Falling, Level}

// Words returns Directions as text.
func (Direction) Words() []string { return catalog.Texts(Directions) }
