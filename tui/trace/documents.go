package trace

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// maxDocument is the largest JSON document that is read.
const maxDocument = 64 << 20

// document reads a whole JSON document into a tally and says what it is.
type document struct {
	name, columns string
	marks         []string // what its beginning holds
	read          func(text []byte, t *tally) error
}

var documents = []document{
	{"Prometheus range", "each value is a rate of requests a second", []string{`"resultType"`}, readPrometheus},
	{"OpenTelemetry spans", "the spans of servers, or all where none says its kind, from their start to their end", []string{`"resourceSpans"`}, readSpans},
	{"Lambda Power Tuning", "averageDuration at each value of memory", []string{`"averageDuration"`}, readPower},
}

// documentOf is the document that text begins, or nil.
func documentOf(head []byte) *document {
	if bytes.TrimLeft(head, " \t\r\n")[0] != '{' {
		return nil
	}
	for i := range documents {
		if slices.ContainsFunc(documents[i].marks, func(m string) bool { return bytes.Contains(head, []byte(m)) }) {
			return &documents[i]
		}
	}
	return nil
}

// readDocument reads JSON values, one or several in a row.
func readDocument(in *bufio.Reader, d *document) (*Summary, error) {
	t := newTally(1)
	dec := json.NewDecoder(io.LimitReader(in, maxDocument))
	for {
		var text json.RawMessage
		err := dec.Decode(&text)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = d.read(text, t)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.name, err)
		}
	}
	return t.summary(d.name, d.columns)
}

// readPrometheus reads the answer of query_range: rates at equal steps, all series
// added up.
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

// spread counts a steady rate from one time to another.
func (t *tally) spread(from, to, rate float64) {
	const step = 1
	for at := from; at < to; at += step {
		r := one
		r.at, r.n = at, rate*min(step, to-at)
		t.add(&r)
	}
}

// span of OpenTelemetry, as OTLP's JSON has it. Kind 2 is a server's.
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

// readPower reads the results of Lambda Power Tuning, all power levels.
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
