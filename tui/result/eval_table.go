package result

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/tui/format"
	"crossover/tui/why"
)

// heading describes the scenario and the prices.
func (q *Query) heading(p *page) {
	s := &q.Scenario
	p.lead(s.SelectedPart().Name, describe(s))
	if note := s.SelectedPart().Note; note != "" {
		p.lead("note", note)
	}
	p.text(format.Thousands(s.PerMonth(s.Selected)) + " requests a month, " + q.terms())
}

// felt returns the title of the latency column: p99 for requests, run for jobs.
func (q *Query) felt() string {
	if q.selected().Job() {
		return "run"
	}
	return "p99"
}

var feltMeans = map[string]string{"p99": "p99: latency the client sees", "run": "run: how long it runs, its start included, 99th percentile"}

// feasibleFirst counts the feasible estimates at the beginning of a ranked list.
func feasibleFirst(list []engine.Estimate) int {
	n := 0
	for n < len(list) && list[n].Feasible() {
		n++
	}
	return n
}

// ranking lists feasible offers.
func (q *Query) ranking(list []engine.Estimate) *Grid {
	g := NewGrid("#>", "offer~", q.perMonth()+">", "src", "×best>", "cold>", "adds>", q.felt()+">")
	for i := range list {
		e := &list[i]
		title := q.title(e.Offer)
		if _, warnings := complaints(e); len(warnings) > 0 {
			title += " *"
		}
		g.Add(append([]string{strconv.Itoa(i + 1), title}, q.figures(e, list[0].Monthly)...)...)
	}
	return g
}

// figures returns an estimate's cells in a ranking: price, doubt, ratio to the cheapest,
// cold starts and latency.
func (q *Query) figures(e *engine.Estimate, cheapest float64) []string {
	adds := format.None
	if e.ColdStart.Probability > 0 {
		adds = format.Duration(e.ColdStart.P99MS)
	}
	return []string{
		q.money(e.Monthly), q.doubt(e.Weakest()).Mark(), format.Times(e.Monthly, cheapest), format.Chance(e.ColdStart.Probability), adds, format.Duration(e.Latency.P99MS),
	}
}

// warnings explains the offers marked with a star, once per warning.
func (q *Query) warnings(p *page, list []engine.Estimate) {
	var texts []string
	offers := map[string][]string{}
	for i := range list {
		_, warnings := complaints(&list[i])
		for _, w := range warnings {
			if offers[w] == nil {
				texts = append(texts, w)
			}
			offers[w] = append(offers[w], Label(q.Engine.Offer(list[i].Offer).Short))
		}
	}
	if len(texts) > 0 {
		p.gap()
	}
	for _, w := range texts {
		p.entry("* ", strings.Join(offers[w], ", ")+": "+Sentence(w))
	}
}

// refusals lists the infeasible offers with the reasons, and the number of unasked ones.
func (q *Query) refusals(list []engine.Estimate, unasked int) *Grid {
	g := &Grid{Columns: []Column{{Most: 32}, {Right: true}, {Wraps: true}}}
	for i := range list {
		e := &list[i]
		reasons, _ := complaints(e)
		g.Add("  "+q.title(e.Offer), q.money(e.Monthly), Sentence(strings.Join(reasons, "; ")))
	}
	if unasked > 0 {
		g.Add("  "+format.Several(unasked, "GPU offer")+" not needed", "", "")
	}
	return g
}

// sizeGrid has the price and latency of a single offer in each of its sizes, or is nil if
// there is no choice. A star marks the size chosen.
func (es *estimates) sizeGrid() *Grid {
	if len(es.sizes) == 0 {
		return nil
	}
	g := NewGrid("size~", es.perMonth()+">", "p50>", es.felt()+">")
	for i := range es.sizes {
		z := &es.sizes[i]
		name := Label(z.Setting.String())
		if !z.Feasible {
			name += " (not possible)"
		}
		if z.MemoryMB == es.list[0].Chosen.MemoryMB && z.Size == es.list[0].Chosen.Size {
			name += " *"
		}
		g.Add(name, es.money(z.Monthly), format.Duration(z.Latency.P50MS), format.Duration(z.Latency.P99MS))
	}
	return g
}

