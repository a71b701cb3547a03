package engine_test

import (
	"testing"

	"crossover/engine"
	"crossover/engine/plan"
)

// TestReasons checks that each limit is found where it should be, with its value and
// limit, and not just inside it.
func TestReasons(t *testing.T) {
	v := compile(t, shipped(t))
	tests := []struct {
		offer, tokens string
		code          engine.ReasonCode
		value, limit  float64 // 0 if the code has none
		within        string  // the nearest scenario without a reason
	}{
		// Lambda runs 15 minutes: 1,000 s, all of it on one vCPU
		{"aws-lambda-x86", "duration=1000s memory=1769MB", plan.DurationLimit, 1000, 900, "duration=900s memory=1769MB"},
		// on a quarter of a vCPU 300 s of computing take 1,200
		{"aws-lambda-x86", "duration=300s cpu=100% memory=442.25MB", plan.DurationLimit, 300 / (443. / 1769), 900, "duration=300s cpu=100% memory=1769MB"},
		{"aws-lambda-x86-http-api", "duration=31s cpu=0%", plan.DurationLimit, 31, 30, "duration=30s cpu=0%"},
		{"aws-lambda-x86", "memory=10241MB", plan.MemoryLimit, 10241, 10240, "memory=10240MB"},
		{"aws-ec2-m7g", "memory=65400MB", plan.MemoryLimit, 65400, 65536 - 200, "memory=65336MB"},
		// an isolate has 128 MB: 5 for code, and what a request needs
		{"cloudflare-workers-paid", "request_memory=124MB", plan.MemoryLimit, 129, 128, "request_memory=123MB"},
		{"cloudflare-workers-free", "duration=20ms cpu=60%", plan.CPULimit, 0.012, 0.010, "duration=20ms cpu=50%"},
		{"cloudflare-workers-free", "rate=100001/day duration=20ms", plan.DailyLimit, 100001, 100000, "rate=100000/day duration=20ms"},
		{"aws-lambda-edge", "response=1001KB", plan.ResponseLimit, 1001, 1000, "response=1MB"},
		{"aws-lambda-x86", "arch=arm64", plan.ArchMismatch, 0, 0, "arch=x86"},
		{"aws-lambda-arm64", "arch=x86", plan.ArchMismatch, 0, 0, "arch=any"},
		{"cloudflare-workers-paid", "runtime=java", plan.RuntimeMissing, 0, 0, "runtime=rust"},
		{"modal-gpu-l4", "", engine.GPUNotNeeded, 0, 0, "gpu=l4 memory=16GB"},
		{"aws-lambda-x86", "gpu=l4", engine.GPUMissing, 0, 0, "gpu=none"},
		{"aws-lambda-x86", "gpu=any", engine.GPUMissing, 0, 0, "gpu=none"},
		{"modal-gpu-l4", "gpu=h100 memory=16GB", plan.GPUSlower, 12.6, 1.3, "gpu=any memory=16GB"},
		{"modal-gpu-a100", "gpu=l40s memory=16GB", plan.GPUSmaller, 48 * 1024, 40 * 1024, "gpu=a100 memory=16GB"},
		{"hetzner-cx", "", engine.Closed, 0, 0, ""},
		// 500 requests a second of 10 s are 5,000 at once, 16 to an instance
		{"azure-functions-consumption", "rate=500/s duration=10s cpu=0%", plan.InstanceLimit, 0, 200, "rate=100/s duration=10s cpu=0%"},
		// 150 requests a second of 10 s are 1,500 at once
		{"aws-lambda-x86", "rate=150/s duration=10s cpu=0%", plan.InstanceQuota, 0, 1000, "rate=0.2/s duration=10s cpu=0%"},
		{"aws-lambda-x86", "rate=10001/s duration=1ms", plan.RateQuota, 10001, 10000, "rate=10000/s duration=1ms"},
		{"aws-lambda-x86", "rate=1100/s duration=1ms shape=spiky", plan.RateQuota, 11000, 10000, "rate=1000/s duration=1ms shape=spiky"},
		{"aws-lambda-x86", "rate=20/s duration=1s cpu=0%", plan.InstanceQuota, 0, 10, "rate=2/s duration=1s cpu=0%"},
		// 60 requests a second of 36 ms of computing take 3.6 vCPUs at 60 %, and 600 take 36
		{"aws-fargate-x86", "rate=600/s", plan.VCPUQuota, 36, 6, "rate=60/s"},
		{"digitalocean-cpu", "rate=6k/s hits=2x", plan.RateQuota, 12000, 10000, "rate=6k/s hits=2x trigger=queue"},
		{"digitalocean-cpu", "rate=2k/s", plan.OpenQuota, 15000, 10000, "rate=1k/s"},
		{"aws-fargate-spot", "commit=spot", plan.SpotRisk, 0, 0, ""},
		{"aws-fargate-spot", "", plan.SpotNotAsked, 0, 0, "commit=spot"},
		{"aws-fargate-spot", "commit=spot level=critical", plan.LevelRefuses, 0, 0, "commit=spot level=production"},
		{"aws-ec2-m7g", "commit=spot level=critical", plan.LevelRefuses, 0, 0, "level=critical"},
		{"aws-ec2-t4g", "level=critical", plan.LevelRefuses, 0, 0, "level=production"},
		{"fly-machines-shared", "level=critical", plan.LevelRefuses, 0, 0, "level=production"},
		{"digitalocean-cpu", "level=critical", plan.LevelRefuses, 0, 0, "level=critical trigger=queue"},
		{"digitalocean-cpu", "level=production", plan.OneZone, 2, 0, "level=hobby"},
		{"digitalocean-cpu", "level=production", plan.OneZone, 2, 0, "level=production redundancy=1"},
		// 48,950 GiB go out and 12 machines bring 24,000 GB; 2,000 more are $20 and a machine $12
		{"digitalocean-basic", "rate=100/s response=200KB", plan.TransferBrought, 240, 144, "rate=100/s response=20KB"},
		{"runpod-pod-l40s", "gpu=l40s memory=16GB rate=1/hour redundancy=2", plan.BalancerMissing, 2, 0, "gpu=l40s memory=16GB rate=1/hour level=critical"},
		{"aws-lambda-x86", "min=2", plan.MinRefused, 2, 0, "min=none"},
		{"aws-lambda-x86-http-api", "copies=2", plan.CopiesRefused, 2, 0, "copies=none max=100"},
		{"azure-container-apps", "min=2", plan.MinRefused, 2, 0, "max=4"},
		{"cloudflare-workers-paid", "max=2", plan.MaxRefused, 2, 0, "max=none"},
		{"aws-fargate-x86-task", "trigger=schedule max=2", plan.MaxRefused, 2, 0, "trigger=schedule"},
		{"aws-fargate-x86", "rate=10k/s max=2", plan.MostRefused, 0, 2, "rate=100/s max=20"},
		{"aws-ec2-m7g", "commit=spot", plan.SpotRisk, 0, 0, "commit=3y"},
		{"aws-ec2-m7g", "p99=200ms", engine.LatencyTarget, 0, 0.2, "p99=1s"},
		{"aws-lambda-x86", "rate=1/hour p99=500ms memory=1769MB", engine.LatencyTarget, 0, 0.5, "rate=10/s p99=500ms memory=1769MB"},
		// at 100 % 50 requests of 20 ms keep one vCPU busy all the time
		{"aws-ec2-m7g", "rate=50/s duration=20ms cpu=100% utilisation=100%", plan.Overload, 0, 0, "rate=50/s duration=20ms cpu=100% utilisation=90%"},
	}
	for _, tt := range tests {
		i := index(t, v, tt.offer)
		s := parse(t, tt.tokens)
		e := v.Estimate(&s, s.Selected, i)
		r, found := find(&e, tt.code)
		if !found {
			t.Errorf("%s: %s lacks %s: %v", tt.tokens, tt.offer, tt.code, e.Reasons())
			continue
		}
		if tt.value > 0 && !near(r.Value, tt.value, 1e-9) || !near(r.Limit, tt.limit, 1e-9) || tt.limit > 0 && !(r.Value > r.Limit) {
			t.Errorf("%s: %s: %s is %v of %v, want %v of %v", tt.tokens, tt.offer, tt.code, r.Value, r.Limit, tt.value, tt.limit)
		}
		if e.Feasible() != tt.code.Warning() {
			t.Errorf("%s: %s is feasible: %v", tt.tokens, tt.offer, e.Feasible())
		}
		if len(e.Bill) == 0 || tt.code.String() == "" || r.String() == "" {
			t.Errorf("%s: %s has no bill or no words: %q", tt.tokens, tt.offer, r)
		}
		if n := count(&e, tt.code); n != 1 {
			t.Errorf("%s: %s has %s %d times", tt.tokens, tt.offer, tt.code, n)
		}
		if first, _ := e.FirstReason(); !e.Feasible() && first.Code.Warning() {
			t.Errorf("%s: %s: the first reason is %s", tt.tokens, tt.offer, first)
		}
		if tt.within == "" {
			continue
		}
		s = parse(t, tt.within)
		e = v.Estimate(&s, s.Selected, i)
		if r, found := find(&e, tt.code); found {
			t.Errorf("%s: %s: %s", tt.within, tt.offer, r)
		}
	}
}

