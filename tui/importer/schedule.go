package importer

import (
	"strconv"
	"strings"
)

// daysMonth is the mean length of a month in days.
const daysMonth = 365.25 / 12

// runsADay returns the mean runs per day of a schedule. It accepts the five fields of
// Unix, Kubernetes and Cloudflare, the six of AWS, cron(...), rate(...), and words such
// as @daily.
func runsADay(expr string) (float64, bool) {
	expr = strings.TrimSpace(expr)
	if zone, rest, ok := strings.Cut(expr, " "); ok && (strings.HasPrefix(zone, "CRON_TZ=") || strings.HasPrefix(zone, "TZ=")) {
		expr = strings.TrimSpace(rest)
	}
	if inner, ok := strings.CutPrefix(expr, "rate("); ok && strings.HasSuffix(inner, ")") {
		return rateADay(strings.TrimSuffix(inner, ")"))
	}
	if inner, ok := strings.CutPrefix(expr, "cron("); ok && strings.HasSuffix(inner, ")") {
		expr = strings.TrimSuffix(inner, ")")
	}
	if n, ok := map[string]float64{
		"@hourly": 24, "@daily": 1, "@midnight": 1, "@weekly": 1. / 7, "@monthly": 1 / daysMonth, "@yearly": 1 / 365.25, "@annually": 1 / 365.25,
	}[expr]; ok {
		return n, true
	}
	if every, ok := strings.CutPrefix(expr, "@every "); ok { // a duration such as 90s or 1h30m
		s, ok := seconds(every)
		return 86400 / s, ok
	}
	f := strings.Fields(expr)
	if len(f) != 5 && len(f) != 6 {
		return 0, false
	}
	minutes, ok1 := times(f[0], 0, 59)
	hours, ok2 := times(f[1], 0, 23)
	months, ok3 := times(f[3], 1, 12)
	days, ok4 := daysADay(f[2], f[4])
	return minutes * hours * months / 12 * days, ok1 && ok2 && ok3 && ok4
}

// rateADay parses AWS's rate: a number and a unit.
func rateADay(s string) (float64, bool) {
	f := strings.Fields(s)
	if len(f) != 2 {
		return 0, false
	}
	n, err := strconv.ParseFloat(f[0], 64)
	per := map[string]float64{"minute": 1440, "hour": 24, "day": 1}[strings.TrimSuffix(f[1], "s")]
	return per / n, err == nil && n > 0 && per > 0
}

// daysADay returns the share of days on which a schedule runs, by its fields day-of-month
// and day-of-week. If both are given, either suffices, as in Unix.
func daysADay(ofMonth, ofWeek string) (float64, bool) {
	anyMonth, anyWeek := ofMonth == "*" || ofMonth == "?", ofWeek == "*" || ofWeek == "?"
	month, ok1 := times(ofMonth, 1, 31)
	week, ok2 := times(ofWeek, 0, 6)
	if strings.ContainsAny(ofMonth, "LW") { // the last day, or the nearest weekday
		month, ok1 = 1, true
	}
	month, week = min(month/daysMonth, 1), min(week/7, 1)
	if strings.ContainsAny(ofWeek, "L#") { // one such day per month
		week, ok2 = 1/daysMonth, true
	}
	switch {
	case anyMonth && anyWeek:
		return 1, true
	case anyMonth:
		return week, ok2
	case anyWeek:
		return month, ok1
	default:
		return 1 - (1-month)*(1-week), ok1 && ok2
	}
}

// times counts the values of a field between low and high: *, lists, ranges and steps.
// The name of a day or month counts as one value.
func times(field string, low, high int) (float64, bool) {
	seen := map[int]bool{}
	for _, item := range strings.Split(field, ",") {
		span, stepText, stepped := strings.Cut(item, "/")
		step := 1
		if stepped {
			n, err := strconv.Atoi(stepText)
			if err != nil || n < 1 {
				return 0, false
			}
			step = n
		}
		from, to := low, high
		if span != "*" && span != "?" {
			a, b, ranged := strings.Cut(span, "-")
			x, ok := fieldValue(a)
			if !ok {
				return 0, false
			}
			from, to = x, x
			if stepped { // 5/15 means from 5 on
				to = high
			}
			if ranged {
				if to, ok = fieldValue(b); !ok {
					return 0, false
				}
			}
		}
		if from < 0 || to > 60 {
			return 0, false
		}
		for i := from; i <= to; i += step {
			seen[i] = true
		}
	}
	return float64(len(seen)), len(seen) > 0
}

// fieldValue parses a number, or the name of a day or a month.
func fieldValue(s string) (int, bool) {
	const days, months = "SUNMONTUEWEDTHUFRISAT", "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"
	if n, err := strconv.Atoi(s); err == nil {
		return n, true
	}
	s = strings.ToUpper(s)
	if len(s) != 3 {
		return 0, false
	}
	if i := strings.Index(days, s); i >= 0 && i%3 == 0 {
		return i / 3, true
	}
	if i := strings.Index(months, s); i >= 0 && i%3 == 0 {
		return i/3 + 1, true
	}
	return 0, false
}

// schedules sets the schedule trigger and the sum of the schedules' rates.
func (p partOf) schedules(list []*node) {
	sum := 0.0
	var words []string
	for _, n := range list {
		runs, ok := runsADay(n.str())
		if !ok {
			p.leave(n, "schedule "+n.words(), "it is not a schedule that is understood")
			continue
		}
		sum += runs
		words = append(words, n.str())
	}
	if sum <= 0 {
		return
	}
	from := "schedule " + strings.Join(words, ", ")
	p.set("trigger", "schedule", list[0], from)
	p.set("rate", number(sum)+"/day", list[0], from)
	p.set("shape", "cron", list[0], from)
}
