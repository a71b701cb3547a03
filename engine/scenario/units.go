package scenario

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"crossover/engine/traffic"
)

// Period is the time a rate is counted over.
type Period uint8

// The periods a rate can be written in.
const (
	PerSecond Period = iota
	PerMinute
	PerHour
	PerDay
	// PerMonth is the billed month, whatever its length in the scenario.
	PerMonth
)

// periods holds the names of each period, the one used for writing first, and its length
// in seconds. The month's length is the scenario's.
var periods = [...]struct {
	names   []string
	seconds float64
}{
	PerSecond: {[]string{"s", "sec", "second"}, 1},
	PerMinute: {[]string{"min", "m", "minute"}, 60},
	PerHour:   {[]string{"hour", "h", "hr"}, 3600},
	PerDay:    {[]string{"day", "d"}, 86400},
	PerMonth:  {[]string{"month", "mo"}, 0},
}

// String returns the period in the form after the slash of a rate.
func (p Period) String() string { return periods[p].names[0] }

// Rate is a mean number of requests over a period. It keeps the period it was written in,
// so that 3M/month stays exactly three million a month. The zero Rate is no traffic.
type Rate struct {
	// N is the number of requests in one period, in [0, 1e7·period].
	N float64
	// Per is the period.
	Per Period
}

// PerMonth returns the requests in a month of the given length in hours.
func (r Rate) PerMonth(hours float64) float64 {
	switch r.Per {
	case PerMonth:
		return r.N
	case PerDay:
		return r.N * hours / 24
	default:
		return r.N * hours * (3600 / periods[r.Per].seconds)
	}
}

// PerSecond returns the mean rate in requests per second.
func (r Rate) PerSecond(hours float64) float64 {
	if r.Per == PerMonth {
		return r.N / (hours * 3600)
	}
	return r.N / periods[r.Per].seconds
}

// MaxRate is the highest rate accepted, in requests per second.
const MaxRate = 1e7

// String returns the rate as a token value: 12/s, 3M/month, 0.
func (r Rate) String() string {
	if r.N == 0 {
		return "0"
	}
	return formatCount(r.N) + "/" + r.Per.String()
}

// ParseRate reads a rate such as 12/s, 2.5k/s, 100/day or 3M/month. A bare 0
// is no traffic; any other number needs its period.
func ParseRate(s string) (Rate, error) {
	if s == "0" {
		return Rate{}, nil
	}
	num, per, found := strings.Cut(s, "/")
	n, err := parseCount(num)
	if err != nil {
		return Rate{}, err
	}
	if !found {
		return Rate{}, fmt.Errorf("needs a period, such as %s/s or %s/day", s, s)
	}
	p := 0
	for p < len(periods) && !slices.Contains(periods[p].names, per) {
		p++
	}
	if p == len(periods) {
		return Rate{}, fmt.Errorf("unknown period %q; write /s, /min, /hour, /day or /month", per)
	}
	r := Rate{N: n, Per: Period(p)}
	if n < 0 {
		return Rate{}, fmt.Errorf("cannot be negative; 0 is the idle floor")
	}
	if r.PerSecond(730) > MaxRate {
		return Rate{}, fmt.Errorf("is above %s/s, the highest rate modelled", formatCount(MaxRate))
	}
	if n == 0 {
		return Rate{}, nil
	}
	return r, nil
}

// counts are the suffixes of a number, the largest first.
var counts = []unit{{"B", 1e9}, {"M", 1e6}, {"k", 1e3}}

// parseCount reads a number with an optional suffix k, M or B.
func parseCount(s string) (float64, error) {
	mul, digits := 1.0, s
	for _, u := range counts {
		if rest, ok := strings.CutSuffix(s, u.name); ok {
			mul, digits = u.mul, rest
		}
	}
	n, err := parseNumber(digits)
	if err != nil {
		return 0, fmt.Errorf("%w, such as 12, 2.5k, 3M or 1B", err)
	}
	return n * mul, nil
}

// formatCount writes n with k, M or B if that is exact.
func formatCount(n float64) string {
	for _, u := range counts {
		if n >= u.mul && n/u.mul*u.mul == n {
			s := shortest(n / u.mul)
			if v, err := strconv.ParseFloat(s, 64); err == nil && v*u.mul == n && len(s) <= 6 {
				return s + u.name
			}
		}
	}
	return shortest(n)
}

// parseNumber reads a finite decimal number.
func parseNumber(s string) (float64, error) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) || strings.ContainsAny(s, "_xXpP") {
		return 0, fmt.Errorf("%q is not a number", s)
	}
	return n, nil
}

