package why

import (
	"context"
	"fmt"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/answer"
)

// Crossover explains the crossover of two offers at edge.X on an axis by the price of each
// at that value.
func Crossover(v *engine.Evaluator, s *scenario.Scenario, axis engine.Axis, at string, edge answer.Edge) Explanation {
	there, e := *s, v.Engine()
	axis.Set(&there, there.Selected, edge.X)
	x := about("Why: "+e.Offer(edge.Below).Title+" gives way to "+e.Offer(edge.Above).Title+" at "+at, &there, -1)
	a, ax := v.Explain(&there, there.Selected, edge.Below)
	b, bx := v.Explain(&there, there.Selected, edge.Above)
	between := of(Difference, "between the two, at "+at, Dollars,
		given("for "+e.Offer(edge.Below).Title, a.Monthly, Dollars), given("for "+e.Offer(edge.Above).Title, b.Monthly, Dollars))
	between.Note = "below it the first is cheaper, above it the second; where the difference is not zero, one of the two steps there"
	x.add(between)
	x.add(bill(&a, ax, "a month for "+e.Offer(edge.Below).Title)...)
	x.add(bill(&b, bx, "a month for "+e.Offer(edge.Above).Title)...)
	return x
}

// Effect explains how halving and doubling an input changes an offer's price.
func Effect(v *engine.Evaluator, s *scenario.Scenario, offer int, w *answer.Effect) Explanation {
	e := v.Engine()
	x := about("Why: "+w.Key+" moves "+e.Offer(offer).Title, s, offer)
	now, ex := v.Explain(s, s.Selected, offer)
	for _, high := range []bool{false, true} {
		value := w.Low
		if high {
			value = w.High
		}
		there, ok := answer.Tried(s, w.Key, high)
		if !ok {
			continue
		}
		then := v.Estimate(&there, there.Selected, offer)
		x.add(of(Difference, "with "+w.Key+" "+value, Dollars, total("with "+value, &then), given("now", now.Monthly, Dollars)))
	}
	x.add(bill(&now, ex, "a month now")...)
	return x
}

// Layout explains the joint price of a layout.
func Layout(e *engine.Engine, s *scenario.Scenario, l *engine.Layout) Explanation {
	x := about("Why: the whole system", s, -1)
	f := Figure{Name: "a month, all together", Value: l.Monthly, Unit: Dollars, Op: Sum}
	for i := range l.Choices {
		ch := &l.Choices[i]
		f.Of = append(f.Of, given(ch.Part+" on "+e.Offer(ch.Estimate.Offer).Title, ch.Estimate.Monthly, Dollars))
	}
	for _, j := range l.Joint {
		if j.Billed {
			f.Of = append(f.Of, given(j.Title, j.Amount, Dollars))
		} else {
			x.Notes = append(x.Notes, "not billed, but counted in the choice: "+j.Title)
		}
	}
	x.add(f)
	for i := range l.Alternatives {
		a := &l.Alternatives[i]
		x.add(otherwise("more for the "+a.Noun()+" ("+a.Title+")", a.Monthly, l))
	}
	x.Notes = append(x.Notes, "each part's bill is as if it ran alone; negative lines are what the account pays once, positive ones what the parts add together")
	return x
}

// otherwise returns the difference between the price of another layout and that of l.
func otherwise(name string, monthly float64, l *engine.Layout) Figure {
	return of(Difference, name, Dollars, given("then", monthly, Dollars), given("as recommended", l.Monthly, Dollars))
}

// Part explains the price of a part of a layout, and its price on other offers.
func Part(v *engine.Evaluator, s *scenario.Scenario, l *engine.Layout, i int) Explanation {
	e, ch, there := v.Engine(), &l.Choices[i], *s
	there.Selected = i
	x := about("Why: "+ch.Part+" on "+e.Offer(ch.Estimate.Offer).Title, &there, ch.Estimate.Offer)
	est, ex := v.Explain(&there, i, ch.Estimate.Offer)
	x.Figures = bill(&est, ex, "a month for "+ch.Part)
	if r := ch.RunnerUp; r != nil {
		x.add(otherwise("more, all together, on "+e.Offer(r.Offer).Title, ch.RunnerUpLayout, l))
	}
	for _, not := range ch.Excluded {
		x.Warnings = append(x.Warnings, "cheaper, but "+e.Offer(not.Offer).Title+" "+not.Reason.String())
	}
	x.add(spread(v, &there, &est, ch.Estimate.Offer)...)
	return x
}

