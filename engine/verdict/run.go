// Package verdict tests rules of thumb. A claim such as "below 100,000 requests a month
// functions are cheaper" is turned into tests over scenarios, and the engine answers them
// from the prices of the catalogue.
//
// A [Claim] has one or more tests, each of one of these forms:
//
//   - figure: the best figure of a set of offers lies in a range;
//   - compare: the best of one set is lower or higher than the best of another,
//     or even with it;
//   - trend: one set's figure rises, falls or stays even from one variant of the
//     scenario to the next;
//   - runs, refused: some offer of a set can run the part, or none can, because
//     of a named limit;
//   - layout: the recommended layout, or one that costs no more, places a part
//     on an offer of a set;
//   - saves: the recommended layout costs less than another way to lay it out;
//   - band: a set is the cheapest, or even with another, over a stretch of an
//     axis.
//
// A test is run once for each of its scenarios. A claim holds when every test passes,
// fails when none does, and otherwise depends. A claim may also ask for its flip: the
// exact values of an axis at which the cheaper set changes. If the claim gives a figure
// for it, that is one more test.
//
// The best of a set is its lowest figure among the offers that can run the part. A set
// without such an offer is worse than any other.
//
// Answers depend only on the catalogue's prices and change with them. The package is pure:
// no input or output, no clock, and the same answer for the same question.
package verdict

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/engine/progress"
	"crossover/engine/scenario"
)

// Answer is the engine's answer to a claim.
type Answer string

// The answers.
const (
	Holds      Answer = "holds"
	Fails      Answer = "fails"
	Depends    Answer = "depends"
	Untestable Answer = "untestable"
)

// Answers lists every answer.
var Answers = []Answer{Holds, Fails, Depends, Untestable}

// Result is the outcome of one claim.
type Result struct {
	ID, Claim, Section, Reading, Note string
	Answer                            Answer
	// Why is the reason why a claim is untestable.
	Why    string
	Checks []Check
	// Flip is the flip nearest to the claim's own scenario, or nil, and Flips are all
	// flips in the window.
	Flip  *Change
	Flips []Change
	// Under are the answers under other terms, if [AddUnder] was called.
	Under []Under
	// Scenario is the claim's first scenario, to load in the explorer.
	Scenario scenario.Scenario
	// Err is the reason why the claim could not be tested with this catalogue.
	Err error
}

// Check is the outcome of one test for one scenario.
type Check struct {
	// Name distinguishes the checks of a claim; it is empty if there is one.
	Name string
	// Want describes the condition.
	Want string
	Pass bool
	// Figures are the figures found.
	Figures []Figure
	// Scenario is the scenario of the test.
	Scenario scenario.Scenario
}

// Figures returns the figures of all checks, in order.
func (r *Result) Figures() []Figure {
	var out []Figure
	for i := range r.Checks {
		out = append(out, r.Checks[i].Figures...)
	}
	return out
}

// Key returns the most important check: the first that fails, or else the first. It is nil
// if there are none.
func (r *Result) Key() *Check {
	failed := each.Find(r.Checks, func(c *Check) bool { return !c.Pass })
	if failed == nil && len(r.Checks) > 0 {
		failed = &r.Checks[0]
	}
	return failed
}

// DependsOn lists the checks that pass and those that fail. It is empty unless the answer
// is Depends.
func (r *Result) DependsOn() string {
	if r.Answer != Depends {
		return ""
	}
	var yes, no []string
	for i := range r.Checks {
		if c := &r.Checks[i]; c.Pass {
			yes = append(yes, c.Name)
		} else {
			no = append(no, c.Name)
		}
	}
	return "yes: " + strings.Join(yes, ", ") + "; no: " + strings.Join(no, ", ")
}

// run is the test of one claim.
type run struct {
	claim     *Claim
	evaluator *engine.Evaluator
	engine    *engine.Engine
	sets      sets
	// change modifies the claim's scenarios, or is nil.
	change func(*scenario.Scenario)
	// shared holds what several claims ask for: functions by question that find the answer
	// once. Whoever calls one first runs it, with the evaluator of the run that waits for it.
	shared *sync.Map
}

