package cli

import (
	"strconv"

	"crossover/engine"
	"crossover/tui/format"
)

// curveJSON is the answer of curve. Its keys are a promise: add, never rename.
type curveJSON struct {
	Scenario   object          `json:"scenario"`
	Catalog    catalogJSON     `json:"catalog"`
	Axis       axisJSON        `json:"axis"`
	X          []number        `json:"x"`
	Requests   []number        `json:"requests_per_month"`
	Curves     []lineCurveJSON `json:"curves"`
	Crossovers []crossingJSON  `json:"crossovers"`
	Phases     []phaseJSON     `json:"phases"`
}

type axisJSON struct {
	Name string `json:"name"`
	// Unit is what From, To, X and the crossovers are counted in.
	Unit string `json:"unit"`
	From number `json:"from"`
	To   number `json:"to"`
	// At is where the scenario stands.
	At number `json:"at"`
}

type lineCurveJSON struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Monthly  []number `json:"monthly_usd"`
	Feasible []bool   `json:"feasible"`
	// Low and High bound Monthly, with --band.
	Low  []number `json:"low_usd,omitempty"`
	High []number `json:"high_usd,omitempty"`
}

// crossingJSON is where the offer cheaper below X and the one cheaper above it
// cost the same, or where one jumps over the other.
type crossingJSON struct {
	X       number `json:"x"`
	Below   string `json:"below"`
	Above   string `json:"above"`
	Monthly number `json:"monthly_usd"`
	Jump    bool   `json:"jump"`
}

// phaseJSON is a stretch with one cheapest offer, or null where none is
// feasible.
type phaseJSON struct {
	From     number  `json:"from"`
	To       number  `json:"to"`
	Cheapest *string `json:"cheapest"`
}

var axisUnits = map[engine.Axis]string{
	engine.AxisRate: "requests/s", engine.AxisMemory: "MB", engine.AxisDuration: "ms",
	engine.AxisConnections: "connections", engine.AxisMonth: "months",
}

func (c *curves) json() curveJSON {
	out := curveJSON{
		Scenario: sceneObject(&c.scene), Catalog: c.catalogJSON(),
		Axis: axisJSON{
			Name: c.window.Axis.String(), Unit: axisUnits[c.window.Axis],
			From: number(c.window.Lo), To: number(c.window.Hi), At: number(c.handle()),
		},
		X: numbers(c.curves.X), Requests: numbers(c.curves.Requests),
		Curves: []lineCurveJSON{}, Crossovers: []crossingJSON{}, Phases: []phaseJSON{},
	}
	for _, o := range c.offers {
		offer := c.engine.Offer(o)
		line := lineCurveJSON{ID: offer.ID, Title: offer.Title, Monthly: numbers(c.curves.Cost(o)), Feasible: c.curves.Feasible(o)}
		if c.band != nil {
			low, high := c.band.Cost(&c.curves, o)
			line.Low, line.High = numbers(low), numbers(high)
		}
		out.Curves = append(out.Curves, line)
	}
	for _, x := range c.crossovers {
		out.Crossovers = append(out.Crossovers, crossingJSON{
			number(x.X), c.engine.Offer(x.Below).ID, c.engine.Offer(x.Above).ID, number(x.Cost), x.Jump,
		})
	}
	for _, p := range c.phases {
		j := phaseJSON{From: number(p.From), To: number(p.To)}
		if p.Offer >= 0 {
			j.Cheapest = &c.engine.Offer(p.Offer).ID
		}
		out.Phases = append(out.Phases, j)
	}
	return out
}

func numbers(v []float64) []number {
	out := make([]number, len(v))
	for i := range v {
		out[i] = number(v[i])
	}
	return out
}

// handle is where the scenario stands on the axis.
func (c *curves) handle() float64 { return c.window.Axis.Value(&c.scene, c.scene.Selected) }

// csv is one row a point and offer.
func (c *curves) csv() *grid {
	g := &grid{columns: []column{{title: c.window.Axis.String() + "_" + csvUnits[c.window.Axis]},
		{title: "requests_per_month"}, {title: "id"}, {title: "monthly_usd"}, {title: "feasible"}}}
	if c.band != nil {
		g.columns = append(g.columns, column{title: "low_usd"}, column{title: "high_usd"})
	}
	for k, x := range c.curves.X {
		for _, o := range c.offers {
			row := []string{format.Raw(x), format.Raw(c.curves.Requests[k]), c.engine.Offer(o).ID,
				format.Raw(c.curves.Cost(o)[k]), strconv.FormatBool(c.curves.Feasible(o)[k])}
			if c.band != nil {
				low, high := c.band.Cost(&c.curves, o)
				row = append(row, format.Raw(low[k]), format.Raw(high[k]))
			}
			g.add(row...)
		}
	}
	return g
}

var csvUnits = map[engine.Axis]string{
	engine.AxisRate: "per_second", engine.AxisMemory: "mb", engine.AxisDuration: "ms", engine.AxisConnections: "open",
	engine.AxisMonth: "from_now",
}
