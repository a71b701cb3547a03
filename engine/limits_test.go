package engine_test

import (
	"slices"
	"testing"

	"crossover/engine"
	"crossover/engine/coldstart"
	"crossover/engine/plan"
)

// TestModelLimitsAreSaid checks that an estimate of every offer warns of the same limits
// of the model as its simulation, and that the warnings exclude no offer.
func TestModelLimitsAreSaid(t *testing.T) {
	v := compile(t, shipped(t))
	said := 0
	for _, tokens := range []string{
		"", "burst=5", "rate=50/s burst=20 burst_length=5m cpu=100%", "duration=40s", "gpu=l4 duration=10s rate=0.2/s",
	} {
		s := parse(t, "parts=api free=off level=hobby "+tokens)
		for i := range v.Engine().Len() {
			q, ok := v.Simulation(&s, 0, i, 1)
			if !ok {
				continue
			}
			e := v.Estimate(&s, 0, i)
			want := (q.Valid & coldstart.Doubtful).Reasons()
			var got []string
			for _, r := range e.Reasons() {
				if r.Code == plan.ModelLimit {
					got = append(got, r.Detail)
				}
			}
			said += len(got)
			if len(got) != len(want) || len(got) > 0 && got[0] != want[0] {
				t.Errorf("%q, %s: %q, want %q", tokens, v.Engine().Offer(i).ID, got, want)
			}
		}
	}
	if said < 20 {
		t.Errorf("%d warnings in all", said)
	}
	if !plan.ModelLimit.Warning() {
		t.Error("a limit of the model rules offers out")
	}
}

// beyondModel reports whether an estimate warns of a limit of the model, other than that of
// long requests, within which bills still do not fall.
func beyondModel(e *engine.Estimate) bool {
	return slices.ContainsFunc(e.Reasons(), func(r engine.Reason) bool {
		return r.Code == plan.ModelLimit && r.Detail != coldstart.LongRequests.Reasons()[0]
	})
}

// TestFewLongRequestsAreSaid checks that estimates of autoscaled offers warn of few requests
// that are as long as the time over which the autoscaler averages.
func TestFewLongRequestsAreSaid(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tt := range []struct {
		tokens string
		said   bool
	}{
		{"rate=0.05/s duration=120s", true},
		{"rate=0.2/s duration=16s", true},
		{"rate=1/s duration=120s", false},
		{"rate=12/s duration=120ms", false},
	} {
		s := parse(t, "parts=api level=hobby cpu=50% "+tt.tokens)
		for _, id := range []string{"gcp-cloud-run-instance", "azure-container-apps"} {
			e := v.Estimate(&s, 0, v.Engine().Find(id))
			said := slices.ContainsFunc(e.Reasons(), func(r engine.Reason) bool { return r.Detail == coldstart.LongRequests.Reasons()[0] })
			if said != tt.said {
				t.Errorf("%s, %s: warned is %v: %v", tt.tokens, id, said, e.Reasons())
			}
		}
	}
}
