package slider

import "math"

// Scale maps values to places on a track, from 0 at its left end to 1 at its right, and
// defines the stops, the values at which steps and drags end.
//
// The scales of this package accept any input: a value outside the range counts as the
// nearer end, and NaN as the low end.
type Scale interface {
	// Range returns the lowest and the highest value.
	Range() (lo, hi float64)
	// Clamp returns the value nearest to v that the scale has.
	Clamp(v float64) float64
	// Position returns the place of v, from 0 to 1. It never falls as v rises.
	Position(v float64) float64
	// Value returns the value at place p.
	Value(p float64) float64
	// Snap returns the stop nearest to v.
	Snap(v float64) float64
	// Step returns the stop n stops above v, or below it for negative n. With coarse it
	// counts coarse stops only. It moves unless v is at the end of the scale.
	Step(v float64, n int, coarse bool) float64
}

// slack is the relative difference below which two values are the same stop.
const slack = 1e-9

// maxSteps bounds a single call of Step; no scale has more stops worth counting.
const maxSteps = 10_000

// clamp limits v to lo and hi; NaN becomes lo.
func clamp(v, lo, hi float64) float64 {
	if !(v > lo) {
		return lo
	}
	return math.Min(v, hi)
}

// walk applies next up to n times, until it no longer changes the value.
func walk(v float64, n int, next func(float64) float64) float64 {
	for range min(n, maxSteps) {
		w := next(v)
		if w == v {
			break
		}
		v = w
	}
	return v
}

// Linear is a scale on which equal distances are equal differences. Its stops
// are the multiples of Fine, the coarse ones those of Coarse, and its two ends.
type Linear struct {
	// Min and Max are the ends. Valid values are Min < Max.
	Min, Max float64
	// Fine is the distance of two stops; 0 means a hundredth of the range.
	Fine float64
	// Coarse is the distance of two coarse stops; 0 means ten fine ones.
	Coarse float64
}

// Range returns the ends.
func (l Linear) Range() (lo, hi float64) { return l.Min, l.Max }

// Clamp limits v to the scale.
func (l Linear) Clamp(v float64) float64 { return clamp(v, l.Min, l.Max) }

// Position returns the place of v.
func (l Linear) Position(v float64) float64 {
	if !(l.Max > l.Min) {
		return 0
	}
	return clamp((l.Clamp(v)-l.Min)/(l.Max-l.Min), 0, 1)
}

// Value returns the value at place p.
func (l Linear) Value(p float64) float64 {
	switch {
	case !(p > 0):
		return l.Min
	case p >= 1:
		return l.Max
	default:
		return l.Clamp(l.Min + p*(l.Max-l.Min))
	}
}

// Snap returns the stop nearest to v.
func (l Linear) Snap(v float64) float64 {
	v = l.Clamp(v)
	step := l.step(false)
	if step <= 0 {
		return v
	}
	s := l.Clamp(multiple(math.Round(v/step), step))
	for _, end := range [...]float64{l.Min, l.Max} {
		if math.Abs(v-end) < math.Abs(v-s) {
			s = end
		}
	}
	return s
}

// Step returns the stop n stops away from v.
func (l Linear) Step(v float64, n int, coarse bool) float64 {
	v = l.Clamp(v)
	step := l.step(coarse)
	if n == 0 || step <= 0 {
		return v
	}
	i := v / step
	tolerance := slack * math.Max(1, math.Abs(i))
	if n > 0 {
		i = math.Floor(i+tolerance) + float64(n)
	} else {
		i = math.Ceil(i-tolerance) + float64(n)
	}
	return l.Clamp(multiple(i, step))
}

// step returns the distance of two stops, or 0 if the scale has no extent.
func (l Linear) step(coarse bool) float64 {
	step := l.Fine
	if !(step > 0) {
		step = (l.Max - l.Min) / 100
	}
	if coarse {
		step *= 10
		if l.Coarse > 0 {
			step = l.Coarse
		}
	}
	if !(step > 0) {
		return 0
	}
	return step
}

// multiple returns i·step. Where step is one nth it divides by n, so that
// 3·0.1 is the float nearest to 0.3.
func multiple(i, step float64) float64 {
	if n := math.Round(1 / step); step < 1 && math.Abs(n*step-1) < slack {
		return i / n
	}
	return i * step
}

