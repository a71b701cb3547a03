package result

import (
	"slices"

	"crossover/engine"
)

// units are the units of an axis, and csvUnits those units in the names of CSV columns.
var (
	units = map[engine.Axis]string{
		engine.AxisRate: "requests/s", engine.AxisMemory: "MB", engine.AxisDuration: "ms",
		engine.AxisConnections: "connections", engine.AxisMonth: "months",
	}
	csvUnits = map[engine.Axis]string{
		engine.AxisRate: "per_second", engine.AxisMemory: "mb", engine.AxisDuration: "ms", engine.AxisConnections: "open",
		engine.AxisMonth: "from_now",
	}
)

func (c *curves) json() any {
	why := c.Refusal(c.offers)
	return c.asked(
		member{"axis", object{
			{"name", c.window.Axis.String()}, {"unit", units[c.window.Axis]}, {"from", c.window.Lo}, {"to", c.window.Hi},
			{"at", c.handle()},
		}},
		member{"x", c.curves.X},
		member{"requests_per_month", c.curves.Requests},
		member{"curves", each(c.offers, c.curveObject)},
		// A crossover: two offers cost the same, or one price jumps over the other.
		member{"crossovers", each(c.crossovers, func(x *engine.Crossover) object {
			return object{
				{"x", x.X}, {"below", c.Engine.Offer(x.Below).ID}, {"above", c.Engine.Offer(x.Above).ID},
				{"monthly_usd", x.Cost}, {"jump", x.Jump},
			}
		})},
		member{"phases", each(c.phases, c.phaseObject)},
		// Whether an offer can run the part at the scenario's value; reason is null if
		// one can, and otherwise says why not.
		member{"feasible", why == ""},
		member{"reason", given(why)},
	)
}

func (c *curves) curveObject(offer *int) object {
	o := object{
		{"id", c.Engine.Offer(*offer).ID},
		{"title", c.Engine.Offer(*offer).Title},
		{"monthly_usd", c.curves.Cost(*offer)},
		{"feasible", c.curves.Feasible(*offer)},
		// The least reliable line of the bill at the scenario's value, or null.
		{"weakest_source", weakLine(c.weak[*offer])},
	}
	if c.band != nil {
		low, high := c.band.Cost(&c.curves, *offer)
		o = append(o, member{"low_usd", slices.Clone(low)}, member{"high_usd", slices.Clone(high)})
	}
	return o
}

// phaseObject describes an interval with one cheapest offer, which is null if none is
// feasible.
func (c *curves) phaseObject(p *engine.Phase) object {
	var best any
	if p.Offer >= 0 {
		best = c.Engine.Offer(p.Offer).ID
	}
	return object{{"from", p.From}, {"to", p.To}, {"cheapest", best}}
}

// handle returns the scenario's value on the axis.
func (c *curves) handle() float64 { return c.window.Axis.Value(&c.Scenario, c.Scenario.Selected) }

// csv has one row per point and offer.
func (c *curves) csv() *Grid {
	g := NewGrid(c.window.Axis.String()+"_"+csvUnits[c.window.Axis], "requests_per_month", "id", "monthly_usd", "feasible", "price_rests_on")
	if c.band != nil {
		g.Columns = append(g.Columns, NewGrid("low_usd", "high_usd").Columns...)
	}
	for k, x := range c.curves.X {
		for _, o := range c.offers {
			row := []any{x, c.curves.Requests[k], c.Engine.Offer(o).ID, c.curves.Cost(o)[k], c.curves.Feasible(o)[k], c.doubt(c.weak[o])}
			if c.band != nil {
				low, high := c.band.Cost(&c.curves, o)
				row = append(row, low[k], high[k])
			}
			g.addRaw(row...)
		}
	}
	return g
}
