package result

import (
	"strings"

	"crossover/engine"
	"crossover/engine/scenario"
)

// asked returns the JSON of an answer: the scenario with every term in words and the
// derived rates, the catalogue, then the answer.
func (q *Query) asked(answer ...member) object {
	s, part := &q.Scenario, q.Scenario.Selected
	o := object{
		{"text", s.String()},
		{"part", s.Part(part).Name},
		{"parts", PartNames(s)},
		{"rate_per_second", s.PerSecond(part)},
		{"requests_per_month", s.PerMonth(part)},
		{"month_hours", s.Hours()},
	}
	for _, t := range scenario.Table() {
		if t.PerPart() || t.Group != scenario.GroupSystem {
			o = append(o, member{t.Key, t.Get(s)})
		}
	}
	return append(object{{"scenario", o}, {"catalog", catalogObject(q.Engine)}}, answer...)
}

// PartNames lists the names of a scenario's parts.
func PartNames(s *scenario.Scenario) []string {
	names := make([]string, s.Len())
	for i := range names {
		names[i] = s.Part(i).Name
	}
	return names
}

// catalogObject describes the catalogue. Overlays are the user's files applied to it.
func catalogObject(e *engine.Engine) object {
	c := e.Catalog()
	return object{{"as_of", c.AsOf}, {"offers", e.Len()}, {"overlays", c.Overlays}}
}

// notes returns the user's notes about parts, each after its part's name.
func notes(s *scenario.Scenario) []string {
	var out []string
	for i := range s.Len() {
		if p := s.Part(i); p.Note != "" {
			out = append(out, p.Name+": "+p.Note)
		}
	}
	return out
}

// describe lists the important terms of the selected part: a few always, and others that
// are not at their default. The note is left out.
func describe(s *scenario.Scenario) string {
	always := map[string]bool{"rate": true, "memory": true, "duration": true, "cpu": true, "runtime": true}
	var out []string
	for _, t := range scenario.Table() {
		if t.PerPart() && t.Key != "note" && (always[t.Key] || t.Get(s) != t.Default()) {
			out = append(out, t.Key+"="+t.Get(s))
		}
	}
	return strings.Join(out, " ")
}

// terms describes the prices and the terms of the whole system.
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
