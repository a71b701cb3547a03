package pane

import (
	"math"

	"crossover/tui/format"
)

// number, chance, millis and rate return a figure as text in the format of the screen.
func number(v float64) string  { return string(format.AppendNumber(nil, math.Round(v*100)/100)) }
func chance(v float64) string  { return string(format.AppendChance(nil, v)) }
func millis(ms float64) string { return string(format.AppendMillis(nil, ms)) }
func rate(v float64) string    { return string(format.AppendRate(nil, v)) }
