package pane

import (
	"math"

	"crossover/tui/format"
)

// number, chance, millis and rate write a figure as the screen does, where it is a
// part of a text.
func number(v float64) string  { return string(format.AppendNumber(nil, math.Round(v*100)/100)) }
func chance(v float64) string  { return string(format.AppendChance(nil, v)) }
func millis(ms float64) string { return string(format.AppendMillis(nil, ms)) }
func rate(v float64) string    { return string(format.AppendRate(nil, v)) }
