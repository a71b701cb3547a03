package engine_test

import (
	"context"
	"math"
	"testing"

	"crossover/engine"
	"crossover/engine/curve"
)

// TestBendsAreWhereTheFreeTiersEnd checks the bends of Lambda, whose free tier ends at a
// million requests and 400,000 GB-seconds a month: with 512 MB and 200 ms billed, 0.1 GB-s
// a request, at 1M and at 4M requests.
func TestBendsAreWhereTheFreeTiersEnd(t *testing.T) {
	v := compile(t, instant(shipped(t)))
	s := parse(t, "memory=512MB billed_duration=200ms response=0KB")
	month := s.Hours() * 3600
	got := map[string]float64{}
	for _, b := range must(v.Bends(context.Background(), &s, s.Selected, index(t, v, "aws-lambda-x86"), engine.Window{Axis: engine.AxisRate, Lo: 0.01, Hi: 100}, 60, 3)) {
		if b.Kind == curve.Charged {
			got[b.Title] = b.X * month
		}
	}
	for title, want := range map[string]float64{"Lambda requests": 1e6, "Lambda duration, x86": 4e6} {
		if x, ok := got[title]; !ok || math.Abs(x/want-1) > 1e-5 {
			t.Errorf("%s is charged from %v requests a month, want %v (all: %v)", title, x, want, got)
		}
	}
}

// TestBendsOfFleetsAreSteps checks that every bend is a step: the price just below it is
// still the old one.
func TestBendsOfFleetsAreSteps(t *testing.T) {
	v := compile(t, shipped(t))
	s := parse(t, "duration=200ms")
	o := index(t, v, "aws-fargate-arm64")
	n := 0
	for _, b := range must(v.Bends(context.Background(), &s, s.Selected, o, engine.Window{Axis: engine.AxisRate, Lo: 1, Hi: 1000}, 80, 4)) {
		if b.Kind != engine.MoreInstances {
			continue
		}
		n++
		below, above := at(s, b.X*(1-2e-6)), at(s, b.X*(1+2e-6))
		if v.Estimate(&below, below.Selected, o).Fleet.Peak >= v.Estimate(&above, above.Selected, o).Fleet.Peak {
			t.Errorf("nothing is added at %v", b.X)
		}
	}
	if n == 0 || n > 4 {
		t.Errorf("%d steps", n)
	}
}

func TestBendsOfColdStarts(t *testing.T) {
	v := compile(t, shipped(t))
	s := parse(t, "runtime=java")
	o := index(t, v, "aws-lambda-arm64")
	for _, b := range must(v.Bends(context.Background(), &s, s.Selected, o, engine.Window{Axis: engine.AxisRate, Lo: 1e-3, Hi: 100}, 60, 3)) {
		if b.Kind == curve.RareColdStarts {
			here := at(s, b.X)
			if p := v.Estimate(&here, here.Selected, o).ColdStart.Probability; math.Abs(p-0.01) > 1e-4 {
				t.Errorf("at %v the chance of a cold start is %v", b.X, p)
			}
			return
		}
	}
	t.Error("cold starts never leave the p99")
}
