package slider

import "math"

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