// once answers a question that claims share.
func once[T any](r *run, question any, find func() (T, error)) (T, error) {
	answer, _ := r.shared.LoadOrStore(question, sync.OnceValues(find))
	return answer.(func() (T, error))()
}

// planned is a scenario with its recommended layout.
type planned struct {
	engine.Layout
	mu     sync.Mutex // held while system is asked
	system *engine.System
}

// recommend returns the recommended layout of a scenario.
func (r *run) recommend(ctx context.Context, s *scenario.Scenario) (*planned, error) {
	key := *s
	key.Selected = 0
	return once(r, key, func() (p *planned, err error) {
		p = &planned{}
		if p.system, err = r.evaluator.System(ctx, &key, r.shared); err == nil {
			p.Layout, err = p.system.Recommend(ctx, nil)
		}
		return p, err
	})
}

// on returns the cheapest layout with a part on an offer.
func (p *planned) on(ctx context.Context, part, offer int) (engine.Assignment, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.system.On(ctx, part, offer)
}

// Run tests the claims of a valid file on a catalogue, with the given number of workers,
// at least 1. If a claim refers to something that the catalogue does not have, its result
// has an Err. The results do not depend on the number of workers. The error is ctx's.
func Run(ctx context.Context, e *engine.Engine, f *File, workers int) ([]Result, error) {
	s := newSets(e, f)
	out := make([]Result, len(f.Verdicts))
	count := progress.Begin(ctx, len(out), "claims")
	inParallel(ctx, e, s, len(out), workers, func(r *run, i int) {
		r.claim = &f.Verdicts[i]
		out[i] = r.result(ctx)
		count.Step()
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// inParallel calls do for 0 to n-1 on several goroutines, each with a run of its own, until
// ctx ends.
func inParallel(ctx context.Context, e *engine.Engine, s sets, n, workers int, do func(r *run, i int)) {
	var shared sync.Map
	e.InParallel(ctx, n, workers, func(v *engine.Evaluator) func(i int) {
		r := run{evaluator: v, engine: e, sets: s, shared: &shared}
		return func(i int) { do(&r, i) }
	})
}

func (r *run) result(ctx context.Context) Result {
	c := r.claim
	out := Result{ID: c.ID, Claim: c.Claim, Section: c.Section, Reading: c.Reading, Note: c.Note, Answer: Untestable, Why: c.Untestable, Scenario: scenario.Default()}
	if c.Untestable != "" {
		return out
	}
	if out.Err = r.all(ctx, &out); out.Err != nil {
		out.Answer, out.Why = Untestable, out.Err.Error()
		return out
	}
	switch {
	case !slices.ContainsFunc(out.Checks, func(c Check) bool { return !c.Pass }):
		out.Answer = Holds
	case !slices.ContainsFunc(out.Checks, func(c Check) bool { return c.Pass }):
		out.Answer = Fails
	default:
		out.Answer = Depends
	}
	return out
}

// all runs every check of the claim.
func (r *run) all(ctx context.Context, out *Result) error {
	first := true
	for i := range r.claim.Tests {
		t := &r.claim.Tests[i]
		for _, named := range r.claim.scenarios(t) {
			s, err := named.parse()
			if err != nil {
				return err
			}
			if r.change != nil {
				r.change(&s)
			}
			if err := r.engine.Check(&s); err != nil {
				return err
			}
			if first {
				out.Scenario, first = s, false
			}
			if t.Layout != nil {
				if err := t.Layout.choose(&s); err != nil {
					return err
				}
			}
			form, _ := t.form()
			c, err := form.check(ctx, r, s)
			if err != nil {
				return err
			}
			c.Name, c.Scenario = join(t.Title, named.Name), s
			for k := range c.Figures {
				c.Figures[k].Scenario = named.Name
			}
			out.Checks = append(out.Checks, c)
		}
	}
	if r.claim.Flip == nil {
		return nil
	}
	return r.addFlips(ctx, out)
}

// scenarios returns the scenarios of a test: its own or the claim's.
func (c *Claim) scenarios(t *Test) []Scenario {
	if len(t.Scenarios) > 0 {
		return t.Scenarios
	}
	return c.Scenarios
}

// parse parses the tokens.
func (s Scenario) parse() (scenario.Scenario, error) {
	return scenario.ParseLine(scenario.Default(), s.Tokens)
}

// join combines the names of a test and a scenario.
func join(test, scenario string) string {
	if test == "" || scenario == "" {
		return test + scenario
	}
	return test + " (" + scenario + ")"
}

// form is one form of a test.
type form interface {
	check(ctx context.Context, r *run, s scenario.Scenario) (Check, error)
	validate(v *testValidator)
}

// form returns the test's form and its name in the file, or nil if there is not exactly
// one.
func (t *Test) form() (only form, name string) {
	v, n := reflect.ValueOf(t).Elem(), 0
	for i := range v.NumField() {
		if f, ok := v.Field(i).Interface().(form); ok && !v.Field(i).IsNil() {
			only, n = f, n+1
			name, _, _ = strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		}
	}
	if n != 1 {
		return nil, ""
	}
	return only, name
}

// best returns the best figure of a set for the selected part of a scenario, among the
// offers that can run it. If none can it is infinite, with the reason against the nearest
// offer.
func (r *run) best(s *scenario.Scenario, set string, m Measure) (Figure, error) {
	list, err := r.sets.find(set)
	if err != nil {
		return Figure{}, err
	}
	var best, nearest engine.Estimate
	tried, found := false, false
	out := Figure{Label: m.label(list.title), Unit: m.unit(), Value: math.Inf(1)}
	offers, floors := r.likeliest(s, list.offers, m)
	for _, o := range offers {
		if found && floors[o] > out.Value*(1+1e-9) {
			break
		}
		e := r.evaluator.Estimate(s, s.Selected, o)
		if !tried || engine.Nearer(&e, &nearest) {
			nearest, tried = e, true
		}
		x := m.of(&e)
		if !e.Feasible() || math.IsNaN(x) {
			continue
		}
		if !found || x < out.Value || x == out.Value && engine.Less(&e, &best) {
			best, found, out.Value = e, true, x
		}
	}
	if found {
		o := r.engine.Offer(best.Offer)
		out.Offer, out.Label = o.ID, m.label(o.Title)
		return out, nil
	}
	out.Text = "none can run it"
	out.Ruled = s.Ban != "" && !slices.ContainsFunc(list.offers, func(o int) bool {
		return !s.Ban.Has(r.engine.Offer(o).ID, r.engine.Offer(o).Product, r.engine.Provider(o).ID)
	})
	if why, ok := nearest.FirstReason(); ok {
		out.Text = "none can run it: " + r.engine.Offer(nearest.Offer).Title + " " + why.String()
	}
	return out, nil
}

// likeliest returns the offers in order of lower bounds of their price, with these. For other
// figures there are no bounds.
func (r *run) likeliest(s *scenario.Scenario, offers []int, m Measure) ([]int, map[int]float64) {
	if m.row() > 0 || len(offers) < 2 {
		return offers, nil
	}
	floors := r.evaluator.Floors(s, s.Selected, offers)
	offers = slices.Clone(offers)
	slices.SortStableFunc(offers, func(a, b int) int { return cmp.Compare(floors[a], floors[b]) })
	return offers, floors
}

// label returns the label of a figure of that measure.
func (m Measure) label(of string) string {
	if m == "" || m == Price {
		return of
	}
	return of + ", " + m.words()
}

// errNone is returned for a catalogue without offers to recommend.
var errNone = errors.New("the catalogue has no offers")

// number formats a bound as in the file.
func number(v float64) string { return fmt.Sprintf("%g", v) }
