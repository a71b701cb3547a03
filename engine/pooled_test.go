package engine_test

import (
	"context"
	"math"
	"testing"

	"crossover/engine/proptest"
	"crossover/engine/sim"
)

// TestSimulationAgreesWithTheEstimate checks that the simulation of an offer has the
// parameters of its estimate.
func TestSimulationAgreesWithTheEstimate(t *testing.T) {
	proptest.Sequential(t)
	v := compile(t, shipped(t))
	sized := map[string]bool{}
	for _, tt := range []struct {
		offer, tokens string
		tolerance     float64
	}{
		{"aws-lambda-arm64", "rate=2/s duration=300ms", 0.05},
		{"gcp-cloud-run-request", "rate=20/min duration=2s", 0.1},
		{"gcp-cloud-run-instance", "rate=200/s", 0.02},
		{"gcp-cloud-run-request", "rate=3/s shape=daytime cpu=100% duration=2s", 0.05},
		{"azure-container-apps", "rate=60/s burst=2", 0.05},
		{"aws-lambda-x86", "rate=30/min shape=daytime", 0.1},
		{"aws-lambda-x86", "rate=1/s burst=6 duration=500ms", 0.1},
		{"aws-lambda-x86-provisioned", "rate=5/s duration=1s", 0.1},
		{"aws-lambda-x86", "rate=3/hour shape=cron", 0.01},
	} {
		s := parse(t, tt.tokens)
		q, ok := v.Simulation(&s, s.Selected, index(t, v, tt.offer), 1)
		if !ok {
			t.Fatalf("%s: no pool", tt.offer)
		}
		if _, ok := q.Config.(sim.AutoscaledConfig); ok {
			sized[tt.offer] = true
		}
		requests := 200_000
		if proptest.Raced {
			requests = 20_000
		}
		r, err := sim.RunReplicas(context.Background(), q.Config, sim.Plan{Requests: requests, Replicas: 2})
		if err != nil {
			t.Fatal(err)
		}
		got := r.Report.Simulated
		slack := max(3*got.ColdStart.CI95, tt.tolerance*got.ColdStart.Value)
		if d := math.Abs(q.Model.ColdStart - got.ColdStart.Value); !(d <= slack) {
			t.Errorf("%s %s: the model's chance is %v, simulated %v ± %v", tt.offer, tt.tokens, q.Model.ColdStart, got.ColdStart.Value, got.ColdStart.CI95)
		}
		slack = max(3*got.Instances.CI95, tt.tolerance*got.Instances.Value)
		if d := math.Abs(q.Model.Instances - got.Instances.Value); !(d <= slack) {
			t.Errorf("%s %s: the model's pool is %v, simulated %v ± %v", tt.offer, tt.tokens, q.Model.Instances, got.Instances.Value, got.Instances.CI95)
		}
	}
	if len(sized) != 3 {
		t.Errorf("autoscalers size the pools of %v", sized)
	}
	s := parse(t, "")
	if _, ok := v.Simulation(&s, s.Selected, index(t, v, "hetzner-cx"), 1); ok {
		t.Error("a machine of one's own has a pool that comes and goes")
	}
}
