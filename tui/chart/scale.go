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

// Limits bounds the choice of [AutoRange].
type Limits struct {
	// Lowest is the smallest value that a log axis considers; smaller ones are treated as
	// nothing. 0 considers every positive value.
	Lowest float64
	// MaxDecades is the greatest length of a log axis; a longer one is cut at the bottom.
	// 0 means 8.
	MaxDecades float64
}

// AutoRange returns a scale that shows all values of the series, its ends
// rounded outwards to 1, 2 or 5 times a power of ten, or to whole decades on a
// log axis of more than five. It is always valid; without any usable value it
// is 1…10 on a log axis and 0…1 on a linear one.
func AutoRange(kind Kind, series []Series, lim Limits) Scale {
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := range series {
		for _, values := range [...][]float64{series[i].Values, series[i].Low, series[i].High} {
			for _, v := range values {
				if v < lo && (kind == Linear || v > 0 && v >= lim.Lowest) && v >= -math.MaxFloat64 {
					lo = v
				}
				if v > hi && v <= math.MaxFloat64 {
					hi = v
				}
			}
		}
	}
	if kind == Linear {
		return linearRange(lo, hi)
	}
	return logRange(lo, hi, lim)
}

// logRange rounds a range of positive values.
func logRange(lo, hi float64, lim Limits) Scale {
	const smallest, largest = 1e-300, 1e300
	if !(lo > 0 && hi >= lo) {
		return Scale{Kind: Log10, Min: 1, Max: 10}
	}
	lo, hi = min(max(lo, smallest), largest/10), min(max(hi, smallest*10), largest)
	longest := lim.MaxDecades
	if !(longest > 0) {
		longest = 8
	}
	if cut := hi / math.Pow(10, longest); lo < cut {
		lo = cut
	}
	steps := []float64{1, 2, 5, 10}
	if math.Log10(hi/lo) > 5 {
		steps = []float64{1, 10}
	}
	s := Scale{Kind: Log10, Min: roundDown(lo, steps), Max: roundUp(hi, steps)}
	if s.Max/s.Min < 10 { // over less than a decade the curve is nearly flat: show it so
		s.Max = max(s.Max, roundUp(hi*1.5, steps))
		s.Min = min(s.Min, roundDown(lo/1.5, steps))
	}
	return s
}

// linearRange rounds a range of values, 0 included if it is near.
func linearRange(lo, hi float64) Scale {
	if !(hi >= lo) {
		return Scale{Kind: Linear, Min: 0, Max: 1}
	}
	const largest = 1e300
	lo, hi = min(max(lo, -largest), largest), min(max(hi, -largest), largest)
	if lo > 0 && lo < hi/2 {
		lo = 0
	}
	if hi < 0 && hi > lo/2 {
		hi = 0
	}
	size := hi - lo
	if size < max(math.Abs(hi), math.Abs(lo))*1e-9 || size == 0 {
		size = max(math.Abs(hi), 1e-9)
		lo -= size / 2
		hi += size / 2
	}
	step := niceStep(size / 5).size()
	s := Scale{Kind: Linear, Min: math.Floor(lo/step+1e-9) * step, Max: math.Ceil(hi/step-1e-9) * step}
	if !s.Valid() {
		return Scale{Kind: Linear, Min: 0, Max: 1}
	}
	return s
}

// roundDown returns the largest step·10^e that is not above v.
func roundDown(v float64, steps []float64) float64 {
	e := int(math.Floor(math.Log10(v) + 1e-12))
	best := decimal(1, e)
	for _, m := range steps {
		if d := decimal(m, e); d <= v*(1+1e-9) {
			best = d
		}
	}
	return best
}

// roundUp returns the smallest step·10^e that is not below v.
func roundUp(v float64, steps []float64) float64 {
	e := int(math.Floor(math.Log10(v) + 1e-12))
	for _, m := range steps {
		if d := decimal(m, e); d >= v*(1-1e-9) {
			return d
		}
	}
	return decimal(10, e)
}

// Steady returns prev if it contains next and is at most twice as long, and next
// otherwise. It keeps an axis from jumping back and forth while a slider moves.
func Steady(prev, next Scale) Scale {
	if prev.Kind != next.Kind || !prev.Valid() || !next.Valid() {
		return next
	}
	if next.Min < prev.Min || next.Max > prev.Max || next.Span() < prev.Span()/2 {
		return next
	}
	return prev
}
