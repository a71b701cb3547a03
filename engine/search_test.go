package engine_test

import (
	"fmt"
	"math"
	"testing"

	"crossover/engine/run"
)

// TestKnobsAreSearched checks the settings chosen if the cheapest misses a latency target,
// and that the user's own settings are kept. The first line is that of the model's cases:
// 1,050 MB at $77, where 512 MB have 620 ms at $58.40.
func TestKnobsAreSearched(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tt := range []struct {
		tokens, offer, said string
		why                 run.Choice
		mb, kept            float64
		monthly             float64
	}{
		{"rate=12/s p99=450ms", "aws-lambda-arm64", "1,056 MB, the least that meets the target; 512 MB would be $58.40 with a p99 of 620 ms", run.FasterSize, 1056, 0, 77.28},
		{"rate=12/s p99=450ms size=512MB", "aws-lambda-arm64", "512 MB, as size fixes it", run.FixedSize, 512, 0, 58.40},
		{"rate=12/s p99=100ms", "aws-lambda-arm64", "", run.OnlyWay, 512, 0, 58.40}, // no setting meets it
		{"rate=12/s", "aws-lambda-arm64", "", run.OnlyWay, 512, 0, 58.40},
		{"rate=12/s p99=450ms billed_duration=100ms", "aws-lambda-arm64", "", run.OnlyWay, 512, 0, 35.50},
		{"rate=1/min memory=256MB p99=450ms", "fly-machines-shared", "shared-cpu-1x 256MB, 1 kept running, the least that meets the target; shared-cpu-1x 256MB would be $2.31 with a p99 of 518 ms", run.KeptRunning, 256, 1, 2.31},
		{"rate=1/min memory=256MB p99=450ms min=2", "fly-machines-shared", "shared-cpu-1x 256MB, 2 kept running, the cheapest size that will do", run.CheapestSize, 256, 2, 4.53},
		{"rate=1/s", "hetzner-cpx", "CPX22, the cheapest size that will do", run.CheapestSize, 4096, 0, 23.59},
	} {
		s := parse(t, tt.tokens)
		e := v.Estimate(&s, s.Selected, index(t, v, tt.offer))
		if c := &e.Chosen; c.Why != tt.why || c.MemoryMB != tt.mb || c.Kept != tt.kept || c.String() != tt.said || math.Abs(e.Monthly-tt.monthly) > 0.005 {
			t.Errorf("%s on %s: $%.2f, %v, %s", tt.tokens, tt.offer, e.Monthly, c.Why, c)
		}
	}
}

// TestMemoryIsTheCheapest compares the chosen memory with every other, in the search's
// steps.
func TestMemoryIsTheCheapest(t *testing.T) {
	v := compile(t, shipped(t))
	offer := index(t, v, "aws-lambda-x86")
	for _, tokens := range []string{
		"rate=12/s p99=450ms", "rate=1/min p99=2s", "rate=50/s p99=600ms cpu=80%", "rate=300/s memory=128MB p99=1s cpu=100%",
		"rate=3/s p99=700ms shape=office", "rate=20/s p99=500ms burst=4", "rate=12/s p99=380ms",
	} {
		s := parse(t, tokens)
		e := v.Estimate(&s, s.Selected, offer)
		best, least := math.Inf(1), 0.0
		for mb := s.SelectedPart().MemoryMB; ; mb = min(mb+32, 1769) {
			q := parse(t, fmt.Sprintf("%s size=%vMB", tokens, mb))
			if x := v.Estimate(&q, q.Selected, offer); x.Feasible() && x.Monthly < best {
				best, least = x.Monthly, mb
			}
			if mb == 1769 {
				break
			}
		}
		if e.Feasible() == math.IsInf(best, 1) || e.Feasible() && !near(e.Monthly, best, 1e-9) {
			t.Errorf("%s: %s at $%v; the cheapest is %v MB at $%v", tokens, e.Chosen.Setting, e.Monthly, least, best)
		}
	}
}

// TestSizesAreDrawn checks the curve over memory of a function that only computes. Up to
// one vCPU more memory costs about the same and takes less time; beyond that it costs in
// proportion and takes as long.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
func TestSizesAreDrawn(t *testing.T) {
	v := compile(t, shipped(t))
	s := parse(t, "rate=100/s cpu=100% free=off")
	list := v.Sizes(&s, s.Selected, index(t, v, "aws-lambda-x86"))
	if len(list) < 10 || list[len(list)-1].MemoryMB != 10240 {
		t.Fatalf("%d sizes: %+v", len(list), list)
	}
	for i := 1; i < len(list); i++ {
		a, b := &list[i-1], &list[i]
		switch {
		case b.MemoryMB <= 1769 && !(b.Latency.P50MS < a.Latency.P50MS && near(b.Monthly, a.Monthly, 0.01)),
			a.MemoryMB >= 1769 && !(near(b.Latency.P50MS, a.Latency.P50MS, 1e-6) && b.Monthly > a.Monthly*1.05):
			t.Errorf("%s: $%v, %v ms; %s: $%v, %v ms", a.Setting, a.Monthly, a.Latency.P50MS, b.Setting, b.Monthly, b.Latency.P50MS)
		}
	}
}
