package engine_test

import (
	"testing"

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
