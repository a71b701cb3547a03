package result

import (
	"fmt"

	"crossover/engine/verify"
)

// Examples are published worked examples, recomputed.
type Examples []verify.Result

// Differing counts the examples that are not reproduced.
func (x Examples) Differing() int {
	n := 0
	for i := range x {
		if !x[i].OK() {
			n++
		}
	}
	return n
}

func (x Examples) csv() *Grid { return x.grid("") }

// grid marks the status of examples that are not reproduced.
func (x Examples) grid(mark string) *Grid {
	g := NewGrid("example", "published>", "computed>", "unit", "status", "title~")
	for i := range x {
		r := &x[i]
		status := string(r.Status)
		if !r.OK() {
			status += mark
		}
		g.Add(r.ID, r.PublishedText, r.ComputedText(), r.Unit, status, note(r))
	}
	return g
}

func (x Examples) show(p *page) {
	p.table(x.grid(" (!)"))
	counts := map[verify.Status]int{}
	for i := range x {
		counts[x[i].Status]++
	}
	p.gap()
	p.text(fmt.Sprintf("%s: %d agree, %d known slips, %d differ", several(len(x), "example"), counts[verify.Agree], counts[verify.Slip], x.Differing()))
}

func (x Examples) json() any { return object{{"examples", each(x, exampleObject)}} }

func exampleObject(r *verify.Result) object {
	e := object{
		{"id", r.ID},
		{"title", r.Title},
		{"published", r.Published},
		{"computed", r.Computed},
		{"status", r.Status},
		{"source", r.Source},
		{"section", r.Section},
		{"kind", r.Kind},
		{"unit", r.Unit},
		{"expected", r.Expected},
	}
	if r.Reason != "" {
		e = append(e, member{"reason", r.Reason})
	}
	if r.Err != nil {
		e = append(e, member{"error", r.Err.Error()})
	}
	return e
}

// note returns the example's title, with its slip or error.
func note(r *verify.Result) string {
	switch {
	case r.Err != nil:
		return r.Title + ": " + r.Err.Error()
	case r.Reason != "":
		return r.Title + "; slip: " + r.Reason
	default:
		return r.Title
	}
}