func shortest(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// unit is a suffix and its value.
type unit struct {
	name string
	mul  float64
}

var (
	// memoryUnits are binary: vendors write 512 MB and mean MiB. Kubernetes writes Mi and
	// Gi, fly.toml mb and gb.
	memoryUnits = []unit{
		{"MB", 1}, {"MiB", 1}, {"Mi", 1}, {"mb", 1}, {"GB", 1024}, {"GiB", 1024}, {"Gi", 1024}, {"gb", 1024},
		{"TB", 1 << 20}, {"TiB", 1 << 20}, {"Ti", 1 << 20}, {"tb", 1 << 20},
	}
	// byteUnits are in decimal KB, for bytes on the wire. Units with an i are binary.
	byteUnits = []unit{
		{"B", 1e-3}, {"KB", 1}, {"kB", 1}, {"kb", 1}, {"MB", 1e3}, {"mb", 1e3}, {"GB", 1e6}, {"gb", 1e6}, {"TB", 1e9}, {"tb", 1e9},
		{"KiB", 1.024}, {"Ki", 1.024}, {"MiB", 1048.576}, {"Mi", 1048.576}, {"GiB", 1073741.824}, {"Gi", 1073741.824},
	}
	// timeUnits are in milliseconds.
	timeUnits = []unit{{"us", 1e-3}, {"µs", 1e-3}, {"ms", 1}, {"min", 6e4}, {"s", 1e3}, {"m", 6e4}, {"h", 3.6e6}, {"d", 8.64e7}}
)

// parseUnit reads a number followed by one of the units.
func parseUnit(s string, units []unit, example string) (float64, error) {
	i := 0
	for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '.' || s[i] == '-' || s[i] == '+') {
		i++
	}
	digits, name := s[:i], s[i:]
	if digits == "" {
		return 0, fmt.Errorf("%q is not a number with a unit, such as %s", s, example)
	}
	if name == "" {
		return 0, fmt.Errorf("needs a unit, such as %s", example)
	}
	for _, u := range units {
		if u.name == name {
			n, err := parseNumber(digits)
			return n * u.mul, err
		}
	}
	return 0, fmt.Errorf("unknown unit %q; write it as in %s", name, example)
}

// formatUnit writes v, given in the base unit, with the unit that needs the fewest
// characters and is exact. Of equals it takes the first.
func formatUnit(v float64, units ...unit) string {
	best := ""
	for _, u := range units {
		s := shortest(v / u.mul)
		if n, err := strconv.ParseFloat(s, 64); err != nil || n*u.mul != v {
			continue
		}
		if best == "" || len(s)+len(u.name) < len(best) {
			best = s + u.name
		}
	}
	return best
}

// leastBareMB is the smallest number without a unit that is read as MB, as configuration
// files write it; 16 might mean GB.
const leastBareMB = 64

// ParseMemory reads a size of memory such as 512MB, 64Mi or 1GB (binary: 1 GB is
// 1024 MB) and returns MB. A bare number from 64 on is MB.
func ParseMemory(s string) (float64, error) {
	if n, err := parseNumber(s); err == nil && n >= leastBareMB {
		return n, nil
	}
	return parseUnit(s, memoryUnits, "512MB or 1GB")
}

// ParseDuration reads a time such as 120ms, 1.5s or 20m and returns
// milliseconds.
func ParseDuration(s string) (float64, error) { return parseUnit(s, timeUnits, "120ms or 1.5s") }

// FormatDuration writes a time given in milliseconds.
func FormatDuration(ms float64) string {
	units := []unit{{"ms", 1}, {"s", 1e3}, {"us", 1e-3}, {"m", 6e4}, {"h", 3.6e6}}
	if ms < 12e4 { // people write 60s and 90s, but 2m
		units = units[:3]
	}
	return formatUnit(ms, units...)
}

// ParseBytes reads a size on the wire such as 8KB (decimal) and returns KB.
func ParseBytes(s string) (float64, error) { return parseUnit(s, byteUnits, "8KB or 1.5MB") }

// ParseShare reads a share such as 30% or 0.3 and returns a fraction.
func ParseShare(s string) (float64, error) {
	if p, ok := strings.CutSuffix(s, "%"); ok {
		n, err := parseNumber(p)
		return n / 100, err
	}
	n, err := parseNumber(s)
	if m, milli := strings.CutSuffix(s, "m"); err != nil && milli {
		if _, bad := parseNumber(m); bad == nil {
			return 0, fmt.Errorf("%w; write a share such as 30%% or 0.3, and thousandths of a core as size=%s", err, s)
		}
	}
	if err != nil {
		return 0, fmt.Errorf("%w; write a share such as 30%% or 0.3", err)
	}
	if n > 1 {
		return 0, fmt.Errorf("%s is more than the whole; write a share such as 30%% or 0.3", s)
	}
	return n, nil
}

