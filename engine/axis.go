package engine

import (
	"fmt"
	"math"

	"crossover/engine/scenario"
)

// Axis is what a curve runs along.
type Axis uint8

// The axes.
const (
	// AxisRate is requests per second.
	AxisRate Axis = iota
	// AxisMemory is MB an instance needs.
	AxisMemory
	// AxisDuration is milliseconds of handler time.
	AxisDuration
)

var axisNames = []string{"rate", "memory", "duration"}

// AxisNames lists the axes as they are written.
func AxisNames() []string { return axisNames }

// String returns the axis as it is written.
func (a Axis) String() string { return axisNames[a] }

// ParseAxis reads an axis.
func ParseAxis(s string) (Axis, error) {
	for i, n := range axisNames {
		if n == s {
			return Axis(i), nil
		}
	}
	return 0, fmt.Errorf("unknown axis %q; write rate, memory or duration", s)
}

// Range returns the values an axis can show: a request a day to 100,000 a
// second, 128 MB to 64 GB, 1 ms to an hour.
func (a Axis) Range() (lo, hi float64) {
	switch a {
	case AxisMemory:
		return 128, 64 * 1024
	case AxisDuration:
		return 1, 3.6e6
	default:
		return 1. / 86400, 1e5
	}
}

// Value returns where part i of s stands on the axis.
func (a Axis) Value(s *scenario.Scenario, i int) float64 {
	switch a {
	case AxisMemory:
		return s.Part(i).MemoryMB
	case AxisDuration:
		return s.Part(i).DurationMS
	default:
		return s.PerSecond(i)
	}
}

// Set moves part i of s to x on the axis: a rate scales the whole system with
// it.
func (a Axis) Set(s *scenario.Scenario, i int, x float64) {
	switch a {
	case AxisMemory:
		s.Part(i).MemoryMB = x
	case AxisDuration:
		s.Part(i).DurationMS = x
	default:
		selected := s.Selected
		s.Selected = i
		s.Scale(scenario.Rate{N: x})
		s.Selected = selected
	}
}

// Window is a stretch of an axis, evenly divided on a logarithmic scale.
type Window struct {
	Axis Axis
	// Lo and Hi are its ends, 0 < Lo < Hi.
	Lo, Hi float64
}

// At returns the value at a fraction of the window, 0 at Lo and 1 at Hi.
func (w Window) At(fraction float64) float64 {
	return w.Lo * math.Exp(fraction*math.Log(w.Hi/w.Lo))
}

// Valid reports whether the window has two positive, finite ends in order.
func (w Window) Valid() bool {
	return w.Lo > 0 && w.Hi > w.Lo && !math.IsInf(w.Hi, 0) && int(w.Axis) < len(axisNames)
}
