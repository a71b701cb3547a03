// Package axis defines the axes of curves: rate, memory, duration, connections and months,
// and windows of them.
package axis

import (
	"fmt"
	"math"
	"strings"

	"crossover/engine/scenario"
)

// Axis is the quantity along which a curve runs.
type Axis uint8

// The axes.
const (
	// Rate is requests per second.
	Rate Axis = iota
	// Memory is an instance's memory in MB.
	Memory
	// Duration is the handler time in milliseconds.
	Duration
	// Connections is the number of connections held open, for parts that hold some. The
	// messages per connection stay the same, so the rate is proportional to it.
	Connections
	// Month is months from now, 0 the present, at the scenario's growth: at month m
	// everything that grows has (1+growth)^m times its traffic. It is the only linear
	// axis, and a scenario is always at its start.
	Month
	// Num is the number of axes.
	Num
)

// AxisNames are the names of the axes, in the order of their numbers.
var AxisNames = []string{"rate", "memory", "duration", "connections", "month"}

// Names returns the names of the axes.
func Names() []string { return AxisNames }

// String returns the axis's name.
func (a Axis) String() string { return AxisNames[a] }

// Parse returns the axis with the given name.
func Parse(s string) (Axis, error) {
	for i, n := range AxisNames {
		if n == s {
			return Axis(i), nil
		}
	}
	return 0, fmt.Errorf("unknown axis %q; write %s", s, strings.Join(AxisNames, ", "))
}

// Range returns the range of an axis: a request a day to 100,000 a second, 128 MB to 64
// GB, 1 ms to an hour, a connection to 10 million, ten years.
func (a Axis) Range() (lo, hi float64) {
	switch a {
	case Memory:
		return 128, 64 * 1024
	case Duration:
		return 1, 3.6e6
	case Connections:
		return 1, 1e7
	case Month:
		return 0, maxMonths
	default:
		return 1. / 86400, 1e5
	}
}

// maxMonths is the longest horizon of a scenario.
const maxMonths = 120

// Reach returns the range of an axis for part i of s. Months end at the scenario's
// horizon, or before traffic exceeds the highest rate or becomes negligible.
func (a Axis) Reach(s *scenario.Scenario, i int) (lo, hi float64) {
	lo, hi = a.Range()
	if a != Month {
		return lo, hi
	}
	hi = min(hi, max(s.Growth.Horizon, 1))
	if g := math.Log1p(s.Growth.PerMonth); s.Grows(i) && g != 0 {
		hi = min(hi, monthsTo(s.PerSecond(i), leastGrown, scenario.MaxRate, g), monthsTo(s.Part(i).Connections, leastGrown, scenario.MaxConnections, g))
	}
	return lo, max(hi, leastMonths)
}

// leastGrown is the rate per second below which traffic is negligible: one request in
// thirty years. leastMonths is the shortest range of months shown.
const leastGrown, leastMonths = 1e-9, 0.1

// monthsTo returns the months until x, growing by a factor with logarithm g, reaches the
// end of its range. It is +Inf for an x of 0.
func monthsTo(x, least, most, g float64) float64 {
	if x <= 0 {
		return math.Inf(1)
	}
	if g < 0 {
		most = least
	}
	return math.Log(most/x) / g
}

// Value returns the value of part i of s on the axis.
func (a Axis) Value(s *scenario.Scenario, i int) float64 {
	switch a {
	case Memory:
		return s.Part(i).MemoryMB
	case Duration:
		return s.Part(i).DurationMS
	case Connections:
		return s.Part(i).Connections
	case Month:
		return 0
	default:
		return s.PerSecond(i)
	}
}

// Fits reports whether part i of s can be moved along the axis. The connections axis needs
// a part that holds some.
func (a Axis) Fits(s *scenario.Scenario, i int) bool {
	return a != Connections || s.Part(i).Connections > 0
}

// Set moves part i of s to x on the axis. A rate scales the whole system, and so does a
// number of connections. A month grows the system to that month, which becomes its
// present.
func (a Axis) Set(s *scenario.Scenario, i int, x float64) {
	switch a {
	case Memory:
		s.Part(i).MemoryMB = x
	case Duration:
		s.Part(i).DurationMS = x
	case Connections:
		if was := s.Part(i).Connections; was > 0 {
			most := scenario.MaxRate
			if share := s.ShareOfRoot(i); share > 0 { // the root part has a limit, too
				most *= min(share, 1)
			}
			scale(s, i, min(s.PerSecond(i)*(x/was), most))
		}
		s.Part(i).Connections = x
	case Month:
		*s = s.Grown(s.Growth.Times(x))
	default:
		scale(s, i, x)
	}
}

