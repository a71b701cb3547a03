package cli

import (
	"strings"

	"crossover/engine/scenario"
)

// sceneObject is the scenario as JSON has it: every term in words, and the
// figures that follow from them.
func sceneObject(s *scenario.Scenario) object {
	part := s.Selected
	o := object{
		{"text", s.String()},
		{"part", s.Part(part).Name},
		{"parts", partNames(s)},
		{"rate_per_second", number(s.PerSecond(part))},
		{"requests_per_month", number(s.PerMonth(part))},
		{"month_hours", number(s.Hours())},
	}
	for _, t := range scenario.Table() {
		if t.Group != scenario.GroupSystem {
			o = append(o, member{t.Key, t.Get(s)})
		}
	}
	return o
}

func partNames(s *scenario.Scenario) []string {
	names := make([]string, s.Len())
	for i := range names {
		names[i] = s.Part(i).Name
	}
	return names
}

// catalogJSON says what the prices are.
type catalogJSON struct {
	AsOf   string `json:"as_of"`
	Offers int    `json:"offers"`
	// Overlays are the user's files laid over the catalogue.
	Overlays []string `json:"overlays"`
}

func (q *query) catalogJSON() catalogJSON {
	c := q.engine.Catalog()
	return catalogJSON{AsOf: c.AsOf, Offers: q.engine.Len(), Overlays: append([]string{}, c.Overlays...)}
}

// describe lists what matters of the selected part: the terms the sliders
// move, and every other that is not at its default.
func describe(s *scenario.Scenario) string {
	always := map[string]bool{"rate": true, "memory": true, "duration": true, "cpu": true, "runtime": true}
	var out []string
	for _, t := range scenario.Table() {
		if t.PerPart() && (always[t.Key] || t.Get(s) != t.Default()) {
			out = append(out, t.Key+"="+t.Get(s))
		}
	}
	return strings.Join(out, " ")
}

// terms says what the prices are for.
func (q *query) terms() string {
	s := &q.scene
	c := q.engine.Catalog()
	out := []string{s.Region + " list prices of " + c.AsOf}
	for _, o := range c.Overlays {
		out = append(out, "changed by "+label(o))
	}
	for _, t := range scenario.Table() {
		switch t.Key {
		case "free":
			out = append(out, "free tiers "+t.Get(s))
		case "redundancy", "commit", "month", "utilisation":
			if v := t.Get(s); v != t.Default() {
				out = append(out, t.Key+" "+v)
			}
		}
	}
	return strings.Join(out, ", ")
}
