package verdict

import (
	"context"
	"fmt"
	"slices"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// File is a file of claims: their source, the sets of offers they refer to, and the
// claims.
type File struct {
	// Title describes what the claims have in common.
	Title string `yaml:"title" want:"a title for the claims"`
	// Source is where the claims were made: a URL, or words.
	Source string `yaml:"source" want:"the source of the claims"`
	// AsOf is the date on which they were made: 2026-09-14, 2026-09 or 2026.
	AsOf string `yaml:"as_of" valid:"date"`
	// Sets are the sets of offers that tests refer to, by name. A test can also name a
	// single offer by its ID.
	Sets     map[string]Set `yaml:"sets,omitempty" valid:"kebab"`
	Verdicts []Claim        `yaml:"verdicts" want:"at least one claim"`
}

// Set is a set of offers: those listed, and those that have all the given properties.
type Set struct {
	// Title is the name of the set in figures and tests.
	Title string `yaml:"title" want:"a title for the set"`
	// Offers are IDs of offers.
	Offers []string `yaml:"offers,omitempty"`
	// Kinds, Models, Providers and Products are properties. An offer matches if it has one
	// of each given list.
	Kinds     []catalog.Kind  `yaml:"kinds,omitempty"`
	Models    []catalog.Model `yaml:"models,omitempty"`
	Providers []string        `yaml:"providers,omitempty"`
	Products  []string        `yaml:"products,omitempty"`
	// Except lists IDs of offers to leave out.
	Except []string `yaml:"except,omitempty"`
}

// Claim is one published rule of thumb with its tests.
type Claim struct {
	// ID is unique among all claims, in kebab case.
	ID string `yaml:"id" valid:"kebab"`
	// Claim is the claim in a sentence.
	Claim string `yaml:"claim" want:"the text of the claim"`
	// Section is the place of the claim in its source.
	Section string `yaml:"section" want:"the section of the source with the claim"`
	// Reading describes how the tests read the claim: the thresholds and sizes that its
	// author did not state. They are assumptions.
	Reading string `yaml:"reading,omitempty"`
	// Untestable is the reason why no number can test the claim, which then has no tests.
	Untestable string `yaml:"untestable,omitempty"`
	// Scenarios apply to tests without their own. The explorer loads the first.
	Scenarios []Scenario `yaml:"scenarios,omitempty"`
	Tests     []Test     `yaml:"tests,omitempty"`
	// Flip asks where on an axis the cheaper set changes, for the first scenario.
	Flip *Flip `yaml:"flip,omitempty"`
	// Note is information that a reader of the figures needs.
	Note string `yaml:"note,omitempty"`
}

// Scenario is a named list of tokens.
type Scenario struct {
	// Name is required if there are several scenarios.
	Name string `yaml:"name,omitempty"`
	// Tokens are separated by spaces: rate=100/day memory=256MB.
	Tokens string `yaml:"tokens" valid:"-"`
}

// Test is one condition; exactly one form is given.
type Test struct {
	// Title is required if a claim has several tests.
	Title string `yaml:"title,omitempty"`
	// Scenarios replace the claim's.
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

// FigureTest requires the best figure of a set to lie in a range.
type FigureTest struct {
	// Of is a set.
	Of string `yaml:"of" valid:"-"`
	// Is is the figure; the default is the price.
	Is Measure `yaml:"is,omitempty"`
	// AtLeast and AtMost bound it, in the figure's unit. One of them is optional.
	AtLeast *float64 `yaml:"at_least,omitempty"`
	AtMost  *float64 `yaml:"at_most,omitempty"`
}

// CompareTest requires a relation between the best figures of two sets.
type CompareTest struct {
	Of      string `yaml:"of" valid:"-"`
	Against string `yaml:"against" valid:"-"`
	// Figure is the figure to compare; the default is the price.
	Figure Measure  `yaml:"figure,omitempty"`
	Is     Relation `yaml:"is"`
	// By is the factor by which a figure must be lower or higher, or for even the factor
	// within which both must be. Lower and higher need none.
	By float64 `yaml:"by,omitempty"`
}

// TrendTest requires a set's best figure to change in a direction along variants of a
// scenario.
type TrendTest struct {
	Of     string  `yaml:"of" valid:"-"`
	Figure Measure `yaml:"figure,omitempty"`
	// Over lists the tokens to add to the scenario for each variant, at least two.
	Over []string  `yaml:"over" valid:"-"`
	Is   Direction `yaml:"is"`
	// By is the factor by which the figure must change in total, or for even the largest
	// change.
	By float64 `yaml:"by,omitempty"`
}

// RunsTest requires an offer of a set to be able to run the part.
type RunsTest struct {
	Of string `yaml:"of" valid:"-"`
}

// RefusedTest requires that no offer of a set can run the part, each because of at least
// one of the limits.
type RefusedTest struct {
	Of string `yaml:"of" valid:"-"`
	// By are limits such as duration-limit.
	By []string `yaml:"by" valid:"limits"`
}

// LayoutTest requires the recommended layout to place a part on an offer of a set, or the
// layout with the part on the best of the set to cost no more.
type LayoutTest struct {
	// Part is a part of the scenario; the default is the selected one.
	Part string `yaml:"part,omitempty"`
	On   string `yaml:"on" valid:"-"`
}

// SavesTest requires the recommended layout to cost less than an alternative.
type SavesTest struct {
	// Against names an alternative, such as single-vendor.
	Against string `yaml:"against" valid:"alternatives"`
	// AtLeast is the saved share of the alternative's price.
	AtLeast float64 `yaml:"at_least" valid:"fraction"`
}

// BandTest requires a set to be cheaper than another, more expensive, or even with it,
// over a stretch of an axis.
type BandTest struct {
	Axis string `yaml:"axis" valid:"-"`
	// From and To are the ends of the stretch in token form: 100k/month.
	From    string   `yaml:"from" valid:"-"`
	To      string   `yaml:"to" valid:"-"`
	Of      string   `yaml:"of" valid:"-"`
	Against string   `yaml:"against" valid:"-"`
	Is      Relation `yaml:"is"`
	// By is the factor within which both count as even.
	By float64 `yaml:"by,omitempty"`
	// Share is the least share of the stretch, on its logarithmic scale, in which the
	// relation must hold; the default is all of it.
	Share float64 `yaml:"share,omitempty" valid:"fraction"`
}

// Flip asks at which values of an axis the cheaper of two sets changes. Without a second
// set it asks where the first can no longer run the part or, if Price is given, where its
// cheapest offer reaches that price.
type Flip struct {
	Axis    string `yaml:"axis" valid:"-"`
	From    string `yaml:"from" valid:"-"`
	To      string `yaml:"to" valid:"-"`
	Of      string `yaml:"of" valid:"-"`
	Against string `yaml:"against,omitempty"`
	// Price is in dollars per month.
	Price *float64 `yaml:"price,omitempty" valid:"positive"`
	// AtLeast and AtMost are the claim's own range for the flip, if it gives one. It is an
	// additional test.
	AtLeast string `yaml:"at_least,omitempty"`
	AtMost  string `yaml:"at_most,omitempty"`
}

// Relation is a relation between two figures.
type Relation string

// The relations.
const (
	Lower  Relation = "lower"
	Higher Relation = "higher"
	Even   Relation = "even"
	// NotHigher is lower or equal, such as for $0.
	NotHigher Relation = "not-higher"
)

// Relations lists every relation.
var Relations = []Relation{Lower, Higher, Even, NotHigher}

// Words returns Relations as text.
func (Relation) Words() []string { return catalog.Texts(Relations) }

// Direction is the direction in which a figure changes.
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

// resolved is a set as a list of offers.
type resolved struct {
	title  string
	offers []int
}

// sets are the sets of a file, as indices into an engine.
type sets struct {
	engine *engine.Engine
	named  map[string]resolved
}

func newSets(e *engine.Engine, f *File) sets {
	out := sets{engine: e, named: map[string]resolved{}}
	for name, s := range f.Sets {
		r := resolved{title: s.Title}
		for i := range e.Len() {
			if s.has(e.Offer(i), e.Provider(i).ID) {
				r.offers = append(r.offers, i)
			}
		}
		out.named[name] = r
	}
	return out
}

// find returns the set with the given name, or a set of the offer with the given ID.
func (s *sets) find(name string) (resolved, error) {
	if r, ok := s.named[name]; ok {
		if len(r.offers) == 0 {
			return r, fmt.Errorf("no offer of the catalogue belongs to the set %s", name)
		}
		return r, nil
	}
	if i := s.engine.Find(name); i >= 0 {
		return resolved{title: s.engine.Offer(i).Title, offers: []int{i}}, nil
	}
	return resolved{}, fmt.Errorf("there is no set and no offer %q", name)
}

// has reports whether an offer of a provider belongs to the set.
func (s *Set) has(o *catalog.Offer, provider string) bool {
	if slices.Contains(s.Except, o.ID) {
		return false
	}
	if slices.Contains(s.Offers, o.ID) {
		return true
	}
	if len(s.Kinds)+len(s.Models)+len(s.Providers)+len(s.Products) == 0 {
		return false
	}
	return (len(s.Kinds) == 0 || slices.Contains(s.Kinds, o.Kind)) &&
		(len(s.Models) == 0 || slices.Contains(s.Models, o.Model)) &&
		(len(s.Providers) == 0 || slices.Contains(s.Providers, provider)) &&
		(len(s.Products) == 0 || slices.Contains(s.Products, o.Product))
}

// Under is a claim's answer under terms other than its own. It never changes the answer
// itself.
type Under struct {
	// Terms are the other terms, as tokens.
	Terms  string
	Answer Answer
	// Why is the reason why the claim is untestable under these terms.
	Why string
	// Flip is the flip nearest to the claim's own scenario, for claims on a stretch of an
	// axis; nil if there is none.
	Flip *Change
}

// AddUnder sets Under in the results of [Run]: at another level, with free tiers off, and
// without the cheapest vendor. workers is the number of claims tested at a time. The error
// is ctx's.
func AddUnder(ctx context.Context, e *engine.Engine, f *File, results []Result, workers int) error {
	inParallel(ctx, e, newSets(e, f), len(results), workers, func(r *run, i int) {
		at := slices.IndexFunc(f.Verdicts, func(c Claim) bool { return c.ID == results[i].ID })
		if at >= 0 && results[i].Answer != Untestable {
			results[i].Under = r.under(ctx, &f.Verdicts[at], &results[i])
		}
	})
	return ctx.Err()
}

// under tests a claim under other terms.
func (r *run) under(ctx context.Context, c *Claim, own *Result) []Under {
	level := scenario.Production
	if own.Scenario.Level != scenario.Hobby {
		level = scenario.Hobby
	}
	out := []Under{
		r.other(ctx, c, "level="+string(level), func(s *scenario.Scenario) { s.Level = level }),
		r.other(ctx, c, "free=off", func(s *scenario.Scenario) { s.Free = false }),
	}
	if vendor := r.cheapestVendor(own); vendor != "" {
		u := r.other(ctx, c, "ban="+vendor, func(s *scenario.Scenario) {
			if s.Ban != "" {
				s.Ban += ","
			}
			s.Ban += scenario.Places(vendor)
		})
		out = append(out, u)
	}
	return out
}

// cheapestVendor returns the provider of the cheapest offer among the claim's figures.
func (r *run) cheapestVendor(own *Result) string {
	best := -1
	least := 0.0
	for _, f := range own.Figures() {
		if o := r.engine.Find(f.Offer); o >= 0 && f.Unit == USDPerMonth && f.Exists() && (best < 0 || f.Value < least) {
			best, least = o, f.Value
		}
	}
	if best < 0 {
		return ""
	}
	return r.engine.Provider(best).ID
}

// other tests a claim with its scenarios changed.
func (r *run) other(ctx context.Context, c *Claim, terms string, change func(*scenario.Scenario)) Under {
	other := *c
	if !slices.ContainsFunc(c.Tests, func(t Test) bool { return t.Band != nil }) {
		other.Flip = nil // flips matter only to claims on a stretch
	}
	r.claim, r.change = &other, change
	found := r.result(ctx)
	r.change = nil
	out := Under{Terms: terms, Answer: found.Answer, Why: found.Why, Flip: found.Flip}
	if k := slices.IndexFunc(found.Checks, func(c Check) bool {
		return slices.ContainsFunc(c.Figures, func(f Figure) bool { return f.Ruled })
	}); k >= 0 {
		out.Answer, out.Why = Untestable, "every offer of one of its sets is excluded"
	}
	return out
}
