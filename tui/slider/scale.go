package slider

import "math"

// Scale maps values to places on a track, from 0 at its left end to 1 at its right, and
// defines the stops, the values at which steps and drags end. Both ends are stops.
//
// It accepts any input: a value outside the range counts as the nearer end, and NaN as the
// low end.
type Scale struct {
	// Min and Max are the ends. Valid values are Min < Max. Equal distances are equal
	// differences, unless Log or Stops is set.
	Min, Max float64
	// Fine is the distance of two stops; 0 means a hundredth of the range. The stops are its
	// multiples.
	Fine float64
	// Coarse is the distance of two coarse stops; 0 means ten fine ones.
	Coarse float64
	// Log makes equal distances equal factors; Min is then above 0. The stops are 1, 1.2, 1.5,
	// 2, 2.5, 3, 4, 5, 6 and 8 times the powers of ten, the coarse ones 1, 2 and 5 times. Ten
	// steps make a decade, three coarse ones.
	Log bool
	// Zero adds a stop at 0, left of Min, to a logarithmic scale.
	Zero bool
	// Stops, if any, are the stops, rising, at equal distances. Values between two stops are
	// placed between them linearly. Min and Max are then not used.
	Stops []float64
	// Every is the number of Stops in a coarse step; 0 means a sixth of them, and at least two.
	Every int
	// whole limits the values to whole numbers.
	whole bool
}

// choiceScale returns the scale of n named choices: 0, 1, … up to n-1. Coarse steps are no
// longer than others.
func choiceScale(n int) Scale {
	return Scale{Max: float64(max(n-1, 0)), Fine: 1, Coarse: 1, whole: true}
}

// slack is the relative difference below which two values are the same stop.
const slack = 1e-9

// maxSteps bounds a single call of Step; no scale has more stops worth counting.
const maxSteps = 10_000

// zeroGap is the share of the track between the stop at 0 and Min.
const zeroGap = 0.06

// clamp limits v to lo and hi; NaN becomes lo.
func clamp(v, lo, hi float64) float64 {
	if !(v > lo) {
		return lo
	}
	return math.Min(v, hi)
}

// valid reports whether there is more than one value, and whether logarithms of the ends
// make sense.
func (s *Scale) valid() bool {
	switch {
	case len(s.Stops) > 0:
		return len(s.Stops) > 1
	case s.Log:
		return s.Min > 0 && s.Max > s.Min && !math.IsInf(s.Max, 0)
	default:
		return s.Max > s.Min
	}
}

// Range returns the lowest and the highest value.
func (s *Scale) Range() (lo, hi float64) {
	switch n := len(s.Stops); {
	case n > 0:
		return s.Stops[0], s.Stops[n-1]
	case s.Log && s.Zero:
		return 0, s.Max
	default:
		return s.Min, s.Max
	}
}

// Clamp returns the value nearest to v that the scale has. Between 0 and Min there is
// nothing on a logarithmic scale.
func (s *Scale) Clamp(v float64) float64 {
	lo, hi := s.Range()
	switch {
	case s.whole:
		return math.Round(clamp(v, lo, hi))
	case s.Log && s.Zero && v >= s.Min/2:
		lo = s.Min
	case s.Log && s.Zero:
		return 0
	}
	return clamp(v, lo, hi)
}

// gap returns the position of Min on a logarithmic track.
func (s *Scale) gap() float64 {
	if s.Zero {
		return zeroGap
	}
	return 0
}

// Position returns the place of v, from 0 to 1. It never falls as v rises.
func (s *Scale) Position(v float64) float64 {
	v = s.Clamp(v)
	switch z := s.gap(); {
	case !s.valid() || s.Log && v <= 0:
		return 0
	case len(s.Stops) > 0:
		return s.index(v, false) / float64(len(s.Stops)-1)
	case s.Log:
		return clamp(z+(1-z)*math.Log(v/s.Min)/math.Log(s.Max/s.Min), 0, 1)
	default:
		return clamp((v-s.Min)/(s.Max-s.Min), 0, 1)
	}
}

// Value returns the value at place p.
func (s *Scale) Value(p float64) float64 {
	lo, hi := s.Range()
	switch z := s.gap(); {
	case !s.valid() || !(p > 0):
		return lo
	case p >= 1:
		return hi
	case len(s.Stops) > 0:
		i, part := math.Modf(p * float64(len(s.Stops)-1))
		a := s.Stops[int(i)]
		return a + part*(s.Stops[min(int(i)+1, len(s.Stops)-1)]-a)
	case s.Log && p < z:
		return s.Clamp(s.Min * p / z)
	case s.Log:
		return clamp(s.Min*math.Pow(s.Max/s.Min, (p-z)/(1-z)), s.Min, s.Max)
	default:
		return s.Clamp(lo + p*(hi-lo))
	}
}

