package trace

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"crossover/engine/proptest"
)

// monday is 2026-10-05 00:00 UTC.
const monday = 1_791_158_400

// source writes the requests of a two-state process, with the rates and times of
// engine/coldstart.MMPP, times the weight of the hour and the growth. It is independent
// of the code under test.
type source struct {
	rate, burst, length float64
	weights             []float64
	days                float64
	perMonth            float64
}

func (s source) write(seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	b := max(s.burst, 1)
	quiet, peak := s.rate*b/(2*b-1), s.rate*b
	inBurst, until := false, 0.0
	if b == 1 {
		until = math.Inf(1)
	}
	out := []byte("timestamp,duration_ms\n")
	sum := 0.0
	for _, w := range s.weights {
		sum += w
	}
	for t := 0.0; t < s.days*86400; {
		if t >= until {
			inBurst = !inBurst
			mean := s.length
			if !inBurst {
				mean = s.length * (2*b - 1)
			}
			until = t + r.ExpFloat64()*mean
		}
		rate := quiet
		if inBurst {
			rate = peak
		}
		most := 1.0
		if s.weights != nil {
			most = s.weights[int(math.Mod(t/3600, float64(len(s.weights))))] * float64(len(s.weights)) / sum
		}
		rate *= most * math.Pow(1+s.perMonth, t/(365.25/12*86400))
		next := t + r.ExpFloat64()/max(rate, 1e-9)
		if end := min(until, math.Floor(t/3600+1)*3600); next > end { // the rate changes before the request
			t = end
			continue
		}
		t = next
		out = append(strconv.AppendFloat(out, monday+t, 'f', 3, 64), ',')
		out = append(strconv.AppendFloat(out, 20+80*r.Float64(), 'f', 1, 64), '\n')
	}
	return out
}

// readFrom reads one file.
func readFrom(r io.Reader) (*Summary, error) {
	var all Records
	if err := all.Read("requests", r); err != nil {
		return nil, err
	}
	return all.Summary(), nil
}

