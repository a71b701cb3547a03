package result

import (
	"bytes"
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

func (x Examples) csv() *Grid {
	g := &Grid{Columns: []Column{
		{Title: "example"}, {Title: "published", Right: true}, {Title: "computed", Right: true},
		{Title: "unit"}, {Title: "status"}, {Title: "title", Gives: true},
	}}
	for i := range x {
		r := &x[i]
		status := string(r.Status)
		if !r.OK() {
			status += " (!)"
		}
		g.Add(r.ID, r.PublishedText, r.ComputedText(), r.Unit, status, note(r))
	}
	return g
}

func (x Examples) markdown(b *bytes.Buffer) { x.csv().markdown(b) }

func (x Examples) table(b *bytes.Buffer) {
	x.csv().table(b)
	counts := map[verify.Status]int{}
	for i := range x {
		counts[x[i].Status]++
	}
	fmt.Fprintf(b, "\n%d examples: %d agree, %d known slips, %d differ\n", len(x), counts[verify.Agree], counts[verify.Slip], x.Differing())
}

func (x Examples) json() any {
	out := verifyJSON{Examples: []exampleJSON{}}
	for i := range x {
		out.Examples = append(out.Examples, exampleEntry(&x[i]))
	}
	return out
}

type verifyJSON struct {
	Examples []exampleJSON `json:"examples"`
}

type exampleJSON struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Published Number `json:"published"`
	Computed  Number `json:"computed"`
	Status    string `json:"status"`
	Source    string `json:"source"`
	Section   string `json:"section"`
	Kind      string `json:"kind"`
	Unit      string `json:"unit"`
	Expected  string `json:"expected"`
	Reason    string `json:"reason,omitempty"`
	Error     string `json:"error,omitempty"`
}

// note is the example's title, with what is known of a slip or an error.
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

func exampleEntry(r *verify.Result) exampleJSON {
	e := exampleJSON{
		ID: r.ID, Title: r.Title, Published: Number(r.Published), Computed: Number(r.Computed),
		Status: string(r.Status), Source: r.Source, Section: r.Section, Kind: string(r.Kind),
		Unit: r.Unit, Expected: string(r.Expected), Reason: r.Reason,
	}
	if r.Err != nil {
		e.Error = r.Err.Error()
	}
	return e
}
