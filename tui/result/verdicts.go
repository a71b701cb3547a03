package result

import (
	"fmt"
	"strings"
	"time"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/engine/verdict"
	"crossover/engine/verify"
	"crossover/tui/format"
	"crossover/tui/why"
)

// verdicts holds the answers to claims.
type verdicts struct {
	*Query
	list []verdict.Result
	// full is set if every test of a claim is shown.
	full bool
}

// Verdicts returns the answers to claims, under the terms of a scenario. full shows every
// test of a claim.
func Verdicts(e *engine.Engine, s *scenario.Scenario, list []verdict.Result, full bool) Result {
	return &verdicts{Query: New(e, s, time.Time{}), list: list, full: full}
}

func (v *verdicts) json() any {
	return object{{"catalog", catalogObject(v.Engine)}, {"verdicts", each.Of(v.list, verdictObject)}}
}

func verdictObject(r *verdict.Result) object {
	return object{
		{"id", r.ID},
		{"claim", r.Claim},
		{"section", r.Section},
		{"answer", r.Answer},
		// The reason that a claim cannot be tested, and the tests that pass; empty if
		// they do not apply.
		{"why", r.Why},
		{"depends_on", r.DependsOn()},
		{"reading", r.Reading},
		{"note", r.Note},
		{"figures", each.Of(r.Figures(), figureObject)},
		{"checks", each.Of(r.Checks, func(c *verdict.Check) object {
			return object{
				{"name", c.Name}, {"want", c.Want}, {"pass", c.Pass}, {"scenario", c.Scenario.String()}, {"figures", each.Of(c.Figures, figureObject)},
			}
		})},
		{"flip", changeObject(r.Flip)}, // null for none
		{"flips", each.Of(r.Flips, changeObject)},
		// The answers under other terms, with --under or --id; null without. They never
		// change the answer.
		{"under", each.Of(r.Under, func(u *verdict.Under) object {
			return object{{"terms", u.Terms}, {"answer", u.Answer}, {"why", u.Why}, {"flip", changeObject(u.Flip)}}
		})},
	}
}

// figureObject describes a figure. Without a value it is null, and the text says why.
func figureObject(f *verdict.Figure) object {
	return object{
		{"label", f.Label}, {"value", f.Value}, {"unit", f.Unit}, {"text", f.Text}, {"offer", f.Offer}, {"scenario", f.Scenario},
	}
}

func changeObject(c *verdict.Change) object {
	if c == nil {
		return nil
	}
	// The cheapest offer on one side of a flip; empty if nothing can run the part there.
	side := func(s verdict.Side) object { return object{{"set", s.Set}, {"offer", s.Offer}} }
	return object{
		{"axis", c.Axis.String()},
		{"value", c.At},
		{"unit", c.Unit()},
		{"per_month", c.PerMonth}, // the requests a month of a rate, 0 on other axes
		// The price at the flip; 0 if two sets change places.
		{"price_usd", c.Price},
		{"below", side(c.Below)},
		{"above", side(c.Above)},
	}
}

// amount writes a figure's value for people.
func (v *verdicts) amount(f *verdict.Figure) string {
	switch {
	case !f.Exists():
		return format.None
	case f.Unit == verdict.USDPerMonth || f.Unit == verdict.USDPerMillion:
		return v.money(f.Value)
	case f.Unit == verdict.Milliseconds:
		return format.Duration(f.Value)
	case f.Unit == verdict.Share:
		return format.Percent(f.Value)
	case f.Unit == verdict.Ratio:
		return format.Digits(f.Value) + "×"
	case f.Unit == verdict.PerSecond:
		return format.Rate(f.Value)
	case f.Unit == verdict.Megabytes:
		return format.Place(engine.AxisMemory, f.Value)
	default:
		return format.Digits(f.Value)
	}
}

// figures writes figures for people, separated by semicolons.
func (v *verdicts) figures(list []verdict.Figure) string {
	out := make([]string, len(list))
	for i := range list {
		f := &list[i]
		out[i] = Label(f.Label) + " " + v.amount(f)
		if f.Text != "" && f.Exists() {
			out[i] += " " + Sentence(f.Text)
		} else if f.Text != "" {
			out[i] = Label(f.Label) + ": " + Sentence(f.Text)
		}
	}
	return strings.Join(out, "; ")
}

// answerColumns is the width of the longest answer and a gap.
const answerColumns = 12

// show writes the answers under the headings of their sections, each with its deciding
// figures or all its tests.
func (v *verdicts) show(p *page) {
	p.text(v.terms())
	section := ""
	for i := range v.list {
		r := &v.list[i]
		if r.Section != section || v.full {
			section = r.Section
			p.caption(Sentence(section))
		}
		p.entry(fmt.Sprintf("%-*s", answerColumns, r.Answer), Sentence(r.Claim)+" ["+r.ID+"]")
		if v.full {
			v.detail(p, r)
		} else {
			v.summary(p, r)
		}
	}
	p.gap()
	p.text(v.counts())
}

// indented writes words under a claim.
func indented(p *page, text string) { p.entry(strings.Repeat(" ", answerColumns), text) }