func read(t *testing.T, text []byte) *Summary {
	t.Helper()
	s, err := readFrom(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func within(t *testing.T, what string, got, want, share float64) {
	t.Helper()
	if !(math.Abs(got-want) <= share*math.Abs(want)) {
		t.Errorf("%s: %g, want %g within %g%%", what, got, want, share*100)
	}
}

// TestTrafficComesBack reads traffic with known terms. The tolerances are about three
// standard errors.
func TestTrafficComesBack(t *testing.T) {
	day := make([]float64, 24)
	for i := range day {
		day[i] = 1 + 0.8*math.Sin(float64(i)/24*2*math.Pi)
	}
	var week []float64
	for d := range 7 {
		for _, w := range day {
			week = append(week, w*[]float64{1.25, 1.25, 1.25, 1.25, 1, 0.5, 0.5}[d])
		}
	}
	for _, c := range []struct {
		name string
		source
	}{
		{"steady", source{rate: 2, days: 1}},
		{"by day", source{rate: 1, days: 3, weights: day}},
		{"bursts", source{rate: 4, burst: 4, length: 60, days: 2}},
		{"bursts by day", source{rate: 2, burst: 4, length: 60, days: 4, weights: day}},
		{"short bursts", source{rate: 20, burst: 3, length: 5, days: 0.25}},
		{"by week", source{rate: 1, days: 14, weights: week}},
		{"bursts by week", source{rate: 1, burst: 4, length: 60, days: 21, weights: week}},
		{"by day for weeks", source{rate: 0.4, days: 14, weights: day}},
		{"growth", source{rate: 0.03, days: 84, perMonth: 0.2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.burst > 0 || c.perMonth > 0 {
				proptest.Sequential(t) // without bursts and growth, it also runs on all cores
			}
			s := read(t, c.write(7))
			if c.perMonth == 0 {
				within(t, "rate", s.PerSecond, c.rate, 0.06)
			} else {
				within(t, "growth", s.Growth, c.perMonth, 0.1)
			}
			within(t, "duration", s.DurationMS.Mean, 60, 0.02)
			within(t, "p50", s.DurationMS.P50, 60, 0.03)
			got := s.Hours
			if s.Week != nil {
				got = s.Week
			}
			c.compareHours(t, got)
			if c.burst == 0 {
				if s.Burst != 1 {
					t.Errorf("bursts of %g for %g s in traffic without", s.Burst, s.BurstS)
				}
				return
			}
			within(t, "burst", s.Burst, c.burst, 0.2)
			within(t, "length", s.BurstS, c.length, 0.3)
		})
	}
}

// compareHours allows three standard errors, and more with bursts.
func (s source) compareHours(t *testing.T, got []float64) {
	t.Helper()
	if len(got) != len(s.weights) {
		t.Fatalf("hours: %v, want %v", got, s.weights)
	}
	for i, w := range s.weights {
		if math.Abs(got[i]-w) > 0.1+0.3*w*min(s.burst, 1) {
			t.Errorf("hour %d: %g, want %g", i, got[i], w)
		}
	}
}

// TestFormats reads a few lines of each format.
func TestFormats(t *testing.T) {
	const at = monday
	minutes := make([]string, 1440)
	for i := range minutes {
		minutes[i] = fmt.Sprint(i + 1)
	}
	counts := strings.Repeat(",2", 1440)
	for name, c := range map[string]struct {
		text            string
		format, says    string
		requests        float64
		ms, mb, kb, ini float64 // means; 0 for none
		rate            float64
	}{
		"csv by header": {"when;id;Latency_s;start_time\n;a;0.5;2026-10-05T00:00:00Z\n;b;1.5;2026-10-05 00:00:09\n", "CSV", "Latency_s is the duration in s", 2, 1000, 0, 0, 0, 0.2},
		"csv without":   {fmt.Sprintf("%d000,100,64\n%d000,300,128\n", at, at+3), "CSV", "column 2 is the duration in ms", 2, 200, 96, 0, 0, 0.5},
		"csv quoted":    {"\"timestamp\",\"duration\"\n\"2026-10-05T02:00:00+02:00\",\"10\"\n\"2026-10-05T00:00:01Z\",\"\"\n", "CSV", "", 2, 10, 0, 0, 0, 1},
		"report": {"START RequestId: 1 Version: 1\n2026-10-05T00:00:00.000Z REPORT RequestId: 1\tDuration: 102.50 ms\tBilled Duration: 103 ms\tMemory Size: 512 MB\tMax Memory Used: 88 MB\tInit Duration: 150.00 ms\t\n" +
			"END RequestId: 1\n2026-10-05T00:00:09.000Z REPORT RequestId: 2 Duration: 97.50 ms Billed Duration: 98 ms Memory Size: 512 MB Max Memory Used: 90 MB\n", "Lambda's REPORT lines", "", 2, 100, 89, 0, 150, 0.2},
		"combined":                 {`1.2.3.4 - bob [05/Oct/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 2000 "-" "curl" 0.250` + "\n" + `1.2.3.4 - - [05/Oct/2026:02:00:04 +0200] "GET /x HTTP/1.1" 404 - "-" "curl" 0.050` + "\n", "access log", "", 2, 150, 0, 1, 0, 0.4},
		"traefik's common format":  {`1.2.3.4 - - [05/Oct/2026:00:00:00 +0000] "GET / HTTP/2.0" 200 2000 "-" "-" 1 "web@docker" "http://10.0.0.2:80" 250ms` + "\n" + `1.2.3.4 - - [05/Oct/2026:00:00:04 +0000] "GET / HTTP/2.0" 200 2000 "-" "-" 2 "web@docker" "http://10.0.0.2:80" 50ms` + "\n", "access log", "", 2, 150, 0, 2, 0, 0.4},
		"traefik's JSON":           {`{"DownstreamContentSize":2000,"DownstreamStatus":200,"Duration":250000000,"OriginDuration":249000000,"StartUTC":"2026-10-05T00:00:00Z","time":"2026-10-05T00:00:00Z"}` + "\n" + `{"DownstreamContentSize":0,"Duration":50000000,"time":"2026-10-05T00:00:04Z"}` + "\n", "JSON lines", "", 2, 150, 0, 1, 0, 0.4},
		"caddy":                    {`{"level":"info","ts":1791158400.5,"logger":"http.log.access.log0","msg":"handled request","request":{"method":"GET"},"duration":0.25,"size":2000,"status":200}` + "\n" + `{"ts":1791158404.5,"logger":"http.log.access.log0","duration":0.05,"size":0}` + "\n", "JSON lines", "", 2, 150, 0, 1, 0, 0.4},
		"pino":                     {`{"level":30,"time":1791158400000,"req":{"method":"GET"},"res":{"statusCode":200},"responseTime":250,"msg":"request completed"}` + "\n" + `{"level":30,"time":1791158402000,"msg":"cache refreshed"}` + "\n" + `{"level":30,"time":1791158404000,"responseTime":50}` + "\n", "JSON lines", "or responseTime", 2, 150, 0, 0, 0, 0.4},
		"nginx's JSON":             {`{"time":"2026-10-05T00:00:00+00:00","request_time":"0.250","body_bytes_sent":"2000"}` + "\n" + `{"time":"2026-10-05T00:00:04+00:00","request_time":"0.050","body_bytes_sent":"0"}` + "\n", "JSON lines", "", 2, 150, 0, 1, 0, 0.4},
		"combined with odd quotes": {`1.2.3.4 - - [05/Oct/2026:00:00:00 +0000] "GET /?q=\"a\" HTTP/1.1" 200 2000 "-" "x \"y\" 7" "0.250"` + "\n" + `::1 - - [05/Oct/2026:00:00:04 +0000] "\x16\x03" 400 2000 "-" "-" 0.050` + "\n", "access log", "", 2, 150, 0, 2, 0, 0.4},
		"csv with doubled quotes":  {"id,path,timestamp,duration\n1,\"a \"\"b\"\", c\",2026-10-05 00:00:00+02,10\n2,\"\",2026-10-04 22:00:01+00,20\n", "CSV", "", 2, 15, 0, 0, 0, 1},
		"byte-order mark":          {"\ufeff1791158400,10\r\n1791158401,20\r\n", "CSV", "column 1 is the time", 2, 15, 0, 0, 0, 1},
		"load balancer": {`h2 2026-10-05T00:00:00.186641Z app/my-lb/50dc 192.0.2.39:2817 10.0.0.1:80 0.010 0.080 0.010 200 200 34 3000 "GET https://example.com:443/?a b HTTP/2.0" "curl/7.46" TLS_AES - arn "Root=1-58" "-" "-" 0 2026-10-05T00:00:00.086Z "forward" "-" "-"` + "\n" +
			`https 2026-10-05T00:00:04.186641Z app/my-lb/50dc [2001:db8::1]:2817 - -1 -1 -1 503 - 34 1000 "GET https://example.com:443/ HTTP/1.1" "-" - - - "Root" "-" "-" 0 2026-10-05T00:00:04Z "forward" "-" "-"` + "\n", "access log of a load balancer", "", 2, 100, 0, 2, 0, 0.4},
		"snapstart": {"2026-10-05T00:00:00.000Z\tabc\tREPORT RequestId: 1\tDuration: 100.00 ms\tBilled Duration: 100 ms\tMemory Size: 512 MB\tMax Memory Used: 80 MB\tRestore Duration: 300.00 ms\tBilled Restore Duration: 1 ms\t\n" +
			"2026-10-05T00:00:01.000Z\tabc\tREPORT RequestId: 2\tDuration: 100.00 ms\tBilled Duration: 100 ms\tMemory Size: 512 MB\tMax Memory Used: 80 MB\t\n", "Lambda's REPORT lines", "", 2, 100, 80, 0, 300, 1},
		"prometheus of two series": {`{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"1"},"values":[[1791158400,"2"],[1791158460,"3"]]},{"metric":{"a":"2"},"values":[[1791158400,"1"],[1791158460,"1"]]}]}}`,
			"Prometheus range", "", 240, 0, 0, 0, 0, 4},
		"cloud run": {`{"timestamp":"2026-10-05T00:00:00.5Z","httpRequest":{"latency":"0.100s","responseSize":"4000","status":200}}` + "\n" +
			`{"timestamp":"2026-10-05T00:00:09.5Z","httpRequest":{"latency":"0.300s","responseSize":"2000"}}` + "\n", "JSON lines", "", 2, 200, 0, 3, 0, 0.2},
		"cloud run with the program's own lines": {`{"insertId":"1","logName":"projects/p/logs/run.googleapis.com%2Fstdout","timestamp":"2026-10-05T00:00:00Z","jsonPayload":{"message":"begin"}}` + "\n" +
			`{"insertId":"2","logName":"projects/p/logs/run.googleapis.com%2Frequests","timestamp":"2026-10-05T00:00:00.5Z","httpRequest":{"latency":"0.100s","responseSize":"4000"}}` + "\n" +
			`{"insertId":"3","logName":"projects/p/logs/run.googleapis.com%2Fstderr","timestamp":"2026-10-05T00:00:01Z","textPayload":"late","httpRequest":{"requestUrl":"/"}}` + "\n" +
			`{"insertId":"4","logName":"projects/p/logs/cloudaudit.googleapis.com%2Factivity","timestamp":"2026-10-05T00:00:02Z","protoPayload":{}}` + "\n" +
			`{"insertId":"5","logName":"projects/p/logs/run.googleapis.com%2Frequests","timestamp":"2026-10-05T00:00:09.5Z","httpRequest":{"latency":"0.300s","responseSize":"2000"}}` + "\n", "JSON lines", "only lines with httpRequest", 2, 200, 0, 3, 0, 0.2},
		"a long start of the program's own lines": {strings.Repeat(`{"logName":"projects/p/logs/run.googleapis.com%2Fstdout","timestamp":"2026-10-05T00:00:00Z","textPayload":"begin"}`+"\n", 60) +
			`{"logName":"projects/p/logs/requests","timestamp":"2026-10-05T00:00:00Z","httpRequest":{"latency":"0.100s","responseSize":"4000"}}` + "\n" +
			`{"logName":"projects/p/logs/requests","timestamp":"2026-10-05T00:00:09Z","httpRequest":{"latency":"0.300s","responseSize":"2000"}}` + "\n", "JSON lines", "", 2, 200, 0, 3, 0, 0.2},
		"a program's lines beside requests, without names": {`{"severity":"INFO","time":"2026-10-05T00:00:00Z","message":"begin"}` + "\n" +
			`{"severity":"INFO","time":"2026-10-05T00:00:00Z","httpRequest":{"latency":"0.1s"}}` + "\n" +
			`{"severity":"INFO","time":"2026-10-05T00:00:09Z","httpRequest":{"latency":"0.3s"}}` + "\n", "JSON lines", "", 2, 200, 0, 0, 0, 0.2},
		"cloud logging's array": {"[\n  {\n    \"logName\": \"projects/p/logs/x\",\n    \"timestamp\": \"2026-10-05T00:00:00Z\",\n    \"httpRequest\": {\"latency\": \"0.1s\"}\n  },\n  {\"logName\": \"y\", \"timestamp\": \"2026-10-05T00:00:01Z\"},\n  {\"timestamp\": \"2026-10-05T00:00:09Z\", \"httpRequest\": {\"latency\": \"0.3s\"}}\n]\n",
			"JSON array of log entries", "only lines with httpRequest", 2, 200, 0, 0, 0, 0.2},
		"an array of other entries": {`[{"time":1791158400,"duration_ms":50},{"time":1791158409,"duration_ms":150}]`, "JSON array of log entries", "", 2, 100, 0, 0, 0, 0.2},
		"lambda's JSON": {`{"time":"2026-10-05T00:00:00.000Z","type":"platform.start","record":{"requestId":"1","version":"$LATEST"}}` + "\n" +
			`{"timestamp":"2026-10-05T00:00:00.010Z","level":"INFO","message":"hello","requestId":"1"}` + "\n" +
			`{"time":"2026-10-05T00:00:00.100Z","type":"platform.report","record":{"requestId":"1","metrics":{"durationMs":102.5,"billedDurationMs":103,"memorySizeMB":512,"maxMemoryUsedMB":88,"initDurationMs":150},"status":"success"}}` + "\n" +
			`{"time":"2026-10-05T00:00:09.100Z","type":"platform.report","record":{"requestId":"2","metrics":{"durationMs":97.5,"billedDurationMs":98,"memorySizeMB":512,"maxMemoryUsedMB":90},"status":"success"}}` + "\n", "JSON lines", "platform.report", 2, 100, 89, 0, 150, 0.2},
		"events of cloudwatch logs": {`{"events":[{"logStreamName":"a","timestamp":1791158400000,"message":"START RequestId: 1 Version: 1\n"},{"timestamp":1791158400000,"message":"hello"},
			{"timestamp":1791158400000,"message":"REPORT RequestId: 1\tDuration: 102.50 ms\tBilled Duration: 103 ms\tMemory Size: 512 MB\tMax Memory Used: 88 MB\t\n"},
			{"timestamp":1791158409000,"message":"REPORT RequestId: 2\tDuration: 97.50 ms\tBilled Duration: 98 ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB\t\n"}],"searchedLogStreams":[]}`, "CloudWatch Logs", "", 2, 100, 89, 0, 0, 0.2},
		"logs insights as CSV": {"@timestamp,@message\n2026-10-05 00:00:00.000,\"REPORT RequestId: 1\tDuration: 102.50 ms\tBilled Duration: 103 ms\tMax Memory Used: 88 MB\t\n\"\n" +
			"2026-10-05 00:00:09.000,REPORT RequestId: 2\tDuration: 97.50 ms\tBilled Duration: 98 ms\tMax Memory Used: 90 MB\n", "Lambda's REPORT lines", "", 2, 100, 89, 0, 0, 0.2},
		"cloudwatch statistics, in disorder": {`{"Label":"Invocations","Datapoints":[{"Timestamp":"2026-10-05T00:10:00+00:00","Sum":600.0,"Unit":"Count"},{"Timestamp":"2026-10-05T00:00:00+00:00","Sum":300.0,"Unit":"Count"},{"Timestamp":"2026-10-05T00:05:00+00:00","Sum":0.0,"Unit":"Count"}]}`,
			"CloudWatch metric", "spread evenly", 900, 0, 0, 0, 0, 1},
		"cloudwatch metric data": {`{"MetricDataResults":[{"Id":"m1","Label":"app/web RequestCount","Timestamps":["2026-10-05T00:01:00Z","2026-10-05T00:00:00Z"],"Values":[120,60],"StatusCode":"Complete"}],"Messages":[]}`,
			"CloudWatch metric", "", 180, 0, 0, 0, 0, 1.5},
		"azure": {"HashOwner,HashApp,HashFunction,Trigger," + strings.Join(minutes, ",") + "\na,b,c,http" + counts + "\na,b,d,timer" + counts + "\n", "counts a minute", "columns 5 to 1444", 5760, 0, 0, 0, 0, 4. / 60},
		"prometheus": {`{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1791158400,"2"],[1791158460,"3"],[1791158520,"5"]]}]}}`,
			"Prometheus range", "", 480, 0, 0, 0, 0, 4},
		"spans": {`{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":2,"startTimeUnixNano":"1791158400000000000","endTimeUnixNano":"1791158400080000000"},
			{"kind":3,"startTimeUnixNano":"1791158400000000000","endTimeUnixNano":"1791158400010000000"},
			{"kind":2,"startTimeUnixNano":"1791158409000000000","endTimeUnixNano":"1791158409120000000"}]}]}]}`, "OpenTelemetry spans", "", 2, 100, 0, 0, 0, 0.2},
	} {
		t.Run(name, func(t *testing.T) {
			s := read(t, []byte(c.text))
			if s.Format != c.format || s.Requests != c.requests || s.Bad != 0 || !strings.Contains(s.Columns, c.says) {
				t.Errorf("%s: %g requests, %d bad, %q, %v", s.Format, s.Requests, s.Bad, s.Columns, s.Faults)
			}
			for what, x := range map[string][2]float64{"ms": {s.DurationMS.Mean, c.ms}, "mb": {s.MemoryMB.Mean, c.mb}, "kb": {s.ResponseKB.Mean, c.kb}, "start": {s.StartMS.Mean, c.ini}, "rate": {s.PerSecond, c.rate}} {
				within(t, what, x[0], x[1], 1e-9)
			}
		})
	}
}

// TestPowerTuning fits durations on a known curve.
func TestPowerTuning(t *testing.T) {
	const full, cpu = 120, 0.3
	var levels []string
	for _, mb := range []float64{128, 256, 512, 1024, 1769, 3008} {
		levels = append(levels, fmt.Sprintf(`{"value":%g,"averagePrice":1,"averageDuration":%g}`, mb, full*(1-cpu)+full*cpu/min(mb/1769, 1)))
	}
	s := read(t, []byte(`{"power":512,"stats":[`+strings.Join(levels, ",")+`]}`))
	within(t, "duration", s.FullMS, full, 1e-9)
	within(t, "cpu", s.CPU, cpu, 1e-9)
}

// TestNothingCame checks that spans without requests count, also at the ends.
func TestNothingCame(t *testing.T) {
	minutes := "HashFunction"
	for i := range 1440 {
		minutes += fmt.Sprintf(",%d", i+1)
	}
	day := minutes + "\nf" + strings.Repeat(",0", 700) + ",6" + strings.Repeat(",0", 739) + "\n"
	for name, c := range map[string]struct {
		text    string
		perHour float64
	}{
		"counts a minute": {day, 0.25},
		"CSV":             {"time,requests\n2026-10-05T00:00:00Z,0\n2026-10-05T01:00:00Z,8\n2026-10-05T02:00:00Z,0\n2026-10-05T03:00:00Z,0\n", 2},
		"a metric":        {`{"Label":"Invocations","Datapoints":[{"Timestamp":"2026-10-05T00:00:00Z","Sum":0},{"Timestamp":"2026-10-05T01:00:00Z","Sum":6},{"Timestamp":"2026-10-05T02:00:00Z","Sum":0}]}`, 2},
		"a range":         {`{"data":{"resultType":"matrix","result":[{"values":[[1790000000,"0"],[1790003600,"0"],[1790007200,"0.01"]]}]}}`, 18},
	} {
		if s := read(t, []byte(c.text)); math.Abs(s.PerSecond*3600/c.perHour-1) > 1e-3 {
			t.Errorf("%s: %g an hour, want %g", name, s.PerSecond*3600, c.perHour)
		}
	}
	var all Records // two days in two files
	for _, name := range []string{"d01", "d02"} {
		if err := all.Read(name, strings.NewReader(day)); err != nil {
			t.Fatal(err)
		}
	}
	if s := all.Summary(); s.Requests != 12 || math.Abs(s.PerSecond*3600-0.25) > 1e-9 || s.To != 2*dayS-59 {
		t.Errorf("two days: %+v", s)
	}
}

// TestCountsOfSpans checks that a row with a count covers the time to the next row.
func TestCountsOfSpans(t *testing.T) {
	text := "Time,Requests\n"
	for i := range 2000 {
		text += fmt.Sprintf("%s,%d\n", time.Unix(1790000000+int64(i)*60, 0).UTC().Format("2006-01-02 15:04:05"), 30+i%3)
	}
	s := read(t, []byte(text))
	if s.Burst != 1 || math.Abs(s.PerSecond-31./60) > 1e-3 || !strings.Contains(s.Columns, "a count of requests in 60 s") {
		t.Errorf("%+v", s)
	}
	a, err := ReadArrivals(strings.NewReader(text), 1e6)
	if err != nil || a.Seconds[1]-a.Seconds[0] != 2 {
		t.Errorf("%v, %v", a.Seconds[:3], err)
	}
}

// TestCountsByPeriod checks that random requests, counted by the minute and spread over
// it, are not taken for bursts.
func TestCountsByPeriod(t *testing.T) {
	perMinute := map[int64]int{}
	for _, line := range strings.Split(strings.TrimSpace(string(source{rate: 0.14, days: 1}.write(5))), "\n")[1:] {
		at, _, _ := strings.Cut(line, ".")
		second, _ := strconv.ParseInt(at, 10, 64)
		perMinute[(second-monday)/60]++
	}
	var values []string
	for m := range int64(1440) {
		values = append(values, fmt.Sprintf(`[%d,"%g"]`, monday+60*m, float64(perMinute[m-1])/60))
	}
	s := read(t, []byte(`{"data":{"resultType":"matrix","result":[{"values":[`+strings.Join(values, ",")+`]}]}}`))
	if s.Burst != 1 {
		t.Errorf("a burst of %g for %g s", s.Burst, s.BurstS)
	}
}

// TestBadLines checks that bad lines are counted and reported, and that reading goes on.
func TestBadLines(t *testing.T) {
	s := read(t, []byte("timestamp,duration\n1791158400,5\nyesterday,5\n1791158401,many\n\n1791158409,7\n"))
	if s.Requests != 2 || s.Bad != 2 || len(s.Faults) != 2 || s.Faults[0].Line != 3 || s.Faults[1].Line != 4 {
		t.Errorf("%g requests, %d bad: %v", s.Requests, s.Bad, s.Faults)
	}
	var minutes []string
	for i := range 1440 {
		minutes = append(minutes, strconv.Itoa(i+1))
	}
	s = read(t, []byte("F,"+strings.Join(minutes, ",")+"\nshort,5,5\nodd"+strings.Repeat(",7", 1439)+",x\nwhole"+strings.Repeat(",1", 1440)+"\n"))
	if s.Requests != 1440 || s.Bad != 2 || s.Faults[0].Line != 2 || s.Faults[1].Line != 3 {
		t.Errorf("counts a minute: %g requests, %d bad: %v", s.Requests, s.Bad, s.Faults)
	}
	for name, text := range map[string]string{"empty": "", "blank": "\n\n", "no times": "a,b\n1,2\n", "prose": "hello world\n", "all bad": "timestamp\nx\ny\n"} {
		if s, err := readFrom(strings.NewReader(text)); err == nil {
			t.Errorf("%s: %+v", name, s)
		} else if name == "all bad" && !errors.Is(err, ErrNone) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCutOff checks that truncated files are refused.
func TestCutOff(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"gzip":                {string(gzipped(t, source{rate: 20, days: 0.1}.write(3))[:20000]), "gzip: the file is cut off"},
		"gzip with few bytes": {string(gzipped(t, []byte("timestamp\n1791158400\n"))[:20]), "gzip: the file is cut off"},
		"an array":            {`[{"time":1791158400},`, "cut off"},
		"a metric of time":    {`{"Label":"Duration","Datapoints":[{"Timestamp":"2026-10-05T00:00:00Z","Sum":1}]}`, `"Duration" counts no requests`},
		"a metric's average":  {`{"Label":"Invocations","Datapoints":[{"Timestamp":"2026-10-05T00:00:00Z","Average":1},{"Timestamp":"2026-10-05T00:01:00Z","Average":1}]}`, "no two periods"},
		"no requests":         {`{"logName":"projects/p/logs/x","timestamp":"2026-10-05T00:00:00Z","textPayload":"a"}` + "\n", ErrNone.Error()},
	} {
		if s, err := readFrom(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %+v", name, err, s)
		}
	}
}

func gzipped(t testing.TB, text []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestCompressed reads the same file in three forms, with blocks that end inside lines.
func TestCompressed(t *testing.T) {
	text := source{rate: 2, days: 1}.write(3)
	want := read(t, text)
	var gz, zs bytes.Buffer
	g := gzip.NewWriter(&gz)
	z, err := zstd.NewWriter(&zs)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []interface {
		Write([]byte) (int, error)
		Close() error
	}{g, z} {
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, packed := range []*bytes.Buffer{&gz, &zs} {
		got := read(t, packed.Bytes())
		if got.Requests != want.Requests || got.PerSecond != want.PerSecond || math.Abs(got.DurationMS.Mean-want.DurationMS.Mean) > 1e-9 {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if want.Requests != float64(bytes.Count(text, []byte("\n"))-1) {
		t.Errorf("%g requests of %d lines", want.Requests, bytes.Count(text, []byte("\n")))
	}
}

// TestLongTimes reads times so far apart that spans double, and absurd times.
func TestLongTimes(t *testing.T) {
	s := read(t, []byte("timestamp\n1\n1791158400\n99999999999\n"))
	if s.Requests != 3 {
		t.Errorf("%+v", s)
	}
}

func BenchmarkCSV(b *testing.B) {
	text := source{rate: 20, days: 1}.write(1)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := readFrom(bytes.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}