func find(e *engine.Estimate, code engine.ReasonCode) (engine.Reason, bool) {
	for _, r := range e.Reasons() {
		if r.Code == code {
			return r, true
		}
	}
	return engine.Reason{}, false
}

func count(e *engine.Estimate, code engine.ReasonCode) int {
	n := 0
	for _, r := range e.Reasons() {
		if r.Code == code {
			n++
		}
	}
	return n
}

// TestReasonsInOrder checks that reasons that make an offer infeasible come before
// warnings.
func TestReasonsInOrder(t *testing.T) {
	v := compile(t, shipped(t))
	s := parse(t, "rate=20k/s duration=1000s memory=20GB arch=arm64 runtime=java gpu=h100 p99=1ms response=1GB")
	for _, e := range v.Estimates(&s, s.Selected, nil) {
		warned := false
		for _, r := range e.Reasons() {
			if warned && !r.Code.Warning() {
				t.Errorf("%s: %v", v.Engine().Offer(e.Offer).ID, e.Reasons())
			}
			warned = warned || r.Code.Warning()
		}
	}
}

// TestWarmInstancesMeetTheTarget checks that the fewest warm instances that meet the
// target are bought.
func TestWarmInstancesMeetTheTarget(t *testing.T) {
	v := compile(t, shipped(t))
	for _, id := range []string{"aws-lambda-x86-provisioned", "gcp-cloud-run-min"} {
		i := index(t, v, id)
		for _, tokens := range []string{"rate=0.2/s duration=2s p99=7s runtime=java package=image", "rate=3/s duration=1s p99=3400ms", "rate=40/s p99=500ms burst=6", "rate=12/s", "rate=0"} {
			s := parse(t, tokens+" memory=1769MB")
			e := v.Estimate(&s, s.Selected, i)
			if e.Fleet.Total < 1 {
				t.Errorf("%s: %s keeps %v instances", tokens, id, e.Fleet.Total)
			}
			if s.SelectedPart().P99MS > 0 && !e.Feasible() {
				t.Errorf("%s: %s is infeasible: %v", tokens, id, e.Reasons())
			}
		}
	}
	// Without a target one is enough; a strict one needs more.
	i := index(t, v, "aws-lambda-x86-provisioned")
	kept := func(tokens string) float64 {
		s := parse(t, "rate=0.01/s duration=30s cpu=0% memory=1GB free=off "+tokens)
		e := v.Estimate(&s, s.Selected, i)
		for _, l := range e.Bill {
			if l.Meter == "lambda-provisioned-x86" {
				return l.Quantity / 2_628_000
			}
		}
		return 0
	}
	none, strict := kept(""), kept("p99=90s")
	if !near(none, 1, 1e-9) || strict < 1 {
		t.Errorf("%v instances kept without a target, %v with one", none, strict)
	}
}
