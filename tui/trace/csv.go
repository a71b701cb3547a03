package trace

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// csvLines reads lines of cells between separators. A cell in quotes may contain a
// separator, but no newline.
type csvLines struct {
	separator byte
	at        int
	ms, mb    int // -1 for none
	kb, n     int
	unitMS    float64
	says      string
	// minutes is the index of the first count of a minute in Azure's files of 2019.
	minutes int
	// step is the number of seconds per row if rows are counts, else 0.
	step int64
}

// format returns the format for lines with these columns.
func (c *csvLines) format() recordFormat {
	return recordFormat{name: "CSV", says: c.says, read: c.read, step: c.step}
}

func (c *csvLines) read(line []byte, r *record) string {
	var err string
	seen := false
	for i := 0; ; i++ {
		cell, rest, more := c.cell(line)
		switch i {
		case c.at:
			var ok bool
			if r.at, ok = timeOf(cell); !ok {
				return fmt.Sprintf("has %q for a time", short(cell))
			}
			seen = true
		case c.ms:
			err = take(&r.ms, cell, c.unitMS, err)
		case c.mb:
			err = take(&r.mb, cell, 1, err)
		case c.kb:
			err = take(&r.kb, cell, 1e-3, err)
		case c.n:
			err = take(&r.n, cell, 1, err)
		}
		if !more {
			break
		}
		line = rest
	}
	if !seen {
		return "has too few cells"
	}
	return err
}

// take parses a cell that may be empty.
func take(to *float64, cell []byte, unit float64, before string) string {
	if len(cell) == 0 {
		return before
	}
	v, ok := span(cell, unit)
	if !ok {
		return fmt.Sprintf("has %q for a number", short(cell))
	}
	*to = v
	return before
}

// cell cuts the first cell off a line.
func (c *csvLines) cell(line []byte) (cell, rest []byte, more bool) {
	if len(line) > 0 && line[0] == '"' {
		if end := closing(line[1:]); end >= 0 {
			cell, rest = line[1:1+end], line[2+end:]
			if len(rest) > 0 && rest[0] == c.separator {
				return cell, rest[1:], true
			}
			return cell, nil, false
		}
	}
	i := bytes.IndexByte(line, c.separator)
	if i < 0 {
		return bytes.TrimSpace(line), nil, false
	}
	return bytes.TrimSpace(line[:i]), line[i+1:], true
}

// closing returns the index of a cell's closing quote, or -1. It skips doubled quotes.
func closing(b []byte) int {
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] != '"':
		case i+1 < len(b) && b[i+1] == '"':
			i++
		default:
			return i
		}
	}
	return -1
}

func short(b []byte) string { return string(b[:min(len(b), 40)]) }

// The names of columns, in lower case, with only letters and digits.
var (
	timeNames     = []string{"timestamp", "time", "ts", "datetime", "date", "starttime", "start", "startedat", "createdat", "eventtime", "requesttime", "t", "arrival", "arrivaltime"}
	durationNames = []string{"duration", "latency", "elapsed", "took", "responsetime", "durationms", "latencyms", "elapsedms", "durations", "latencys", "targetprocessingtime", "requestduration", "durationus", "runtime", "billedduration"}
	memoryNames   = []string{"memory", "memorymb", "maxmemoryused", "maxmemory", "memoryused", "memoryusedmb", "mem"}
	bytesNames    = []string{"bytes", "responsesize", "responsebytes", "bytessent", "size", "sentbytes"}
	countNames    = []string{"count", "requests", "invocations", "hits", "n"}
)

// csvOf determines the columns of CSV by its header. Without a header the columns are
// time, then duration, then memory.
func csvOf(first [][]byte) (recordFormat, int, error) {
	c := newColumns()
	for _, s := range []byte(",;\t|") {
		if bytes.Count(first[0], []byte{s}) > bytes.Count(first[0], []byte{c.separator}) {
			c.separator = s
		}
	}
	cells := c.cells(first[0])
	if i := minutesOf(cells); i >= 0 {
		c.minutes = i
		says := fmt.Sprintf("columns %d to %d are the counts of a day's minutes", i+1, len(cells))
		return recordFormat{name: "counts a minute", says: says, counts: c.counts, step: 60}, 1, nil
	}
	if _, plain := timeOf([]byte(cells[0])); plain {
		c.headless(cells)
		return c.format(), 0, nil
	}
	if !c.find(cells) {
		return recordFormat{}, 0, errors.New("is of no format that is read, and has no column of times; it may be called timestamp, and the formats are " + Formats())
	}
	c.steps(first[1:])
	return c.format(), 1, nil
}

