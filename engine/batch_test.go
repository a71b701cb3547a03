package engine_test

import (
	"math"
	"strings"
	"testing"

	"crossover/engine/plan"
)

// TestBatchesBill checks bills of batches against arithmetic by hand, at the vendors' prices.
func TestBatchesBill(t *testing.T) {
	v := compile(t, instant(shipped(t)))
	const queue = "trigger=queue rate=10M/month free=off response=0B "
	for _, tt := range []struct {
		offer, tokens string
		want          float64
		batch         float64
	}{
		// A million invocations of a second: 0.2 + 500,000 GB-s, and 1.2 calls a message.
		{"aws-lambda-arm64", queue + "billed_duration=100ms batch=10", 0.20 + 500_000*0.0000133334 + 12*0.40, 10},
		// One by one: ten million, and three calls a message.
		{"aws-lambda-arm64", queue + "billed_duration=100ms batch=1", 2.00 + 500_000*0.0000133334 + 30*0.40, 1},
		// Rounded to whole milliseconds after ten messages of 0.25 ms, not before.
		{"aws-lambda-x86", queue + "billed_duration=0.25ms batch=10", 0.20 + 1e6*0.003*0.5*0.0000166667 + 12*0.40, 10},
		// 6 MB of an invocation hold 60 messages of 100 KB; a message is two chunks, a read of ten 16.
		{"aws-lambda-arm64", queue + "billed_duration=100ms message_size=100KB batch=60", 2.00/60 + 500_000*0.0000133334 + (20+10*1.7)*0.40, 60},
		{"aws-lambda-arm64", "trigger=fifo rate=10M/month free=off response=0B billed_duration=100ms batch=10", 0.20 + 500_000*0.0000133334 + 12*0.50, 10},
		{"cloudflare-workers-paid", queue + "duration=2ms cpu=50% batch=100", 5 + (30-1)*0.40, 100},
		{"cloudflare-workers-paid", "trigger=queue rate=100M/month response=0B duration=2ms cpu=50% batch=2", 5 + 40*0.30 + 70*0.02 + 299*0.40, 2},
		// A window of 300 s at two messages a minute has eleven of the hundred.
		{"aws-lambda-arm64", "trigger=queue rate=2/min free=off response=0B billed_duration=100ms batch=100", 87600*(0.20e-6/11+0.05*0.0000133334) + 87600*1.2*0.40e-6, 11},
	} {
		s := parse(t, tt.tokens)
		e := v.Estimate(&s, s.Selected, index(t, v, tt.offer))
		if !near(e.Monthly, tt.want, 1e-6) || !near(e.Chosen.Batch, tt.batch, 1e-9) {
			t.Errorf("%s %s: $%.4f in batches of %g, want $%.4f and %g", tt.offer, tt.tokens, e.Monthly, e.Chosen.Batch, tt.want, tt.batch)
		}
	}
}

// TestBatchesAreSearched checks the batches chosen where the user fixes none.
func TestBatchesAreSearched(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tt := range []struct {
		offer, tokens string
		batch         float64 // 0 for any above 1
		said          string
	}{
		// A second of delay at 100/s and 10 ms a message: half of it collecting, half running.
		{"aws-lambda-arm64", "trigger=queue rate=100/s duration=10ms cpu=0%", 51, "delay one by 1 s at most"},
		{"aws-lambda-arm64", "trigger=queue rate=100/s duration=10ms cpu=0% p99=300ms", 0, "as many as the target leaves room for"},
		{"aws-lambda-arm64", "trigger=queue rate=100/s duration=10ms cpu=0% batch=20", 20, "20 messages an invocation on average, as batch=20 allows"},
		{"aws-lambda-arm64", "trigger=queue rate=1000/s duration=1ms message_size=200KB", 30, ""},            // 6 MB
		{"cloudflare-workers-paid", "trigger=queue rate=10k/s duration=1ms message_size=1KB", 100, ""},       // the platform's most
		{"cloudflare-workers-paid", "trigger=queue rate=1k/s duration=1ms cpu=10% p99=1min", 100, ""},        //
		{"aws-lambda-arm64", "trigger=queue rate=10/s duration=14min cpu=0% p99=24h", 1, ""},                 // 15 min a run
		{"aws-lambda-arm64", "trigger=fifo rate=1000/s duration=1ms", 1, ""},                                 // no window
		{"aws-lambda-arm64", "trigger=queue rate=100/month", 1, ""},                                          // all free: nothing is saved
		{"aws-lambda-arm64", "trigger=bus rate=100/s duration=10ms", 1, ""}, {"aws-lambda-arm64", "", 1, ""}, // no queue
		{"gcp-cloud-run-request", "trigger=queue rate=100/s", 1, ""}, {"aws-lambda-arm64-steps", "trigger=queue rate=1/s", 1, ""},
	} {
		s := parse(t, tt.tokens)
		e := v.Estimate(&s, s.Selected, index(t, v, tt.offer))
		if tt.batch == 0 && e.Chosen.Batch <= 1 || tt.batch > 0 && !near(e.Chosen.Batch, tt.batch, 1e-9) || !strings.Contains(e.Chosen.String(), tt.said) {
			t.Errorf("%s %s: batches of %g (%s), want %g (%s)", tt.offer, tt.tokens, e.Chosen.Batch, &e.Chosen, tt.batch, tt.said)
		}
		if target := s.SelectedPart().P99MS; target > 0 && !(e.Latency.P99MS <= target*(1+1e-6)) {
			t.Errorf("%s %s: p99 %.1f ms", tt.offer, tt.tokens, e.Latency.P99MS)
		}
	}
}

