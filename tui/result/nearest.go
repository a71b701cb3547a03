package result

import (
	"fmt"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/tui/format"
)

// nearest is the offer that misses what a part needs by the least: nothing that
// is recommended.
type nearest struct {
	Part    string   `json:"part"`
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Monthly Number   `json:"monthly_usd"`
	Reasons []string `json:"reasons"`
	// Remedy is what would make the offer feasible; empty where no term does.
	Remedy string `json:"feasible_with"`
}

// nearest is the offer of a list that comes nearest to what the selected part
// needs, or nil where one can run it or none is asked for.
func (q *Query) nearest(list []engine.Estimate) *nearest {
	e := engine.Nearest(list)
	if e == nil || e.Feasible() {
		return nil
	}
	reasons, _ := complaints(e)
	n := near(q, q.Scenario.Selected, e, reasons, e.Remedy())
	return &n
}

// near is the offer of an estimate, which comes nearest to what a part needs.
func near(q *Query, part int, e *engine.Estimate, reasons []string, remedy string) nearest {
	o := q.Engine.Offer(e.Offer)
	return nearest{Part: q.Scenario.Part(part).Name, ID: o.ID, Title: o.Title, Monthly: Number(e.Monthly), Reasons: reasons, Remedy: remedy}
}

// texts are reasons in words.
func texts(reasons []engine.Reason) []string {
	out := make([]string, len(reasons)) // JSON has lists, never null
	for i, r := range reasons {
		out[i] = r.String()
	}
	return out
}

// words say that nothing can run the part, which offer comes nearest, what it
// costs, and what would make it feasible.
func (n *nearest) words(money func(float64) string) string {
	out := fmt.Sprintf("no offer can run %s; the nearest, %s at %s a month, %s",
		n.Part, Label(n.Title), money(float64(n.Monthly)), Sentence(strings.Join(n.Reasons, "; ")))
	if n.Remedy != "" {
		out += "; possible with " + Sentence(n.Remedy)
	}
	return out
}

// reason is why nothing can run the selected part, or nothing where something
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

// Refusal is why none of the offers, or of all of them where there are none, can
// run the selected part; nothing where one can.
func (q *Query) Refusal(offers []int) string { return q.reason(q.estimates(offers)) }

// Refusal is why a layout is none to recommend, or nothing where it is one.
func Refusal(r Result) string {
	if l, ok := r.(*layout); ok {
		return l.reason()
	}
	return ""
}

// nearest are the offers that stand in for the parts that nothing can run.
func (l *layout) nearest(misses []engine.Shortfall) []nearest {
	out := []nearest{}
	for _, m := range misses {
		e := l.Evaluator.Estimate(&l.Scenario, m.Part, m.Offer)
		out = append(out, near(l.Query, m.Part, &e, texts(m.Reasons), m.Remedy))
	}
	return out
}

// reason says of each part that nothing can run what comes nearest.
func (l *layout) reason() string {
	if len(l.Choices) == 0 {
		return "there are no offers"
	}
	var out []string
	for _, n := range l.nearest(l.Misses) {
		out = append(out, n.words(l.money))
	}
	return strings.Join(out, "; ")
}

// missed says by which part's needs, and by how much, an alternative fails.
func (l *layout) missed(a *engine.Alternative) string {
	var out []string
	for _, m := range a.Misses {
		out = append(out, l.Scenario.Part(m.Part).Name+" "+strings.Join(texts(m.Reasons), "; "))
	}
	return Sentence(strings.Join(out, "; "))
}

// nearlyAs is how much dearer a layout may be to be nearly as cheap, as a share.
const nearlyAs = 0.10

// nearly is the cheapest layout on the front that costs little more than the
// recommended one, or nil where there is none.
func (l *layout) nearly() (best *engine.Compromise) {
	for i := range l.pareto {
		p := &l.pareto[i]
		if l.Feasible && p.Weighed() <= l.Weighed()*(1+nearlyAs) && !slices.Equal(p.Offers, l.Offers()) && (best == nil || p.Weighed() < best.Weighed()) {
			best = p
		}
	}
	return best
}

// butNearly says what little more money buys.
func (l *layout) butNearly() string {
	p := l.nearly()
	if p == nil {
		return ""
	}
	var gains []string
	if p.P99MS < l.P99MS {
		gains = append(gains, fmt.Sprintf("a p99 of %s instead of %s", format.Duration(p.P99MS), format.Duration(l.P99MS)))
	}
	if p.Vendors < l.Vendors {
		gains = append(gains, fmt.Sprintf("%s instead of %d", several(p.Vendors, "vendor"), l.Vendors))
	}
	return fmt.Sprintf("nearly as cheap: %s more buys %s", l.money(p.Weighed()-l.Weighed()), strings.Join(gains, " and "))
}
