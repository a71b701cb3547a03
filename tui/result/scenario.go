package result

import (
	"strings"

	"crossover/engine"
	"crossover/engine/scenario"
)

// sceneObject is the scenario as JSON has it: every term in words, and the
// figures that follow from them.
func sceneObject(s *scenario.Scenario) object {
	part := s.Selected
	o := object{
		{"text", s.String()},
		{"part", s.Part(part).Name},
		{"parts", PartNames(s)},
		{"rate_per_second", Number(s.PerSecond(part))},
		{"requests_per_month", Number(s.PerMonth(part))},
		{"month_hours", Number(s.Hours())},
	}
	for _, t := range scenario.Table() {
		if t.Group != scenario.GroupSystem {
			o = append(o, member{t.Key, t.Get(s)})
		}
	}
	return o
}

// PartNames lists the names of a scenario's parts.
func PartNames(s *scenario.Scenario) []string {
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

func (q *Query) catalogJSON() catalogJSON { return catalogOf(q.Engine) }

func catalogOf(e *engine.Engine) catalogJSON {
	c := e.Catalog()
	return catalogJSON{AsOf: c.AsOf, Offers: e.Len(), Overlays: append([]string{}, c.Overlays...)}
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
func (q *Query) terms() string {
	s := &q.Scenario
	c := q.Engine.Catalog()
	out := []string{s.Region + " list prices of " + c.AsOf}
	for _, o := range c.Overlays {
		out = append(out, "changed by "+Label(o))
	}
	for _, t := range scenario.Table() {
		switch t.Key {
		case "level":
			out = append(out, "level "+t.Get(s))
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
