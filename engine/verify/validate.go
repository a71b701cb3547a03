package verify

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/pattern"
	"crossover/engine/scenario"
)

var (
	identifier = pattern.Of(`^[A-Za-z_][A-Za-z0-9_]*$`)
	reference  = pattern.Of(`^[a-z0-9-]+/[^/]+(/[^/]+)?$`)
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

// bodyValidator checks the computation of one example. Items from a method come first, so
// an index tells where an item is written.
type bodyValidator struct {
	*validator
	at         string
	own        *Body
	method     string
	fromMethod *Body
	ex         *Example
	known      map[string]bool // names that expressions can use
}

// place returns the path of item i of a list whose first n items come from the method.
func (b *bodyValidator) place(list string, i, n int) string {
	if i < n {
		return fmt.Sprintf("methods.%s.%s[%d]", b.method, list, i)
	}
	return fmt.Sprintf("%s.%s[%d]", b.at, list, i-n)
}

// home returns the path of a field in the example, or in its method if the example does
// not have it.
func (b *bodyValidator) home(field string, has bool) string {
	if has || b.fromMethod == nil {
		return b.at + "." + field
	}
	return "methods." + b.method + "." + field
}

func (b *bodyValidator) check() {
	m := b.fromMethod
	if m == nil {
		m = &Body{}
	}
	for _, name := range months {
		b.known[name] = true
	}
	b.kindOfBody()
	for _, name := range slices.Sorted(maps.Keys(b.ex.Inputs)) {
		_, own := b.own.Inputs[name]
		b.name(b.home("inputs."+name, own), name)
	}
	b.rates()
	for _, name := range slices.Sorted(maps.Keys(b.ex.Prices)) {
		_, own := b.own.Prices[name]
		at := b.home("prices."+name, own)
		b.name(at, name)
		b.ref(at, b.ex.Prices[name])
	}
	for i := range b.ex.Steps {
		at, s := b.place("steps", i, len(m.Steps)), &b.ex.Steps[i]
		b.expr(at+".is", s.Is)
		b.name(at+".name", s.Name)
	}
	for i := range b.ex.Overrides {
		b.override(b.place("overrides", i, len(m.Overrides)), &b.ex.Overrides[i])
	}
	b.scenario()
	if be := b.ex.BreakEven; be != nil {
		b.breakEven(b.home("break_even", b.own.BreakEven != nil), be)
	}
	for i := range b.ex.Lines {
		b.line(b.place("lines", i, len(m.Lines)), &b.ex.Lines[i])
	}
	for i := range b.ex.Lines {
		if name := b.ex.Lines[i].Name; name != "" {
			b.name(b.place("lines", i, len(m.Lines))+".name", name)
		}
	}
	b.result()
}

// kindOfBody checks that there is exactly one body.
func (b *bodyValidator) kindOfBody() {
	var have []string
	for _, h := range []struct {
		name string
		has  bool
	}{
		{"lines", len(b.ex.Lines) > 0},
		{"offer", b.ex.Offer != ""},
		{"break_even", b.ex.BreakEven != nil},
	} {
		if h.has {
			have = append(have, h.name)
		}
	}
	switch {
	case len(have) > 1:
		b.add(b.at+"."+have[1], have[1], "only one of lines, offer and break_even: there is "+have[0]+" already")
	case len(have) == 0 && b.ex.Result == "":
		b.add(b.at+".lines", "", "lines, a scenario with an offer, a break_even, or a result worked out in steps")
	}
	if b.ex.Offer != "" && b.ex.Scenario == "" {
		b.add(b.at+".scenario", "", "the scenario the offer is evaluated for, such as rate=3M/month")
	}
	if b.ex.Scenario != "" && b.ex.Offer == "" && b.ex.BreakEven == nil {
		b.add(b.at+".offer", "", "the offer the scenario is evaluated for, such as aws-lambda-x86")
	}
}

// name checks a new name and records it.
func (b *bodyValidator) name(at, name string) {
	switch {
	case !identifier().MatchString(name):
		b.add(at, name, "a name of letters, digits and underscores")
	case functions[name].call != nil || name == totalName:
		b.add(at, name, "another name: this one has a meaning of its own")
	case b.known[name]:
		b.add(at, name, "a name that nothing else has")
	}
	b.known[name] = true
}

// expr checks arithmetic on the names recorded so far.
func (b *bodyValidator) expr(at, src string) {
	e, err := parseExpr(src)
	if err != nil {
		b.add(at, src, "arithmetic such as 3e6 * ms / 1000: it "+err.Error())
		return
	}
	for _, name := range e.names {
		if !b.known[name] {
			b.add(at, name, catalog.OneOf("a name known here", slices.Sorted(maps.Keys(b.known))))
		}
	}
}

// rates checks the prices outside the catalogue, wherever they are written.
func (b *bodyValidator) rates() {
	for _, name := range slices.Sorted(maps.Keys(b.ex.Rates)) {
		at := "rates." + name
		if _, ok := b.own.Rates[name]; ok {
			at = b.at + "." + at
		} else if b.fromMethod != nil && b.fromMethod.Rates[name].given() {
			at = "methods." + b.method + "." + at
		}
		r := b.ex.Rates[name]
		if !catalog.Kebab().MatchString(name) {
			b.add(at, name, "a name in kebab case: lower-case letters, digits and single hyphens")
		}
		b.rate(at, &r)
		if r.Included != "" {
			b.expr(at+".included", r.Included)
		}
	}
}

// given reports whether a rate has a price.
func (r Rate) given() bool { return r.Price != 0 || len(r.Tiers) > 0 }

// ref checks the form of a reference to a rate, and that a rate of the example exists. It
// has no access to the catalogue.
func (b *bodyValidator) ref(at, ref string) {
	if strings.Contains(ref, "/") {
		if !reference().MatchString(ref) {
			b.add(at, ref, "a rate of the catalogue as provider/rate or provider/sizes/size")
		}
		return
	}
	if _, ok := b.ex.Rates[ref]; !ok {
		b.add(at, ref, catalog.OneOf("a rate of the catalogue as provider/rate, or of the example", slices.Sorted(maps.Keys(b.ex.Rates))))
	}
}

func (b *bodyValidator) line(at string, l *Line) {
	b.expr(at+".quantity", l.Quantity)
	if l.Included != "" {
		b.expr(at+".included", l.Included)
	}
	if l.Ref == "" {
		b.rate(at, &l.Rate)
		return
	}
	b.ref(at+".rate", l.Ref)
	if l.given() || l.Per != 0 || l.RoundUp != 0 || l.Unit != "" {
		b.add(at+".rate", l.Ref, "a rate or a price of the line's own, not both")
	}
}

func (b *bodyValidator) override(at string, o *Override) {
	if !reference().MatchString(o.Ref) {
		b.add(at+".rate", o.Ref, "a rate of the catalogue as provider/rate or provider/sizes/size")
	}
	b.structure.Check(at, o)
	if o.Price != nil {
		b.price(at, *o.Price, o.Tiers)
	} else if len(o.Tiers) > 0 {
		b.price(at, 0, o.Tiers)
	}
	if o.Price == nil && len(o.Tiers) == 0 && o.Included == nil && o.Off == 0 {
		b.add(at, o.Ref, "a price, tiers, included or off")
	}
}

// scenario checks the tokens, and the lines of the bill that count.
func (b *bodyValidator) scenario() {
	if b.ex.Scenario != "" {
		var bad *scenario.TokenError
		if _, err := b.ex.scenario(); errors.As(err, &bad) {
			b.add(b.home("scenario", b.own.Scenario != ""), bad.Token, "a token that is right: "+bad.Problem)
		}
	}
	b.groups(b.home("groups", len(b.own.Groups) > 0), b.ex.Groups)
}

func (b *bodyValidator) groups(at string, groups []catalog.Group) {
	for i, g := range groups {
		if !slices.Contains(catalog.Groups, g) {
			b.add(fmt.Sprintf("%s[%d]", at, i), g, catalog.OneOf("one of", g.Words()))
		}
	}
}

func (b *bodyValidator) breakEven(at string, be *BreakEven) {
	if !slices.Contains(engine.AxisNames(), be.Axis) || b.known[be.Axis] {
		b.name(at+".axis", be.Axis)
	}
	b.known[be.Axis] = true
	if math.IsInf(be.From, 0) || math.IsInf(be.To, 0) || !(be.From < be.To) {
		b.add(at+".to", be.To, fmt.Sprintf("more than from, %v", be.From))
	}
	if len(be.Sides) != 2 {
		b.add(at+".between", len(be.Sides), "two sides")
	}
	for i := range be.Sides {
		s, side := &be.Sides[i], fmt.Sprintf("%s.between[%d]", at, i)
		switch {
		case (s.Offer != "") == (len(s.Lines) > 0):
			b.add(side, s.Offer, "either lines or an offer")
		case s.Offer != "" && b.ex.Scenario == "":
			b.add(b.at+".scenario", "", "the scenario the offers are evaluated for, such as rate=3M/month")
		}
		for j := range s.Lines {
			b.line(fmt.Sprintf("%s.lines[%d]", side, j), &s.Lines[j])
		}
		b.groups(side+".groups", s.Groups)
	}
}

// result checks the last expression, which can use every name.
func (b *bodyValidator) result() {
	if b.ex.Result == "" {
		return
	}
	if len(b.ex.Lines) > 0 || b.ex.Offer != "" || b.ex.BreakEven != nil {
		b.known[totalName] = true
	}
	b.expr(b.home("result", b.own.Result != ""), b.ex.Result)
}
