// Package format writes numbers for people: amounts, times, rates, sizes, counts,
// probabilities. It is the only place where the program's screens and commands convert a
// number to text; the engine writes the text form of scenarios itself.
//
// Figures have three significant digits and a space before the unit. The Append functions
// write into a reused buffer, the others return text.
package format

import (
	"math"
	"strconv"
	"strings"

	"crossover/engine"
	"crossover/engine/scenario"
)

// AppendNumber appends v with at most three significant digits, or - if it is none.
func AppendNumber(dst []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(dst, '-')
	}
	a := math.Abs(v)
	switch {
	case a >= 1e15:
		return strconv.AppendFloat(dst, v, 'g', 3, 64)
	case a >= 999.5:
		return appendGrouped(dst, math.Round(v), 0)
	case a >= 99.95 || v == math.Trunc(v):
		return strconv.AppendFloat(dst, v, 'f', 0, 64)
	case a >= 9.995:
		return appendTrimmed(dst, v, 1)
	case a >= 0.0995:
		return appendTrimmed(dst, v, 2)
	case a >= 0.0001:
		return strconv.AppendFloat(dst, v, 'g', 2, 64)
	default: // two digits without an exponent, down to nothing
		return appendTrimmed(dst, v, min(1-int(math.Floor(math.Log10(a))), 15))
	}
}

// appendTrimmed appends v with the given decimals, without trailing zeros.
func appendTrimmed(dst []byte, v float64, decimals int) []byte {
	dst = strconv.AppendFloat(dst, v, 'f', decimals, 64)
	for dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
	}
	if dst[len(dst)-1] == '.' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// appendGrouped appends a number with some decimals, and with commas between thousands.
func appendGrouped(dst []byte, v float64, decimals int) []byte {
	var digits [48]byte
	return AppendGrouped(dst, strconv.AppendFloat(digits[:0], v, 'f', decimals, 64))
}

// AppendGrouped appends a number that is written already, with commas between its
// thousands.
func AppendGrouped[T string | []byte](dst []byte, digits T) []byte {
	whole := 0
	for whole < len(digits) && digits[whole] != '.' && digits[whole] != 'e' {
		whole++
	}
	for i := range len(digits) {
		if i > 0 && i < whole && (whole-i)%3 == 0 && digits[i-1] != '-' {
			dst = append(dst, ',')
		}
		dst = append(dst, digits[i])
	}
	return dst
}

// Units returns the name of a unit for a number of it: 1 GB-second, 2 GB-seconds, 2 GB.
func Units(n float64, unit string) string {
	if last := unit[len(unit)-1]; n != 1 && last >= 'a' && last <= 'z' && last != 's' && !strings.Contains(unit, "/") {
		return unit + "s"
	}
	return unit
}

// AppendShort appends v in at most five characters: 12, 1.5k, 3M.
func AppendShort(dst []byte, v float64) []byte {
	a := math.Abs(v)
	for _, u := range [...]struct {
		mul  float64
		name byte
	}{{1e12, 'T'}, {1e9, 'B'}, {1e6, 'M'}, {1e3, 'k'}} {
		if a >= u.mul*0.9995 {
			return append(AppendNumber(dst, v/u.mul), u.name)
		}
	}
	return AppendNumber(dst, v)
}

// Money writes amounts. It takes dollars and shows them in the scenario's currency. The
// zero Money shows dollars.
type Money struct{ Currency scenario.Currency }

// Append appends an amount: $0, $0.0030, $4.21, $182, $12,340; - for one that is none.
func (m Money) Append(dst []byte, usd float64) []byte {
	v := m.Currency.Convert(usd)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(dst, '-')
	}
	if v < 0 {
		dst, v = append(dst, '-'), -v
	}
	if v > 0 && v < 0.00005 {
		dst, v = append(dst, '<'), 0.0001
	}
	dst = append(dst, m.Currency.Sign()...)
	switch {
	case v == 0:
		return append(dst, '0')
	case v >= 99.995:
		return appendGrouped(dst, math.Round(v), 0)
	case v >= 0.095:
		return strconv.AppendFloat(dst, v, 'f', 2, 64)
	default:
		return strconv.AppendFloat(dst, v, 'f', 4, 64)
	}
}

// Text returns an amount as text.
func (m Money) Text(usd float64) string {
	var buf [32]byte
	return string(m.Append(buf[:0], usd))
}

