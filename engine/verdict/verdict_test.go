package verdict_test

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"crossover/data"
	"crossover/engine"
	_ "crossover/engine/proptest"
	"crossover/engine/scenario"
	"crossover/engine/verdict"
)

// compiled returns the engine of the shipped catalogue.
var compiled = sync.OnceValues(func() (*engine.Engine, error) {
	c, err := data.Load()
	if err != nil {
		return nil, err
	}
	return engine.New(c)
})

func shipped(t testing.TB) *engine.Engine {
	t.Helper()
	e, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// overlaid returns the engine of the shipped catalogue with a user's file merged into it.
func overlaid(t testing.TB, text string) *engine.Engine {
	t.Helper()
	c, err := data.LoadWith(data.Overlay{Name: "mine.yaml", Mark: "mine", Text: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// head is the start of every test's file.
const head = `
title: test
source: a test
as_of: 2026
sets:
  lambda: {title: Lambda, products: [aws-lambda]}
  fargate: {title: Fargate, products: [aws-fargate]}
  vms: {title: VMs, kinds: [vm]}
verdicts:
  - id: it
    claim: it
    section: here
    reading: as it stands
`

// ask runs one claim; rest holds its fields after the reading.
func ask(t testing.TB, e *engine.Engine, rest string) verdict.Result {
	t.Helper()
	text := head + "    " + strings.ReplaceAll(strings.TrimSpace(rest), "\n", "\n    ") + "\n"
	for _, set := range []string{"lambda", "fargate", "vms"} { // every set has to be used
		if !strings.Contains(rest, ": "+set+",") && !strings.Contains(rest, ": "+set+"}") {
			lines := slices.DeleteFunc(strings.Split(text, "\n"), func(l string) bool { return strings.HasPrefix(l, "  "+set+": {title") })
			text = strings.Join(lines, "\n")
		}
	}
	text = strings.Replace(text, "sets:\nverdicts", "verdicts", 1)
	f, err := data.ParseVerdicts("test.yaml", []byte(text), e.Catalog())
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	out := must(verdict.Run(context.Background(), e, f, 2))
	if out[0].Err != nil {
		t.Fatal(out[0].Err)
	}
	return out[0]
}

func TestForms(t *testing.T) {
	e := shipped(t)
	const glue = "scenarios: [{tokens: parts=api rate=100/day memory=256MB duration=100ms level=hobby}]\n"
	const steady = "scenarios: [{tokens: parts=api rate=1000/s}]\n"
	for _, c := range []struct {
		name, text string
		want       verdict.Answer
	}{
		{"figure in range", glue + "tests: [{figure: {of: lambda, at_least: 0, at_most: 5}}]", verdict.Holds},
		{"figure above", steady + "tests: [{figure: {of: lambda, at_most: 5}}]", verdict.Fails},
		{"figure below", glue + "tests: [{figure: {of: lambda, at_least: 20}}]", verdict.Fails},
		{"figure of a set that cannot", "scenarios: [{tokens: parts=ml gpu=l4}]\ntests: [{figure: {of: lambda, at_least: 0}}]", verdict.Fails},
		{"lower", glue + "tests: [{compare: {of: lambda, against: vms, is: lower}}]", verdict.Holds},
		{"not lower", steady + "tests: [{compare: {of: lambda, against: vms, is: lower}}]", verdict.Fails},
		{"higher by a factor", steady + "tests: [{compare: {of: lambda, against: fargate, is: higher, by: 1.2}}]", verdict.Holds},
		{"not by so much", steady + "tests: [{compare: {of: lambda, against: fargate, is: higher, by: 3}}]", verdict.Fails},
		{"even", steady + "tests: [{compare: {of: lambda, against: fargate, is: even, by: 3}}]", verdict.Holds},
		{"even is both ways", steady + "tests: [{compare: {of: fargate, against: lambda, is: even, by: 1.1}}]", verdict.Fails},
		{"who cannot is dearer", "scenarios: [{tokens: parts=api duration=20m}]\ntests: [{compare: {of: fargate, against: lambda, is: lower}}]", verdict.Holds},
		{"who cannot is not cheaper", "scenarios: [{tokens: parts=api duration=20m}]\ntests: [{compare: {of: lambda, against: fargate, is: lower}}]", verdict.Fails},
		{"nor even", "scenarios: [{tokens: parts=api duration=20m}]\ntests: [{compare: {of: lambda, against: fargate, is: even, by: 100}}]", verdict.Fails},
		{"ties at nothing are not lower", glue + "tests: [{compare: {of: aws-lambda-arm64, against: aws-lambda-x86, is: lower}}]", verdict.Fails},
		{"ties at nothing are not higher", glue + "tests: [{compare: {of: aws-lambda-arm64, against: aws-lambda-x86, is: not-higher}}]", verdict.Holds},
		{"rising", glue + "tests: [{trend: {of: lambda, figure: cold-p50, over: [runtime=node, runtime=java], is: rising}}]", verdict.Holds},
		{"falling", glue + "tests: [{trend: {of: lambda, figure: cold-p50, over: [runtime=node, runtime=java], is: falling}}]", verdict.Fails},
		{"rising, but by less", glue + "tests: [{trend: {of: lambda, figure: cold-p50, over: [runtime=node, runtime=java], is: rising, by: 50}}]", verdict.Fails},
		{"level", steady + "tests: [{trend: {of: lambda, over: [burst=1, burst=3], is: even, by: 1.01}}]", verdict.Holds},
		{"not level", steady + "tests: [{trend: {of: lambda, over: [duration=10ms, duration=900ms], is: even, by: 1.01}}]", verdict.Fails},
		{"runs", glue + "tests: [{runs: {of: lambda}}]", verdict.Holds},
		{"does not run", "scenarios: [{tokens: parts=api duration=16m}]\ntests: [{runs: {of: lambda}}]", verdict.Fails},
		{"refused", "scenarios: [{tokens: parts=api duration=16m}]\ntests: [{refused: {of: lambda, by: [duration-limit]}}]", verdict.Holds},
		{"refused for another reason", "scenarios: [{tokens: parts=api duration=16m}]\ntests: [{refused: {of: lambda, by: [gpu-missing, memory-limit]}}]", verdict.Fails},
		{"not refused", glue + "tests: [{refused: {of: lambda, by: [duration-limit]}}]", verdict.Fails},
		{"layout", "scenarios: [{tokens: rate=12/s}]\ntests: [{layout: {part: edge, on: cloudflare-workers-paid}}]", verdict.Holds},
		{"as cheap elsewhere", "scenarios: [{tokens: rate=100k/month}]\ntests: [{title: a, layout: {part: cron, on: aws-lambda-arm64}}, {title: b, layout: {part: cron, on: gcp-cloud-run-request}}, {title: c, layout: {part: cron, on: azure-functions-consumption}}]", verdict.Holds},
		{"dearer elsewhere", "scenarios: [{tokens: rate=500/s}]\ntests: [{layout: {part: api, on: lambda}}]", verdict.Fails},
		{"elsewhere", "scenarios: [{tokens: rate=12/s}]\ntests: [{layout: {part: edge, on: lambda}}]", verdict.Fails},
		{"saves", "scenarios: [{tokens: 'parts=edge,api,events,cron rate=12/s'}]\ntests: [{saves: {against: single-vendor, at_least: 0.1}}]", verdict.Holds},
		{"does not save so much", "scenarios: [{tokens: 'parts=edge,api,events,cron rate=12/s'}]\ntests: [{saves: {against: single-vendor, at_least: 0.99}}]", verdict.Fails},
		{"band", steady + "tests: [{band: {axis: rate, from: 1k/month, to: 100k/month, of: lambda, against: vms, is: lower}}]", verdict.Holds},
		{"band the other way", steady + "tests: [{band: {axis: rate, from: 1k/month, to: 100k/month, of: lambda, against: vms, is: higher, share: 0.01}}]", verdict.Fails},
		{"part of a band", steady + "tests: [{band: {axis: rate, from: 1k/month, to: 10k/s, of: lambda, against: fargate, is: higher, share: 0.2}}]", verdict.Holds},
		{"band is not even", steady + "tests: [{band: {axis: rate, from: 1k/month, to: 100k/month, of: lambda, against: fargate, is: even, by: 2}}]", verdict.Fails},
		{"band is even", steady + "tests: [{band: {axis: rate, from: 30M/month, to: 60M/month, of: lambda, against: fargate, is: even, by: 2}}]", verdict.Holds},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ask(t, e, c.text); got.Answer != c.want {
				t.Errorf("%s, want %s: %+v", got.Answer, c.want, got.Checks)
			}
		})
	}
}

func TestSomeOfSeveralDepends(t *testing.T) {
	r := ask(t, shipped(t), `
scenarios:
  - {name: small, tokens: parts=api rate=100/day}
  - {name: large, tokens: parts=api rate=1000/s}
tests: [{compare: {of: lambda, against: vms, is: lower}}]`)
	if r.Answer != verdict.Depends || r.DependsOn() != "yes: small; no: large" {
		t.Errorf("%s on %q", r.Answer, r.DependsOn())
	}
	if k := r.Key(); k.Name != "large" {
		t.Errorf("the check that says the most is %q", k.Name)
	}
	if n := len(r.Figures()); n != 5 { // two sides and a ratio, where there is one
		t.Errorf("%d figures", n)
	}
}

// TestFlipIsWhereTheCheaperChanges checks each flip by pricing both sets just below and
// just above it.
func TestFlipIsWhereTheCheaperChanges(t *testing.T) {
	e := shipped(t)
	r := ask(t, e, `
scenarios: [{tokens: parts=api rate=1000/s}]
tests: [{compare: {of: lambda, against: vms, is: higher}}]
flip: {axis: rate, from: 10k/month, to: 10k/s, of: lambda, against: vms}`)
	if r.Flip == nil || len(r.Flips) == 0 {
		t.Fatal("no flip")
	}
	cheaper := func(x float64) string {
		s := r.Scenario
		engine.AxisRate.Set(&s, s.Selected, x)
		best, title := math.Inf(1), ""
		v := e.NewEvaluator()
		for _, est := range v.Estimates(&s, s.Selected, nil) {
			o := e.Offer(est.Offer)
			set := ""
			switch {
			case o.Product == "aws-lambda":
				set = "Lambda"
			case o.Kind == "vm":
				set = "VMs"
			}
			if set != "" && est.Feasible() && est.Monthly < best {
				best, title = est.Monthly, set
			}
		}
		return title
	}
	for _, f := range r.Flips {
		if below, above := cheaper(f.At*(1-1e-6)), cheaper(f.At*(1+1e-6)); below != f.Below.Set || above != f.Above.Set || below == above {
			t.Errorf("at %v: %s below and %s above, want %s and %s", f.At, f.Below.Set, f.Above.Set, below, above)
		}
		if f.PerMonth != f.At*730*3600 {
			t.Errorf("%v/s is not %v a month", f.At, f.PerMonth)
		}
	}
}

func TestFlipOfALimit(t *testing.T) {
	const text = `
tests: [{scenarios: [{tokens: parts=api memory=1769MB cpu=100%% duration=14m}], runs: {of: lambda}}]
flip: {axis: duration, from: 1m, to: 60m, of: lambda, at_least: %s, at_most: %s}`
	r := ask(t, shipped(t), fmt.Sprintf(text, "14m", "16m"))
	if r.Answer != verdict.Holds || r.Flip == nil || math.Abs(r.Flip.At/900e3-1) > 1e-6 || r.Flip.Above.Offer != "" || r.Flip.Below.Set != "Lambda" {
		t.Errorf("%s, flip %+v", r.Answer, r.Flip)
	}
	if r = ask(t, shipped(t), fmt.Sprintf(text, "16m", "30m")); r.Answer != verdict.Depends || r.Checks[1].Pass {
		t.Errorf("a flip elsewhere: %s", r.Answer)
	}
}

func TestFlipOfAPrice(t *testing.T) {
	e := shipped(t)
	const text = `
scenarios: [{tokens: parts=api rate=100/day memory=256MB duration=100ms level=hobby}]
tests: [{figure: {of: lambda, at_most: 5}}]
flip: {axis: rate, from: 100/day, to: 1k/s, of: lambda, price: %v}`
	last := 0.0
	for _, price := range []float64{0.5, 5, 50} {
		r := ask(t, e, fmt.Sprintf(text, price))
		if len(r.Flips) != 1 || r.Flip.Price != price || r.Flip.Below.Set != "Lambda" || r.Flip.At <= last {
			t.Fatalf("at $%v: %+v", price, r.Flips)
		}
		last = r.Flip.At
		v := e.NewEvaluator()
		s := r.Scenario
		engine.AxisRate.Set(&s, s.Selected, last)
		if est := v.Estimate(&s, s.Selected, e.Find(r.Flip.Above.Offer)); math.Abs(est.Monthly/price-1) > 1e-6 {
			t.Errorf("it costs %v there, want %v", est.Monthly, price)
		}
	}
	if r := ask(t, e, fmt.Sprintf(text, 1e9)); r.Flip != nil {
		t.Errorf("a price that is never reached is at %+v", r.Flip)
	}
}

func TestNoFlipIsNone(t *testing.T) {
	r := ask(t, shipped(t), `
scenarios: [{tokens: parts=api}]
tests: [{runs: {of: lambda}}]
flip: {axis: rate, from: 1/day, to: 2/day, of: lambda, against: vms, at_most: 2/day}`)
	if r.Flip != nil || len(r.Flips) != 0 || r.Answer != verdict.Depends {
		t.Errorf("%s with %+v", r.Answer, r.Flips)
	}
}

// TestAnswersFollowPrices checks that no answer is fixed: a user's prices can reverse it.
func TestAnswersFollowPrices(t *testing.T) {
	const lambdaFree = "discounts: [{percent: 99.9, product: aws-lambda}]\n"
	for _, c := range []struct {
		name, text, overlay string
		before, after       verdict.Answer
	}{
		{"Lambda for next to nothing", "scenarios: [{tokens: parts=api rate=1000/s}]\ntests: [{compare: {of: lambda, against: fargate, is: higher}}]",
			lambdaFree, verdict.Holds, verdict.Fails},
		{"VMs at ten times the price", "scenarios: [{tokens: parts=api rate=100/day memory=256MB duration=100ms level=hobby}]\ntests: [{figure: {of: hetzner-cpx, at_most: 30}}]",
			"provider: hetzner\nsizes:\n  cpx: {sizes: [{name: CPX22, price: 229.9}, {name: CPX32, price: 419.9}, {name: CPX42, price: 819.9}]}\n", verdict.Holds, verdict.Fails},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ask(t, shipped(t), c.text).Answer; got != c.before {
				t.Fatalf("before: %s, want %s", got, c.before)
			}
			if got := ask(t, overlaid(t, c.overlay), c.text).Answer; got != c.after {
				t.Errorf("after: %s, want %s", got, c.after)
			}
		})
	}
}

