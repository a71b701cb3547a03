package result

import (
	"context"
	"fmt"
	"strings"

	"crossover/engine"
	"crossover/tui/format"
)

// layoutPhases holds the cheapest layouts along an axis.
type layoutPhases struct {
	*Query
	window engine.Window
	phases []engine.LayoutPhase
}

// LayoutPhases finds the cheapest layouts along a window.
func (q *Query) LayoutPhases(ctx context.Context, win engine.Window) (Result, error) {
	phases, err := q.Evaluator.LayoutPhases(ctx, &q.Scenario, q.Scenario.Selected, win, searchPoints)
	if err != nil {
		return nil, err
	}
	return &layoutPhases{Query: q, window: win, phases: phases}, nil
}

// json has for each phase the interval in which one layout is the cheapest, in requests
// per second, MB or milliseconds, and the price at its beginning.
func (l *layoutPhases) json() any {
	return l.asked(member{"axis", l.window.Axis.String()}, member{"phases", each(l.phases, func(p *engine.LayoutPhase) object {
		return object{
			{"from", p.From}, {"to", p.To}, {"feasible", p.Feasible}, {"offers", l.ids(p.Offers)}, {"monthly_usd", p.Monthly}, {"operations_usd", p.Operations},
		}
	})})
}

func (l *layoutPhases) show(p *page) {
	p.lead("layouts", fmt.Sprintf("%s along the %s of %s, from %s to %s", several(len(l.phases), "cheapest layout"),
		l.window.Axis, l.selected().Name, format.Place(l.window.Axis, l.window.Lo), format.Place(l.window.Axis, l.window.Hi)))
	p.text(l.terms())
	p.tables(l.grid())
}

// grid has a row per phase: the whole layout first, then the parts that move.
func (l *layoutPhases) grid() *Grid {
	g := NewGrid("from>", l.perMonth()+">", "moves/")
	for k := range l.phases {
		p := &l.phases[k]
		var moves []string
		for i, o := range p.Offers {
			if k == 0 || l.phases[k-1].Offers[i] != o {
				moves = append(moves, l.Scenario.Part(i).Name+" on "+l.title(o))
			}
		}
		if !p.Feasible {
			moves = append(moves, "not every part has an offer that can run it")
		}
		g.Add(format.Place(l.window.Axis, p.From), l.money(p.Monthly), strings.Join(moves, "; "))
	}
	return g
}

// csv has one row per phase.
func (l *layoutPhases) csv() *Grid {
	g := NewGrid("from", "to", "feasible", "offers", "monthly_usd")
	for _, p := range l.phases {
		g.addRaw(p.From, p.To, p.Feasible, strings.Join(l.ids(p.Offers), " "), p.Monthly)
	}
	return g
}
