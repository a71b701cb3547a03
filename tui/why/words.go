package why

import (
	"fmt"
	"math"
	"strings"

	"crossover/engine"
	"crossover/engine/sim"
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

// Pool describes the requests of a pool and the rules that start and stop its instances.
func Pool(question sim.Question) string {
	rate := func(v float64) string { return string(format.AppendRate(nil, v)) }
	seconds := func(s float64) string { return string(format.AppendMillis(nil, s*1e3)) }
	number := func(v float64) string { return string(format.AppendNumber(nil, math.Round(v*100)/100)) }
	text := "requests come at " + rate(question.Traffic().Rate())
	switch q := question.(type) {
	case sim.Config:
		text += " and take " + seconds(q.Service.Mean()) + "; an idle instance stays " + seconds(q.Idle)
		if q.Lifetime > 0 {
			text += ", none longer than " + seconds(q.Lifetime)
		}
		text += ", each takes " + number(float64(max(q.Concurrency, 1))) + " at once"
	case sim.AutoscaledConfig:
		var aims []string
		if t := q.Policy.CPU; t > 0 {
			aims = append(aims, string(format.AppendChance(nil, t))+" of an instance's CPU")
		}
		if t := q.Policy.InFlight; t > 0 {
			aims = append(aims, number(t)+" requests in flight")
		}
		if t := q.Policy.Rate; t > 0 {
			aims = append(aims, rate(t))
		}
		text += fmt.Sprintf(", compute for %s and wait for %s; the autoscaler aims at %s over %s, and fewer instances serve after %s",
			seconds(q.Compute.Mean()), seconds(q.Wait.Mean()), strings.Join(aims, " and "), seconds(q.Policy.Window), seconds(q.Policy.Hold))
	}
	return text
}