// TestAnswerIsWhatTheChecksSay tries every mix of tests.
func TestAnswerIsWhatTheChecksSay(t *testing.T) {
	e := shipped(t)
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(rt, "tests")
		f := &verdict.File{Title: "t", Source: "t", AsOf: "2026"}
		c := verdict.Claim{ID: "it", Claim: "it", Section: "s", Reading: "r", Scenarios: []verdict.Scenario{{Tokens: "parts=api rate=100/day"}}}
		for i := range n {
			most := rapid.SampledFrom([]float64{0, 3, 1e6}).Draw(rt, "at most")
			offer := rapid.SampledFrom(e.IDs()).Draw(rt, "offer")
			c.Tests = append(c.Tests, verdict.Test{Title: fmt.Sprint(i), Figure: &verdict.FigureTest{Of: offer, AtMost: &most}})
		}
		f.Verdicts = []verdict.Claim{c}
		if problems := f.Validate(e.Catalog()); problems != nil {
			rt.Fatal(problems)
		}
		r := must(verdict.Run(context.Background(), e, f, 2))[0]
		passed := 0
		s, _ := scenario.Parse(scenario.Default(), "parts=api", "rate=100/day")
		v := e.NewEvaluator()
		for i, k := range r.Checks {
			est := v.Estimate(&s, s.Selected, e.Find(c.Tests[i].Figure.Of))
			if want := est.Feasible() && est.Monthly <= *c.Tests[i].Figure.AtMost; want != k.Pass {
				rt.Fatalf("%+v: want %v", k, want)
			}
			if k.Pass {
				passed++
			}
		}
		want := verdict.Depends
		switch passed {
		case 0:
			want = verdict.Fails
		case n:
			want = verdict.Holds
		}
		if r.Answer != want {
			rt.Fatalf("%s with %d of %d", r.Answer, passed, n)
		}
	})
}

