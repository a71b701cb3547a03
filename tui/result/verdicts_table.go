package result

import (
	"fmt"
	"strings"

	"crossover/engine/verdict"
	"crossover/tui/format"
	"crossover/tui/why"
)

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
func indented(p *page, text string) {
	p.entry(strings.Repeat(" ", answerColumns), text)
}

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
	if r.Why != "" {
		indented(p, "untestable: "+Sentence(r.Why))
	}
	if r.Reading != "" {
		indented(p, "read as: "+Sentence(r.Reading))
	}
	if r.Note != "" {
		indented(p, "note: "+Sentence(r.Note))
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
