package format

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"crossover/engine"
)

// None is written for a figure that does not exist.
const None = "-"

// Thousands writes a number without decimals, with thousands separated.
func Thousands(v float64) string { return string(appendGrouped(nil, math.Round(v), 0)) }

// Times writes a price as a multiple of the cheapest.
func Times(v, cheapest float64) string {
	r := v / cheapest
	switch {
	case v == cheapest:
		return "1.0×"
	case math.IsNaN(r) || math.IsInf(r, 0):
		return None // any price is infinitely more than $0
	case r < 10:
		return strconv.FormatFloat(r, 'f', 1, 64) + "×"
	default:
		return Thousands(r) + "×"
	}
}

// Duration writes a time given in milliseconds, as [AppendMillis] does.
func Duration(ms float64) string { return string(AppendMillis(nil, ms)) }

// Rate writes requests per second, as [AppendRate] does.
func Rate(perSecond float64) string { return string(AppendRate(nil, perSecond)) }

// Short writes a number in at most five characters, as [AppendShort] does.
func Short(v float64) string { return string(AppendShort(nil, v)) }

// Place writes a value of an axis, as [AppendPlace] does.
func Place(a engine.Axis, x float64) string { return string(AppendPlace(nil, a, x)) }

// Chance writes a small probability, as [AppendChance] does.
func Chance(p float64) string { return string(AppendChance(nil, p)) }

// Percent writes a fraction in percent, as [AppendPercent] does.
func Percent(f float64) string { return string(AppendPercent(nil, f)) }

// Digits writes three significant digits, or all digits before the point.
func Digits(v float64) string {
	if math.Abs(v) >= 999.5 {
		return Thousands(v)
	}
	r, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 3, 64), 64)
	return strconv.FormatFloat(r, 'f', -1, 64)
}

// Change writes the relative change of a price.
func Change(old, now float64) string {
	p := (now/old - 1) * 100
	switch {
	case math.IsNaN(p) || math.IsInf(p, 0):
		return None
	case math.Abs(p) < 0.05:
		return "0 %"
	}
	return fmt.Sprintf("%+.1f %%", p)
}

// Known writes a figure with the decimals that are significant for its confidence
// interval: two digits of the half width.
func Known(x, width float64) string {
	if !(width > 0) || math.IsInf(width, 0) {
		return Digits(x)
	}
	places := 1 - int(math.Floor(math.Log10(width)))
	if places < 1 || places > 12 {
		return Digits(x)
	}
	if x == 0 {
		return "0"
	}
	return strconv.FormatFloat(x, 'f', places, 64)
}

// Portion writes a fraction in percent, with three digits.
func Portion(x float64) string {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return None
	case x != 0 && math.Abs(x) < 1e-9:
		return "<0.0000001 %"
	}
	return Digits(100*x) + " %"
}

// Precision writes the relative half width of an interval.
func Precision(relative float64) string {
	if math.IsInf(relative, 0) {
		return "no precision"
	}
	return "±" + Portion(math.Round(relative*1e3)/1e3)
}

// Span writes a long time given in seconds.
func Span(seconds float64) string {
	if seconds >= 3*86400 {
		return Short(seconds/86400) + " days"
	}
	return Duration(seconds * 1e3)
}

// Exactly writes a number with all its digits.
func Exactly(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// Several writes a number of things: 1 vendor, 2 vendors.
func Several(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}

// Count writes a number of units with all its digits, in millions or billions if that is
// shorter.
func Count(v float64) string {
	switch {
	case v >= 1e9:
		return Exactly(v/1e9) + "B"
	case v >= 1e6 && v == float64(int64(v/1e4))*1e4:
		return Exactly(v/1e6) + "M"
	}
	return Exactly(v)
}

// Raw writes a number for machines in JSON's format, with 12 digits, which removes the
// errors of binary fractions and their sums. It returns "" for a number that is not finite.
func Raw(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 12, 64), 64)
	b, _ := json.Marshal(v) // neither fails for a finite number
	return string(b)
}
