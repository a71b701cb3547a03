package slider

import "math"

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
