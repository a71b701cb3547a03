package why

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/engine/sim"
	"crossover/engine/verdict"
	"crossover/engine/verify"
	"crossover/tui/format"
)

// Line explains a line of an offer's bill.
func Line(e *engine.Engine, s *scenario.Scenario, est *engine.Estimate, ex []engine.Derivation, k int) Explanation {
	l := &est.Bill[k]
	x := about("Why: "+l.Title+", "+e.Offer(est.Offer).Title, s, -1)
	x.Figures = line(l, &ex[k])
	if est.Monthly > 0 {
		x.add(of(Quotient, "of the bill", Share, given("this line", l.Amount, Dollars), given("the whole bill", est.Monthly, Dollars)))
	}
	if l.Account {
		x.Notes = append(x.Notes, "paid once, however many parts are there")
	}
	if l.Provenance.Note != "" {
		x.Notes = append(x.Notes, l.Provenance.Note)
	}
	return x
}

// Simulated explains a figure by its value in the model and in the simulation.
func Simulated(s *scenario.Scenario, q *engine.Simulated, p *sim.Progress, f *sim.Figure, name string, offer int) Explanation {
	x := about("Why: "+name+", in the model and simulated", s, offer)
	m := given(name+", in the model", f.Model, Number)
	switch {
	case f.Share:
		m.Unit = Share
	case f.Name == "instances":
		m.Op, m.Of = Sum, []Figure{given("running", q.Model.Running, Number), given("idle", q.Model.Idle, Number)}
	}
	x.add(m)
	if v := f.Simulation.Value; v > 0 && p.Requests > 0 {
		simulated := given("simulated", v, m.Unit)
		x.add(simulated, of(RelativeDifference, "by which the model differs", Change, given("in the model", m.Value, m.Unit), simulated))
		x.add(given("requests were simulated", float64(p.Measured), Number))
		if ci := f.Simulation.CI95; !math.IsInf(ci, 0) && !math.IsNaN(ci) {
			x.add(of(Quotient, "to either side of the simulated mean is its 95 % confidence interval", Share, given("half the interval", ci, m.Unit), simulated))
		}
	}
	x.Warnings = append(x.Warnings, q.Valid.Reasons()...)
	return x
}

// Claim explains the answer to a rule of thumb, test by test, and the value at which it
// flips.
func Claim(v *engine.Evaluator, r *verdict.Result) Explanation {
	e := v.Engine()
	x := about("Why: \""+r.Claim+"\" "+answers[r.Answer], &r.Scenario, -1)
	passed := Figure{Name: "of " + strconv.Itoa(len(r.Checks)) + " tests pass", Op: Sum}
	for i := range r.Checks {
		p := 0.0
		if r.Checks[i].Pass {
			p = 1
		}
		passed.Value += p
		passed.Of = append(passed.Of, given(testName(&r.Checks[i], i), p, Number))
	}
	if len(r.Checks) > 0 {
		passed.Note = "a claim holds if all pass, fails if none does, and depends otherwise"
		x.add(passed)
	}
	for i := range r.Checks {
		k := &r.Checks[i]
		x.Notes = append(x.Notes, testName(k, i)+": "+k.Want)
		x.add(found(v, k)...)
	}
	if f := r.Flip; f != nil {
		for _, side := range []verdict.Side{f.Below, f.Above} {
			if o := e.Find(side.Offer); o >= 0 && len(r.Checks) > 0 {
				there := r.Checks[0].Scenario
				f.Axis.Set(&there, there.Selected, f.At)
				est := v.Estimate(&there, there.Selected, o)
				x.add(total("a month where it flips, "+e.Offer(o).Title, &est))
			}
		}
	}
	x.Notes = append(x.Notes, slices.DeleteFunc([]string{r.Why, r.DependsOn(), r.Reading, r.Note}, func(t string) bool { return t == "" })...)
	return x
}

var answers = map[verdict.Answer]string{verdict.Holds: "holds", verdict.Fails: "fails", verdict.Depends: "depends", verdict.Untestable: "cannot be tested"}

