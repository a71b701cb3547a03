package engine

import (
	"fmt"
	"math"
	"strings"

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
	// AxisConnections is connections held open. Each sends as much as it does
	// where the part stands: the rate goes with them. It is for parts that hold
	// some.
	AxisConnections
	// NumAxes is how many axes there are.
	NumAxes
)

var axisNames = []string{"rate", "memory", "duration", "connections"}

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
	return 0, fmt.Errorf("unknown axis %q; write %s", s, strings.Join(axisNames, ", "))
}

// Range returns the values an axis can show: a request a day to 100,000 a
// second, 128 MB to 64 GB, 1 ms to an hour, a connection to 10 million.
func (a Axis) Range() (lo, hi float64) {
	switch a {
	case AxisMemory:
		return 128, 64 * 1024
	case AxisDuration:
		return 1, 3.6e6
	case AxisConnections:
		return 1, 1e7
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
	case AxisConnections:
		return s.Part(i).Connections
	default:
		return s.PerSecond(i)
	}
}

// Fits reports whether part i of s can be moved along the axis: it has to hold
// connections for theirs.
func (a Axis) Fits(s *scenario.Scenario, i int) bool {
	return a != AxisConnections || s.Part(i).Connections > 0
}

// Set moves part i of s to x on the axis: a rate scales the whole system with
// it, and so do connections that the axis fits.
func (a Axis) Set(s *scenario.Scenario, i int, x float64) {
	switch a {
	case AxisMemory:
		s.Part(i).MemoryMB = x
	case AxisDuration:
		s.Part(i).DurationMS = x
	case AxisConnections:
		if was := s.Part(i).Connections; was > 0 {
			most := scenario.MaxRate
			if share := s.Part(i).Share; share > 0 { // the part it is a share of has a limit, too
				most *= min(share, 1)
			}
			scale(s, i, min(s.PerSecond(i)*(x/was), most))
		}
		s.Part(i).Connections = x
	default:
		scale(s, i, x)
	}
}

// scale moves the rate of part i, and the system with it.
func scale(s *scenario.Scenario, i int, perSecond float64) {
	selected := s.Selected
	s.Selected = i
	s.Scale(scenario.Rate{N: perSecond})
	s.Selected = selected
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