func TestSameAnswersEveryTime(t *testing.T) {
	f, a, v := shippedResults(t)
	short := *f
	short.Verdicts = f.Verdicts[:12]
	for i, b := range must(verdict.Run(context.Background(), v.Engine(), &short, 2)) { // NaN is not equal to itself
		if fmt.Sprintf("%+v", a[i].Checks) != fmt.Sprintf("%+v", b.Checks) || !reflect.DeepEqual(a[i].Flips, b.Flips) {
			t.Errorf("%s differs from one run to the next", b.ID)
		}
	}
}

func TestALayoutThatMissesSaysByHowMuch(t *testing.T) {
	r := ask(t, shipped(t), "scenarios: [{tokens: rate=500/s}]\ntests: [{layout: {part: api, on: lambda}}]")
	v := shipped(t).NewEvaluator()
	s, err := scenario.Parse(scenario.Default(), "rate=500/s")
	if err != nil {
		t.Fatal(err)
	}
	free := must(v.Recommend(context.Background(), &s))
	figures := r.Checks[0].Figures
	if s, err = scenario.Parse(s, "lock="+figures[1].Offer); err != nil {
		t.Fatal(err)
	}
	if locked := must(v.Recommend(context.Background(), &s)); math.Abs(locked.Monthly-free.Monthly-figures[2].Value) > 1e-6 || figures[2].Value <= 0 {
		t.Errorf("%v more, want %v less %v", figures[2].Value, locked.Monthly, free.Monthly)
	}
}

