// Package why explains the figures on the screen. An [Explanation] holds formulas with
// their values: each [Figure] is computed from others, down to given ones. Figures can be
// computed again, which checks the explanation against the screen.
package why

import (
	"math"
	"strconv"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/tui/format"
)

// Unit says how a value is written.
type Unit uint8

// The units of figures.
const (
	// Number is a plain number; the figure's name says what it counts.
	Number Unit = iota
	// Dollars is an amount and Price a unit price.
	Dollars
	Price
	// Millis is a time in milliseconds.
	Millis
	// Share is a share from 0 to 1 and Change a relative change, 0 for none.
	Share
	Change
	// Times is a multiple.
	Times
	// Rate is a number per second.
	Rate
)

// Op is the operation that computes a figure from others.
type Op uint8

// The operations.
const (
	// Given is no operation: the value is an input of the explanation.
	Given Op = iota
	// Sum adds the figures.
	Sum
	// Product multiplies them.
	Product
	// Quotient divides the first by each of the others.
	Quotient
	// Difference subtracts the others from the first.
	Difference
	// RelativeDifference divides the first by the second and subtracts 1.
	RelativeDifference
	// Solved is a value found by a search. Its only part is the function's result at that
	// value.
	Solved
)

// Figure is a number and the figures it is computed from.
type Figure struct {
	Name  string
	Value float64
	Unit  Unit
	Op    Op
	Of    []Figure
	// Note adds an explanation, and Source says where the figure is from.
	Note, Source string
	// Assumed is set for a figure that has no published source.
	Assumed bool
}

// given returns a figure without parts.
func given(name string, v float64, u Unit) Figure { return Figure{Name: name, Value: v, Unit: u} }

// of returns a figure computed from two others.
func of(op Op, name string, u Unit, a, b Figure) Figure {
	f := Figure{Name: name, Unit: u, Op: op, Of: []Figure{a, b}}
	f.Value = f.Work()
	return f
}

// Work computes a figure from its parts, down to those that are given.
func (f *Figure) Work() float64 {
	if f.Op == Given || f.Op == Solved || len(f.Of) == 0 {
		return f.Value
	}
	v := f.Of[0].Work()
	for i := range f.Of[1:] {
		x := f.Of[i+1].Work()
		switch f.Op {
		case Sum:
			v += x
		case Product:
			v *= x
		case Quotient:
			v /= x
		case Difference:
			v -= x
		case RelativeDifference:
			v = v/x - 1
		case Given, Solved:
		}
	}
	return v
}

// signs are the operators between the terms of a formula.
var signs = [...]string{Sum: " + ", Product: " x ", Quotient: " / ", Difference: " - ", RelativeDifference: " / ", Solved: " "}

// Formula returns the formula of a figure, or "" if it has none; term writes a part with its
// name.
func (f *Figure) Formula(term func(*Figure) string) string {
	if f.Op == Given || len(f.Of) == 0 {
		return ""
	}
	text := term(&f.Of[0])
	for i := range f.Of[1:] {
		text += signs[f.Op] + term(&f.Of[i+1])
	}
	if f.Op == RelativeDifference {
		text += " - 1"
	}
	return text
}

// Explanation explains one figure on the screen.
type Explanation struct {
	// Title names the figure and its subject.
	Title string
	// Figures starts with the figure itself; the figures it depends on follow.
	Figures []Figure
	// Notes adds explanations, Warnings the reasons for doubt.
	Notes, Warnings []string
	// Offer is the offer whose latency, cold starts and assumptions are shown with the
	// explanation, for the selected part of Scenario; -1 for none.
	Offer    int
	Scenario scenario.Scenario
}

// about returns an empty explanation, for an offer or for -1.
func about(title string, s *scenario.Scenario, offer int) Explanation {
	return Explanation{Title: title, Scenario: *s, Offer: offer}
}

// add appends figures.
func (e *Explanation) add(f ...Figure) { e.Figures = append(e.Figures, f...) }

// Aspect identifies a figure of an offer.
type Aspect uint8

// The figures of an offer.
const (
	Monthly Aspect = iota
	PerMillion
	Relative
	Latency
	ColdStarts
	numAspects
)

// Offer explains the figures of an offer for the selected part of s, starting with the
// aspect first; best is the cheapest offer, or -1.
func Offer(v *engine.Evaluator, s *scenario.Scenario, offer, best int, first Aspect) Explanation {
	e := v.Engine()
	x := about("Why: "+e.Offer(offer).Title+" for "+s.SelectedPart().Name, s, offer)
	est, ex := v.Explain(s, s.Selected, offer)
	parts := [numAspects][]Figure{Monthly: bill(&est, ex, "a month"), Latency: spread(v, s, &est, offer), ColdStarts: cold(&est)}
	if est.Requests > 0 {
		parts[PerMillion] = []Figure{of(Quotient, "for a million requests", Dollars,
			given("a month", est.Monthly, Dollars), given("million requests", est.Requests/1e6, Number))}
	}
	if best >= 0 {
		if least := v.Estimate(s, s.Selected, best).Monthly; least > 0 {
			parts[Relative] = []Figure{of(Quotient, "the price of the cheapest", Times,
				given("a month", est.Monthly, Dollars), given("for "+e.Offer(best).Title, least, Dollars))}
		}
	}
	x.add(parts[first]...)
	for a := range parts {
		if Aspect(a) != first {
			x.add(parts[a]...)
		}
	}
	return x
}

