package trace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// timeOf parses a time: seconds, milliseconds, microseconds or nanoseconds since 1970,
// distinguished by size, or text such as 2026-10-01T12:00:00.5Z. A space may replace the
// T. Without a zone, text is UTC.
func timeOf(b []byte) (seconds float64, ok bool) {
	if len(b) >= 19 && b[4] == '-' && b[7] == '-' && b[13] == ':' && b[16] == ':' {
		return textTime(b)
	}
	f, ok := number(b)
	if !ok {
		return 0, false
	}
	return epoch(f)
}

// epoch returns the time of a number, whose size determines the unit.
func epoch(f float64) (seconds float64, ok bool) {
	switch {
	case !(f >= 0):
		return 0, false
	case f < 1e11:
		return f, true
	case f < 1e14:
		return f / 1e3, true
	case f < 1e17:
		return f / 1e6, true
	case f < 1e20:
		return f / 1e9, true
	}
	return 0, false
}

// plainTime parses 2026-10-01T12:00:00.5Z, the most common form, without a library. It
// refuses other forms and dates that may not exist.
func plainTime(b []byte) (float64, bool) {
	two := func(i int) int { // 100 if they are not both digits
		if t, u := b[i]-'0', b[i+1]-'0'; t < 10 && u < 10 {
			return int(t)*10 + int(u)
		}
		return 100
	}
	century, year, month, day, hour, minute, second := two(0), two(2), two(5), two(8), two(11), two(14), two(17)
	rest := bytes.TrimSuffix(b[19:], []byte{'Z'})
	if century < 1 || century > 99 || year > 99 || month < 1 || month > 12 || day < 1 || day > 30 || day > 28 && month == 2 || hour > 23 || minute > 59 || second > 59 ||
		len(rest) > 0 && rest[0] != '.' || len(rest) > 10 {
		return 0, false
	}
	part := uint64(0)
	if len(rest) > 0 {
		var err error
		if part, err = strconv.ParseUint(string(rest[1:]), 10, 64); err != nil {
			return 0, false
		}
	}
	y, m := century*100+year, month
	if m <= 2 { // years start in March, so a leap day is their last
		y, m = y-1, m+12
	}
	days := 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + day - 719469
	return float64(days*86400+hour*3600+minute*60+second) + float64(part)/powers10[max(len(rest)-1, 0)], true
}

// textTime parses 2026-10-01T12:00:00.5+02:00 and its variants.
func textTime(b []byte) (float64, bool) {
	if at, ok := plainTime(b); ok {
		return at, true
	}
	text := string(b[:10]) + "T" + strings.ReplaceAll(strings.TrimSuffix(string(b[11:]), "UTC"), " ", "")
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07"} {
		if t, err := time.Parse(layout, text); err == nil {
			return float64(t.Unix()) + float64(t.Nanosecond())/1e9, true
		}
	}
	return 0, false
}

// number parses a decimal number. Short plain ones, the most common in logs, take a fast
// path.
func number(b []byte) (float64, bool) {
	neg := len(b) > 0 && b[0] == '-'
	d := b
	if neg {
		d = b[1:]
	}
	if len(d) == 0 || len(d) > 18 {
		return slowNumber(b)
	}
	n, point := 0, -1
	for i, c := range d {
		switch {
		case c >= '0' && c <= '9':
			n = n*10 + int(c-'0')
		case c == '.' && point < 0:
			point = i
		default:
			return slowNumber(b)
		}
	}
	f := float64(n)
	if point >= 0 {
		if len(d) == 1 || n > 1<<53 {
			return slowNumber(b)
		}
		f /= powers10[len(d)-1-point]
	}
	if neg {
		f = -f
	}
	return f, true
}

var powers10 = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}

func slowNumber(b []byte) (float64, bool) {
	f, err := strconv.ParseFloat(string(b), 64)
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}

// span parses a duration in milliseconds: a number times unit, or one with its own unit,
// such as 0.123s or 15ms.
func span(b []byte, unit float64) (ms float64, ok bool) {
	if f, ok := number(b); ok {
		return f * unit, f >= 0
	}
	d, err := time.ParseDuration(string(b))
	return float64(d) / float64(time.Millisecond), err == nil && d >= 0
}

// Arrivals are the arrival times of single requests, for a replay.
type Arrivals struct {
	// Seconds are ascending and start at 0. Requests recorded in the same whole second,
	// or as a count of a period, are spread evenly over it.
	Seconds []float64
	// MeanMS is the mean duration, or NaN if no record has one.
	MeanMS float64
	// Bad is the number of unreadable lines; Faults has the first of them.
	Bad    int
	Faults []Fault
}

// ReadArrivals reads records of single requests in the formats of [Records.Read]. More
// than most requests are an error.
func ReadArrivals(r io.Reader, most int) (*Arrivals, error) {
	in, head, err := begin(r)
	if err != nil {
		return nil, err
	}
	if first := firstLines(head); documentOf(head) != nil || len(first) > 0 && isReduced(first[0]) {
		return nil, errors.New("has no single requests; CSV, Parquet, access logs, REPORT lines, JSON lines and counts a minute have")
	}
	t, _, err := tallyRecords(r, in, head, most)
	switch {
	case err != nil:
		return nil, err
	case len(t.times) > most:
		return nil, fmt.Errorf("holds more than %d requests", most)
	case len(t.times) == 0:
		return nil, fmt.Errorf("%w with a time", ErrNone)
	}
	a := &Arrivals{Seconds: t.times, MeanMS: math.NaN(), Bad: t.bad, Faults: t.faults}
	if ms := &t.figures[0]; ms.Count() > 0 {
		a.MeanMS = ms.Mean()
	}
	slices.Sort(a.Seconds)
	spreadSeconds(a.Seconds)
	begin := a.Seconds[0]
	for i := range a.Seconds {
		a.Seconds[i] -= begin
	}
	return a, nil
}

// spreadSeconds spreads requests with the same whole second as their time over it.
func spreadSeconds(times []float64) {
	for i := 0; i < len(times); {
		n := 1
		for i+n < len(times) && times[i+n] == times[i] {
			n++
		}
		if n > 1 && times[i] == math.Trunc(times[i]) {
			for k := range n {
				times[i+k] += (float64(k) + 0.5) / float64(n)
			}
		}
		i += n
	}
}

// keep keeps the times of a record's requests, up to one more than t.most.
func (t *tally) keep(r *record) {
	if r.at <= 0 || t.most == 0 {
		return
	}
	if r.n == 1 {
		if len(t.times) <= t.most {
			t.times = append(t.times, r.at)
		}
		return
	}
	span := float64(t.step) // a record of several requests is a count of a period
	begin := math.Floor(r.at/span) * span
	for i := 0.0; i < r.n && len(t.times) <= t.most; i++ {
		t.times = append(t.times, begin+span*(i+0.5)/r.n)
	}
}
