package result

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
	X          []Number        `json:"x"`
	Requests   []Number        `json:"requests_per_month"`
	Curves     []lineCurveJSON `json:"curves"`
	Crossovers []crossingJSON  `json:"crossovers"`
	Phases     []phaseJSON     `json:"phases"`
	// Feasible is whether an offer can run the part where the scenario stands;
	// Reason is null then, and says else why none can.
	Feasible bool    `json:"feasible"`
	Reason   *string `json:"reason"`
}

type axisJSON struct {
	Name string `json:"name"`
	// Unit is what From, To, X and the crossovers are counted in.
	Unit string `json:"unit"`
	From Number `json:"from"`
	To   Number `json:"to"`
	// At is where the scenario stands.
	At Number `json:"at"`
}

type lineCurveJSON struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Monthly  []Number `json:"monthly_usd"`
	Feasible []bool   `json:"feasible"`
	// Low and High bound Monthly, with --band.
	Low  []Number `json:"low_usd,omitempty"`
	High []Number `json:"high_usd,omitempty"`
}

// crossingJSON is where the offer cheaper below X and the one cheaper above it
// cost the same, or where one jumps over the other.
type crossingJSON struct {
	X       Number `json:"x"`
	Below   string `json:"below"`
	Above   string `json:"above"`
	Monthly Number `json:"monthly_usd"`
	Jump    bool   `json:"jump"`
}

// phaseJSON is a stretch with one cheapest offer, or null where none is
// feasible.
type phaseJSON struct {
	From     Number  `json:"from"`
	To       Number  `json:"to"`
	Cheapest *string `json:"cheapest"`
}

var axisUnits = map[engine.Axis]string{
	engine.AxisRate: "requests/s", engine.AxisMemory: "MB", engine.AxisDuration: "ms",
	engine.AxisConnections: "connections", engine.AxisMonth: "months",
}

func (c *curves) json() any {
	out := curveJSON{
		Scenario: sceneObject(&c.Scenario), Catalog: c.catalogJSON(),
		Axis: axisJSON{
			Name: c.window.Axis.String(), Unit: axisUnits[c.window.Axis],
			From: Number(c.window.Lo), To: Number(c.window.Hi), At: Number(c.handle()),
		},
		X: numbers(c.curves.X), Requests: numbers(c.curves.Requests),
		Curves: []lineCurveJSON{}, Crossovers: []crossingJSON{}, Phases: []phaseJSON{},
	}
	for _, o := range c.offers {
		offer := c.Engine.Offer(o)
		line := lineCurveJSON{ID: offer.ID, Title: offer.Title, Monthly: numbers(c.curves.Cost(o)), Feasible: c.curves.Feasible(o)}
		if c.band != nil {
			low, high := c.band.Cost(&c.curves, o)
			line.Low, line.High = numbers(low), numbers(high)
		}
		out.Curves = append(out.Curves, line)
	}
	for _, x := range c.crossovers {
		out.Crossovers = append(out.Crossovers, crossingJSON{
			Number(x.X), c.Engine.Offer(x.Below).ID, c.Engine.Offer(x.Above).ID, Number(x.Cost), x.Jump,
		})
	}
	for _, p := range c.phases {
		j := phaseJSON{From: Number(p.From), To: Number(p.To)}
		if p.Offer >= 0 {
			j.Cheapest = &c.Engine.Offer(p.Offer).ID
		}
		out.Phases = append(out.Phases, j)
	}
	if why := c.Refusal(c.offers); why != "" {
		out.Reason = &why
	}
	out.Feasible = out.Reason == nil
	return out
}

func numbers(v []float64) []Number {
	out := make([]Number, len(v))
	for i := range v {
		out[i] = Number(v[i])
	}
	return out
}

// handle is where the scenario stands on the axis.
func (c *curves) handle() float64 { return c.window.Axis.Value(&c.Scenario, c.Scenario.Selected) }

// csv is one row a point and offer.
func (c *curves) csv() *Grid {
	g := &Grid{Columns: []Column{{Title: c.window.Axis.String() + "_" + csvUnits[c.window.Axis]},
		{Title: "requests_per_month"}, {Title: "id"}, {Title: "monthly_usd"}, {Title: "feasible"}}}
	if c.band != nil {
		g.Columns = append(g.Columns, Column{Title: "low_usd"}, Column{Title: "high_usd"})
	}
	for k, x := range c.curves.X {
		for _, o := range c.offers {
			row := []string{format.Raw(x), format.Raw(c.curves.Requests[k]), c.Engine.Offer(o).ID,
				format.Raw(c.curves.Cost(o)[k]), strconv.FormatBool(c.curves.Feasible(o)[k])}
			if c.band != nil {
				low, high := c.band.Cost(&c.curves, o)
				row = append(row, format.Raw(low[k]), format.Raw(high[k]))
			}
			g.Add(row...)
		}
	}
	return g
}

var csvUnits = map[engine.Axis]string{
	engine.AxisRate: "per_second", engine.AxisMemory: "mb", engine.AxisDuration: "ms", engine.AxisConnections: "open",
	engine.AxisMonth: "from_now",
}