// chosenObject describes the setting of an offer and the reason: only-way, fixed,
// cheapest, faster or kept-running. With faster and kept-running, missed is the cheapest
// setting, which misses the target; otherwise it is null.
func chosenObject(c *engine.Chosen) object {
	var missed object
	if c.MissedMonthly > 0 || c.MissedP99MS > 0 {
		missed = append(settingObject(c.Missed), member{"monthly_usd", c.MissedMonthly}, member{"p99_ms", c.MissedP99MS})
	}
	return append(settingObject(c.Setting), member{"why", c.Why.String()}, member{"missed", missed}, member{"batch", c.Batch}, member{"text", c.String()})
}

func settingObject(t engine.Setting) object {
	return object{{"memory_mb", t.MemoryMB}, {"vcpu", t.VCPU}, {"kept", t.Kept}}
}

// nearest is the offer that misses a part's needs by the least. It is not a
// recommendation.
type nearest struct {
	Part    string   `json:"part"`
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Monthly Number   `json:"monthly_usd"`
	Reasons []string `json:"reasons"`
	// Remedy is the change of terms that makes the offer feasible, or "".
	Remedy string `json:"feasible_with"`
}

// nearest returns the offer of a list nearest to the selected part's needs, or nil if one
// can run it or the list is empty.
func (q *Query) nearest(list []engine.Estimate) *nearest {
	e := engine.Nearest(list)
	if e == nil || e.Feasible() {
		return nil
	}
	reasons, _ := complaints(e)
	n := near(q, q.Scenario.Selected, e, reasons, e.Remedy())
	return &n
}

// near returns the estimate of a part's nearest offer as a nearest.
func near(q *Query, part int, e *engine.Estimate, reasons []string, remedy string) nearest {
	o := q.Engine.Offer(e.Offer)
	return nearest{Part: q.Scenario.Part(part).Name, ID: o.ID, Title: o.Title, Monthly: Number(e.Monthly), Reasons: reasons, Remedy: remedy}
}

// texts returns reasons as text.
func texts(reasons []engine.Reason) []string {
	return each.Of(reasons, func(r *engine.Reason) string { return r.String() })
}

// words says that nothing can run the part, and names the nearest offer, its cost and the
// remedy.
func (n *nearest) words(money func(float64) string) string {
	out := fmt.Sprintf("no offer can run %s; the nearest, %s at %s a month, %s",
		n.Part, Label(n.Title), money(float64(n.Monthly)), Sentence(strings.Join(n.Reasons, "; ")))
	if n.Remedy != "" {
		out += "; possible with " + Sentence(n.Remedy)
	}
	return out
}

// reason says why no offer of the list can run the selected part, or returns "" if one
// can.
func (q *Query) reason(list []engine.Estimate) string {
	switch n := q.nearest(list); {
	case n != nil:
		return n.words(q.money)
	case len(list) == 0:
		return "there are no offers"
	}
	return ""
}

// Refusal says why none of the offers, or of all offers if none are given, can run the
// selected part. It returns "" if one can.
func (q *Query) Refusal(offers []int) string { return q.reason(q.estimates(offers)) }

// Refusal says why a layout is not recommended, or returns "" if it is.
func Refusal(r Result) string {
	if l, ok := r.(*layout); ok {
		return l.reason()
	}
	return ""
}

// nearest returns the nearest offers of the parts that nothing can run.
func (l *layout) nearest(misses []engine.Shortfall) []nearest {
	return each.Of(misses, func(m *engine.Shortfall) nearest {
		e := l.Evaluator.Estimate(&l.Scenario, m.Part, m.Offer)
		return near(l.Query, m.Part, &e, texts(m.Reasons), m.Remedy)
	})
}

// reason names the nearest offer for each part that nothing can run.
func (l *layout) reason() string {
	if len(l.Choices) == 0 {
		return "there are no offers"
	}
	return strings.Join(each.Of(l.nearest(l.Misses), func(n *nearest) string { return n.words(l.money) }), "; ")
}

// missed says which parts' needs offers miss, and by how much.
func (q *Query) missed(misses []engine.Shortfall) string {
	return Sentence(strings.Join(each.Of(misses, func(m *engine.Shortfall) string {
		return q.Scenario.Part(m.Part).Name + " " + strings.Join(texts(m.Reasons), "; ")
	}), "; "))
}

// nearlyAs is the largest excess in price of a layout that is nearly as cheap, and the least
// gain in p99 that is worth a word, as shares.
const nearlyAs = 0.10