// AppendShort appends an amount for an axis: $0.001, $5, $1.2k, $3M.
func (m Money) AppendShort(dst []byte, usd float64) []byte {
	return AppendShort(append(dst, m.Currency.Sign()...), m.Currency.Convert(usd))
}

// AppendPrice appends the price of one unit with six significant digits, enough to check a
// bill by hand, and at least two decimals.
func (m Money) AppendPrice(dst []byte, usd float64) []byte {
	v := m.Currency.Convert(usd)
	dst = append(dst, m.Currency.Sign()...)
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return strconv.AppendFloat(dst, v, 'f', -1, 64)
	}
	decimals := min(max(5-int(math.Floor(math.Log10(math.Abs(v)))), 2), 18)
	dst = appendGrouped(dst, v, decimals)
	for ; decimals > 2 && dst[len(dst)-1] == '0'; decimals-- {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// AppendRate appends a rate given in requests per second, in the most readable period:
// 12/s, 30/min, 100/day.
func AppendRate(dst []byte, v float64) []byte {
	switch {
	case v == 0:
		return append(dst, "none"...)
	case v >= 0.995:
		return append(AppendShort(dst, v), "/s"...)
	case v*60 >= 0.995:
		return append(AppendShort(dst, v*60), "/min"...)
	case v*3600 >= 0.995:
		return append(AppendShort(dst, v*3600), "/h"...)
	default:
		return append(AppendShort(dst, v*86400), "/day"...)
	}
}

// AppendMemory appends a size given in MB.
func AppendMemory(dst []byte, mb float64) []byte {
	if mb >= 1024 && (math.Mod(mb, 1024) == 0 || mb >= 10240) {
		return append(AppendNumber(dst, mb/1024), " GB"...)
	}
	if mb < 100 {
		return append(AppendNumber(dst, mb), " MB"...)
	}
	return append(strconv.AppendFloat(dst, math.Round(mb), 'f', 0, 64), " MB"...)
}

// AppendMillis appends a time given in milliseconds.
func AppendMillis(dst []byte, ms float64) []byte {
	switch {
	case math.IsNaN(ms) || math.IsInf(ms, 0):
		return append(dst, None...)
	case ms >= 2*3.6e6:
		return append(AppendNumber(dst, ms/3.6e6), " h"...)
	case ms >= 2*6e4:
		return append(AppendNumber(dst, ms/6e4), " min"...)
	case ms >= 999.5:
		return append(AppendNumber(dst, ms/1e3), " s"...)
	default:
		return append(AppendNumber(dst, ms), " ms"...)
	}
}

// AppendKB appends bytes on the wire given in KB.
func AppendKB(dst []byte, kb float64) []byte {
	switch {
	case kb == 0:
		return append(dst, "0 B"...)
	case kb >= 999.5e3:
		return append(AppendNumber(dst, kb/1e6), " GB"...)
	case kb >= 999.5:
		return append(AppendNumber(dst, kb/1e3), " MB"...)
	case kb < 0.9995:
		return append(AppendNumber(dst, kb*1e3), " B"...)
	default:
		return append(AppendNumber(dst, kb), " KB"...)
	}
}

// AppendPercent appends a fraction in percent.
func AppendPercent(dst []byte, f float64) []byte {
	return append(AppendNumber(dst, f*100), " %"...)
}

// AppendChance appends a small probability in percent, to at most two decimals, because
// its inputs are no more precise.
func AppendChance(dst []byte, p float64) []byte {
	switch {
	case p <= 0:
		return append(dst, "none"...)
	case p < 0.0001:
		return append(dst, "<0.01 %"...)
	case p < 0.1:
		return append(appendTrimmed(dst, p*100, 2), " %"...)
	default:
		return append(AppendNumber(dst, p*100), " %"...)
	}
}

// AppendPlace appends a value of an axis with its unit: 12 /s, 512 MB, 120 ms, 20k, month
// 13.4.
func AppendPlace(dst []byte, a engine.Axis, x float64) []byte {
	switch a {
	case engine.AxisMemory:
		return AppendMemory(dst, math.Round(x))
	case engine.AxisDuration:
		return AppendMillis(dst, x)
	case engine.AxisConnections:
		return AppendShort(dst, x)
	case engine.AxisMonth:
		return AppendNumber(append(dst, "month "...), math.Round(x*10)/10)
	default:
		return AppendRate(dst, x)
	}
}
