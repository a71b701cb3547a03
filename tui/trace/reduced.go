package trace

import (
	"bufio"
	"bytes"
	"embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"crossover/engine/sim"
)

// The columns of a summary made by a query. A row has the number of requests in a span of
// time, with its start and seconds, or in a bin of a figure, with the bin's lower bound,
// total and maximum. docs/import.md describes them, too.
const (
	colTime    = "time"
	colSeconds = "seconds"
	colCount   = "requests"
	colTotal   = "total"
	colMost    = "most"
)

// binned lists the figures whose distribution a summary may contain.
var binned = []string{"duration_ms", "memory_mb", "response_kb", "start_ms"}

// reduced reads a summary. A repeated header, as in concatenated results, changes the
// order of columns from there.
type reduced struct {
	csvLines
	header []string
	t      *tally
}

// isReduced reports whether a line is the header of a summary. Its columns do not occur
// together in CSV of records.
func isReduced(line []byte) bool {
	c := csvLines{separator: ','}
	cells := c.cells(line)
	has := func(name string) bool { return slices.Contains(cells, name) }
	return has(colCount) && (has(colTime) && has(colSeconds) || has(colTotal) && has(colMost))
}

// readReduced reads a summary to its end.
func readReduced(in *bufio.Reader) (*tally, recordFormat, error) {
	r := reduced{csvLines: csvLines{separator: ','}}
	scan := bufio.NewScanner(in)
	scan.Buffer(nil, maxLine)
	for line := 1; scan.Scan(); line++ {
		text := bytes.TrimSpace(scan.Bytes())
		switch {
		case len(text) == 0:
		case isReduced(text):
			r.header = r.cells(text)
		default:
			why := r.row(r.cells(text))
			if why != "" && r.t == nil {
				r.t = newTally(1)
			}
			if why != "" {
				r.t.fault(line, why)
			}
		}
	}
	if err := scan.Err(); err != nil {
		return nil, recordFormat{}, err
	}
	if r.t == nil {
		return nil, recordFormat{}, ErrNone
	}
	if r.t.requests == 0 { // without rows of time spans
		r.t.untimed = max(r.t.figures[0].Count(), r.t.figures[1].Count(), r.t.figures[2].Count())
		r.t.requests = r.t.untimed
	}
	return r.t, recordFormat{name: "summary of a query"}, nil
}

// row counts a row and returns an error text, or "".
func (r *reduced) row(cells []string) string {
	n, ok := r.figure(cells, colCount)
	if !ok || n < 0 || n > 1e18 {
		return "has no number of requests"
	}
	if i := slices.Index(r.header, colTime); i >= 0 && i < len(cells) && present(cells[i]) {
		at, ok := timeOf([]byte(cells[i]))
		seconds, said := r.figure(cells, colSeconds)
		if !ok || !said || seconds < 1 || seconds > dayS || seconds != math.Trunc(seconds) {
			return "is no span of time: " + short([]byte(cells[i]))
		}
		if r.t == nil || r.t.requests == 0 && r.t.step == 1 {
			r.start(int64(seconds))
		}
		r.t.add(&record{at: at, n: n, ms: -1, mb: -1, kb: -1, initMS: -1})
		return ""
	}
	for i, name := range binned {
		least, ok := r.figure(cells, name)
		if !ok {
			continue
		}
		total, _ := r.figure(cells, colTotal)
		most, said := r.figure(cells, colMost)
		if !said || least < 0 || most > 1e12 || total < 0 {
			return "has no figures of its " + name
		}
		if r.t == nil {
			r.start(1)
		}
		r.t.figures[i].AddSome(least, n, total, most)
		return ""
	}
	return "is neither a span of time nor a bin of a figure"
}

// start begins the tally, or changes the spans of one without times to step seconds.
func (r *reduced) start(step int64) {
	t := newTally(step)
	if r.t != nil {
		t.merge(&tally{step: 1, from: math.Inf(1), to: math.Inf(-1), figures: r.t.figures, faults: r.t.faults, bad: r.t.bad}, 0)
	}
	r.t = t
}

// figure returns the number in a column of a row.
func (r *reduced) figure(cells []string, name string) (float64, bool) {
	i := slices.Index(r.header, name)
	if i < 0 || i >= len(cells) || !present(cells[i]) {
		return 0, false
	}
	v, err := strconv.ParseFloat(cells[i], 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// present reports whether a cell has a value: databases write NULL in three ways.
func present(cell string) bool { return cell != "" && cell != `\N` && cell != "NULL" }

// queries has a query for each language of [Query]. %[1]d stands for the seconds of a span
// of time, %[2]d for the bins of a figure between a value and its double.
//
//go:embed queries
var queries embed.FS

// Dialects returns the names of the query languages of [Query].
func Dialects() []string {
	files, _ := queries.ReadDir("queries") // they are embedded
	var out []string
	for _, f := range files {
		out = append(out, strings.TrimSuffix(f.Name(), ".txt"))
	}
	return out
}

// Query returns the query that reduces raw logs to a summary for [Records.Read], in a
// language of [Dialects]. It counts requests in spans of seconds seconds. For an unknown
// name it returns "".
func Query(name string, seconds int) string {
	text, err := queries.ReadFile("queries/" + name + ".txt")
	if err != nil {
		return ""
	}
	return fmt.Sprintf(string(text), seconds, sim.BucketsPerDoubling)
}
