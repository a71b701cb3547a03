package sim

import (
	"math"
	"strconv"
)

// Interval is an estimate with its confidence interval.
type Interval struct {
	// Value is the estimate.
	Value float64
	// CI95 is the half width of its 95 % confidence interval, +Inf while the run is too
	// short for one: two batches are needed.
	CI95 float64
}

// Relative returns the half width over the value, +Inf for a value of 0.
func (i Interval) Relative() float64 {
	if i.Value == 0 {
		return math.Inf(1)
	}
	return i.CI95 / math.Abs(i.Value)
}

// Contains reports whether x is in the interval, with a tolerance for rounding.
func (i Interval) Contains(x float64) bool {
	return math.Abs(x-i.Value) <= i.CI95+1e-6*math.Abs(i.Value)
}

// MarshalJSON returns an object with value and ci95. An unknown half width is null.
func (i Interval) MarshalJSON() ([]byte, error) {
	b := append([]byte(`{"value":`), number(i.Value)...)
	b = append(append(b, `,"ci95":`...), number(i.CI95)...)
	return append(b, '}'), nil
}

// number returns x as JSON, null if it is not finite.
func number(x float64) string {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return "null"
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// ratio estimates Σ over/Σ under from the sums, and its confidence interval from the
// batches: with r the ratio of the batches' sums the deviations over - r·under have mean
// 0, and their spread is that of the ratio.
func ratio(sums totals, batches []totals, over, under func(*totals) float64) Interval {
	n := under(&sums)
	if n == 0 {
		return Interval{CI95: math.Inf(1)}
	}
	i := Interval{Value: over(&sums) / n, CI95: halfWidth(batches, over, under)}
	if i.CI95 < 1e-12*math.Abs(i.Value) { // the batches are equal except for rounding
		i.CI95 = 0
	}
	return i
}

func halfWidth(batches []totals, over, under func(*totals) float64) float64 {
	k := float64(len(batches))
	var x, n float64
	for i := range batches {
		x += over(&batches[i])
		n += under(&batches[i])
	}
	if k < 2 || n == 0 {
		return math.Inf(1)
	}
	squares := 0.0
	for i := range batches {
		d := over(&batches[i]) - x/n*under(&batches[i])
		squares += d * d
	}
	return student95(len(batches)-1) * math.Sqrt(squares*k/(k-1)) / n
}

// rare widens the interval of a fraction with few observed cases, for which batches are
// unreliable. With no cases it uses three over the number of requests, the "rule of three"
// (J. A. Hanley and A. Lippman-Hand, "If Nothing Goes Wrong, Is Everything All Right?",
// JAMA 249, 1983); with fewer than ten, the normal limit of a Poisson count. Cold starts
// come in clusters, so a run of a few batches without any gives no bound.
func rare(i Interval, cases, requests float64, batches int) Interval {
	switch {
	case cases >= 10 || requests == 0:
	case cases > 0:
		i.CI95 = max(i.CI95, 1.96*math.Sqrt(cases)/requests)
	case batches < fewBatches:
		i.CI95 = math.Inf(1)
	default:
		i.CI95 = 3 / requests
	}
	return i
}

// fewBatches is the number of batches below which the absence of cases gives no bound.
const fewBatches = 8

// student95 returns the 97.5 % quantile of Student's t distribution: exact for one
// and two degrees of freedom, else by the Cornish–Fisher expansion, to 0.3 % for
// three and better beyond (Abramowitz and Stegun, 26.7.5).
func student95(freedom int) float64 {
	switch {
	case freedom < 1:
		return math.Inf(1)
	case freedom == 1:
		return 12.7062047
	case freedom == 2:
		return 4.30265273
	}
	const z = 1.959963985
	const z2 = z * z
	n := 1 / float64(freedom)
	return z * (1 + n*((z2+1)/4+
		n*((5*z2*z2+16*z2+3)/96+
			n*((3*z2*z2*z2+19*z2*z2+17*z2-15)/384+
				n*(79*z2*z2*z2*z2+776*z2*z2*z2+1482*z2*z2-1920*z2-945)/92160))))
}