// total returns the sum of a bill.
func total(name string, est *engine.Estimate) Figure {
	lines := each.Of(est.Bill, func(l *engine.Line) Figure { return given(l.Title, l.Amount, Dollars) })
	return Figure{Name: name, Value: est.Monthly, Unit: Dollars, Op: Sum, Of: lines}
}

// bill returns the sum of a bill and each of its lines.
func bill(est *engine.Estimate, ex []engine.Derivation, name string) []Figure {
	out := []Figure{total(name, est)}
	for i := range est.Bill {
		out = append(out, line(&est.Bill[i], &ex[i])...)
	}
	return out
}

// line explains the amount of a line, tier by tier, and its quantity.
func line(l *engine.Line, ex *engine.Derivation) []Figure {
	unit := format.Units(0, l.Unit)
	factors := each.Of(ex.Factors, func(f *engine.Factor) Figure { return given(f.Name, f.Value, Number) })
	q := Figure{Name: format.Units(l.Quantity, l.Unit), Value: l.Quantity, Op: Product, Of: factors}
	charged := given(unit+" charged", l.Billable+l.Credited, Number)
	switch free := l.Included - l.Credited; {
	case free > 0 && near(l.Quantity-free, charged.Value, l.Quantity):
		charged.Op, charged.Of = Difference, []Figure{q, given("free of charge", free, Number)}
	case near(l.Quantity, charged.Value, l.Quantity):
		charged.Op, charged.Of, charged.Name = q.Op, q.Of, q.Name
	}
	out := Figure{Name: l.Title, Value: l.Amount, Unit: Dollars, Note: provenance(l), Source: l.Provenance.Source, Assumed: l.Provenance.Confidence == 0}
	whole := len(ex.Slices) == 1 && l.CreditUSD == 0
	switch {
	case whole:
		out.Op, out.Of = Product, []Figure{charged, given("each", ex.Slices[0].Price, Price)}
	case len(ex.Slices) == 0 && l.CreditUSD == 0:
		out.Op, out.Of = Product, []Figure{charged, given("each", l.UnitPrice, Price)}
		whole = true
	default:
		out.Op = Sum
		for k, s := range ex.Slices {
			out.Of = append(out.Of, Figure{
				Name: "in tier " + strconv.Itoa(k+1), Value: s.Amount, Unit: Dollars, Op: Product,
				Of: []Figure{given(format.Units(s.Units, l.Unit), s.Units, Number), given("each", s.Price, Price)},
			})
		}
		if l.CreditUSD > 0 {
			out.Of = append(out.Of, given("that the plan's credit pays", -l.CreditUSD, Dollars))
		}
	}
	if whole {
		return []Figure{out}
	}
	charged.Name = l.Title + ": " + charged.Name
	return []Figure{out, charged}
}

// near reports whether a and b differ by rounding alone, in a sum as large as scale.
func near(a, b, scale float64) bool {
	return math.Abs(a-b) <= 1e-9*max(math.Abs(scale), 1e-300)
}

// provenance describes the source of a line's rate.
func provenance(l *engine.Line) string {
	p := &l.Provenance
	switch {
	case p.Confidence == 0:
		return "an assumption: " + p.Note
	case p.Override != "":
		return "yours, from " + p.Override
	}
	text := "as of " + p.AsOf
	if p.Confidence > 1 {
		text += ", two sources agree"
	}
	if l.Discount > 0 {
		text += "; a commitment takes " + strconv.Itoa(int(math.Round(l.Discount*100))) + " % off"
	}
	return text
}

// quantiles are the percentiles shown.
var quantiles = [...]struct {
	name string
	q    float64
}{{"p99", 0.99}, {"p95", 0.95}, {"p50", 0.5}}

// spread explains the percentiles of an offer's latency. At each, the shares of the
// classes of requests served within that time add up to the percentile's share.
func spread(v *engine.Evaluator, s *scenario.Scenario, est *engine.Estimate, offer int) []Figure {
	d := v.Spread(s, s.Selected, offer)
	if !d.Exists() {
		return nil
	}
	var out []Figure
	for i, ms := range [...]float64{est.Latency.P99MS, est.Latency.P95MS, est.Latency.P50MS} {
		f := Figure{Name: "of the requests stay within it", Unit: Share, Op: Sum}
		for class := range engine.NumClasses {
			if share := d.Share(class); share > 0 {
				f.Of = append(f.Of, of(Product, class.String(), Share,
					given("are "+class.String(), share, Share), given("of them are within", d.Within(class, ms), Share)))
			}
		}
		f.Value = f.Work()
		out = append(out, Figure{Name: quantiles[i].name, Value: ms, Unit: Millis, Op: Solved, Of: []Figure{f}})
	}
	if ms := d.NetworkMS(); ms > 0 {
		out = append(out, given("of each is the network, there and back", ms, Millis))
	}
	return out
}

// cold explains the number of cold starts.
func cold(est *engine.Estimate) []Figure {
	if est.ColdStart.Probability <= 0 {
		return nil
	}
	return []Figure{of(Product, "cold starts a month", Number,
		given("of the requests", est.ColdStart.Probability, Share), given("requests a month", est.Requests, Number))}
}
