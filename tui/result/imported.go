package result

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/importer"
)

// imported is the result of an import, with its prices.
type imported struct {
	*Query
	*importer.Import
	asks []string
	// today is the bill on the parts' present offers, and cheapest that of the
	// recommended layout; NaN if there is none. why is the reason that today is NaN.
	today, cheapest float64
	why             string
}

// Imported prices an import. There are no prices while a rate is missing, because they
// would be those of the default rate.
func (q *Query) Imported(ctx context.Context, m *importer.Import, rates map[string]string) (Result, error) {
	r := &imported{Query: q, Import: m, asks: m.Asks(rates), today: math.NaN(), cheapest: math.NaN()}
	if len(r.asks) > 0 {
		return r, nil
	}
	best, err := q.Evaluator.Recommend(ctx, &q.Scenario)
	if err != nil {
		return nil, err
	}
	if best.Feasible {
		r.cheapest = best.Monthly
	}
	var locks, unknown []string
	for i := range m.Parts {
		p := &m.Parts[i]
		if locks = append(locks, p.Name+".lock="+p.Offer); p.Offer == "" {
			unknown = append(unknown, p.Name)
		} else if p.Size != "" {
			locks = append(locks, p.Name+".size="+p.Size)
		}
	}
	if len(unknown) > 0 {
		r.why = "what " + strings.Join(unknown, ", ") + " runs on today is not known; add " + unknown[0] + ".lock=OFFER to the line below to price it"
		return r, nil
	}
	locked, err := scenario.Parse(q.Scenario, locks...)
	if err != nil {
		return nil, err
	}
	now, err := q.Evaluator.Recommend(ctx, &locked)
	if r.today = now.Monthly; !now.Feasible {
		r.today, r.why = math.NaN(), "today's offers cannot run all of it: "+q.missed(now.Misses)
	}
	return r, err
}

func (im *imported) json() any {
	return im.asked(
		member{"formats", im.Formats},
		member{"parts", each.Of(im.Parts, func(p *importer.Part) object {
			return object{
				{"name", p.Name}, {"kind", p.Kind}, {"offer", given(p.Offer)}, {"at", p.At},
				{"terms", each.Of(p.Terms, termObject)},
			}
		})},
		member{"terms", each.Of(im.System, termObject)}, // of the whole system
		member{"not_translated", each.Of(im.Left, func(n *importer.Note) object {
			return object{{"part", given(n.Part)}, {"at", n.At}, {"from", n.From}, {"why", n.Why}}
		})},
		member{"rates_missing", append([]string{}, im.asks...)},
		member{"today_monthly_usd", im.today}, member{"cheapest_monthly_usd", im.cheapest},
	)
}

func termObject(t *importer.Term) object {
	return object{{"key", t.Key}, {"value", t.Value}, {"basis", string(t.Basis)}, {"at", t.At}, {"from", t.From}}
}

// csv has one row per term. Items not translated are rows without a value.
func (im *imported) csv() *Grid {
	g := NewGrid("part", "key", "value", "basis", "at", "from")
	for key, t := range im.Terms() {
		part, _ := strings.CutSuffix(key, "."+t.Key)
		if key == t.Key {
			part = ""
		}
		g.Add(part, t.Key, t.Value, string(t.Basis), t.At, t.From)
	}
	for _, n := range im.Left {
		g.Add(n.Part, "", "", "not translated", n.At, n.From+": "+n.Why)
	}
	return g
}

// parts has a row per part.
func (im *imported) parts() *Grid {
	g := NewGrid("part", "is a~", "rate", "offer today")
	for i := range im.Parts {
		p := &im.Parts[i]
		rate, offer := "?", p.Offer
		if !slices.Contains(im.asks, p.Name) {
			rate = im.rate(i)
		}
		if offer == "" {
			offer = "-"
		}
		g.Add(p.Name, Label(p.Kind), rate, offer)
	}
	return g
}

// rate returns the rate of a part as in its token.
func (im *imported) rate(part int) string {
	s := im.Query.Scenario
	s.Selected = part
	t, _ := scenario.Lookup("rate")
	return t.Get(&s)
}

// sources has a row per term of a basis.
func (im *imported) sources(basis importer.Basis) *Grid {
	g := NewGrid(string(basis), "from/")
	for key, t := range im.Terms() {
		if t.Basis == basis {
			g.Add(key+"="+t.Value, Sentence(t.At+" "+t.From))
		}
	}
	return g
}

// left has a row for each item that was not translated.
func (im *imported) left() *Grid {
	g := NewGrid("not translated", "why/")
	for _, n := range im.Left {
		g.Add(n.Part, Sentence(n.At+" "+n.From+": "+n.Why))
	}
	return g
}

// summary says what was read and what it costs, or which rates are missing.
func (im *imported) summary() string {
	out := format.Several(len(im.Parts), "part") + " from " + strings.Join(im.Formats, ", ") + ". "
	if len(im.asks) > 0 {
		return out + fmt.Sprintf("Configuration holds no traffic: say it, such as --rate %s=3M/month. Until then 12/s stands in for %s, and there are no prices.",
			im.asks[0], strings.Join(im.asks, ", "))
	}
	if math.IsNaN(im.cheapest) {
		return out + "No layout can run every part; crossover layout says why."
	}
	if math.IsNaN(im.today) {
		return out + "The cheapest layout costs " + im.money(im.cheapest) + " a month; " + im.why + "."
	}
	return out + "Today's offers cost " + im.money(im.today) + " a month, the cheapest layout " + im.money(im.cheapest) + "."
}

func (im *imported) show(p *page) {
	p.text(im.summary())
	p.tables(im.parts(), im.sources(importer.Taken), im.sources(importer.Default), im.sources(importer.Assumed), im.left())
	p.gap()
	p.code("crossover layout " + im.Query.Scenario.String())
}

// Provenance describes the origin of an imported scenario, in lines to be kept beside its
// tokens.
func Provenance(m *importer.Import) []string {
	var out []string
	for key, t := range m.Terms() {
		out = append(out, fmt.Sprintf("%s %s=%s at %s: %s", t.Basis, key, t.Value, t.At, t.From))
	}
	for _, n := range m.Left {
		out = append(out, strings.TrimSpace(fmt.Sprintf("not translated %s", n.Part))+fmt.Sprintf(" at %s: %s: %s", n.At, n.From, n.Why))
	}
	for i, line := range out {
		out[i] = Sentence(line)
	}
	return out
}
