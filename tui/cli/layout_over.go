package cli

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
	*query
	window engine.Window
	phases []engine.LayoutPhase
}

// layoutPhases prints the cheapest layouts along an axis.
func (a *app) layoutPhases(ctx context.Context, q *query, f layoutFlags) error {
	if f.flips {
		return badf("--flips speaks of one layout; leave out --over")
	}
	win, err := q.window(&f.curveFlags)
	if err != nil {
		return err
	}
	phases, err := q.eval.LayoutPhases(ctx, &q.scene, q.scene.Selected, win, searchPoints)
	if err != nil {
		return err
	}
	l := &layoutPhases{query: q, window: win, phases: phases}
	return a.print(f.format, forms{json: func() any { return l.json() }, csv: l.csv, markdown: l.markdown, table: l.table})
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
	From     number   `json:"from"`
	To       number   `json:"to"`
	Feasible bool     `json:"feasible"`
	Offers   []string `json:"offers"`
	// Monthly is the price where the interval begins.
	Monthly number `json:"monthly_usd"`
}

func (l *layoutPhases) json() layoutPhasesJSON {
	out := layoutPhasesJSON{Scenario: sceneObject(&l.scene), Catalog: l.catalogJSON(), Axis: l.window.Axis.String(), Phases: []layoutPhaseJSON{}}
	for _, p := range l.phases {
		out.Phases = append(out.Phases, layoutPhaseJSON{number(p.From), number(p.To), p.Feasible, l.ids(p.Offers), number(p.Monthly)})
	}
	return out
}

// table writes the phases for people.
func (l *layoutPhases) table(b *bytes.Buffer) {
	wrapped(b, "layouts: ", l.verdict())
	wrapped(b, "", l.terms())
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
func (l *layoutPhases) grid() *grid {
	g := &grid{columns: []column{{title: "from", right: true}, {title: l.perMonth(), right: true}, {title: "moves", wraps: true}}}
	for k := range l.phases {
		p := &l.phases[k]
		var moves []string
		for i, o := range p.Offers {
			if k == 0 || l.phases[k-1].Offers[i] != o {
				moves = append(moves, l.scene.Part(i).Name+" on "+l.title(o))
			}
		}
		if !p.Feasible {
			moves = append(moves, "not every part has an offer that can run it")
		}
		g.add(format.Place(l.window.Axis, p.From), l.money(p.Monthly), strings.Join(moves, "; "))
	}
	return g
}

// csv is one row a phase, for machines.
func (l *layoutPhases) csv() *grid {
	g := &grid{columns: []column{{title: "from"}, {title: "to"}, {title: "feasible"}, {title: "offers"}, {title: "monthly_usd"}}}
	for _, p := range l.phases {
		g.add(format.Raw(p.From), format.Raw(p.To), fmt.Sprint(p.Feasible), strings.Join(l.ids(p.Offers), " "), format.Raw(p.Monthly))
	}
	return g
}
