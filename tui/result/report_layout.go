package result

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/format"
)

// placement writes the layout of the whole system with the reasons.
func (r *document) placement() {
	const mostReasons = 5
	r.page.section("Layout of the whole system")
	r.page.text(capital(r.layout.verdict()) + ".")
	r.layout.body(&r.page, mostReasons)
}

// bills returns the lines of the offers listed and of the layout.
func (r *document) bills() []engine.Line {
	var lines []engine.Line
	for i := range r.list[:r.shown] {
		lines = append(lines, r.list[i].Bill...)
	}
	for i := range r.layout.Choices {
		lines = append(lines, r.layout.Choices[i].Estimate.Bill...)
	}
	return lines
}

// assumptions lists assumed prices and figures, and those of the user's files.
func (r *document) assumptions() {
	r.page.section("Assumptions")
	var rates []string
	for _, l := range r.bills() {
		if l.Provenance.Confidence > 0 && l.Provenance.Override == "" {
			continue
		}
		text := Label(l.Title) + ", " + r.money(l.UnitPrice) + " for a " + Label(l.Unit)
		if l.UnitPrice == 0 {
			text = Label(l.Title)
		}
		if l.Provenance.Override != "" {
			text += ", from " + Label(l.Provenance.Override)
		}
		if l.Provenance.Note != "" {
			text += ": " + Sentence(l.Provenance.Note)
		}
		if !slices.Contains(rates, text) {
			rates = append(rates, text)
		}
	}
	if rates != nil {
		r.page.text("Prices on these bills that are assumed, or your own:")
		r.page.items(rates...)
	}
	r.page.text("Figures of the model that nobody publishes; each can be set in a file of your own:")
	g := NewGrid("figure", "value>", "in a band>", "meaning")
	for _, a := range assumed(&r.Engine.Catalog().Assumptions) {
		g.Add(a.name, format.Digits(a.Value), mayBe(&a.Assumption), Sentence(a.Note))
	}
	r.page.table(g)
}

// mayBe returns the range of an assumption, or "" for a single value.
func mayBe(a *catalog.Assumption) string {
	low, high := a.Range()
	if low == high {
		return ""
	}
	return format.Digits(low) + " to " + format.Digits(high)
}

// assumption is an assumption and its name in the file.
type assumption struct {
	name string
	catalog.Assumption
}

// assumed lists the assumptions that are one figure each.
func assumed(a *catalog.Assumptions) []assumption {
	var out []assumption
	v := reflect.ValueOf(*a)
	for i := range v.NumField() {
		if f, ok := v.Field(i).Interface().(catalog.Assumption); ok {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
			out = append(out, assumption{name, f})
		}
	}
	return out
}

// sources lists the sources of the prices on the bills, with dates.
func (r *document) sources() {
	dates := map[string]string{}
	for _, l := range r.bills() {
		p := l.Provenance
		if p.Source != "" && p.AsOf > dates[p.Source] {
			dates[p.Source] = p.AsOf
		}
	}
	if len(dates) == 0 {
		return
	}
	r.page.section("Sources of the prices")
	for _, s := range slices.Sorted(maps.Keys(dates)) {
		r.page.address(Sentence(s), Label(dates[s]))
	}
}

// capital returns s with a capital letter.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
