package why

import (
	"crossover/engine"
	"crossover/engine/verdict"
	"crossover/tui/format"
)

// Turn says where the cheaper offer changes, and to which.
func Turn(c *verdict.Change, e *engine.Engine, money func(usd float64) string) string {
	side := func(s verdict.Side) string {
		if i := e.Find(s.Offer); i >= 0 {
			return e.Offer(i).Title
		}
		return "none"
	}
	at := format.Place(c.Axis, c.At)
	if c.Axis == engine.AxisRate {
		at += " (" + format.Short(c.PerMonth) + "/month)"
	}
	below, above := side(c.Below), side(c.Above)
	switch {
	case c.Price == 0:
		return at + ": " + below + " below, " + above + " above"
	case below == above:
		return at + ": " + below + " comes to " + money(c.Price)
	default:
		return at + ": " + below + " below, " + above + " above, to cost " + money(c.Price)
	}
}
