package result

import (
	"strconv"
	"strings"

	"crossover/engine"
	"crossover/tui/format"
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
		g.Add("  "+several(unasked, "GPU offer")+" not needed", "", "")
	}
	return g
}
