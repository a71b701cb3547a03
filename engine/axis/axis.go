package axis

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
	// Rate is requests per second.
	Rate Axis = iota
	// Memory is MB an instance needs.
	Memory
	// Duration is milliseconds of handler time.
	Duration
	// Connections is connections held open. Each sends as much as it does
	// where the part stands: the rate goes with them. It is for parts that hold
	// some.
	Connections
	// Month is months from now, 0 the present, at the scenario's growth: at
	// month m everything that grows has (1+growth)^m times its traffic. It is the
	// one axis that is evenly divided, and on which a scenario stands at its start.
	Month
	// Num is how many axes there are.
	Num
)

// AxisNames are the axes as they are written, in the order of their numbers.
var AxisNames = []string{"rate", "memory", "duration", "connections", "month"}

// Names lists the axes as they are written.
func Names() []string { return AxisNames }

// String returns the axis as it is written.
func (a Axis) String() string { return AxisNames[a] }

// Parse reads an axis.
func Parse(s string) (Axis, error) {
	for i, n := range AxisNames {
		if n == s {
			return Axis(i), nil
		}
	}
	return 0, fmt.Errorf("unknown axis %q; write %s", s, strings.Join(AxisNames, ", "))
}

// Range returns the values an axis can show: a request a day to 100,000 a
// second, 128 MB to 64 GB, 1 ms to an hour, a connection to 10 million, ten years.
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

// Reach returns the values part i of s can be shown at: the axis' range, of which
// months end at the scenario's horizon, or before traffic outgrows the highest
// rate, or shrinks to nothing to speak of.
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

// leastGrown is the traffic, a second, that is nothing to speak of: one request
// in thirty years. leastMonths is the shortest stretch of months shown.
const leastGrown, leastMonths = 1e-9, 0.1

// monthsTo is when x, growing by a factor with logarithm g, gets to the end of
// its range; it is +Inf for nothing.
func monthsTo(x, least, most, g float64) float64 {
	if x <= 0 {
		return math.Inf(1)
	}
	if g < 0 {
		most = least
	}
	return math.Log(most/x) / g
}

// Value returns where part i of s stands on the axis.
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

// Fits reports whether part i of s can be moved along the axis: it has to hold
// connections for theirs.
func (a Axis) Fits(s *scenario.Scenario, i int) bool {
	return a != Connections || s.Part(i).Connections > 0
}

// Set moves part i of s to x on the axis: a rate scales the whole system with
// it, and so do connections that the axis fits. A month grows the system to what
// it is then; it stands at the start of its axis again.
func (a Axis) Set(s *scenario.Scenario, i int, x float64) {
	switch a {
	case Memory:
		s.Part(i).MemoryMB = x
	case Duration:
		s.Part(i).DurationMS = x
	case Connections:
		if was := s.Part(i).Connections; was > 0 {
			most := scenario.MaxRate
			if share := s.ShareOfRoot(i); share > 0 { // the part it is a share of has a limit, too
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

// scale moves the rate of part i, and the system with it.
func scale(s *scenario.Scenario, i int, perSecond float64) {
	selected := s.Selected
	s.Selected = i
	s.Scale(scenario.Rate{N: perSecond})
	s.Selected = selected
}

// even reports whether the axis gives every unit the same room; the others give
// it to every decade.
func (a Axis) even() bool { return a == Month }

// Middle returns the value half way between two.
func (a Axis) Middle(lo, hi float64) float64 {
	if a.even() {
		return lo + (hi-lo)/2
	}
	return math.Sqrt(lo * hi)
}

// Apart reports whether two values are further apart than the tolerance: a share
// of the value, and of a month where the axis begins at nothing.
func (a Axis) Apart(lo, hi, tolerance float64) bool {
	if a.even() {
		return hi-lo > tolerance*max(hi, 1)
	}
	return hi-lo > tolerance*hi
}

// maxGuesses is how many straight lines are tried. Smooth curves take four to six.
const maxGuesses = 16

// Narrow finds a change between near, where it has not come, and far, where it has:
// it bisects until the two are no further apart than the tolerance. With a difference
// that is zero where the change comes, if it is continuous there, it looks first where
// a straight line between the two ends is zero; difference may be nil. It returns what
// the ends are then, also where changed returns an error, which ends it.
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

// guess is where a straight line between two ends is zero, no nearer to either than a
// share of them, so that the step after a close one has the zero between its ends. It
// is middle where the difference has the same sign at both.
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

// Tolerance is how closely a value is narrowed, relative to it.
const Tolerance = 1e-9

// MaxChanges is how many changes between two points are followed: more of them
// are two costs that differ by rounding noise.
const MaxChanges = 8

// Window is a stretch of an axis, evenly divided on the axis' scale: logarithmic,
// but for months.
type Window struct {
	Axis Axis
	// Lo and Hi are its ends, 0 < Lo < Hi; months may begin at 0.
	Lo, Hi float64
}

// Even reports whether the window is evenly divided in its values, rather than in
// their logarithms.
func (w Window) Even() bool { return w.Axis.even() }

// At returns the value at a fraction of the window, 0 at Lo and 1 at Hi.
func (w Window) At(fraction float64) float64 {
	if w.Even() {
		return w.Lo + fraction*(w.Hi-w.Lo)
	}
	return w.Lo * math.Exp(fraction*math.Log(w.Hi/w.Lo))
}

// Point returns the k-th of n values that divide the window evenly.
func (w Window) Point(k, n int) float64 { return w.At(float64(k) / float64(max(n-1, 1))) }

// Fraction returns where in the window a value is, the inverse of [Window.At].
func (w Window) Fraction(x float64) float64 {
	if w.Even() {
		return (x - w.Lo) / (w.Hi - w.Lo)
	}
	return math.Log(x/w.Lo) / math.Log(w.Hi/w.Lo)
}

// Valid reports whether the window has two finite ends in order, above 0 but for
// a month.
func (w Window) Valid() bool {
	return (w.Lo > 0 || w.Even() && w.Lo == 0) && w.Hi > w.Lo && !math.IsInf(w.Hi, 0) && int(w.Axis) < len(AxisNames)
}

// Term is the term whose values the axis has; by month they are those of the
// horizon.
func (a Axis) Term() scenario.Term {
	key := a.String()
	if a == Month {
		key = "horizon"
	}
	t, _ := scenario.Lookup(key)
	return t
}

// Parse reads a value of the axis as a token of its term has it. Rates per month
// are of the month of s.
func (a Axis) Parse(s *scenario.Scenario, text string) (float64, error) {
	if a == Rate {
		r, err := scenario.ParseRate(text)
		return r.PerSecond(s.Hours()), err
	}
	t := a.Term()
	return t.ParseValue(text)
}
