package trace

import (
	"bufio"
	"bytes"
	_ "embed"
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

// dialect holds the parts of the query that differ between databases.
type dialect struct {
	name string
	// about is a comment above the query: how to save the result as a file.
	about string
	// records selects from the raw logs the columns moment (seconds since 1970), ms and
	// mb.
	records string
	// log2 is the expression for the base-2 logarithm of %s.
	log2 string
	// end is the end of the query.
	end string
}

var dialects = []dialect{
	{
		"athena", "Save the result as CSV. The table and its columns are those of load balancers' logs.",
		`SELECT to_unixtime(from_iso8601_timestamp(time)) AS moment,
    1000 * (request_processing_time + target_processing_time + response_processing_time) AS ms,
    CAST(NULL AS double) AS mb
  FROM alb_access_logs
  WHERE target_processing_time >= 0`, "log2(%s)", ";",
	},
	{
		"bigquery", "bq query --format=csv --max_rows=10000000 --use_legacy_sql=false < query.sql > summary.csv\n-- The table and its columns are those of Cloud Run's requests, exported by Cloud Logging.",
		`SELECT UNIX_MICROS(timestamp) / 1000000 AS moment,
    1000 * httpRequest.latency AS ms,
    CAST(NULL AS FLOAT64) AS mb
  FROM logs.run_googleapis_com_requests`, "LOG(%s, 2)", ";",
	},
	{
		"clickhouse", "clickhouse-client < query.sql > summary.csv",
		`SELECT toFloat64(toUnixTimestamp64Milli(toDateTime64(timestamp, 3))) / 1000 AS moment,
    toNullable(toFloat64(duration_ms)) AS ms,
    CAST(NULL AS Nullable(Float64)) AS mb
  FROM requests`, "log2(%s)", "\nFORMAT CSVWithNames;",
	},
	{
		"duckdb", "duckdb -csv < query.sql > summary.csv",
		`SELECT epoch(CAST(timestamp AS TIMESTAMP)) AS moment,
    CAST(duration_ms AS DOUBLE) AS ms,
    CAST(memory_mb AS DOUBLE) AS mb
  FROM read_csv('requests.csv')`, "log2(%s)", ";",
	},
}

// logsInsights is not SQL: it cannot form the union of two results.
//
//go:embed logsinsights.txt
var logsInsights string

const logsInsightsName = "logs-insights"

// Dialects returns the names of the query languages of [Query].
func Dialects() []string {
	var out []string
	for i := range dialects {
		out = append(out, dialects[i].name)
	}
	return append(out, logsInsightsName)
}

// Query returns the query that reduces raw logs to a summary for [Records.Read], in a
// language of [Dialects]. It counts requests in spans of seconds seconds. For an unknown
// name it returns "".
func Query(name string, seconds int) string {
	if name == logsInsightsName {
		return fmt.Sprintf(logsInsights, seconds, sim.BucketsPerDoubling)
	}
	i := slices.IndexFunc(dialects, func(d dialect) bool { return d.name == name })
	if i < 0 {
		return ""
	}
	d := &dialects[i]
	parts := []string{fmt.Sprintf(`SELECT CAST(floor(moment / %[1]d) * %[1]d AS BIGINT) AS time, %[1]d AS seconds, NULL AS duration_ms, NULL AS memory_mb,
  count(*) AS requests, NULL AS total, NULL AS most
FROM records
GROUP BY CAST(floor(moment / %[1]d) * %[1]d AS BIGINT)`, seconds)}
	for _, f := range []struct{ figure, columns string }{{"ms", "bin, NULL"}, {"mb", "NULL, bin"}} {
		parts = append(parts, fmt.Sprintf(`SELECT NULL, NULL, %s, count(*), sum(figure), max(figure)
FROM (
  SELECT figure, power(2, octave) * (1 + floor((greatest(figure, 0.0009765625) / power(2, octave) - 1) * %[4]d) / %[4]d) AS bin
  FROM (SELECT %[2]s AS figure, floor(%[3]s) AS octave FROM records WHERE %[2]s >= 0) AS octaves
) AS bins
GROUP BY bin`, f.columns, f.figure, fmt.Sprintf(d.log2, "greatest("+f.figure+", 0.0009765625)"), sim.BucketsPerDoubling))
	}
	return fmt.Sprintf(`-- Reduces raw logs to the summary that crossover import --traffic reads.
-- %s
WITH records AS (
  -- Say here where moment (seconds since 1970), ms (the duration of a request) and mb
  -- (the memory it used) are; leave NULL what the logs do not say.
  %s
)
`, d.about, d.records) + strings.Join(parts, "\nUNION ALL\n") + d.end + "\n"
}
