package verdict

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"crossover/engine"
	"crossover/engine/progress"
	"crossover/engine/scenario"
)

// Answer is what the engine says to a claim.
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
	// Why says why a claim cannot be tested.
	Why    string
	Checks []Check
	// Flip is the flip nearest to the claim's own scenario, or nil, and Flips
	// are all of those in the window.
	Flip  *Change
	Flips []Change
	// Under are the answers under other terms, where [AddUnder] was asked for them.
	Under []Under
	// Scenario is the claim's first, to look at.
	Scenario scenario.Scenario
	// Err says why the claim could not be tested with this catalogue.
	Err error
}

// Check is one test made for one scenario.
type Check struct {
	// Name tells the checks of a claim apart; it is empty where there is one.
	Name string
	// Want is what must be so.
	Want string
	Pass bool
	// Figures are what was found.
	Figures []Figure
	// Scenario is what it was found for.
	Scenario scenario.Scenario
}

// Figures are the figures of all checks, in order.
func (r *Result) Figures() []Figure {
	var out []Figure
	for i := range r.Checks {
		out = append(out, r.Checks[i].Figures...)
	}
	return out
}

// Key is the check that says the most: the first that decides against the
// claim, or else the first. It is nil where there is none.
func (r *Result) Key() *Check {
	for i := range r.Checks {
		if !r.Checks[i].Pass {
			return &r.Checks[i]
		}
	}
	if len(r.Checks) > 0 {
		return &r.Checks[0]
	}
	return nil
}

// DependsOn says for what the claim holds and for what it does not; it is
// empty unless the answer is that it depends.
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

// run is one claim being tested.
type run struct {
	claim     *Claim
	evaluator *engine.Evaluator
	engine    *engine.Engine
	sets      sets
	// change is what is other in scenarios than the claim says, or nil.
	change func(*scenario.Scenario)
	// layouts are those recommended so far, by scenario with its first part selected.
	layouts map[scenario.Scenario]engine.Layout
}

// Run tests the claims of a valid file on a catalogue, so many at once: at least 1. What
// a claim refers to and the catalogue does not have is the Err of its result. The
// results do not depend on the workers. The error is that of ctx.
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

// inParallel calls do for 0 to n-1, on several goroutines with a run each, until ctx ends.
func inParallel(ctx context.Context, e *engine.Engine, s sets, n, workers int, do func(r *run, i int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range max(1, min(workers, n)) {
		group.Go(func() {
			r := run{evaluator: e.NewEvaluator(), engine: e, sets: s, layouts: map[scenario.Scenario]engine.Layout{}}
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				do(&r, i)
			}
		})
	}
	group.Wait()
}

// recommend is the recommended layout of a scenario, which claims share.
func (r *run) recommend(ctx context.Context, s *scenario.Scenario) (engine.Layout, error) {
	key := *s
	key.Selected = 0
	l, known := r.layouts[key]
	if known {
		return l, nil
	}
	l, err := r.evaluator.Recommend(ctx, s)
	if err == nil {
		r.layouts[key] = l
	}
	return l, err
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
	passed := 0
	for i := range out.Checks {
		if out.Checks[i].Pass {
			passed++
		}
	}
	switch passed {
	case len(out.Checks):
		out.Answer = Holds
	case 0:
		out.Answer = Fails
	default:
		out.Answer = Depends
	}
	return out
}

// all makes every check of the claim.
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

// scenarios are those of a test: its own or the claim's.
func (c *Claim) scenarios(t *Test) []Scenario {
	if len(t.Scenarios) > 0 {
		return t.Scenarios
	}
	return c.Scenarios
}

// parse reads the tokens.
func (s Scenario) parse() (scenario.Scenario, error) {
	return scenario.ParseLine(scenario.Default(), s.Tokens)
}

// join puts the names of a test and a scenario together.
func join(test, scene string) string {
	if test == "" || scene == "" {
		return test + scene
	}
	return test + " (" + scene + ")"
}

// form is one way to test a claim.
type form interface {
	check(ctx context.Context, r *run, s scenario.Scenario) (Check, error)
	validate(v *testValidator)
}

// form is the test's one form and its name in the file; nil where there is not
// exactly one.
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

// best is the best figure of a set for the selected part of a scenario, among
// the offers that can run it; infinite where none can, with what keeps the one
// that comes nearest.
func (r *run) best(s *scenario.Scenario, set string, m Measure) (Figure, error) {
	list, err := r.sets.find(set)
	if err != nil {
		return Figure{}, err
	}
	var best, nearest engine.Estimate
	found, fewest := false, math.MaxInt
	out := Figure{Label: m.label(list.title), Unit: m.unit(), Value: math.Inf(1)}
	for _, o := range list.offers {
		e := r.evaluator.Estimate(s, s.Selected, o)
		if n := obstacles(&e); n < fewest || n == fewest && engine.Less(&e, &nearest) {
			nearest, fewest = e, n
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

// obstacles counts what keeps an offer from running a part. One that cannot be
// bought comes last.
func obstacles(e *engine.Estimate) int {
	n := 0
	for _, why := range e.Reasons() {
		switch {
		case why.Code == engine.Closed:
			n += 100
		case !why.Code.Warning():
			n++
		}
	}
	return n
}

// label is what a figure of that measure is called.
func (m Measure) label(of string) string {
	if m == "" || m == Price {
		return of
	}
	return of + ", " + m.words()
}

// errNone is for a catalogue without anything to recommend.
var errNone = errors.New("the catalogue has no offers")

// number writes a bound as its file has it.
func number(v float64) string { return fmt.Sprintf("%g", v) }
