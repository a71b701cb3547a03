package trace

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"crossover/engine/each"
)

// maxDocument is the size limit of a JSON document in bytes.
const maxDocument = 64 << 20

// document is a format of a whole JSON document.
type document struct {
	recordFormat
	marks   []string // texts of which its beginning contains one
	reading func(text []byte, t *tally) error
}

var documents = []document{
	{recordFormat{name: "Prometheus range", says: "each value is a rate of requests a second"}, []string{`"resultType"`}, readPrometheus},
	{recordFormat{name: "OpenTelemetry spans", says: "the spans of servers, or all where none says its kind, from their start to their end"}, []string{`"resourceSpans"`}, readSpans},
	{recordFormat{name: "CloudWatch metric", says: "the sums of each period are requests, spread evenly over it"}, []string{`"MetricDataResults"`, `"Datapoints"`}, readMetrics},
	{recordFormat{name: "CloudWatch Logs", says: "Duration, Max Memory Used and Init Duration of each REPORT"}, []string{`"events"`}, readEvents},
	{recordFormat{name: "Lambda Power Tuning", says: "averageDuration at each value of memory"}, []string{`"averageDuration"`}, readPower},
}

// documentOf returns the format of a document by its beginning, or nil.
func documentOf(head []byte) *document {
	head = bytes.TrimLeft(head, " \t\r\n")
	if head[0] == '[' && bytes.HasPrefix(bytes.TrimLeft(head[1:], " \t\r\n"), []byte("{")) {
		return &entries
	}
	if head[0] != '{' {
		return nil
	}
	return each.Find(documents, func(d *document) bool {
		return slices.ContainsFunc(d.marks, func(m string) bool { return bytes.Contains(head, []byte(m)) })
	})
}

// entries is a JSON array of log lines, as Cloud Logging exports them.
var entries = document{recordFormat: recordFormat{name: "JSON array of log entries", says: jsonLines(true).says}, reading: readEntries}

// readDocument reads one or more JSON values into a tally.
func readDocument(in *bufio.Reader, d *document) (*tally, recordFormat, error) {
	t := newTally(1)
	limited := &io.LimitedReader{R: in, N: maxDocument}
	dec := json.NewDecoder(limited)
	for {
		var text json.RawMessage
		err := dec.Decode(&text)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = d.reading(text, t)
		} else if limited.N == 0 {
			err = fmt.Errorf("has more than %d MB; lines of JSON may have any number", maxDocument>>20)
		} else if errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("is cut off: its JSON has no end")
		}
		if err != nil {
			return nil, d.recordFormat, fmt.Errorf("%s: %w", d.name, err)
		}
	}
	return t, d.recordFormat, nil
}

