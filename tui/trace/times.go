package trace

import (
	"math"
	"strconv"
	"time"
)

// timeOf reads a time: seconds, milliseconds, microseconds or nanoseconds since
// 1970, told by their size, or text such as 2026-10-01T12:00:00.5Z, with a space
// for the T and without a zone, which is UTC then.
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

// epoch is a time by its number: its size tells the unit.
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

// textTime reads 2026-10-01T12:00:00.5+02:00.
func textTime(b []byte) (float64, bool) {
	year, ok1 := digits(b[0:4])
	month, ok2 := digits(b[5:7])
	day, ok3 := digits(b[8:10])
	hour, ok4 := digits(b[11:13])
	minute, ok5 := digits(b[14:16])
	second, ok6 := digits(b[17:19])
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || !ok6 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60 {
		return 0, false
	}
	s := float64(daysSince1970(year, month, day)*86400 + hour*3600 + minute*60 + second)
	rest := b[19:]
	if len(rest) > 1 && (rest[0] == '.' || rest[0] == ',') {
		end := 1
		for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
			end++
		}
		part, _ := digits(rest[1:min(end, 10)])
		s += float64(part) / math.Pow10(min(end, 10)-1)
		rest = rest[end:]
	}
	for len(rest) > 0 && rest[0] == ' ' {
		rest = rest[1:]
	}
	switch {
	case len(rest) == 0, rest[0] == 'Z', string(rest) == "UTC":
		return s, true
	case (len(rest) == 3 || len(rest) >= 5) && (rest[0] == '+' || rest[0] == '-'):
		h, ok1 := digits(rest[1:3])
		m, ok2 := 0, true
		if len(rest) > 3 {
			m, ok2 = digits(rest[len(rest)-2:])
		}
		if !ok1 || !ok2 {
			return 0, false
		}
		off := float64(h*3600 + m*60)
		if rest[0] == '-' {
			off = -off
		}
		return s - off, true
	}
	return 0, false
}

// daysSince1970 counts days of the Gregorian calendar.
func daysSince1970(y, m, d int) int {
	if m <= 2 {
		y--
		m += 12
	}
	return 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 719469
}

func digits(b []byte) (n int, ok bool) {
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, len(b) > 0
}

// number reads a decimal number; what is short and plain is read by hand, which is
// most of what a log holds.
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

// span reads a duration in milliseconds: a number times unit, or with a unit of
// its own, such as 0.123s or 15ms.
func span(b []byte, unit float64) (ms float64, ok bool) {
	if f, ok := number(b); ok {
		return f * unit, f >= 0
	}
	d, err := time.ParseDuration(string(b))
	return float64(d) / float64(time.Millisecond), err == nil && d >= 0
}
