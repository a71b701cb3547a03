package result

import (
	"fmt"
	"strings"

	"crossover/engine"
	"crossover/tui/format"
	"crossover/tui/why"
)

// explained holds the derivation of an offer's figures.
type explained struct {
	*Query
	estimate engine.Estimate
	why.Explanation
}

// Explain derives the price, latency and cold starts of an offer for the selected part. A
// negative offer stands for the cheapest feasible one.
func Explain(q *Query, offer int) Result {
	list := q.estimates(nil)
	best := -1
	if e := cheapest(list); e != nil {
		best = e.Offer
	}
	if offer < 0 {
		offer = max(best, list[0].Offer)
	}
	x := &explained{Query: q, Explanation: why.Offer(q.Evaluator, &q.Scenario, offer, best, why.Monthly)}
	x.estimate = q.Evaluator.Estimate(&q.Scenario, q.Scenario.Selected, offer)
	return x
}

// The names of units and operations in JSON.
var (
	unitNames = [...]string{why.Number: "number", why.Dollars: "usd", why.Price: "usd_each", why.Millis: "ms",
		why.Share: "share", why.Change: "change", why.Times: "times", why.Rate: "per_second"}
	opNames = [...]string{why.Given: "given", why.Sum: "sum", why.Product: "product", why.Quotient: "quotient",
		why.Difference: "difference", why.RelativeDifference: "relative_difference", why.Solved: "solved"}
)

func (x *explained) json() any {
	o := x.Engine.Offer(x.Offer)
	reasons, warnings := complaints(&x.estimate)
	return x.asked(
		member{"offer", o.ID}, member{"title", o.Title}, member{"size", x.estimate.Size},
		member{"feasible", x.estimate.Feasible()}, member{"reasons", reasons}, member{"warnings", warnings},
		// A figure is the result of its operation on those in of; given figures have
		// none.
		member{"figures", each(x.Figures, workedObject)},
	)
}

func workedObject(f *why.Figure) object {
	return object{
		{"name", f.Name}, {"value", f.Value}, {"unit", unitNames[f.Unit]}, {"operation", opNames[f.Op]},
		{"of", each(f.Of, workedObject)}, {"note", given(f.Note)}, {"source", given(f.Source)}, {"assumed", f.Assumed},
	}
}

// figureRow is a figure in a list where the figures it is computed from follow it.
type figureRow struct {
	*why.Figure
	depth int
}

// rows appends figures, each followed by the figures it is computed from. Unless all is
// set, given figures are omitted below the top level.
func rows(dst []figureRow, list []why.Figure, depth int, all bool) []figureRow {
	for i := range list {
		if f := &list[i]; all || depth == 0 || f.Op != why.Given {
			dst = append(dst, figureRow{f, depth})
			dst = rows(dst, f.Of, depth+1, all)
		}
	}
	return dst
}

func (x *explained) csv() *Grid {
	g := NewGrid("depth", "name", "value", "unit", "operation", "note", "source")
	for _, f := range rows(nil, x.Figures, 0, true) {
		g.addRaw(float64(f.depth), f.Name, f.Value, unitNames[f.Unit], opNames[f.Op], f.Note, f.Source)
	}
	return g
}

// grid has a row for each computed figure.
func (x *explained) grid() *Grid {
	g := NewGrid("value>", "is~", "which is/")
	for _, f := range rows(nil, x.Figures, 0, false) {
		g.Add(x.value(f.Figure), strings.Repeat("  ", f.depth)+f.Name, Sentence(x.formula(f.Figure)))
	}
	return g
}

// formula returns the formula of a figure and its note.
func (x *explained) formula(f *why.Figure) string {
	text := f.Formula(func(part *why.Figure) string { return x.value(part) + " " + part.Name })
	if text != "" && f.Note != "" {
		text += "; "
	}
	return text + f.Note
}

// value formats a figure with its unit.
func (x *explained) value(f *why.Figure) string {
	switch f.Unit {
	case why.Dollars:
		return x.money(f.Value)
	case why.Price:
		return string(format.Money{Currency: x.Query.Scenario.Currency}.AppendPrice(nil, f.Value))
	case why.Millis:
		return format.Duration(f.Value)
	case why.Share, why.Change:
		return format.Portion(f.Value)
	case why.Times:
		return format.Digits(f.Value) + "x"
	case why.Rate:
		return format.Rate(f.Value)
	default:
		return string(format.AppendNumber(nil, f.Value))
	}
}

// summary names the offer and its price, and the reasons and warnings about it.
func (x *explained) summary() string {
	out := fmt.Sprintf("%s for %s: %s a month.", x.Engine.Offer(x.Offer).Title, x.selected().Name, x.money(x.estimate.Monthly))
	reasons, warnings := complaints(&x.estimate)
	for _, r := range reasons {
		out += " It cannot run the part: " + r + "."
	}
	for _, w := range warnings {
		out += " " + capital(w) + "."
	}
	return out
}

func (x *explained) show(p *page) {
	p.text(x.summary())
	p.tables(x.grid())
}
