package engine_test

import (
	"math"
	"strings"
	"testing"

	"crossover/engine"
	"crossover/engine/proptest"
	"crossover/engine/scenario"
)

// FuzzEstimates tries scenarios from arbitrary text: every accepted one has a finite bill
// for every offer.
func FuzzEstimates(f *testing.F) {
	proptest.Sequential(f)
	for _, s := range []string{
		"rate=0", "rate=3M/month memory=1GB", "rate=10000000/s duration=168h", "duration=0.001ms cpu=100%",
		"memory=4194304MB", "burst=1000 burst_length=744h", "shape=0/0/1 p99=0.001ms", "shape=cron rate=1/month duration=168h",
		"response=10GB", "request_memory=0MB concurrency=100000 cpu=0%", "gpu=b200 redundancy=100 utilisation=1%",
		"billed_duration=0.001ms rate=0.000000001/s", "p99=168h month=31d commit=3y free=off", "rate=1/day burst=999 shape=spiky",
		"connections=100M session=1ms room=1 fan_out=1000000 message_size=0KB", "connections=0.001 rate=0 shape=0/0/1", "connections=50k redundancy=100 memory=4194304MB",
		"trigger=fifo state=16TB redundancy=100 longest=744h", "trigger=object message_size=1GB rate=10000000/s", "gpu=t4 gpu_memory=16TB", "gpu=any gpu_memory=70GB", "size=0.25_vCPU_1_GB memory=2GB", "size=1024GB", "uses=a:1000B@1000000000/1,aws/b:0@0/k",
	} {
		f.Add(s)
	}
	c, err := load()
	if err != nil {
		f.Fatal(err)
	}
	e, err := engine.New(c)
	if err != nil {
		f.Fatal(err)
	}
	v := e.NewEvaluator()
	var list []engine.Estimate
	var curves engine.Curves
	f.Fuzz(func(t *testing.T, tokens string) {
		s, err := scenario.Parse(scenario.Default(), strings.Fields(tokens)...)
		if err != nil {
			return
		}
		list = v.Estimates(&s, s.Selected, list[:0])
		for i := range list {
			fail := func(format string, args ...any) {
				t.Helper()
				t.Errorf(tokens+": "+e.Offer(i).ID+": "+format, args...)
			}
			checkLines(&list[i], s.Free, fail)
			checkFigures(&list[i], fail)
		}
		v.Sweep(&curves, &s, s.Selected, engine.Window{Lo: 1e-3, Hi: 1e4}, 8, nil)
		for i := range list {
			for k, x := range curves.Cost(i) {
				if x < 0 || math.IsInf(x, 0) || math.IsNaN(x) && curves.Feasible(i)[k] {
					t.Errorf("%s: %s costs %v", tokens, e.Offer(i).ID, x)
				}
			}
		}
	})
}