// scale sets the rate of part i and scales the system in proportion.
func scale(s *scenario.Scenario, i int, perSecond float64) {
	selected := s.Selected
	s.Selected = i
	s.Scale(scenario.Rate{N: perSecond})
	s.Selected = selected
}

// even reports whether the axis is linear; other axes are logarithmic.
func (a Axis) even() bool { return a == Month }

// Middle returns the midpoint of two values on the axis' scale.
func (a Axis) Middle(lo, hi float64) float64 {
	if a.even() {
		return lo + (hi-lo)/2
	}
	return math.Sqrt(lo * hi)
}

// Apart reports whether two values differ by more than the tolerance: relative to the
// value, or in months where that is less than 1.
func (a Axis) Apart(lo, hi, tolerance float64) bool {
	if a.even() {
		return hi-lo > tolerance*max(hi, 1)
	}
	return hi-lo > tolerance*hi
}

// maxGuesses bounds the secant steps. Smooth curves take four to six.
const maxGuesses = 16

// Narrow finds a change between near, where changed is false, and far, where it is true.
// It bisects until the two differ by at most the tolerance. difference, if not nil, is
// zero at a continuous change; Narrow then tries the zero of the straight line between the
// ends first. It returns the two ends, also when changed returns an error, which stops it.
func (a Axis) Narrow(near, far, tolerance float64, difference func(x float64) float64, changed func(x float64) (bool, error)) (float64, float64, error) {
	for tries := 0; a.Apart(min(near, far), max(near, far), tolerance); tries++ {
		mid := a.Middle(near, far)
		if difference != nil && tries < maxGuesses {
			mid = a.guess(near, far, tolerance/3, difference, mid)
		}
		if mid <= min(near, far) || mid >= max(near, far) {
			break
		}
		switch is, err := changed(mid); {
		case err != nil:
			return near, far, err
		case is:
			far = mid
		default:
			near = mid
		}
	}
	return near, far, nil
}

// guess returns the zero of the straight line between two ends, at least a share away from
// both, so that the step after a close one has the zero between its ends. It returns
// middle if the difference has the same sign at both ends.
func (a Axis) guess(near, far, share float64, difference func(x float64) float64, middle float64) float64 {
	d0, d1 := difference(near), difference(far)
	if !(d0*d1 < 0) || math.IsInf(d0*d1, 0) {
		return middle
	}
	lo, hi := min(near, far), max(near, far)
	margin := share * hi
	if a.even() {
		margin = share * max(hi, 1)
	}
	return min(max(near+(far-near)*(d0/(d0-d1)), lo+margin), hi-margin)
}

// Tolerance is the relative tolerance to which a value is narrowed.
const Tolerance = 1e-9

// MaxChanges bounds the changes followed between two points. Where there are more, two
// costs differ by rounding noise.
const MaxChanges = 8

// Window is a stretch of an axis, divided evenly on the axis' scale: linear for months,
// and otherwise logarithmic.
type Window struct {
	Axis Axis
	// Lo and Hi are its ends, 0 < Lo < Hi; months may begin at 0.
	Lo, Hi float64
}

// Even reports whether the window is linear.
func (w Window) Even() bool { return w.Axis.even() }

// At returns the value at a fraction of the window, 0 at Lo and 1 at Hi.
func (w Window) At(fraction float64) float64 {
	if w.Even() {
		return w.Lo + fraction*(w.Hi-w.Lo)
	}
	return w.Lo * math.Exp(fraction*math.Log(w.Hi/w.Lo))
}

// Point returns the k-th of n points that divide the window evenly.
func (w Window) Point(k, n int) float64 { return w.At(float64(k) / float64(max(n-1, 1))) }

// Fraction returns the position of a value in the window, the inverse of [Window.At].
func (w Window) Fraction(x float64) float64 {
	if w.Even() {
		return (x - w.Lo) / (w.Hi - w.Lo)
	}
	return math.Log(x/w.Lo) / math.Log(w.Hi/w.Lo)
}

// Valid reports whether the window has two finite ends in order, above 0 except for
// months.
func (w Window) Valid() bool {
	return (w.Lo > 0 || w.Even() && w.Lo == 0) && w.Hi > w.Lo && !math.IsInf(w.Hi, 0) && int(w.Axis) < len(AxisNames)
}

// Term returns the term whose values the axis has; for months that is the horizon.
func (a Axis) Term() scenario.Term {
	key := a.String()
	if a == Month {
		key = "horizon"
	}
	t, _ := scenario.Lookup(key)
	return t
}

// Parse reads a value of the axis in the syntax of its term. Rates per month refer to the
// month of s.
func (a Axis) Parse(s *scenario.Scenario, text string) (float64, error) {
	if a == Rate {
		r, err := scenario.ParseRate(text)
		return r.PerSecond(s.Hours()), err
	}
	t := a.Term()
	return t.ParseValue(text)
}