// FormatShare writes a fraction in percent.
func FormatShare(f float64) string {
	s := strconv.FormatFloat(f*100, 'g', 12, 64)
	if n, err := strconv.ParseFloat(s, 64); err == nil && n/100 == f && !strings.Contains(s, "e") {
		return s + "%"
	}
	return shortest(f)
}

// Unit is the unit of a term's numbers, which also defines their text form.
type Unit uint8

// The units.
const (
	// UnitText is a value with its own syntax, such as a list of names.
	UnitText Unit = iota
	// UnitWord is one of the term's words, and UnitSwitch on or off.
	UnitWord
	UnitSwitch
	// UnitRate is requests over a period; its number is per second.
	UnitRate
	// UnitNumber is a plain number, UnitWhole a whole number, UnitTimes a number with an
	// optional x after it, and UnitCount a number with an optional k, M or B.
	UnitNumber
	UnitWhole
	UnitTimes
	UnitCount
	// UnitMemory counts MB (= MiB), UnitBytes decimal KB.
	UnitMemory
	UnitBytes
	// UnitTime counts milliseconds, UnitSeconds seconds.
	UnitTime
	UnitSeconds
	// UnitShare is a fraction, written in percent, and UnitGrowth a fraction per month.
	UnitShare
	UnitGrowth
	// UnitMonths counts months, UnitDollars dollars.
	UnitMonths
	UnitDollars
)

// codec reads and writes the numbers of a unit.
type codec struct {
	name  string
	read  func(string) (float64, error)
	write func(float64) string
}

var codecs = [...]codec{
	UnitText:   {name: "text"},
	UnitWord:   {name: "word"},
	UnitSwitch: {name: "switch"},
	UnitRate:   {name: "rate"},
	UnitNumber: {"number", parseNumber, shortest},
	UnitWhole:  {"whole number", parseWhole, shortest},
	UnitTimes:  {"times", func(s string) (float64, error) { return parseNumber(strings.TrimSuffix(s, "x")) }, shortest},
	UnitCount:  {"count", parseCount, formatCount},
	UnitMemory: {"memory", ParseMemory, func(mb float64) string { return formatUnit(mb, unit{"MB", 1}, unit{"GB", 1024}) }},
	UnitBytes: {"bytes", ParseBytes, func(kb float64) string {
		return formatUnit(kb, unit{"KB", 1}, unit{"MB", 1e3}, unit{"GB", 1e6}, unit{"B", 1e-3})
	}},
	UnitTime:    {"time", ParseDuration, FormatDuration},
	UnitSeconds: {"time", func(s string) (float64, error) { ms, err := ParseDuration(s); return ms / 1e3, err }, func(s float64) string { return FormatDuration(s * 1e3) }},
	UnitShare:   {"share", ParseShare, FormatShare},
	UnitGrowth:  {"share a month", parseGrowth, formatGrowth},
	UnitMonths:  {"months", parseMonths, func(n float64) string { return shortest(n) + "months" }},
	UnitDollars: {"dollars", func(s string) (float64, error) { return parseNumber(strings.TrimPrefix(s, "$")) }, shortest},
}

// String returns the kind of value in a word.
func (u Unit) String() string { return codecs[u].name }

func parseWhole(s string) (float64, error) {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a whole number", s)
	}
	return float64(n), nil
}

// shapeValue is a shape; its number is the index of its name.
type shapeValue traffic.Shape

func (s *shapeValue) text(*Term) string { return (*traffic.Shape)(s).String() }

func (s *shapeValue) read(_ *Term, v string) error {
	return parseInto((*traffic.Shape)(s), v, traffic.Parse)
}

func (s *shapeValue) get(*Term) float64 { return float64(s.Kind) }

func (s *shapeValue) set(_ *Term, v float64) {
	if int(v) < len(traffic.Names) { // a profile cannot be chosen by number
		*s = shapeValue{Kind: traffic.Kind(v)}
	}
}

// custom is a value that its own type parses and formats.
type custom[T fmt.Stringer] struct {
	at    *T
	parse func(string) (T, error)
}

func (c custom[T]) text(*Term) string { return (*c.at).String() }

func (c custom[T]) read(_ *Term, v string) error { return parseInto(c.at, v, c.parse) }

// listed is a text whose empty value is written as the term's word for 0.
type listed[T ~string] struct {
	at    *T
	parse func(string) (T, error)
}

func (l listed[T]) text(t *Term) string { return cmp.Or(string(*l.at), t.Zero) }

func (l listed[T]) read(t *Term, v string) error {
	if v == t.Zero {
		*l.at = ""
		return nil
	}
	return parseInto(l.at, v, l.parse)
}

// parseInto parses text and stores the result if that succeeds.
func parseInto[T any](dst *T, text string, parse func(string) (T, error)) error {
	x, err := parse(text)
	if err == nil {
		*dst = x
	}
	return err
}
