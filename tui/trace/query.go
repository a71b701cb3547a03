package trace

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"crossover/engine/sim"
)

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