func testName(k *verdict.Check, i int) string {
	if k.Name != "" {
		return k.Name
	}
	return "test " + strconv.Itoa(i+1)
}

// found returns the figures of a test, with the price of an offer as the sum of its bill.
// If there are exactly two and they have the same unit, their ratio follows.
func found(v *engine.Evaluator, k *verdict.Check) (out []Figure) {
	var have []Figure
	for i := range k.Figures {
		f := &k.Figures[i]
		if !f.Exists() {
			continue
		}
		g := given(f.Label, f.Value, units[f.Unit])
		if o := v.Engine().Find(f.Offer); o >= 0 && f.Unit == verdict.USDPerMonth {
			est := v.Estimate(&k.Scenario, k.Scenario.Selected, o)
			name := f.Label
			if title := v.Engine().Offer(o).Title; !strings.Contains(name, title) {
				name += ", " + title
			}
			if sum := total(name, &est); near(sum.Value, f.Value, f.Value) {
				g = sum
			}
		}
		have = append(have, g)
	}
	out = append(out, have...)
	if len(have) == 2 && have[0].Unit == have[1].Unit && have[0].Value > 0 && have[1].Value > 0 {
		a, b := have[0], have[1]
		a.Op, a.Of, b.Op, b.Of = Given, nil, Given, nil
		out = append(out, of(Quotient, "the one through the other", Times, a, b))
	}
	return out
}

var units = map[verdict.Unit]Unit{
	verdict.USDPerMonth: Dollars, verdict.USDPerMillion: Dollars, verdict.Milliseconds: Millis, verdict.Share: Share,
	verdict.Ratio: Times, verdict.PerSecond: Rate,
}

// ListPrice explains a price of the catalogue: the price of one unit, and its lines on up
// to three bills of the selected part.
func ListPrice(v *engine.Evaluator, s *scenario.Scenario, p *catalog.Price) Explanation {
	e := v.Engine()
	x := about("Why: "+p.Title+", "+p.Provider, s, -1)
	one := of(Quotient, "for one "+strings.TrimPrefix(p.Unit, "instance-"), Price, given("list price", p.Price, Price), given(format.Units(p.Per, strings.TrimPrefix(p.Unit, "instance-")), p.Per, Number))
	one.Source, one.Assumed, one.Note = p.Source, p.Confidence == 0, "as of "+p.AsOf
	x.add(one)
	for i := 1; i < len(p.Tiers); i++ {
		x.add(given("for "+format.Count(p.Per)+" from "+format.Count(p.Tiers[i-1].UpTo)+" on", p.Tiers[i].Price, Price))
	}
	shown := 0
	for _, id := range p.Offers {
		o := e.Find(id)
		if o < 0 || shown == 3 {
			continue
		}
		est, ex := v.Explain(s, s.Selected, o)
		for k := range est.Bill {
			if est.Bill[k].Meter == p.Meter {
				list := line(&est.Bill[k], &ex[k])
				list[0].Name = "on the bill of " + e.Offer(o).Title + " for " + s.SelectedPart().Name
				x.add(list...)
				shown++
			}
		}
	}
	if p.Override != "" {
		x.Notes = append(x.Notes, "yours, from "+p.Override)
	}
	if p.Note != "" {
		x.Notes = append(x.Notes, p.Note)
	}
	return x
}

