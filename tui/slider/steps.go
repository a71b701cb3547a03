package slider

import "math"

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
