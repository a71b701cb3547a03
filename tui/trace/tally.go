package trace

import (
	"bufio"
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"crossover/engine/each"
	"crossover/engine/sim"
)

// maxSpans bounds the number of spans of a tally; above it, spans double in length. A
// month has 2.6 million seconds.
const maxSpans = 1 << 22

// pageSpans is the number of spans per page.
const pageSpans = 1 << 12

// tally counts records. Tallies of parts of a file can be merged.
type tally struct {
	// step is the length of a span in seconds. pages holds the requests per span, by the
	// span's number divided by pageSpans.
	step  int64
	pages map[int64][]float64
	// period is the longest time over which a count was spread, in seconds.
	period float64
	// from and to are the first and last times.
	from, to float64
	requests float64
	// untimed counts the requests without a time.
	untimed float64
	// figures are the distributions of the figures in binned, in its order.
	figures [4]sim.Histogram
	faults  []Fault
	bad     int
	powers  []power
	// times are those of single requests; see [tally.keep] for most.
	times []float64
	most  int
}

func newTally(step int64) *tally {
	return &tally{step: step, pages: map[int64][]float64{}, from: math.Inf(1), to: math.Inf(-1)}
}

// add counts a record.
func (t *tally) add(r *record) {
	if r.at > 0 { // a record of no requests still extends the time covered
		t.from, t.to = min(t.from, r.at), max(t.to, r.at)
	}
	if r.n <= 0 {
		return
	}
	t.requests += r.n
	t.keep(r)
	if r.at > 0 {
		t.count(int64(math.Floor(r.at)), r.n)
	} else {
		t.untimed += r.n
	}
	for i, v := range [...]float64{r.ms, r.mb, r.kb, r.initMS} {
		if v >= 0 && v <= 1e12 {
			t.figures[i].Add(v, r.n)
		}
	}
}

// record counts what was read of a line, unless why says that it cannot be read.
func (t *tally) record(line int, r *record, why string) {
	if why != "" {
		t.fault(line, why)
		return
	}
	t.add(r)
}

func (t *tally) count(second int64, n float64) {
	span := floorDiv(second, t.step)
	page := floorDiv(span, pageSpans)
	p := t.pages[page]
	if p == nil {
		if len(t.pages) >= maxSpans/pageSpans {
			t.double()
			t.count(second, n)
			return
		}
		p = make([]float64, pageSpans)
		t.pages[page] = p
	}
	p[span-page*pageSpans] += n
}

// double doubles the length of spans.
func (t *tally) double() {
	old := t.pages
	t.step, t.pages = 2*t.step, map[int64][]float64{}
	t.take(old, t.step/2, 0)
}

// take adds spans of step seconds, shifted by later seconds.
func (t *tally) take(pages map[int64][]float64, step, later int64) {
	for page, p := range pages {
		for i, n := range p {
			if n > 0 {
				t.count((page*pageSpans+int64(i))*step+later, n)
			}
		}
	}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// merge adds another tally, shifted by later seconds.
func (t *tally) merge(o *tally, later int64) {
	for t.step < o.step {
		t.double()
	}
	t.take(o.pages, o.step, later)
	t.from, t.to = min(t.from, o.from+float64(later)), max(t.to, o.to+float64(later))
	t.requests += o.requests
	t.untimed += o.untimed
	t.period = max(t.period, o.period)
	for i := range t.figures {
		t.figures[i].Merge(&o.figures[i])
	}
	t.faults = append(t.faults, o.faults...)
	t.bad += o.bad
	t.times = append(t.times, o.times...)
	t.powers = append(t.powers, o.powers...)
}

// mostFaults is the number of unreadable lines reported.
const mostFaults = 5

func (t *tally) fault(line int, why string) {
	t.bad++
	if len(t.faults) < mostFaults {
		t.faults = append(t.faults, Fault{Line: line, Why: why})
	}
}

// spans returns the counts of all spans from the first to the last, including empty ones.
// counts is nil if there are too many.
func (t *tally) spans() (first int64, counts []float64) {
	first = floorDiv(int64(math.Floor(t.from)), t.step)
	last := floorDiv(int64(math.Floor(t.to)), t.step)
	if last-first >= 2*maxSpans {
		return first, nil
	}
	counts = make([]float64, last-first+1)
	for page, p := range t.pages {
		for i, n := range p {
			if n > 0 {
				counts[page*pageSpans+int64(i)-first] = n
			}
		}
	}
	return first, counts
}

// Spread summarises a distribution.
type Spread struct {
	N, Mean, P50, P99, Most float64
}

func spreadOf(h *sim.Histogram) Spread {
	return Spread{h.Count(), h.Mean(), h.Quantile(0.5), h.Quantile(0.99), h.Most()}
}

// holds returns an error if the tally is empty.
func (t *tally) holds() error {
	if t.requests > 0 || len(t.powers) > 0 {
		return nil
	}
	if t.bad > 0 {
		return fmt.Errorf("%w: none of its lines could be read; line %d %s", ErrNone, t.faults[0].Line, t.faults[0].Why)
	}
	return ErrNone
}

// summary summarises the tally.
func (t *tally) summary(format, columns string) *Summary {
	sort.SliceStable(t.faults, func(i, j int) bool {
		a, b := &t.faults[i], &t.faults[j]
		return cmp.Or(cmp.Compare(a.File, b.File), a.Line-b.Line) < 0
	})
	s := &Summary{
		Format: format, Columns: columns, Requests: t.requests, From: t.from, To: t.to, Faults: t.faults[:min(len(t.faults), mostFaults)], Bad: t.bad,
		DurationMS: spreadOf(&t.figures[0]), MemoryMB: spreadOf(&t.figures[1]), ResponseKB: spreadOf(&t.figures[2]), StartMS: spreadOf(&t.figures[3]),
	}
	s.fitPower(t.powers)
	if t.untimed < t.requests && t.to > t.from {
		s.timed(t)
	}
	return s
}

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
			if why := r.row(r.cells(text)); why != "" {
				r.t = cmp.Or(r.t, newTally(1))
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
	return each.Of(files, func(f *fs.DirEntry) string { return strings.TrimSuffix((*f).Name(), ".txt") })
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
