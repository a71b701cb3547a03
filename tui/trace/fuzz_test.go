package trace

import (
	"bytes"
	"math"
	"testing"
)

// FuzzRead checks that no input causes a panic or figures that are not numbers.
func FuzzRead(f *testing.F) {
	f.Add([]byte("timestamp,duration\n1791158400,5\n"))
	f.Add([]byte(`{"timestamp":"2026-10-05T00:00:00.5Z","httpRequest":{"latency":"0.1s"}}`))
	f.Add([]byte("time,seconds,requests\n60,60,4\nduration_ms,requests,total,most\n8,4,33,9\n"))
	f.Add([]byte(`1.2.3.4 - - [05/Oct/2026:02:00:04 +0200] "GET /x HTTP/1.1" 404 - 0.050`))
	f.Add([]byte("REPORT RequestId: 2\tDuration: 97.50 ms\tMax Memory Used: 90 MB"))
	f.Add([]byte(`{"resultType":"matrix","data":{"result":[{"values":[[1,"2"],[1e12,"3"]]}]}}`))
	f.Add([]byte(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":2,"startTimeUnixNano":"1791158400000000000","endTimeUnixNano":"1791158400080000000"}]}]}]}`))
	f.Add([]byte(`{"Label":"Invocations","Datapoints":[{"Timestamp":"2026-10-05T00:10:00+00:00","Sum":600},{"Timestamp":"2026-10-05T00:00:00+00:00","Sum":300}]}`))
	f.Add([]byte(`{"MetricDataResults":[{"Label":"Count","Timestamps":["2026-10-05T00:01:00Z","2026-10-05T00:00:00Z"],"Values":[120,60]}]}`))
	f.Add([]byte(`{"events":[{"timestamp":1791158400000,"message":"REPORT RequestId: 1\tDuration: 102.50 ms\tMax Memory Used: 88 MB\t\n"}]}`))
	f.Add([]byte(`{"stats":[{"averageDuration":9,"value":128},{"averageDuration":5,"value":1024}]}`))
	f.Add([]byte(`[{"logName":"x","timestamp":"2026-10-05T00:00:00Z","httpRequest":{"latency":"0.1s"}},{"timestamp":1}]`))
	f.Add([]byte(`{"time":"2026-10-05T00:00:00.1Z","type":"platform.report","record":{"metrics":{"durationMs":102.5,"maxMemoryUsedMB":88}}}`))
	f.Add([]byte(`h2 2026-10-05T00:00:00.186641Z app/my-lb/50dc 192.0.2.39:2817 10.0.0.1:80 0.010 0.080 0.010 200 200 34 3000 "GET / HTTP/2.0"`))
	f.Add(gzipped(f, []byte("timestamp\n2026-10-05 00:00:00,5 +0200\n")))
	f.Add([]byte("\x28\xb5\x2f\xfd\x04\x00\xa1\x00\x00timestamp\n1791158400\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, _ = ReadArrivals(bytes.NewReader(text), 1000) // may fail only with an error
		s, err := readFrom(bytes.NewReader(text))
		if err != nil {
			return
		}
		for what, v := range map[string]float64{"requests": s.Requests, "rate": s.PerSecond, "burst": s.Burst, "length": s.BurstS, "growth": s.Growth, "mean": s.DurationMS.Mean} {
			if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 && what != "growth" {
				t.Errorf("%s is %g", what, v)
			}
		}
	})
}
