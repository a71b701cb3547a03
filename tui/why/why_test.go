package why_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/proptest"
	"crossover/engine/scenario"
	"crossover/engine/verdict"
	"crossover/engine/verify"
	"crossover/tui/answer"
	"crossover/tui/why"
)

func open(t *testing.T) *engine.Engine {
	t.Helper()
	c, err := data.Load()
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// drawScene draws a scenario with every kind of part.
func drawScene(t *rapid.T) scenario.Scenario {
	tokens := []string{
		"part=" + rapid.SampledFrom([]string{"edge", "api", "events", "cron", "ml"}).Draw(t, "part"),
		"rate=" + rapid.SampledFrom([]string{"0", "3/day", "1/min", "2/s", "40/s", "3k/s"}).Draw(t, "rate"),
		"memory=" + rapid.SampledFrom([]string{"128MB", "512MB", "1769MB", "4GB"}).Draw(t, "memory"),
		"duration=" + rapid.SampledFrom([]string{"5ms", "120ms", "2s", "1min"}).Draw(t, "duration"),
		"response=" + rapid.SampledFrom([]string{"0KB", "8KB", "2MB"}).Draw(t, "response"),
		"shape=" + rapid.SampledFrom([]string{"steady", "office", "spiky"}).Draw(t, "shape"),
		"commit=" + rapid.SampledFrom([]string{"none", "1y", "3y", "spot"}).Draw(t, "commit"),
		"free=" + rapid.SampledFrom([]string{"on", "off"}).Draw(t, "free"),
	}
	s, err := scenario.Parse(scenario.Default(), tokens...)
	if err != nil {
		t.Skip(err)
	}
	return s
}

// check computes figures, and every figure in them, from their parts. It returns an error
// for the first that differs by more than a billionth of the largest number in its formula.
func check(figures []why.Figure) error {
	for i := range figures {
		f := &figures[i]
		if f.Op == why.Given {
			continue
		}
		if err := check(f.Of); err != nil {
			return err
		}
		scale, alone := math.Abs(f.Value), *f
		alone.Of = slices.Clone(f.Of)
		for k := range alone.Of {
			alone.Of[k].Op = why.Given
			if f.Op == why.Sum || f.Op == why.Difference {
				scale = max(scale, math.Abs(f.Of[k].Value))
			}
		}
		if f.Op == why.RelativeDifference {
			scale = max(scale, 1)
		}
		if got := alone.Work(); !(math.Abs(got-f.Value) <= 1e-9*max(scale, 1e-300)) && !(math.IsNaN(got) && math.IsNaN(f.Value)) {
			return fmt.Errorf("%s is said to be %v, its formula gives %v", f.Name, f.Value, got)
		}
	}
	return nil
}

// checkAspects checks the explanations of an estimate against its figures.
func checkAspects(t *rapid.T, v *engine.Evaluator, s *scenario.Scenario, est *engine.Estimate, best int) {
	id := v.Engine().Offer(est.Offer).ID
	for aspect, value := range map[why.Aspect]float64{
		why.Monthly: est.Monthly, why.Latency: est.Latency.P99MS, why.PerMillion: est.PerMillion(),
		why.ColdStarts: est.ColdStart.Probability * est.Requests,
	} {
		x := why.Offer(v, s, est.Offer, best, aspect)
		if err := check(x.Figures); err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		if math.IsNaN(value) || value == 0 && aspect == why.ColdStarts {
			continue // there is none; the rest is checked
		}
		if got := x.Figures[0].Work(); math.Abs(got-value) > 1e-9*math.Abs(value) {
			t.Fatalf("%s, aspect %d: %v is explained, %v is shown", id, aspect, got, value)
		}
		if aspect == why.Latency && math.Abs(x.Figures[0].Of[0].Work()-0.99) > 1e-3 {
			t.Fatalf("%s: %v of the requests are within the p99", id, x.Figures[0].Of[0].Work())
		}
	}
}

// TestOffersWorkOut computes every formula of every offer again, in random scenarios, and
// compares it with the engine's figures.
func TestOffersWorkOut(t *testing.T) {
	e := open(t)
	v, w := e.NewEvaluator(), e.NewEvaluator()
	proptest.Check(t, 30, func(t *rapid.T) {
		s := drawScene(t)
		best := rapid.IntRange(-1, e.Len()-1).Draw(t, "best")
		for o := range e.Len() {
			est, ex := w.Explain(&s, s.Selected, o)
			checkAspects(t, v, &s, &est, best)
			for k := range est.Bill {
				x := why.Line(e, &s, &est, ex, k)
				if err := check(x.Figures); err != nil {
					t.Fatalf("%s, line %s: %v", e.Offer(o).ID, est.Bill[k].Title, err)
				}
				if got := x.Figures[0].Work(); math.Abs(got-est.Bill[k].Amount) > 1e-9*max(math.Abs(got), est.Bill[k].CreditUSD, 1e-6) {
					t.Fatalf("%s, line %s: %v is explained, %v is on the bill", e.Offer(o).ID, est.Bill[k].Title, got, est.Bill[k].Amount)
				}
			}
		}
	})
}

// TestLayoutsWorkOut does the same for layouts, their parts and flips, and for the
// differences between two scenarios.
func TestLayoutsWorkOut(t *testing.T) {
	if testing.Short() {
		t.Skip("solves layouts")
	}
	e := open(t)
	v := e.NewEvaluator()
	for _, tokens := range [][]string{nil, {"rate=80/s", "part=events", "memory=1GB"}, {"part=ml", "ops=80", "vendor=50"}} {
		s, err := scenario.Parse(scenario.Default(), tokens...)
		if err != nil {
			t.Fatal(err)
		}
		l := must(v.Recommend(context.Background(), &s))
		all := []why.Explanation{why.Layout(e, &s, &l)}
		if got := all[0].Figures[0].Work(); math.Abs(got-l.Monthly) > 1e-9*l.Monthly {
			t.Errorf("%v: %v is explained, the layout costs %v", tokens, got, l.Monthly)
		}
		for i := range l.Choices {
			all = append(all, why.Part(v, &s, &l, i))
		}
		flips := must(v.Flips(context.Background(), &s, s.Selected))
		for i := range flips {
			all = append(all, why.Flip(context.Background(), v, &s, &flips[i], "there"))
		}
		offer := l.Choices[s.Selected].Estimate.Offer
		ways := v.Warming(&s, s.Selected, offer, nil)
		for i := range ways {
			all = append(all, why.Mitigation(v, &s, ways, i))
		}
		all = append(all, effects(t, v, &s, offer)...)
		then := s
		then.SelectedPart().MemoryMB *= 3
		for o := range e.Len() {
			all = append(all, why.Compared(v, &s, &then, o, "A"))
		}
		for i := range all {
			if err := check(all[i].Figures); err != nil || len(all[i].Figures) == 0 {
				t.Errorf("%v, %s: %v", tokens, all[i].Title, err)
			}
		}
	}
}

// effects explains the effects on an offer's price, and compares them with the tornado.
func effects(t *testing.T, v *engine.Evaluator, s *scenario.Scenario, offer int) (all []why.Explanation) {
	sense := must(answer.Sense(context.Background(), v, s, offer))
	for i := range sense.Effects {
		w := &sense.Effects[i]
		x := why.Effect(v, s, offer, w)
		var want []float64
		if w.Low != "" {
			want = append(want, w.LowCost-sense.Base)
		}
		if w.High != "" {
			want = append(want, w.HighCost-sense.Base)
		}
		for k := range want {
			if got := x.Figures[k].Work(); math.Abs(got-want[k]) > 1e-6*sense.Base {
				t.Errorf("%s moves the price by %v, explained as %v", w.Key, want[k], got)
			}
		}
		all = append(all, x)
	}
	return all
}

// TestPagesWorkOut does the same for prices, worked examples and rules of thumb.
func TestPagesWorkOut(t *testing.T) {
	if testing.Short() {
		t.Skip("tests the rules of thumb")
	}
	e := open(t)
	v, s := e.NewEvaluator(), scenario.Default()
	prices := e.Catalog().Prices()
	for i := range prices {
		x := why.ListPrice(v, &s, &prices[i])
		if err := check(x.Figures); err != nil {
			t.Errorf("%s: %v", prices[i].Meter, err)
		}
	}
	list, err := data.LoadExamples()
	if err != nil {
		t.Fatal(err)
	}
	sums := 0
	for i := range list {
		r := verify.Run(context.Background(), v, list[i])
		x := why.Example(&s, &r)
		if err := check(x.Figures); err != nil {
			t.Errorf("%s: %v", r.ID, err)
		}
		if len(x.Figures) > 0 && x.Figures[0].Op == why.Sum {
			sums++
		}
	}
	if sums == 0 {
		t.Error("no example is told as a sum")
	}
	file, err := data.LoadVerdicts(e.Catalog())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range must(verdict.Run(context.Background(), e, file, 2)) {
		x := why.Claim(v, &r)
		if err := check(x.Figures); err != nil {
			t.Errorf("%s: %v", r.ID, err)
		}
		if len(x.Figures)+len(x.Notes) == 0 {
			t.Errorf("%s: nothing is said", r.ID)
		}
	}
}

// must returns a result computed with a context that does not end.
func must[T any](found T, err error) T {
	if err != nil {
		panic(err)
	}
	return found
}
