package controls

import (
	"math"

	"crossover/engine"
)

// AppendPlace appends a value of an axis in full: 12 /s, 512 MB, 120 ms, 20k,
// month 13.4.
func AppendPlace(dst []byte, a engine.Axis, x float64) []byte {
	switch a {
	case engine.AxisMemory:
		return AppendMemory(dst, math.Round(x))
	case engine.AxisDuration:
		return AppendMillis(dst, x)
	case engine.AxisConnections:
		return AppendShort(dst, x)
	case engine.AxisMonth:
		return AppendNumber(append(dst, "month "...), math.Round(x*10)/10)
	default:
		return AppendRate(dst, x)
	}
}