// steps sets the number of seconds per row if rows are counts: the smallest distance
// between times.
func (c *csvLines) steps(rows [][]byte) {
	if c.n < 0 {
		return
	}
	var times []float64
	several := false
	for _, row := range rows {
		if r := one; c.read(row, &r) == "" {
			times, several = append(times, r.at), several || r.n != 1
		}
	}
	slices.Sort(times)
	step := dayS + 1
	if !several {
		return
	}
	for i := 1; i < len(times); i++ {
		if d := math.Round(times[i] - times[i-1]); d >= 1 {
			step = min(step, d)
		}
	}
	if step <= dayS {
		c.step = int64(step)
		c.says += fmt.Sprintf(" in %d s", c.step)
	}
}

// newColumns returns a csvLines without columns.
func newColumns() *csvLines {
	return &csvLines{separator: ',', at: -1, ms: -1, mb: -1, kb: -1, n: -1, unitMS: 1}
}

// find finds the columns by name, and reports whether there is a column of times.
func (c *csvLines) find(names []string) bool {
	c.at, c.ms, c.mb = column(names, timeNames), column(names, durationNames), column(names, memoryNames)
	c.kb, c.n = column(names, bytesNames), column(names, countNames)
	if c.at < 0 {
		return false
	}
	c.guessUnits(names)
	c.tell(names)
	return true
}

// headless uses columns in the order time, duration, memory.
func (c *csvLines) headless(cells []string) {
	c.at = 0
	for i, to := range []*int{&c.ms, &c.mb} {
		if len(cells) < i+2 {
			break
		}
		if _, ok := span([]byte(cells[i+1]), 1); !ok {
			break
		}
		*to = i + 1
	}
	names := make([]string, len(cells))
	for i := range names {
		names[i] = fmt.Sprintf("column %d", i+1)
	}
	c.tell(names)
}

func (c *csvLines) cells(line []byte) (out []string) {
	for more := true; more; {
		var cell []byte
		cell, line, more = c.cell(line)
		out = append(out, string(cell))
	}
	return out
}

// column returns the first column with one of the names, or -1.
func column(cells, names []string) int {
	for _, name := range names {
		for i, cell := range cells {
			if plainName(cell) == name {
				return i
			}
		}
	}
	return -1
}

func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

// guessUnits sets the unit of durations by the suffix of the column's name; the default
// is milliseconds.
func (c *csvLines) guessUnits(cells []string) {
	if c.ms < 0 {
		return
	}
	switch name := strings.ToLower(cells[c.ms]); {
	case strings.HasSuffix(name, "_us"), strings.HasSuffix(name, "micros"):
		c.unitMS = 1e-3
	case strings.HasSuffix(name, "_ns"), strings.HasSuffix(name, "nanos"):
		c.unitMS = 1e-6
	case strings.HasSuffix(name, "_s"), strings.HasSuffix(name, "seconds") && !strings.HasSuffix(name, "milliseconds"), strings.Contains(name, "processing_time"):
		c.unitMS = 1e3
	}
}

// tell describes the use of each column.
func (c *csvLines) tell(cells []string) {
	var out []string
	units := map[float64]string{1: "ms", 1e3: "s", 1e-3: "µs", 1e-6: "ns"}
	for _, x := range []struct {
		column int
		what   string
	}{{c.at, "the time"}, {c.ms, "the duration in " + units[c.unitMS]}, {c.mb, "memory in MB"}, {c.kb, "bytes sent"}, {c.n, "a count of requests"}} {
		if x.column >= 0 {
			out = append(out, cells[x.column]+" is "+x.what)
		}
	}
	c.says = strings.Join(out, ", ")
}

// minutesOf returns the index of the first of the columns 1 to 1440, or -1.
func minutesOf(cells []string) int {
	i := slices.Index(cells, "1")
	if i < 0 || len(cells)-i != 1440 || cells[len(cells)-1] != "1440" {
		return -1
	}
	return i
}

// counts adds the counts of the minutes of a day if a line has all of them. A line is a
// function, as in the traces of Azure Functions of 2019. The files have no date; the first
// of January 1970 is used.
func (c *csvLines) counts(line []byte, t *tally) string {
	var counts [1440]float64
	minute := -c.minutes
	for more := true; more; minute++ {
		var cell []byte
		if cell, line, more = c.cell(line); minute < 0 {
			continue
		}
		n, ok := number(cell)
		if !ok || n < 0 {
			return fmt.Sprintf("has %q for a count", short(cell))
		}
		if minute < len(counts) {
			counts[minute] = n
		}
	}
	if minute != len(counts) {
		return fmt.Sprintf("has %d counts of a day's %d", max(minute, 0), len(counts))
	}
	for minute, n := range counts {
		r := one
		r.at, r.n = float64(minute)*60+1, n
		t.add(&r)
	}
	return ""
}
