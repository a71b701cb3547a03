package importer

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// megabytes parses an amount of memory: 512Mi, 1Gi, 256mb, 1g, 0.5G. The result is in
// MiB; bare is the unit of a number without suffix, in MiB.
func megabytes(s string, bare float64) (float64, bool) {
	s = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(s), " ", ""))
	digits := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || n <= 0 || math.IsInf(n, 0) || math.IsNaN(n) {
		return 0, false
	}
	// Only Kubernetes distinguishes 1000 and 1024. The difference (5 %) is ignored,
	// because the sizes compared are powers of two.
	unit, ok := map[string]float64{
		"": bare, "b": 1. / (1 << 20), "k": 1. / 1024, "kb": 1. / 1024, "ki": 1. / 1024, "kib": 1. / 1024, "m": 1, "mb": 1, "mi": 1, "mib": 1,
		"g": 1024, "gb": 1024, "gi": 1024, "gib": 1024, "t": 1 << 20, "tb": 1 << 20, "ti": 1 << 20,
	}[s[len(digits):]]
	return n * unit, ok
}

// memoryIn parses an amount of memory; a number without suffix is in bytes.
func memoryIn(s string) (float64, bool) { return megabytes(s, 1./(1<<20)) }

// firstOf returns the first value that can be parsed, and its node.
func firstOf(read func(string) (float64, bool), from ...*node) (float64, *node) {
	for _, n := range from {
		if v, ok := read(n.str()); ok {
			return v, n
		}
	}
	return 0, nil
}

// memory sets the part's memory from a node and reports success; bare is the unit of a
// number without suffix, in MiB.
func (p partOf) memory(n *node, bare float64) bool {
	if n.str() == "" {
		return false
	}
	mb, ok := megabytes(n.str(), bare)
	if !ok {
		why := "it is not an amount of memory"
		if strings.Contains(n.str(), "${") {
			why = "what its variable stands for is not in the file"
		}
		p.leave(n, n.said(), why)
		return false
	}
	p.set("memory", number(mb)+"MB", n, n.said())
	return true
}

// longest sets the part's longest run, if the node has one.
func (p partOf) longest(n *node) {
	if s, ok := seconds(n.str()); ok {
		p.set("longest", number(s)+"s", n, n.said())
	} else if n.str() != "" {
		p.leave(n, n.said(), "it is not a time")
	}
}

// seconds parses a time: a number of seconds, or a duration such as 5m30s.
func seconds(s string) (float64, bool) {
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return n, n > 0 && !math.IsInf(n, 0)
	}
	d, err := time.ParseDuration(strings.ReplaceAll(s, " ", ""))
	return d.Seconds(), err == nil && d > 0
}

// cpus parses a number of vCPUs in Kubernetes' notation: 250m is a quarter.
func cpus(s string) (float64, bool) {
	milli, isMilli := strings.CutSuffix(s, "m")
	n, err := strconv.ParseFloat(milli, 64)
	if isMilli {
		n /= 1000
	}
	return n, err == nil && n > 0 && !math.IsInf(n, 0)
}

// runtimes maps prefixes of platforms' runtime names to runtimes.
var runtimes = []struct{ start, runtime string }{
	{"node", "node"}, {"python", "python"}, {"java", "java"}, {"dotnet", "dotnet"}, {"ruby", "ruby"}, {"go", "go"}, {"rust", "rust"}, {"bun", "node"}, {"javascript", "node"},
}

// runtime sets the part's runtime, if the node names one.
func (p partOf) runtime(n *node) {
	name := strings.ToLower(n.str())
	if name == "" {
		return
	}
	for _, r := range runtimes {
		if strings.HasPrefix(name, r.start) {
			p.set("runtime", r.runtime, n, n.said())
			return
		}
	}
	if strings.HasPrefix(name, "provided") {
		p.assume("runtime", "go", n.key+": "+name+" is most often a compiled program")
		return
	}
	p.leave(n, n.said(), "it has no cold starts of its own in the catalogue")
}

// arch sets the part's processor architecture, if the node names one.
func (p partOf) arch(n *node) {
	words := map[string]string{"arm64": "arm64", "aarch64": "arm64", "x86_64": "x86", "amd64": "x86", "x86": "x86"}
	for _, x := range n.all() {
		if a := words[strings.ToLower(x.str())]; a != "" {
			p.set("arch", a, n, x.said())
			return
		}
	}
}

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