// nearly returns the cheapest other layout on the Pareto front within nearlyAs of the
// recommended one that gains something, or nil.
func (l *layout) nearly() (best *engine.Compromise) {
	for i := range l.pareto {
		p := &l.pareto[i]
		gains := p.Vendors < l.Vendors || p.P99MS < l.P99MS*(1-nearlyAs)
		if l.Feasible && gains && p.Weighed() <= l.Weighed()*(1+nearlyAs) && !slices.Equal(p.Offers, l.Offers()) && (best == nil || p.Weighed() < best.Weighed()) {
			best = p
		}
	}
	return best
}

// butNearly describes the gain from a slightly higher price.
func (l *layout) butNearly() string {
	p := l.nearly()
	if p == nil {
		return ""
	}
	var gains []string
	if p.P99MS < l.P99MS*(1-nearlyAs) {
		gains = append(gains, fmt.Sprintf("a p99 of %s instead of %s", format.Duration(p.P99MS), format.Duration(l.P99MS)))
	}
	if p.Vendors < l.Vendors {
		gains = append(gains, fmt.Sprintf("%s instead of %d", format.Several(p.Vendors, "vendor"), l.Vendors))
	}
	return fmt.Sprintf("nearly as cheap: %s more buys %s", l.money(p.Weighed()-l.Weighed()), strings.Join(gains, " and "))
}

// explained holds the derivation of an offer's figures.
type explained struct {
	*Query
	estimate engine.Estimate
	why.Explanation
}

// Explain derives the price, latency and cold starts of an offer for the selected part. A
// negative offer stands for the cheapest feasible one, or the nearest where none is.
func Explain(q *Query, offer int) Result {
	list := q.estimates(nil)
	best := -1
	if e := cheapest(list); e != nil {
		best = e.Offer
	}
	if offer < 0 {
		offer = cmp.Or(cheapest(list), engine.Nearest(list)).Offer
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

func (e *explained) json() any {
	o := e.Engine.Offer(e.Offer)
	reasons, warnings := complaints(&e.estimate)
	return e.asked(
		member{"offer", o.ID}, member{"title", o.Title}, member{"size", e.estimate.Size},
		member{"feasible", e.estimate.Feasible()}, member{"reasons", reasons}, member{"warnings", warnings},
		// A figure is the result of its operation on those in of; given figures have
		// none.
		member{"figures", each.Of(e.Figures, workedObject)},
	)
}

func workedObject(f *why.Figure) object {
	return object{
		{"name", f.Name}, {"value", f.Value}, {"unit", unitNames[f.Unit]}, {"operation", opNames[f.Op]},
		{"of", each.Of(f.Of, workedObject)}, {"note", given(f.Note)}, {"source", given(f.Source)}, {"assumed", f.Assumed},
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

func (e *explained) csv() *Grid {
	g := NewGrid("depth", "name", "value", "unit", "operation", "note", "source")
	for _, f := range rows(nil, e.Figures, 0, true) {
		g.addRaw(float64(f.depth), f.Name, f.Value, unitNames[f.Unit], opNames[f.Op], f.Note, f.Source)
	}
	return g
}

// grid has a row for each computed figure.
func (e *explained) grid() *Grid {
	g := NewGrid("value>", "is~", "which is/")
	for _, f := range rows(nil, e.Figures, 0, false) {
		g.Add(e.value(f.Figure), strings.Repeat("  ", f.depth)+f.Name, Sentence(e.formula(f.Figure)))
	}
	return g
}

// formula returns the formula of a figure and its note.
func (e *explained) formula(f *why.Figure) string {
	text := f.Formula(func(part *why.Figure) string { return e.value(part) + " " + part.Name })
	if text != "" && f.Note != "" {
		text += "; "
	}
	return text + f.Note
}

// value formats a figure with its unit.
func (e *explained) value(f *why.Figure) string {
	switch f.Unit {
	case why.Dollars:
		return e.money(f.Value)
	case why.Price:
		return string(format.Money{Currency: e.Query.Scenario.Currency}.AppendPrice(nil, f.Value))
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
func (e *explained) summary() string {
	out := fmt.Sprintf("%s for %s: %s a month.", e.Engine.Offer(e.Offer).Title, e.selected().Name, e.money(e.estimate.Monthly))
	reasons, warnings := complaints(&e.estimate)
	if len(reasons) > 0 {
		out += " It cannot run the part: " + strings.Join(reasons, "; ") + "."
	}
	for _, w := range warnings {
		out += " It " + w + "."
	}
	return out
}

func (e *explained) show(p *page) {
	p.text(e.summary())
	p.tables(e.grid())
}
