package result

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"crossover/engine"
	"crossover/tui/format"
)

// evalTable writes the estimates for people.
func (q *Query) evalTable(b *Sheet, list []engine.Estimate, all bool) {
	q.heading(b)
	b.WriteByte('\n')
	kept, unasked := q.folded(list, all)
	able := feasibleFirst(kept)
	if able > 0 {
		q.ranking(b, kept[:able])
		b.WriteString("\ncold: chance that a request waits for a start; adds: that wait, 99th percentile;\n" + feltMeans[q.felt()] + "\n")
	} else {
		b.Wrap("", capital(q.reason(list))+".")
	}
	q.warnings(b, kept[:able])
	if able < len(kept) || unasked > 0 {
		b.WriteString("\nnot possible here:\n")
		q.refusals(b, kept[able:])
	}
	if unasked > 0 {
		b.WriteString("  " + foldedNote(unasked) + "\n")
	}
}

// foldedNote says what was left out of a table.
func foldedNote(n int) string {
	if n == 1 {
		return "1 GPU offer not needed"
	}
	return strconv.Itoa(n) + " GPU offers not needed"
}

// heading says what the scenario and the prices are.
func (q *Query) heading(b *Sheet) {
	s := &q.Scenario
	b.Wrap(s.SelectedPart().Name+": ", describe(s))
	if note := s.SelectedPart().Note; note != "" {
		b.Wrap("note: ", note)
	}
	b.Wrap("", format.Thousands(s.PerMonth(s.Selected))+" requests a month, "+q.terms())
}

// felt is the title of the column with the time that counts: the latency of requests,
// or how long a job runs.
func (q *Query) felt() string {
	if q.selected().Job() {
		return "run"
	}
	return "p99"
}

var feltMeans = map[string]string{"p99": "p99: latency the client sees", "run": "run: how long it runs, its start included, 99th percentile"}

// feasibleFirst counts the feasible estimates a ranked list starts with.
func feasibleFirst(list []engine.Estimate) int {
	n := 0
	for n < len(list) && list[n].Feasible() {
		n++
	}
	return n
}

// ranking lists the offers that can run the part.
func (q *Query) ranking(b *Sheet, list []engine.Estimate) {
	g := Grid{Columns: []Column{
		{Title: "#", Right: true}, {Title: "offer", Gives: true}, {Title: q.perMonth(), Right: true},
		{Title: "×best", Right: true}, {Title: "cold", Right: true}, {Title: "adds", Right: true}, {Title: q.felt(), Right: true},
	}}
	for i := range list {
		e := &list[i]
		title := q.title(e.Offer)
		if _, warnings := complaints(e); len(warnings) > 0 {
			title += " *"
		}
		g.Add(append([]string{strconv.Itoa(i + 1), title}, q.figures(e, list[0].Monthly)...)...)
	}
	g.table(b)
}

// figures are an estimate's columns: price, price over the cheapest, and what
// a client feels.
func (q *Query) figures(e *engine.Estimate, cheapest float64) []string {
	adds := format.None
	if e.ColdStart.Probability > 0 {
		adds = format.Duration(e.ColdStart.P99MS)
	}
	return []string{
		q.money(e.Monthly), format.Times(e.Monthly, cheapest), format.Chance(e.ColdStart.Probability), adds, format.Duration(e.Latency.P99MS),
	}
}

// warnings explains the offers marked with a star: once for all that have the
// same to watch.
func (q *Query) warnings(b *Sheet, list []engine.Estimate) {
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
		b.WriteByte('\n')
	}
	for _, w := range texts {
		b.Wrap("* ", strings.Join(offers[w], ", ")+": "+Sentence(w))
	}
}

// refusals lists the offers that cannot run the part, and why.
func (q *Query) refusals(b *Sheet, list []engine.Estimate) {
	widest := 30 + max(b.Width-Width, 0)/2 // leaves room for the reasons
	if b.Width == 0 {
		widest = math.MaxInt
	}
	wide, dear := 0, 0
	for i := range list {
		wide = max(wide, min(widest, Columns(q.title(list[i].Offer))))
		dear = max(dear, Columns(q.money(list[i].Monthly)))
	}
	for i := range list {
		e := &list[i]
		reasons, _ := complaints(e)
		lead := fmt.Sprintf("  %-*s  %*s  ", wide, Cut(q.title(e.Offer), wide), dear, q.money(e.Monthly))
		b.Wrap(lead, Sentence(strings.Join(reasons, "; ")))
	}
}

// evalMarkdown writes the estimates for a page.
func (q *Query) evalMarkdown(b *bytes.Buffer, list []engine.Estimate, all bool) {
	s := &q.Scenario
	fmt.Fprintf(b, "**%s**: `%s`, %s requests a month. %s.\n\n", s.SelectedPart().Name, describe(s), format.Thousands(s.PerMonth(s.Selected)), q.terms())
	if note := s.SelectedPart().Note; note != "" {
		b.WriteString(escape(note) + "\n\n")
	}
	if why := q.reason(list); why != "" {
		b.WriteString(capital(why) + ".\n\n")
	}
	g := Grid{Columns: []Column{
		{Title: "#", Right: true}, {Title: "offer"}, {Title: "id"}, {Title: q.perMonth(), Right: true}, {Title: "×best", Right: true},
		{Title: "cold", Right: true}, {Title: "adds", Right: true}, {Title: q.felt(), Right: true}, {Title: "note"},
	}}
	kept, unasked := q.folded(list, all)
	best := cheapest(list)
	for i := range kept {
		e := &kept[i]
		reasons, warnings := complaints(e)
		rank, floor := format.None, 0.0
		if e.Feasible() {
			rank, floor = strconv.Itoa(i+1), best.Monthly
		}
		row := append([]string{rank, q.title(e.Offer), "`" + q.Engine.Offer(e.Offer).ID + "`"}, q.figures(e, floor)...)
		if !e.Feasible() {
			row[4] = format.None
		}
		g.Add(append(row, Sentence(strings.Join(append(reasons, warnings...), "; ")))...)
	}
	g.markdown(b)
	if unasked > 0 {
		b.WriteString("\n" + foldedNote(unasked) + ".\n")
	}
}
