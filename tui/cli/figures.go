package cli

import (
	"math"
	"strconv"
	"strings"

	"crossover/engine"
	"crossover/engine/scenario"
)

// none stands where a figure does not exist.
const none = "-"

// money writes dollars in the currency the scenario shows.
func (q *query) money(v float64) string { return inCurrency(v, q.scene.Currency) }

// perMonth heads a column of amounts.
func (q *query) perMonth() string {
	return strings.TrimSpace(q.scene.Currency.Sign()) + "/month"
}

// inCurrency writes dollars in a currency, as people compare amounts: $0,
// $0.0030, $4.21, $182, $12,340.
func inCurrency(usd float64, c scenario.Currency) string {
	v := c.Convert(usd)
	a := math.Abs(v)
	sign := c.Sign()
	if v < 0 {
		sign = "-" + sign
	}
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return none
	case a == 0:
		return sign + "0"
	case a < 0.00005:
		return "<" + sign + "0.0001"
	case a < 0.01:
		return sign + strconv.FormatFloat(a, 'f', 4, 64)
	case a < 99.995:
		return sign + strconv.FormatFloat(a, 'f', 2, 64)
	default:
		return sign + thousands(a)
	}
}

// thousands writes a figure without decimals, its thousands set off.
func thousands(v float64) string {
	s := strconv.FormatFloat(math.Round(v), 'f', 0, 64)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// times writes how many times the cheapest a price is.
func times(v, cheapest float64) string {
	r := v / cheapest
	switch {
	case v == cheapest:
		return "1.0×"
	case math.IsNaN(r) || math.IsInf(r, 0):
		return none // of $0, everything is infinitely more
	case r < 10:
		return strconv.FormatFloat(r, 'f', 1, 64) + "×"
	default:
		return thousands(r) + "×"
	}
}

// chance writes a probability.
func chance(p float64) string {
	switch {
	case math.IsNaN(p):
		return none
	case p <= 0:
		return "0%"
	case p < 0.0001:
		return "<0.01%"
	case p < 0.1:
		return strconv.FormatFloat(p*100, 'g', 2, 64) + "%"
	default:
		return strconv.FormatFloat(p*100, 'f', 0, 64) + "%"
	}
}

// length writes a time given in milliseconds.
func length(ms float64) string {
	switch {
	case math.IsNaN(ms) || math.IsInf(ms, 0):
		return none
	case ms < 1:
		return digits(ms*1e3) + "us"
	case ms < 999.5:
		return digits(ms) + "ms"
	case ms < 120e3:
		return digits(ms/1e3) + "s"
	case ms < 7.2e6:
		return digits(ms/60e3) + "min"
	default:
		return digits(ms/3.6e6) + "h"
	}
}

// digits writes three significant digits, or all of those before the point.
func digits(v float64) string {
	if math.Abs(v) >= 999.5 {
		return thousands(v)
	}
	r, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 3, 64), 64)
	return strconv.FormatFloat(r, 'f', -1, 64)
}

// rate writes requests per second in the period that people would count them
// in.
func rate(perSecond float64) string {
	for _, p := range []struct {
		seconds float64
		name    string
	}{{1, "/s"}, {60, "/min"}} {
		if n := perSecond * p.seconds; n >= 0.9995 || perSecond == 0 {
			return short(n) + p.name
		}
	}
	return short(perSecond*86400) + "/day"
}

// short writes three significant digits with k, M or B.
func short(v float64) string {
	for _, u := range []struct {
		of   float64
		name string
	}{{1e9, "B"}, {1e6, "M"}, {1e3, "k"}} {
		if math.Abs(v) >= 0.9995*u.of {
			return digits(v/u.of) + u.name
		}
	}
	return digits(v)
}

// place writes a value of an axis.
func place(a engine.Axis, x float64) string {
	switch a {
	case engine.AxisMemory:
		if x >= 1023.5 {
			return digits(x/1024) + "GB"
		}
		return digits(x) + "MB"
	case engine.AxisDuration:
		return length(x)
	case engine.AxisConnections:
		return digits(x)
	case engine.AxisMonth:
		return "month " + strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64)
	default:
		return rate(x)
	}
}