// Flip explains why a part moves to another offer, by the recommended layouts just below
// and just above the value. It is incomplete if ctx ends first.
func Flip(ctx context.Context, v *engine.Evaluator, s *scenario.Scenario, f *engine.Flip, at string) Explanation {
	e := v.Engine()
	x := about("Why: "+s.SelectedPart().Name+" moves to "+e.Offer(f.To).Title+" at "+at, s, -1)
	for _, side := range []struct {
		value float64
		name  string
	}{{f.Below, "just below"}, {f.Above, "just above"}} {
		there := *s
		f.Axis.Set(&there, there.Selected, side.value)
		l, err := v.Recommend(ctx, &there)
		if err != nil {
			return x
		}
		whole := Layout(e, &there, &l)
		whole.Figures[0].Name = "a month " + side.name + " " + at
		x.add(whole.Figures[0])
		ch := &l.Choices[s.Selected]
		if r := ch.RunnerUp; r != nil {
			x.add(otherwise("more "+side.name+" on "+e.Offer(r.Offer).Title+" than on "+e.Offer(ch.Estimate.Offer).Title, ch.RunnerUpLayout, &l))
		}
	}
	return x
}

// Mitigation explains the price of running an offer with fewer cold starts.
func Mitigation(v *engine.Evaluator, s *scenario.Scenario, ways []engine.Warmed, k int) Explanation {
	e, w, plain := v.Engine(), &ways[k], &ways[0]
	x := about("Why: "+e.Offer(w.Offer).Title+", "+w.Mitigation.String(), s, w.Offer)
	requests := v.Estimate(s, s.Selected, plain.Offer).Requests
	more := of(Difference, fmt.Sprintf("more a month, %s with %.3g instances", w.Mitigation, w.Instances), Dollars,
		given("then", w.Monthly, Dollars), given("unchanged", plain.Monthly, Dollars))
	x.add(more)
	fewer := of(Difference, "fewer", Share, given("unchanged", plain.Probability, Share), given("then", w.Probability, Share))
	if fewer.Value > 0 && requests > 0 {
		avoided := of(Product, "cold starts avoided a month", Number, fewer, given("requests a month", requests, Number))
		x.add(avoided)
		if more.Value > 0 {
			x.add(of(Quotient, "per cold start avoided", Price, given("more a month", more.Value, Dollars), given("cold starts", avoided.Value, Number)))
		}
	}
	x.add(given("p99 then", w.Latency.P99MS, Millis), given("p99 unchanged", plain.Latency.P99MS, Millis))
	if w.Mitigation == engine.AsIs {
		est, ex := v.Explain(s, s.Selected, w.Offer)
		x.Figures = append(bill(&est, ex, "a month"), spread(v, s, &est, w.Offer)...)
	}
	return x
}

// Compared explains, line by line, the difference between an offer's price in another
// scenario and its price now.
func Compared(v *engine.Evaluator, now, then *scenario.Scenario, offer int, name string) Explanation {
	e := v.Engine()
	x := about("Why: "+e.Offer(offer).Title+", "+name+" beside now", now, offer)
	a, b := v.Estimate(now, now.Selected, offer), v.Estimate(then, then.Selected, offer)
	x.add(of(Difference, "more in "+name+" than now", Dollars, total("in "+name, &b), total("now", &a)))
	if a.Monthly > 0 {
		x.add(of(RelativeDifference, "more, as a share", Change, given("in "+name, b.Monthly, Dollars), given("now", a.Monthly, Dollars)))
	}
	x.add(lines(&a, &b, name)...)
	return x
}

// lines returns the differences between two bills, line by line.
func lines(now, then *engine.Estimate, name string) (out []Figure) {
	amount := func(est *engine.Estimate, title string) (usd float64) {
		for i := range est.Bill {
			if est.Bill[i].Title == title {
				usd += est.Bill[i].Amount
			}
		}
		return usd
	}
	seen := map[string]bool{}
	for _, est := range []*engine.Estimate{now, then} {
		for i := range est.Bill {
			t := est.Bill[i].Title
			a, b := amount(now, t), amount(then, t)
			if seen[t] || a == b {
				continue
			}
			seen[t] = true
			out = append(out, of(Difference, t, Dollars, given("in "+name, b, Dollars), given("now", a, Dollars)))
		}
	}
	return out
}