// readPrometheus reads the response of query_range: rates at equal steps, the sum of all
// series.
func readPrometheus(text []byte, t *tally) error {
	var in struct {
		Data struct {
			Result []struct {
				Values [][2]json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	for _, series := range in.Data.Result {
		for i := 1; i < len(series.Values); i++ {
			at, ok1 := number(series.Values[i][0])
			before, ok2 := number(series.Values[i-1][0])
			rate, ok3 := number(unquoted(series.Values[i][1]))
			if !ok1 || !ok2 || !ok3 || rate < 0 || at <= before || at-before > dayS {
				t.fault(i, "has no time and rate within a day of the one before")
				continue
			}
			t.spread(before, at, rate)
		}
	}
	return nil
}

// spread counts a steady rate from one time to another, in seconds, second by second.
func (t *tally) spread(from, to, rate float64) {
	t.period = max(t.period, to-from)
	for at := from; at < to; at++ {
		r := one
		r.at, r.n = at, rate*min(1, to-at)
		t.add(&r)
	}
}

// otlpSpan is a span in OpenTelemetry's OTLP JSON. Kind 2 is a server's.
type otlpSpan struct {
	Kind  json.RawMessage `json:"kind"`
	Start json.RawMessage `json:"startTimeUnixNano"`
	End   json.RawMessage `json:"endTimeUnixNano"`
}

func readSpans(text []byte, t *tally) error {
	var in struct {
		ResourceSpans []struct {
			ScopeSpans []struct{ Spans []otlpSpan }
		}
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	var all, servers []otlpSpan
	for _, r := range in.ResourceSpans {
		for _, s := range r.ScopeSpans {
			for _, x := range s.Spans {
				all = append(all, x)
				if kind := string(unquoted(x.Kind)); kind == "2" || kind == "SPAN_KIND_SERVER" {
					servers = append(servers, x)
				}
			}
		}
	}
	if len(servers) > 0 {
		all = servers
	}
	for i, x := range all {
		start, ok1 := number(unquoted(x.Start))
		end, ok2 := number(unquoted(x.End))
		if !ok1 || !ok2 || end < start {
			t.fault(i+1, "is a span without its start and end")
			continue
		}
		r := one
		r.at, r.ms = start/1e9, (end-start)/1e6
		t.add(&r)
	}
	return nil
}

// readEntries reads an array of log entries. Messages call the tenth entry line 10.
func readEntries(text []byte, t *tally) error {
	var list []json.RawMessage
	if err := json.Unmarshal(text, &list); err != nil {
		return err
	}
	entry := jsonLines(slices.ContainsFunc(list, func(x json.RawMessage) bool { return marksRequests(x) }))
	for i, x := range list {
		r := one
		t.record(i+1, &r, entry.read(x, &r))
	}
	return nil
}

// readEvents reads the response of filter-log-events or get-log-events: each event has a
// log line and its time.
func readEvents(text []byte, t *tally) error {
	var in struct {
		Events []struct {
			Timestamp json.RawMessage
			Message   string
		}
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	for i, x := range in.Events {
		r, line := one, bytes.TrimSpace([]byte(x.Message))
		why := readReport(line, &r)
		if bytes.HasPrefix(line, []byte("{")) {
			r = one
			why = readJSON(line, &r, true)
		} else if why != "" { // a line of the function's own log
			continue
		}
		if at, ok := timeOf(x.Timestamp); ok && r.at == 0 {
			r.at = at
		}
		t.record(i+1, &r, why)
	}
	return nil
}

// readMetrics reads the response of get-metric-statistics or get-metric-data for a metric
// that counts requests. The period is the smallest distance between times.
func readMetrics(text []byte, t *tally) error {
	type series struct {
		Label      string
		Timestamps []json.RawMessage
		Values     []float64
	}
	var in struct {
		Label      string
		Datapoints []struct {
			Timestamp json.RawMessage
			Sum       *float64
		}
		MetricDataResults []series
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	if in.Datapoints != nil {
		s := series{Label: in.Label}
		for i, p := range in.Datapoints {
			if p.Sum == nil {
				t.fault(i+1, "has no Sum: ask for --statistics Sum")
				continue
			}
			s.Timestamps, s.Values = append(s.Timestamps, p.Timestamp), append(s.Values, *p.Sum)
		}
		in.MetricDataResults = append(in.MetricDataResults, s)
	}
	for _, s := range in.MetricDataResults {
		if name := plainName(s.Label); !slices.ContainsFunc([]string{"invocations", "requestcount", "requests", "count"}, func(x string) bool { return strings.HasSuffix(name, x) }) {
			return fmt.Errorf("the metric %q counts no requests; Invocations, RequestCount, Requests and Count do", short([]byte(s.Label)))
		}
		if err := t.metric(s.Timestamps, s.Values); err != nil {
			return err
		}
	}
	return nil
}

// metric counts the sums of a metric's periods.
func (t *tally) metric(times []json.RawMessage, sums []float64) error {
	at := make([]float64, min(len(times), len(sums)))
	for i := range at {
		var ok bool
		if at[i], ok = timeOf(unquoted(times[i])); !ok || sums[i] < 0 {
			return fmt.Errorf("the period %d has no time and number of requests", i+1)
		}
	}
	order := slices.Sorted(slices.Values(at))
	period := dayS + 1.0
	for i := 1; i < len(order); i++ {
		if d := order[i] - order[i-1]; d > 0 {
			period = min(period, d)
		}
	}
	if period > dayS || period < 1 {
		return errors.New("there are no two periods, of a second to a day, one after the other")
	}
	for i, n := range sums[:len(at)] {
		t.spread(at[i], at[i]+period, n/period)
	}
	return nil
}

// readPower reads the results of Lambda Power Tuning with all power levels.
func readPower(text []byte, t *tally) error {
	var in struct {
		Stats []struct {
			Value, AverageDuration float64
		}
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	for _, x := range in.Stats {
		if x.Value > 0 && x.AverageDuration > 0 {
			t.powers = append(t.powers, power{x.Value, x.AverageDuration})
		}
	}
	if len(t.powers) < 2 {
		return errors.New("has fewer than two power levels with an averageDuration")
	}
	return nil
}
