package answer

import (
	"context"
	"math"
	"testing"

	"crossover/engine/scenario"
)

// TestEffectsAreThePricesThere compares every effect with the engine's price of the
// scenario with that value.
func TestEffectsAreThePricesThere(t *testing.T) {
	e := newSource(t).engine
	v, other := e.NewEvaluator(), e.NewEvaluator()
	s, err := scenario.Parse(scenario.Default(), "rate=50/s", "burst=3")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"aws-lambda-arm64", "aws-fargate-arm64", "cloudflare-workers-paid"} {
		o := e.Find(id)
		got := must(Sense(context.Background(), v, &s, o))
		if want := other.Estimate(&s, s.Selected, o).Monthly; math.Abs(got.Base-want) > 1e-9*want {
			t.Errorf("%s: base %v, want %v", id, got.Base, want)
		}
		if len(got.Effects) < 3 {
			t.Errorf("%s: %d inputs move it", id, len(got.Effects))
		}
		last := math.Inf(1)
		for _, w := range got.Effects {
			if size := w.Size(got.Base); size > last {
				t.Errorf("%s: %s moves it by %v, more than the one before", id, w.Key, size)
			} else {
				last = size
			}
			for value, cost := range map[string]float64{w.Low: w.LowCost, w.High: w.HighCost} {
				if value == "" {
					continue
				}
				at, err := scenario.Parse(s, w.Key+"="+value)
				if err != nil {
					t.Fatal(err)
				}
				if want := other.Estimate(&at, at.Selected, o).Monthly; math.Abs(cost-want) > 1e-6*want {
					t.Errorf("%s: at %s=%s %v, want %v", id, w.Key, value, cost, want)
				}
			}
		}
	}
}
