package trace

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

var reportLines = recordFormat{name: "Lambda's REPORT lines", says: "Duration, Max Memory Used and Init Duration of each REPORT", read: readReport}

// readReport reads a REPORT line, which Lambda writes at the end of an invocation. The
// line may begin with its time.
func readReport(line []byte, r *record) string {
	i := bytes.Index(line, []byte("REPORT RequestId:"))
	if i < 0 {
		if r.n = 0; string(bytes.TrimSpace(line)) == `"` { // the end of a CSV cell
			return ""
		}
		if slices.ContainsFunc([]string{"START RequestId:", "END RequestId:", "INIT_START", "XRAY TraceId", "@message"}, func(other string) bool { return bytes.Contains(line, []byte(other)) }) {
			return ""
		}
		return "is no REPORT"
	}
	cell, _, _ := bytes.Cut(line[:i], []byte(",")) // a cell exported by Logs Insights
	for _, word := range append(bytes.Fields(line[:i]), cell) {
		if at, ok := timeOf(bytes.Trim(word, "\"[],")); ok && at > 1e8 {
			r.at = at
			break
		}
	}
	rest := line[i:]
	r.ms = reportFigure(rest, "\tDuration:", " Duration:")
	r.mb = reportFigure(rest, "Max Memory Used:")
	r.initMS = reportFigure(rest, "Init Duration:", "Restore Duration:")
	if r.ms < 0 {
		return "has no Duration"
	}
	return ""
}

// reportFigure returns the number after one of the labels, or -1. It skips "Billed
// Duration:" and "Init Duration:" in a search for " Duration:".
func reportFigure(line []byte, words ...string) float64 {
	for _, w := range words {
		for from := 0; ; {
			i := bytes.Index(line[from:], []byte(w))
			if i < 0 {
				break
			}
			before := line[:from+i]
			from += i + len(w)
			if strings.HasPrefix(w, " ") && (bytes.HasSuffix(before, []byte("Billed")) || bytes.HasSuffix(before, []byte("Init")) || bytes.HasSuffix(before, []byte("Restore"))) {
				continue
			}
			f := bytes.Fields(line[from:min(len(line), from+40)])
			if len(f) > 0 {
				if v, ok := number(f[0]); ok {
					return v
				}
			}
		}
	}
	return -1
}

var accessLog = recordFormat{name: "access log", says: "the time in brackets, the bytes after the status, and a time at the end, in seconds without a unit", read: readAccess}

// readAccess reads the common and the combined log format. A time at the end is the
// duration: seconds, like nginx's $request_time, or with a unit, as Traefik's. Apache writes a dash for no bytes.
// https://httpd.apache.org/docs/2.4/mod/mod_log_config.html
func readAccess(line []byte, r *record) string {
	open := bytes.IndexByte(line, '[')
	end := bytes.IndexByte(line, ']')
	if open < 0 || end < open {
		return "has no time in brackets"
	}
	at, err := time.Parse("02/Jan/2006:15:04:05 -0700", string(line[open+1:end]))
	if err != nil {
		return "has no time such as 10/Oct/2026:13:55:36 +0000"
	}
	r.at = float64(at.Unix())
	quote := bytes.IndexByte(line[end:], '"')
	if quote < 0 {
		return "has no request in quotes"
	}
	rest := line[end+quote+1:]
	if quote = unescaped(rest); quote < 0 {
		return "has no request in quotes"
	}
	f := bytes.Fields(rest[quote+1:])
	if len(f) >= 2 {
		if size, ok := number(f[1]); ok {
			r.kb = size / 1000
		} else if string(f[1]) == "-" {
			r.kb = 0
		}
	}
	if len(f) > 2 {
		if ms, ok := span(bytes.Trim(f[len(f)-1], `"`), 1000); ok {
			r.ms = ms
		}
	}
	return ""
}

