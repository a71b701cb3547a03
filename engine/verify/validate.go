package verify

import (
	"fmt"
	"math"
	"strings"

	"crossover/engine/catalog"
)

var (
	identifier = catalog.Pattern(`^[A-Za-z_][A-Za-z0-9_]*$`)
	reference  = catalog.Pattern(`^[a-z0-9-]+/[^/]+(/[^/]+)?$`)
)

// validator collects problems. A method's problem is found by every example that uses it,
// and reported once.
type validator struct {
	structure catalog.Structure
	problems  []catalog.Problem
	seen      map[string]bool
}

func (v *validator) add(path string, value any, want string) {
	p := catalog.Problem{Path: path, Value: fmt.Sprint(value), Want: want}
	if !v.seen[p.String()] {
		v.seen[p.String()] = true
		v.problems = append(v.problems, p)
	}
}

// example checks ex, which is own completed from the file and its method.
func (v *validator) example(at string, f *File, own, ex *Example) {
	v.structure.Check(at, ex)
	if ex.Source != "" && ex.Kind != KindOwn && ex.Kind != KindBlog && !catalog.Link().MatchString(ex.Source) {
		v.add(at+".source", ex.Source, "an address that starts with https://")
	}
	v.expectation(at, ex)
	b := &bodyValidator{validator: v, at: at, own: &own.Body, method: own.Method, ex: ex, known: map[string]bool{}}
	if m, ok := f.Methods[own.Method]; ok {
		b.fromMethod = &m
	}
	b.check()
}

// expectation checks the published figure and the expected status.
func (v *validator) expectation(at string, ex *Example) {
	published, err := parseFigure(ex.Published)
	if err != nil {
		v.add(at+".published", ex.Published, "a number with the digits it was published to, such as 249.49")
	}
	switch ex.Expect { //nolint:exhaustive // a difference is found, not expected
	case Agree:
		if ex.Reason != "" {
			v.add(at+".reason", ex.Reason, "no reason: the figure is expected to agree; a note is for remarks")
		}
		if ex.Really != "" {
			v.add(at+".really", ex.Really, "no other figure: this one is expected to agree")
		}
	case Slip:
		if strings.TrimSpace(ex.Reason) == "" {
			v.add(at+".reason", "", "why the figure does not follow from its inputs")
		}
		really, rerr := parseFigure(ex.Really)
		if rerr != nil {
			v.add(at+".really", ex.Really, "a number: what the inputs really give")
		} else if err == nil && published.matches(really.value, ex.Convention.Rounding, ex.Unit) {
			v.add(at+".really", ex.Really, "a figure that cannot be taken for the published one, "+ex.Published)
		}
	}
}

// rate checks a price given in the file.
func (v *validator) rate(at string, r *Rate) {
	v.structure.Check(at, r)
	v.price(at, r.Price, r.Tiers)
}

// price checks that there is a price or tiers.
func (v *validator) price(at string, price float64, tiers []catalog.Tier) {
	switch {
	case len(tiers) > 0 && price != 0:
		v.add(at+".price", price, "a price or tiers, not both")
	case len(tiers) == 0 && (!(price > 0) || math.IsInf(price, 0)):
		v.add(at+".price", price, "a price greater than 0, or tiers")
	}
}