// Log is a scale on which equal distances are equal factors. Its stops are
// 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6 and 8 times the powers of ten, the coarse ones
// 1, 2 and 5 times, and its two ends. Ten steps make a decade, three coarse ones.
type Log struct {
	// Min and Max are the ends. Valid values are 0 < Min < Max.
	Min, Max float64
	// Zero adds a stop at 0, left of Min.
	Zero bool
}

// zeroGap is the share of the track between the stop at 0 and Min.
const zeroGap = 0.06

// Range returns the ends; the lower one is 0 if the scale has that stop.
func (l Log) Range() (lo, hi float64) {
	if l.Zero {
		return 0, l.Max
	}
	return l.Min, l.Max
}

// Clamp limits v to the scale. Between 0 and Min there is nothing.
func (l Log) Clamp(v float64) float64 {
	if l.Zero && !(v >= l.Min/2) {
		return 0
	}
	return clamp(v, l.Min, l.Max)
}

// gap returns the position of Min on the track.
func (l Log) gap() float64 {
	if l.Zero {
		return zeroGap
	}
	return 0
}

// valid reports whether logarithms of the ends make sense.
func (l Log) valid() bool { return l.Min > 0 && l.Max > l.Min && !math.IsInf(l.Max, 0) }

// Position returns the place of v.
func (l Log) Position(v float64) float64 {
	v = l.Clamp(v)
	if !l.valid() || v <= 0 {
		return 0
	}
	z := l.gap()
	return clamp(z+(1-z)*math.Log(v/l.Min)/math.Log(l.Max/l.Min), 0, 1)
}

// Value returns the value at place p.
func (l Log) Value(p float64) float64 {
	lo, hi := l.Range()
	z := l.gap()
	switch {
	case !l.valid() || !(p > 0):
		return lo
	case p >= 1:
		return hi
	case p < z:
		return l.Clamp(l.Min * p / z)
	default:
		return clamp(l.Min*math.Pow(l.Max/l.Min, (p-z)/(1-z)), l.Min, l.Max)
	}
}

// Snap returns the stop nearest to v, measured along the track.
func (l Log) Snap(v float64) float64 {
	v = l.Clamp(v)
	if !l.valid() || v <= 0 {
		return v
	}
	below := l.down(v*(1+2*slack), false)
	above := l.up(v*(1-2*slack), false)
	if below <= 0 || v-below > 0 && v*v > below*above {
		return above
	}
	return below
}

// Step returns the stop n stops away from v.
func (l Log) Step(v float64, n int, coarse bool) float64 {
	v = l.Clamp(v)
	if !l.valid() {
		return v
	}
	if n < 0 {
		return walk(v, -n, func(v float64) float64 { return l.down(v, coarse) })
	}
	return walk(v, n, func(v float64) float64 { return l.up(v, coarse) })
}

// up returns the first stop above v.
func (l Log) up(v float64, coarse bool) float64 {
	if v < l.Min*(1-slack) {
		return l.Min
	}
	ladder := rungs(coarse)
	for k := decade(v); k <= decade(v)+1; k++ {
		for _, m := range ladder {
			if s := nice(m, k); s > v*(1+slack) {
				return clamp(s, l.Min, l.Max)
			}
		}
	}
	return l.Max
}

// down returns the first stop below v.
func (l Log) down(v float64, coarse bool) float64 {
	lo, _ := l.Range()
	if v <= l.Min*(1+slack) {
		return lo
	}
	if v > l.Max*(1+slack) {
		return l.Max
	}
	ladder := rungs(coarse)
	for k := decade(v); k >= decade(v)-1; k-- {
		for i := len(ladder) - 1; i >= 0; i-- {
			if s := nice(ladder[i], k); s < v*(1-slack) {
				return clamp(s, l.Min, l.Max)
			}
		}
	}
	return l.Min
}

// The stops of a decade, in tenths.
var (
	fineRungs   = [...]float64{10, 12, 15, 20, 25, 30, 40, 50, 60, 80}
	coarseRungs = [...]float64{10, 20, 50}
)

// rungs returns the stops of a decade, in tenths.
func rungs(coarse bool) []float64 {
	if coarse {
		return coarseRungs[:]
	}
	return fineRungs[:]
}