// TestNoneNamesTheNearest asks VMs for a p99 that none meets. The cheapest are an ocean
// away, and others much nearer to the target.
func TestNoneNamesTheNearest(t *testing.T) {
	const tokens = "parts=api rate=100/s duration=15ms cpu=80% response=40KB level=hobby p99=50ms"
	e := shipped(t)
	r := ask(t, e, "scenarios: [{tokens: "+tokens+"}]\ntests: [{compare: {of: vms, against: lambda, is: lower}}]")
	s, err := scenario.Parse(scenario.Default(), strings.Fields(tokens)...)
	if err != nil {
		t.Fatal(err)
	}
	least := math.Inf(1)
	for o := range e.Len() {
		if x := e.NewEvaluator().Estimate(&s, 0, o); e.Offer(o).Kind == "vm" {
			least = min(least, x.Latency.P99MS)
		}
	}
	if text := r.Checks[0].Figures[0].Text; !strings.Contains(text, fmt.Sprintf(" p99 is %.0f ms, mostly the network; the target is 50 ms", least)) {
		t.Errorf("%s; the least is %v ms", text, least)
	}
}

func TestNamesTheCatalogueDoesNotHave(t *testing.T) {
	e := shipped(t)
	f := &verdict.File{Verdicts: []verdict.Claim{{ID: "it", Scenarios: []verdict.Scenario{{Tokens: "allow=nobody"}},
		Tests: []verdict.Test{{Runs: &verdict.RunsTest{Of: "aws-lambda-x86"}}}}}}
	if r := must(verdict.Run(context.Background(), e, f, 2))[0]; r.Err == nil || !strings.Contains(r.Err.Error(), "nobody") {
		t.Errorf("%v", r.Err)
	}
}

func TestCatalogueWithoutTheOffers(t *testing.T) {
	e := shipped(t)
	f := &verdict.File{Verdicts: []verdict.Claim{{ID: "it", Scenarios: []verdict.Scenario{{Tokens: "parts=api"}},
		Tests: []verdict.Test{{Runs: &verdict.RunsTest{Of: "nobody"}}}}}}
	if r := must(verdict.Run(context.Background(), e, f, 2))[0]; r.Err == nil || r.Answer != verdict.Untestable {
		t.Errorf("%s, %v", r.Answer, r.Err)
	}
}

func BenchmarkVerdicts(b *testing.B) {
	e := shipped(b)
	f, err := data.LoadVerdicts(e.Catalog())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		must(verdict.Run(context.Background(), e, f, 2))
	}
}

// must returns a result computed with a context that does not end.
func must[T any](found T, err error) T {
	if err != nil {
		panic(err)
	}
	return found
}