// TestBatchesDelay checks that the time of a message includes the wait for its batch to fill
// and the run of the whole batch: at a constant 100/s the last of 51 messages comes half a
// second after the first, and all of them take half a second more.
func TestBatchesDelay(t *testing.T) {
	c := instant(shipped(t))
	c.Assumptions.ServiceCV.Value, c.Assumptions.ServiceCV.Low, c.Assumptions.ServiceCV.High = 1e-9, 0, 0
	v := compile(t, c)
	s := parse(t, "trigger=queue rate=100/s duration=10ms cpu=0% batch=51")
	e := v.Estimate(&s, s.Selected, index(t, v, "aws-lambda-arm64"))
	if l := e.Latency; math.Abs(l.P50MS-760) > 20 || !(l.P99MS > 1000 && l.P99MS < 1200) {
		t.Errorf("p50 %.0f ms, p99 %.0f ms; want 760 ms, and little more than 1,010", l.P50MS, l.P99MS)
	}
}

// TestBatchesRefused checks the batches that offers do not take.
func TestBatchesRefused(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tt := range []struct {
		offer, tokens string
		code          plan.ReasonCode
	}{
		{"aws-lambda-arm64", "trigger=fifo batch=11", plan.BatchLimit},
		{"aws-lambda-arm64", "trigger=queue message_size=100KB batch=61", plan.BatchLimit},
		{"cloudflare-workers-paid", "trigger=queue batch=101", plan.BatchLimit},
		{"aws-lambda-arm64", "trigger=queue duration=10s cpu=0% batch=91", plan.DurationLimit},
		{"cloudflare-workers-paid", "trigger=queue duration=60s cpu=100% batch=8", plan.CPULimit},
		{"gcp-cloud-run-request", "trigger=queue batch=10", plan.BatchUnused},
		{"azure-functions-consumption", "trigger=queue batch=10", plan.BatchUnused},
		{"aws-lambda-arm64", "batch=10", plan.BatchUnused},
		{"aws-ec2-m7g", "batch=10", plan.BatchUnused},
	} {
		s := parse(t, tt.tokens)
		e := v.Estimate(&s, s.Selected, index(t, v, tt.offer))
		if !e.Refused(tt.code) {
			t.Errorf("%s %s: %v, want %s", tt.offer, tt.tokens, e.Reasons(), tt.code)
		}
	}
	s := parse(t, "trigger=queue batch=10")
	e := v.Estimate(&s, s.Selected, index(t, v, "aws-ec2-m7g"))
	if e.Refused(plan.BatchUnused) {
		t.Error("EC2 reads ten messages at once, and says that it heeds no batch")
	}
}

// TestBatchesCostMoreWithMoreTraffic checks that no bill falls with the rate, although
// batches grow with it.
func TestBatchesCostMoreWithMoreTraffic(t *testing.T) {
	v := compile(t, shipped(t))
	for _, id := range []string{"aws-lambda-arm64", "cloudflare-workers-paid", "aws-lambda-x86-provisioned"} {
		was := 0.0
		for rate := 0.001; rate < 1e5; rate *= 1.07 {
			s := at(parse(t, "trigger=queue duration=20ms free=off"), rate)
			e := v.Estimate(&s, s.Selected, index(t, v, id))
			if e.Monthly < was*(1-1e-9) {
				t.Errorf("%s: $%g at %g/s, $%g at less", id, e.Monthly, rate, was)
			}
			was = e.Monthly
		}
	}
}