// decade returns the power of ten at or below v.
func decade(v float64) int { return int(math.Floor(math.Log10(v))) }

// nice returns tenths·10^(k-1). It multiplies or divides whole numbers, so that
// the result is the float nearest to the decimal.
func nice(tenths float64, k int) float64 {
	if k >= 1 {
		return tenths * math.Pow10(k-1)
	}
	return tenths / math.Pow10(1-k)
}

// Steps is a scale whose stops are listed one by one and spaced evenly along the track.
// Values between two stops are placed between them linearly.
type Steps struct {
	// Values are the stops, rising.
	Values []float64
	// Coarse is the number of stops in a coarse step; 0 means a sixth of them,
	// and at least two.
	Coarse int
}

// Range returns the first and the last stop.
func (s Steps) Range() (lo, hi float64) {
	if len(s.Values) == 0 {
		return 0, 0
	}
	return s.Values[0], s.Values[len(s.Values)-1]
}

// Clamp limits v to the scale.
func (s Steps) Clamp(v float64) float64 {
	lo, hi := s.Range()
	return clamp(v, lo, hi)
}

// Position returns the place of v.
func (s Steps) Position(v float64) float64 {
	last := len(s.Values) - 1
	if last < 1 {
		return 0
	}
	return s.index(s.Clamp(v)) / float64(last)
}

// index returns the index of v among the stops, with a fraction between two stops.
func (s Steps) index(v float64) float64 {
	for i := 1; i < len(s.Values); i++ {
		a, b := s.Values[i-1], s.Values[i]
		if v < b && b > a {
			return float64(i-1) + (v-a)/(b-a)
		}
	}
	return float64(len(s.Values) - 1)
}

// Value returns the value at place p.
func (s Steps) Value(p float64) float64 {
	lo, hi := s.Range()
	switch {
	case !(p > 0) || len(s.Values) == 0:
		return lo
	case p >= 1:
		return hi
	}
	i, part := math.Modf(p * float64(len(s.Values)-1))
	a := s.Values[int(i)]
	return a + part*(s.Values[min(int(i)+1, len(s.Values)-1)]-a)
}

// Snap returns the stop nearest to v, measured along the track.
func (s Steps) Snap(v float64) float64 {
	if len(s.Values) == 0 {
		return 0
	}
	return s.Values[int(math.Round(s.index(s.Clamp(v))))]
}

// Step returns the stop n stops away from v.
func (s Steps) Step(v float64, n int, coarse bool) float64 {
	if n == 0 || len(s.Values) == 0 {
		return s.Clamp(v)
	}
	last := len(s.Values) - 1
	n = min(max(n, -maxSteps), maxSteps) * s.stride(coarse)
	i := s.index(s.Clamp(v))
	if n > 0 {
		i = math.Floor(i+slack) + float64(n)
	} else {
		i = math.Ceil(i-slack) + float64(n)
	}
	return s.Values[int(clamp(i, 0, float64(last)))]
}

// stride returns the number of stops in a step.
func (s Steps) stride(coarse bool) int {
	switch {
	case !coarse:
		return 1
	case s.Coarse > 0:
		return min(s.Coarse, maxSteps)
	default:
		return max(2, len(s.Values)/6)
	}
}

// choiceScale is the scale of a slider over named choices: 0, 1, … up to one
// less than their number.
type choiceScale int

// Range returns the first and the last index.
func (n choiceScale) Range() (lo, hi float64) { return 0, float64(max(int(n)-1, 0)) }

// Clamp returns the index nearest to v.
func (n choiceScale) Clamp(v float64) float64 {
	lo, hi := n.Range()
	return math.Round(clamp(v, lo, hi))
}

// Position returns the place of index v.
func (n choiceScale) Position(v float64) float64 {
	if n < 2 {
		return 0
	}
	return n.Clamp(v) / float64(n-1)
}

// Value returns the index at place p.
func (n choiceScale) Value(p float64) float64 { return n.Clamp(p * float64(n-1)) }

// Snap returns the index nearest to v.
func (n choiceScale) Snap(v float64) float64 { return n.Clamp(v) }

// Step returns the index i places away. Coarse steps are no longer than others.
func (n choiceScale) Step(v float64, i int, _ bool) float64 { return n.Clamp(n.Clamp(v) + float64(i)) }
