package result

import (
	"strings"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/engine/verdict"
	"crossover/tui/format"
)

// verdicts are the answers to claims.
type verdicts struct {
	*Query
	list []verdict.Result
	// full is set where every test of a claim is shown.
	full bool
}

// Verdicts are the answers to claims, in the terms of a scenario; full shows
// every test of a claim.
func Verdicts(e *engine.Engine, s *scenario.Scenario, list []verdict.Result, full bool) Result {
	return &verdicts{Query: New(e, s), list: list, full: full}
}

// verdictsJSON is the answer of verdicts. Its keys are a promise: add, never
// rename.
type verdictsJSON struct {
	Catalog  catalogJSON   `json:"catalog"`
	Verdicts []verdictJSON `json:"verdicts"`
}

type verdictJSON struct {
	ID      string `json:"id"`
	Claim   string `json:"claim"`
	Section string `json:"section"`
	Answer  string `json:"answer"`
	// Why says why a claim cannot be tested, and DependsOn which of its tests
	// pass; both are empty elsewhere.
	Why       string       `json:"why"`
	DependsOn string       `json:"depends_on"`
	Reading   string       `json:"reading"`
	Note      string       `json:"note"`
	Figures   []figureJSON `json:"figures"`
	Checks    []checkJSON  `json:"checks"`
	// Flip is null where there is none.
	Flip  *flipJSON  `json:"flip"`
	Flips []flipJSON `json:"flips"`
}

type figureJSON struct {
	Label string `json:"label"`
	// Value is null where there is none; Text then says why.
	Value    Number `json:"value"`
	Unit     string `json:"unit"`
	Text     string `json:"text"`
	Offer    string `json:"offer"`
	Scenario string `json:"scenario"`
}

type checkJSON struct {
	Name     string       `json:"name"`
	Want     string       `json:"want"`
	Pass     bool         `json:"pass"`
	Scenario string       `json:"scenario"`
	Figures  []figureJSON `json:"figures"`
}

type flipJSON struct {
	Axis  string `json:"axis"`
	Value Number `json:"value"`
	Unit  string `json:"unit"`
	// PerMonth is the requests a month of a rate, 0 on other axes.
	PerMonth Number `json:"per_month"`
	// Price is what the cheapest comes to cost there, 0 where two sets change
	// places.
	Price Number   `json:"price_usd"`
	Below sideJSON `json:"below"`
	Above sideJSON `json:"above"`
}

// sideJSON is the cheapest on one side of a flip; it is empty where nothing
// can run the part there.
type sideJSON struct {
	Set   string `json:"set"`
	Offer string `json:"offer"`
}

func (v *verdicts) json() any {
	out := verdictsJSON{Catalog: v.catalogJSON(), Verdicts: []verdictJSON{}}
	for i := range v.list {
		out.Verdicts = append(out.Verdicts, verdictEntry(&v.list[i]))
	}
	return out
}

func verdictEntry(r *verdict.Result) verdictJSON {
	out := verdictJSON{
		ID: r.ID, Claim: r.Claim, Section: r.Section, Answer: string(r.Answer), Why: r.Why, DependsOn: r.DependsOn(),
		Reading: r.Reading, Note: r.Note, Figures: figuresJSON(r.Figures()), Checks: []checkJSON{}, Flips: []flipJSON{},
	}
	for i := range r.Checks {
		c := &r.Checks[i]
		out.Checks = append(out.Checks, checkJSON{c.Name, c.Want, c.Pass, c.Scenario.String(), figuresJSON(c.Figures)})
	}
	if r.Flip != nil {
		f := flipEntry(r.Flip)
		out.Flip = &f
	}
	for i := range r.Flips {
		out.Flips = append(out.Flips, flipEntry(&r.Flips[i]))
	}
	return out
}

func figuresJSON(list []verdict.Figure) []figureJSON {
	out := []figureJSON{}
	for _, f := range list {
		out = append(out, figureJSON{f.Label, Number(f.Value), string(f.Unit), f.Text, f.Offer, f.Scenario})
	}
	return out
}

func flipEntry(c *verdict.Change) flipJSON {
	return flipJSON{
		Axis: c.Axis.String(), Value: Number(c.At), Unit: string(c.Unit()), PerMonth: Number(c.PerMonth), Price: Number(c.Price),
		Below: sideJSON{c.Below.Set, c.Below.Offer}, Above: sideJSON{c.Above.Set, c.Above.Offer},
	}
}

// amount writes a figure's value for people.
func (v *verdicts) amount(f *verdict.Figure) string {
	switch {
	case !f.Exists():
		return format.None
	case f.Unit == verdict.USDPerMonth || f.Unit == verdict.USDPerMillion:
		return v.money(f.Value)
	case f.Unit == verdict.Milliseconds:
		return format.Duration(f.Value)
	case f.Unit == verdict.Share:
		return format.Chance(f.Value)
	case f.Unit == verdict.Ratio:
		return format.Digits(f.Value) + "×"
	case f.Unit == verdict.PerSecond:
		return format.Rate(f.Value)
	case f.Unit == verdict.Megabytes:
		return format.Place(engine.AxisMemory, f.Value)
	default:
		return format.Digits(f.Value)
	}
}

// figures writes figures for people, one after the other.
func (v *verdicts) figures(list []verdict.Figure) string {
	out := make([]string, len(list))
	for i := range list {
		f := &list[i]
		out[i] = Label(f.Label) + " " + v.amount(f)
		if f.Text != "" && f.Exists() {
			out[i] += " " + Sentence(f.Text)
		} else if f.Text != "" {
			out[i] = Label(f.Label) + ": " + Sentence(f.Text)
		}
	}
	return strings.Join(out, "; ")
}

// flip says where and how the cheaper changes.
func (v *verdicts) flip(c *verdict.Change) string {
	at := format.Place(c.Axis, c.At)
	if c.Axis == engine.AxisRate {
		at += " (" + format.Short(c.PerMonth) + "/month)"
	}
	switch {
	case c.Price == 0:
		return at + ": " + v.side(c.Below) + " below, " + v.side(c.Above) + " above"
	case c.Above.Offer == c.Below.Offer:
		return at + ": " + v.side(c.Below) + " comes to " + v.money(c.Price)
	default:
		return at + ": " + v.side(c.Below) + " below, " + v.side(c.Above) + " above, to cost " + v.money(c.Price)
	}
}

func (v *verdicts) side(s verdict.Side) string {
	if s.Offer == "" {
		return "none"
	}
	return v.title(v.Engine.Find(s.Offer))
}
