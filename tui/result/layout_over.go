package result

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"crossover/engine"
	"crossover/tui/format"
)

// layoutPhases are the cheapest layouts along an axis.
type layoutPhases struct {
	*Query
	window engine.Window
	phases []engine.LayoutPhase
}

// LayoutPhases finds the cheapest layouts along a window.
func (q *Query) LayoutPhases(ctx context.Context, win engine.Window) (Result, error) {
	phases, err := q.Evaluator.LayoutPhases(ctx, &q.Scenario, q.Scenario.Selected, win, searchPoints)
	return &layoutPhases{Query: q, window: win, phases: phases}, err
}

// layoutPhasesJSON is the answer of layout --over. Its keys are a promise: add,
// never rename.
type layoutPhasesJSON struct {
	Scenario object            `json:"scenario"`
	Catalog  catalogJSON       `json:"catalog"`
	Axis     string            `json:"axis"`
	Phases   []layoutPhaseJSON `json:"phases"`
}

// layoutPhaseJSON is an interval in which one layout is the cheapest: from and
// to in requests per second, MB or milliseconds.
type layoutPhaseJSON struct {
	From     Number   `json:"from"`
	To       Number   `json:"to"`
	Feasible bool     `json:"feasible"`
	Offers   []string `json:"offers"`
	// Monthly is the price where the interval begins.
	Monthly Number `json:"monthly_usd"`
}

func (l *layoutPhases) json() any {
	out := layoutPhasesJSON{Scenario: sceneObject(&l.Scenario), Catalog: l.catalogJSON(), Axis: l.window.Axis.String(), Phases: []layoutPhaseJSON{}}
	for _, p := range l.phases {
		out.Phases = append(out.Phases, layoutPhaseJSON{Number(p.From), Number(p.To), p.Feasible, l.ids(p.Offers), Number(p.Monthly)})
	}
	return out
}

// table writes the phases for people.
func (l *layoutPhases) table(b *bytes.Buffer) {
	Wrap(b, "layouts: ", l.verdict())
	Wrap(b, "", l.terms())
	b.WriteByte('\n')
	l.grid().table(b)
}

// markdown writes the phases for a page.
func (l *layoutPhases) markdown(b *bytes.Buffer) {
	fmt.Fprintf(b, "**Layouts**: %s. %s.\n\n", l.verdict(), l.terms())
	l.grid().markdown(b)
}

func (l *layoutPhases) verdict() string {
	return fmt.Sprintf("%s along the %s of %s, from %s to %s", several(len(l.phases), "cheapest layout"),
		l.window.Axis, l.selected().Name, format.Place(l.window.Axis, l.window.Lo), format.Place(l.window.Axis, l.window.Hi))
}

// grid has a row a phase: the whole layout first, then what moves.
func (l *layoutPhases) grid() *Grid {
	g := &Grid{Columns: []Column{{Title: "from", Right: true}, {Title: l.perMonth(), Right: true}, {Title: "moves", Wraps: true}}}
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

// csv is one row a phase, for machines.
func (l *layoutPhases) csv() *Grid {
	g := &Grid{Columns: []Column{{Title: "from"}, {Title: "to"}, {Title: "feasible"}, {Title: "offers"}, {Title: "monthly_usd"}}}
	for _, p := range l.phases {
		g.Add(format.Raw(p.From), format.Raw(p.To), fmt.Sprint(p.Feasible), strings.Join(l.ids(p.Offers), " "), format.Raw(p.Monthly))
	}
	return g
}