// Example explains the computed figure of a published example.
func Example(s *scenario.Scenario, r *verify.Result) Explanation {
	x := about("Why: "+r.Title, s, -1)
	if r.Err != nil {
		x.Warnings = append(x.Warnings, r.Err.Error())
		return x
	}
	c := given("computed, in "+r.Unit, r.Computed, Number)
	c.Source, c.Note = r.Source, "as of "+r.AsOf
	sum := Figure{Name: c.Name, Value: c.Value, Op: Sum, Source: c.Source, Note: c.Note}
	sum.Of = each.Of(r.Lines, func(l *verify.LineResult) Figure { return given(l.Title, l.Amount, Dollars) })
	if near(sum.Work(), c.Value, c.Value) && len(sum.Of) > 0 {
		c = sum
	}
	x.add(c)
	if r.Published != 0 {
		from := of(RelativeDifference, "from what is published", Change, given("computed", r.Computed, Number), given("published", r.Published, Number))
		from.Note = "written as " + r.PublishedText + ", computed to the same digits as " + r.ComputedText()
		x.add(from)
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		f, unit := Figure{Name: l.Title, Value: l.Amount, Unit: Dollars}, format.Units(0, l.Unit)
		charged := given(unit+" charged", l.Billable, Number)
		if near(l.Quantity-l.Included, l.Billable, l.Quantity) && l.Included > 0 {
			charged.Op, charged.Of = Difference, []Figure{given(unit, l.Quantity, Number), given("included", l.Included, Number)}
		}
		if near(l.Billable*l.UnitPrice, l.Amount, l.Amount) {
			f.Op, f.Of = Product, []Figure{charged, given("each", l.UnitPrice, Price)}
		} else {
			f.Note = format.Exactly(l.Billable) + " " + unit + " at " + string(format.Money{}.AppendPrice(nil, l.UnitPrice)) + " each, rounded as its source does"
		}
		x.add(f)
	}
	for _, st := range r.Steps {
		f := given(st.Name, st.Value, Number)
		if st.Is != "" {
			f.Note = "= " + st.Is
		}
		x.add(f)
	}
	if r.Reason != "" {
		x.Warnings = append(x.Warnings, "a slip in the source: "+r.Reason+"; its inputs give "+r.Really)
	}
	if r.Note != "" {
		x.Notes = append(x.Notes, r.Note)
	}
	return x
}

// Turn says where the cheaper offer changes, and to which.
func Turn(c *verdict.Change, e *engine.Engine, money func(usd float64) string) string {
	side := func(s verdict.Side) string {
		if i := e.Find(s.Offer); i >= 0 {
			return e.Offer(i).Title
		}
		return "none"
	}
	at := format.Place(c.Axis, c.At)
	if c.Axis == engine.AxisRate {
		at += " (" + format.Short(c.PerMonth) + "/month)"
	}
	below, above := side(c.Below), side(c.Above)
	switch {
	case c.Price == 0:
		return at + ": " + below + " below, " + above + " above"
	case below == above:
		return at + ": " + below + " comes to " + money(c.Price)
	default:
		return at + ": " + below + " below, " + above + " above, to cost " + money(c.Price)
	}
}

// Pool describes the requests of a pool and the rules that start and stop its instances.
func Pool(question sim.Question) string {
	seconds := func(s float64) string { return format.Duration(s * 1e3) }
	number := func(v float64) string { return string(format.AppendNumber(nil, math.Round(v*100)/100)) }
	if question.Traffic().Rate() == 0 {
		return "no requests come"
	}
	text := "requests come at " + format.Rate(question.Traffic().Rate())
	switch q := question.(type) {
	case sim.Config:
		text += " and take " + seconds(q.Service.Mean()) + "; an idle instance stays " + seconds(q.Idle)
		if q.Lifetime > 0 {
			text += ", none longer than " + seconds(q.Lifetime)
		}
		text += ", each takes " + number(float64(max(q.Concurrency, 1))) + " at once"
	case sim.AutoscaledConfig:
		var aims []string
		if t := q.Policy.CPU; t > 0 {
			aims = append(aims, format.Chance(t)+" of an instance's CPU")
		}
		if t := q.Policy.InFlight; t > 0 {
			aims = append(aims, number(t)+" requests in flight")
		}
		if t := q.Policy.Rate; t > 0 {
			aims = append(aims, format.Rate(t))
		}
		text += fmt.Sprintf(", compute for %s and wait for %s; the autoscaler aims at %s over %s, and fewer instances serve after %s",
			seconds(q.Compute.Mean()), seconds(q.Wait.Mean()), strings.Join(aims, " and "), seconds(q.Policy.Window), seconds(q.Policy.Hold))
	}
	return text
}