// unescaped returns the index of the first quote without a backslash before it, or -1.
func unescaped(b []byte) int {
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

var balancerLines = recordFormat{name: "access log of a load balancer", says: "the second field is the time, the sixth to eighth are the duration in s, the twelfth bytes sent", read: readBalancer}

// readBalancer reads access logs of AWS application load balancers: type, time of the
// response, three other fields, three durations in seconds (-1 for none), two statuses,
// bytes received, bytes sent.
func readBalancer(line []byte, r *record) string {
	f := bytes.Fields(line[:min(len(line), 1024)])
	if len(f) < 12 || !slices.Contains([]string{"http", "https", "h2", "grpcs", "ws", "wss"}, string(f[0])) {
		return "is no line of a load balancer"
	}
	var ok bool
	if r.at, ok = timeOf(f[1]); !ok {
		return "has no time in its second field"
	}
	r.ms = 0
	for _, b := range f[5:8] {
		s, ok := number(b)
		if !ok || s < 0 { // no target answered
			r.ms = -1
			break
		}
		r.ms += s * 1000
	}
	if sent, ok := number(f[11]); ok {
		r.kb = sent / 1000
	}
	return ""
}

// jsonLines returns the format of one JSON object per line, as written by Cloud Run, load
// balancers, Lambda and most loggers. marked means that lines of requests are marked as
// such; other lines are skipped.
func jsonLines(marked bool) recordFormat {
	text := "the first of timestamp, time, ts; of httpRequest.latency, latency, duration_ms, duration, responseTime, request_time; and of httpRequest.responseSize, bytes, bytes_sent, size"
	if marked {
		text += "; only lines with httpRequest or responseTime, of type platform.report or of Caddy's http.log.access are requests"
	}
	return recordFormat{name: "JSON lines", says: text, read: func(line []byte, r *record) string { return readJSON(line, r, marked) }}
}

// entry has the fields read from a line.
type entry struct {
	Timestamp, Time, TS        json.RawMessage
	StartTime                  json.RawMessage `json:"start_time"`
	Latency, Duration, Elapsed json.RawMessage
	DurationMS                 json.RawMessage `json:"duration_ms"`
	LatencyMS                  json.RawMessage `json:"latency_ms"`
	ResponseTime               json.RawMessage `json:"responseTime"`
	RequestTime                json.RawMessage `json:"request_time"`
	Bytes, Size                json.RawMessage
	BytesSent                  json.RawMessage `json:"bytes_sent"`
	BodyBytesSent              json.RawMessage `json:"body_bytes_sent"`
	MemoryMB                   json.RawMessage `json:"memory_mb"`
	// Logger tells Caddy's access log, and Downstream, the size of a response, Traefik's.
	Logger      json.RawMessage
	Downstream  json.RawMessage `json:"DownstreamContentSize"`
	HTTPRequest *struct {
		Latency, ResponseSize json.RawMessage
	} `json:"httpRequest"`
	// LogName is used by Cloud Logging; Type and Record are Lambda's.
	LogName json.RawMessage `json:"logName"`
	Type    json.RawMessage
	Record  json.RawMessage
}

// marksRequests reports whether a line comes from a log that marks its requests.
func marksRequests(line []byte) bool {
	var e entry
	return json.Unmarshal(line, &e) == nil && (e.HTTPRequest != nil || e.LogName != nil || e.platform() != "" || e.served())
}

// served reports whether the line is a request of pino's or of Caddy's, whose logs have
// other lines, too.
func (e *entry) served() bool { return e.ResponseTime != nil || e.caddy() }

func (e *entry) caddy() bool { return bytes.HasPrefix(unquoted(e.Logger), []byte("http.log.access")) }

// platform returns the event of a line of Lambda's platform log, or "".
func (e *entry) platform() string {
	what, _ := strings.CutPrefix(string(unquoted(e.Type)), "platform.")
	if len(what) == len(unquoted(e.Type)) {
		return ""
	}
	return what
}

// request reports whether the line is marked as a request. A line of the program's own
// output is none, even if it has an httpRequest.
func (e *entry) request() bool {
	log := unquoted(e.LogName)
	own := bytes.HasSuffix(log, []byte("%2Fstdout")) || bytes.HasSuffix(log, []byte("%2Fstderr"))
	return e.HTTPRequest != nil && !own || e.platform() == "report" || e.served()
}

func readJSON(line []byte, r *record, marked bool) string {
	if len(line) == 0 || line[0] != '{' {
		return "is no JSON object"
	}
	var e entry
	if err := json.Unmarshal(line, &e); err != nil {
		return "is no JSON object: " + err.Error()
	}
	if marked && !e.request() {
		r.n = 0
		return ""
	}
	for _, raw := range []json.RawMessage{e.Timestamp, e.Time, e.TS, e.StartTime} {
		if at, ok := timeOf(unquoted(raw)); ok && raw != nil {
			r.at = at
			break
		}
	}
	if r.at == 0 {
		return "has no member with a time"
	}
	if e.platform() == "report" {
		return e.report(r)
	}
	e.figures(r)
	return ""
}

// report copies the metrics of one of Lambda's reports.
func (e *entry) report(r *record) string {
	var in struct {
		Metrics struct{ DurationMs, MaxMemoryUsedMB, InitDurationMs, RestoreDurationMs *float64 }
	}
	m := &in.Metrics
	if err := json.Unmarshal(e.Record, &in); err != nil || m.DurationMs == nil || !(*m.DurationMs >= 0) {
		return "has no record.metrics.durationMs"
	}
	for to, from := range map[*float64]*float64{&r.ms: m.DurationMs, &r.mb: m.MaxMemoryUsedMB, &r.initMS: cmp.Or(m.InitDurationMs, m.RestoreDurationMs)} {
		if from != nil {
			*to = *from
		}
	}
	return ""
}

// figures copies the duration, bytes and memory of a request.
func (e *entry) figures(r *record) {
	if h := e.HTTPRequest; h != nil {
		if ms, ok := span(unquoted(h.Latency), 1000); ok && h.Latency != nil {
			r.ms = ms
		}
		if size, ok := number(unquoted(h.ResponseSize)); ok {
			r.kb = size / 1000
		}
		return
	}
	// Numbers are milliseconds, but for nginx's $request_time, for Caddy, whose log has
	// seconds, and for Traefik, whose log has nanoseconds.
	// https://caddyserver.com/docs/logging
	// https://doc.traefik.io/traefik/observe/logs-and-access-logs/
	unit := 1.0
	if e.Downstream != nil {
		unit = 1e-6
	} else if e.caddy() {
		unit = 1000
	}
	for _, x := range []struct {
		raw  json.RawMessage
		unit float64
	}{{e.DurationMS, 1}, {e.LatencyMS, 1}, {e.Latency, 1}, {e.Duration, unit}, {e.Elapsed, 1}, {e.ResponseTime, 1}, {e.RequestTime, 1000}} {
		if ms, ok := span(unquoted(x.raw), x.unit); ok && x.raw != nil {
			r.ms = ms
			break
		}
	}
	for _, raw := range []json.RawMessage{e.Bytes, e.BytesSent, e.BodyBytesSent, e.Downstream, e.Size} {
		if size, ok := number(unquoted(raw)); ok && raw != nil {
			r.kb = size / 1000
			break
		}
	}
	if mb, ok := number(unquoted(e.MemoryMB)); ok {
		r.mb = mb
	}
}

func unquoted(raw json.RawMessage) []byte { return bytes.Trim(raw, `"`) }
