package chart

import "math"

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
