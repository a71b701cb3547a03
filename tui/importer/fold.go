package importer

import (
	"fmt"
	"strconv"
	"strings"

	"crossover/engine/scenario"
)

// fold merges parts on schedules that differ only in name, if there are more parts than a
// scenario can have. Their costs add up.
func (b *builder) fold() {
	if len(b.out.Parts) <= scenario.MaxParts {
		return
	}
	alike := map[string]int{}
	became := make([]int, len(b.out.Parts))
	names := map[int][]string{}
	var kept []Part
	for i, p := range b.out.Parts {
		t := partOf{b, i}.term("rate")
		key := p.Kind + p.Offer
		for _, x := range p.Terms {
			key += " " + x.Key + "=" + x.Value
		}
		first, folds := alike[key]
		if folds {
			names[first] = append(names[first], p.Name)
		} else {
			first = len(kept)
			kept = append(kept, p)
		}
		if t != nil && strings.HasSuffix(t.Value, "/day") {
			alike[key] = first
		}
		became[i] = first
	}
	b.out.Parts = kept
	for id, i := range b.ids {
		b.ids[id] = became[i]
	}
	for i := range b.links {
		b.links[i].part = became[b.links[i].part]
	}
	for i := range kept {
		others := names[i]
		if len(others) == 0 {
			continue
		}
		p := partOf{b, i}
		t := p.term("rate")
		a, _ := strconv.ParseFloat(strings.TrimSuffix(t.Value, "/day"), 64)
		t.Value = number(a*float64(1+len(others))) + "/day"
		t.From += fmt.Sprintf("; with %d more on the same terms", len(others))
		b.out.Left = append(b.out.Left, Note{p.it().Name, p.it().At, several(others), "they are counted in this part, whose terms are theirs: a scenario has at most " + strconv.Itoa(scenario.MaxParts) + " parts"})
	}
}

// several lists the first few names and the number of others.
func several(names []string) string {
	const most = 3
	text := strings.Join(names[:min(len(names), most)], ", ")
	if more := len(names) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