// summary writes the deciding figures of an answer in a line or two.
func (v *verdicts) summary(p *page, r *verdict.Result) {
	if k := r.Key(); k != nil {
		const few = 3
		text := v.figures(k.Figures[:min(few, len(k.Figures))])
		if more := len(k.Figures) - few; more > 0 {
			text += fmt.Sprintf("; and %d more", more)
		}
		if k.Name != "" {
			text = Sentence(k.Name) + ": " + text
		}
		indented(p, text)
	}
	if on := r.DependsOn(); on != "" {
		indented(p, Sentence(brief(on, r)))
	}
	if r.Flip != nil {
		indented(p, "flips at "+Sentence(why.Turn(r.Flip, v.Engine, v.money)))
	}
	v.under(p, r)
}

// under writes the answers under other terms, one per line.
func (v *verdicts) under(p *page, r *verdict.Result) {
	for i := range r.Under {
		u := &r.Under[i]
		text := "under " + u.Terms + ": " + string(u.Answer)
		if u.Why != "" {
			text += ", " + Sentence(u.Why)
		}
		if u.Flip != nil {
			text += ", flips at " + Sentence(why.Turn(u.Flip, v.Engine, v.money))
		}
		indented(p, text)
	}
}

// brief returns on, or the number of tests passed if on is long.
func brief(on string, r *verdict.Result) string {
	const long = 150
	if Columns(on) <= long {
		return on
	}
	passed := 0
	for i := range r.Checks {
		if r.Checks[i].Pass {
			passed++
		}
	}
	return fmt.Sprintf("%d of %d tests pass", passed, len(r.Checks))
}

// detail writes all details of an answer.
func (v *verdicts) detail(p *page, r *verdict.Result) {
	defer v.under(p, r)
	for _, x := range [][2]string{{"untestable: ", r.Why}, {"read as: ", r.Reading}, {"note: ", r.Note}} {
		if x[1] != "" {
			indented(p, x[0]+Sentence(x[1]))
		}
	}
	for i := range r.Checks {
		c := &r.Checks[i]
		mark := "no   "
		if c.Pass {
			mark = "yes  "
		}
		name := c.Want
		if c.Name != "" {
			name = c.Name + ": " + c.Want
		}
		lead := strings.Repeat(" ", answerColumns-len(mark))
		p.entry(lead+mark, Sentence(name))
		p.entry(lead+strings.Repeat(" ", len(mark)+2), v.figures(c.Figures))
		p.entry(lead+strings.Repeat(" ", len(mark)+2), "crossover "+c.Scenario.String())
	}
	for i := range r.Flips {
		indented(p, "flips at "+Sentence(why.Turn(&r.Flips[i], v.Engine, v.money)))
	}
}

// counts returns the number of claims by answer.
func (v *verdicts) counts() string {
	n := map[verdict.Answer]int{}
	for i := range v.list {
		n[v.list[i].Answer]++
	}
	return fmt.Sprintf("%d claims: %d hold, %d fail, %d depend, %d untestable",
		len(v.list), n[verdict.Holds], n[verdict.Fails], n[verdict.Depends], n[verdict.Untestable])
}

// csv has one row per figure.
func (v *verdicts) csv() *Grid {
	g := NewGrid("id", "answer", "check", "pass", "label", "value", "unit", "text", "offer", "flip_axis", "flip_value", "claim")
	for i := range v.list {
		r := &v.list[i]
		axis, at := "", ""
		if r.Flip != nil {
			axis, at = r.Flip.Axis.String(), format.Raw(r.Flip.At)
		}
		if len(r.Checks) == 0 {
			g.addRaw(r.ID, r.Answer, "", "", "", "", "", r.Why, "", axis, at, r.Claim)
		}
		for _, c := range r.Checks {
			for _, f := range c.Figures {
				g.addRaw(r.ID, r.Answer, c.Name, c.Pass, f.Label, f.Value, f.Unit, f.Text, f.Offer, axis, at, r.Claim)
			}
		}
	}
	return g
}

// Examples are published worked examples, recomputed.
type Examples []verify.Result

// Differing counts the examples that are not reproduced.
func (e Examples) Differing() int {
	n := 0
	for i := range e {
		if !e[i].OK() {
			n++
		}
	}
	return n
}

func (e Examples) csv() *Grid { return e.grid("") }

// grid marks the status of examples that are not reproduced.
func (e Examples) grid(mark string) *Grid {
	g := NewGrid("example", "published>", "computed>", "unit", "status", "title~")
	for i := range e {
		r := &e[i]
		status := string(r.Status)
		if !r.OK() {
			status += mark
		}
		g.Add(r.ID, r.PublishedText, r.ComputedText(), r.Unit, status, note(r))
	}
	return g
}

func (e Examples) show(p *page) {
	p.table(e.grid(" (!)"))
	counts := map[verify.Status]int{}
	for i := range e {
		counts[e[i].Status]++
	}
	p.gap()
	p.text(fmt.Sprintf("%s: %d agree, %d known slips, %d differ", format.Several(len(e), "example"), counts[verify.Agree], counts[verify.Slip], e.Differing()))
}

func (e Examples) json() any { return object{{"examples", each.Of(e, exampleObject)}} }

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
