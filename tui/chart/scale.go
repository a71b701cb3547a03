package chart

import "math"

// Kind says how an axis spaces its values.
type Kind uint8

// The kinds of axis.
const (
	// Log10 gives every decade the same length. It cannot place zero or less.
	Log10 Kind = iota
	// Linear gives every unit the same length.
	Linear
)

// Scale maps values to positions along an axis: 0 is its start, 1 its end.
type Scale struct {
	// Kind says how values are spaced.
	Kind Kind
	// Min is the value at position 0 and Max the one at position 1. A log
	// scale needs both above zero.
	Min, Max float64
}

// Valid reports whether the scale can place values: both ends finite, Min below
// Max, and above zero if it is logarithmic.
func (s Scale) Valid() bool {
	if math.IsNaN(s.Min) || math.IsInf(s.Min, 0) || math.IsInf(s.Max, 0) || !(s.Min < s.Max) {
		return false
	}
	if s.Kind == Log10 {
		return s.Min > 0
	}
	return !math.IsInf(s.Max-s.Min, 0)
}

// Position returns where v lies, not limited to 0…1. It is NaN if v or the
// scale is not usable, and -Inf for zero or less on a log scale.
func (s Scale) Position(v float64) float64 {
	m, ok := s.mapping()
	if !ok {
		return math.NaN()
	}
	return m.position(v)
}

// Value returns the value at position p, and NaN if the scale is not usable.
func (s Scale) Value(p float64) float64 {
	switch {
	case !s.Valid() || math.IsNaN(p):
		return math.NaN()
	case p == 0:
		return s.Min
	case p == 1:
		return s.Max
	case s.Kind == Log10:
		return s.Min * math.Exp(p*(math.Log(s.Max)-math.Log(s.Min)))
	}
	return s.Min + p*(s.Max-s.Min)
}

// Span returns the length of the axis: decades on a log scale, units on a linear
// one, 0 if the scale is not usable.
func (s Scale) Span() float64 {
	if !s.Valid() {
		return 0
	}
	if s.Kind == Log10 {
		return math.Log10(s.Max) - math.Log10(s.Min)
	}
	return s.Max - s.Min
}

// mapping is a scale with precomputed constants, for loops that place many values.
type mapping struct {
	log            bool
	origin, factor float64
}

// mapping prepares the scale. It reports false if the scale is not usable.
func (s Scale) mapping() (mapping, bool) {
	if !s.Valid() {
		return mapping{}, false
	}
	if s.Kind == Log10 {
		lo := math.Log(s.Min)
		f := 1 / (math.Log(s.Max) - lo)
		return mapping{log: true, origin: lo, factor: f}, !math.IsInf(f, 0)
	}
	f := 1 / (s.Max - s.Min)
	return mapping{origin: s.Min, factor: f}, !math.IsInf(f, 0)
}

// position is [Scale.Position] without the checks of the scale.
func (m mapping) position(v float64) float64 {
	if !m.log {
		return (v - m.origin) * m.factor
	}
	if v <= 0 {
		return math.Inf(-1)
	}
	return (math.Log(v) - m.origin) * m.factor
}

// dotter places values at dots. It does little more than take a logarithm, because a frame
// needs thousands.
type dotter struct {
	log            bool
	origin, factor float64 // of log2 v, or of v
}

// dots returns a dotter that puts position 0 at dot bottom, and position 1 height dots
// above it.
func (m mapping) dots(bottom, height float64) dotter {
	f := -m.factor * height
	d := dotter{log: m.log, origin: bottom - m.origin*f, factor: f}
	if m.log {
		d.factor *= math.Ln2
	}
	return d
}

// at returns the dot of v: NaN for NaN, +Inf for zero or less on a log scale.
func (d dotter) at(v float64) float64 {
	if !d.log {
		return d.origin + v*d.factor
	}
	// The exponent and mantissa of a normal positive number, by their bits.
	bits := math.Float64bits(v)
	exponent := int(bits >> 52)
	if exponent == 0 || exponent >= 0x7ff {
		return d.odd(v)
	}
	// log2 m = ½ + 2/ln2 · atanh s with s = (m−√2)/(m+√2). For m in 1…2 s is at
	// most 0.172, and four terms of the series are good to 4e-8: a millionth
	// of a dot.
	m := math.Float64frombits(bits&(1<<52-1) | 1023<<52)
	s := (m - math.Sqrt2) / (m + math.Sqrt2)
	q := s * s
	log2 := float64(exponent-1023) + 0.5 + s*(2/math.Ln2)*(1+q*(1.0/3+q*(1.0/5+q*(1.0/7))))
	return d.origin + log2*d.factor
}

// odd is [dotter.at] for zero, negative, subnormal and infinite values and NaN.
func (d dotter) odd(v float64) float64 {
	switch {
	case v != v:
		return v
	case v <= 0:
		return math.Inf(1)
	case d.factor == 0:
		return d.origin
	}
	return d.origin + math.Log2(v)*d.factor
}