// Snap returns the stop nearest to v, measured along the track.
func (s *Scale) Snap(v float64) float64 {
	v = s.Clamp(v)
	if !s.valid() || s.Log && v <= 0 {
		return v
	}
	i := s.index(v, false)
	below, above := s.stop(math.Floor(i), false), s.stop(math.Ceil(i), false)
	if p := s.Position(v); p-s.Position(below) < s.Position(above)-p {
		return below
	}
	return above
}

// Step returns the stop n stops above v, or below it for negative n. With coarse it counts
// coarse stops only. It moves unless v is at the end of the scale.
func (s *Scale) Step(v float64, n int, coarse bool) float64 {
	v = s.Clamp(v)
	if n == 0 || !s.valid() {
		return v
	}
	i, by := s.index(v, coarse), float64(min(max(n, -maxSteps), maxSteps))
	switch {
	case coarse && len(s.Stops) > 0 && s.Every > 0:
		by *= float64(min(s.Every, maxSteps))
	case coarse && len(s.Stops) > 0:
		by *= float64(max(2, len(s.Stops)/6))
	}
	if n > 0 {
		return s.stop(math.Floor(i)+by, coarse)
	}
	return s.stop(math.Ceil(i)+by, coarse)
}

// index returns the number of the stop at v, as stop counts them, or a number between those
// of its neighbours. v is in the range of a valid scale.
func (s *Scale) index(v float64, coarse bool) (i float64) {
	switch {
	case len(s.Stops) > 0:
		k := 1
		for k < len(s.Stops)-1 && v >= s.Stops[k] {
			k++
		}
		if a, b := s.Stops[k-1], s.Stops[k]; b > a {
			i = (v - a) / (b - a)
		}
		i += float64(k - 1)
	case s.Log:
		return s.rung(v, coarse)
	default:
		i = v / s.step(coarse)
	}
	if whole := math.Round(i); math.Abs(i-whole) <= slack*math.Max(1, math.Abs(i)) {
		return whole
	}
	return i
}

// stop returns stop i, or the end if that is nearer.
func (s *Scale) stop(i float64, coarse bool) float64 {
	switch {
	case len(s.Stops) > 0:
		return s.Stops[int(clamp(i, 0, float64(len(s.Stops)-1)))]
	case s.Log && i < math.Floor(s.rung(s.Min, coarse)):
		lo, _ := s.Range()
		return lo
	case s.Log:
		ladder := rungs(coarse)
		decade := math.Floor(i / float64(len(ladder)))
		return clamp(nice(ladder[int(i-decade*float64(len(ladder)))], int(decade)), s.Min, s.Max)
	default:
		return s.Clamp(multiple(i, s.step(coarse)))
	}
}

// step returns the distance of two stops on an even scale.
func (s *Scale) step(coarse bool) float64 {
	step := s.Fine
	if !(step > 0) {
		step = (s.Max - s.Min) / 100
	}
	switch {
	case !coarse:
		return step
	case s.Coarse > 0:
		return s.Coarse
	default:
		return step * 10
	}
}

// multiple returns i·step. Where step is one nth it divides by n, so that
// 3·0.1 is the float nearest to 0.3.
func multiple(i, step float64) float64 {
	if n := math.Round(1 / step); step < 1 && math.Abs(n*step-1) < slack {
		return i / n
	}
	return i * step
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

// rung is index for a logarithmic scale: a whole number for a stop, otherwise one that is
// half way to the next. 0 counts as the stop below Min, and Min as the one below the first
// above it.
func (s *Scale) rung(v float64, coarse bool) float64 {
	ladder := rungs(coarse)
	if v <= 0 {
		return math.Floor(s.rung(s.Min, coarse)) - 1
	}
	decade := int(math.Floor(math.Log10(v) + slack))
	i := len(ladder) - 1
	for i > 0 && nice(ladder[i], decade) > v*(1+slack) {
		i--
	}
	n := float64(decade*len(ladder) + i)
	if v > s.Min*(1+slack) && nice(ladder[i], decade) < v*(1-slack) {
		n += 0.5
	}
	return n
}

// nice returns tenths·10^(k-1). It multiplies or divides whole numbers, so that
// the result is the float nearest to the decimal.
func nice(tenths float64, k int) float64 {
	if k >= 1 {
		return tenths * math.Pow10(k-1)
	}
	return tenths / math.Pow10(1-k)
}
