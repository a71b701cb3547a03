package curve_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"crossover/data"
	"crossover/engine/axis"
	"crossover/engine/curve"
	"crossover/engine/plan"
	"crossover/engine/pool"
	"crossover/engine/run"
	"crossover/engine/scenario"
)

// TestPhasesAreThoseOfEveryOffer compares phases with those found by computing every offer
// at each point.
func TestPhasesAreThoseOfEveryOffer(t *testing.T) {
	c, err := data.Load()
	if err != nil {
		t.Fatal(err)
	}
	list, err := plan.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	var offers []int
	for o := range list.List {
		offers = append(offers, o)
	}
	check := func(tokens string, ax axis.Axis, n int) {
		t.Helper()
		s, err := scenario.Parse(scenario.Default(), strings.Fields(tokens)...)
		if err != nil {
			t.Fatal(err)
		}
		pt := run.NewRunner(list, plan.Typical, &pool.KnotCache{}).Part(&s, s.Selected)
		var w curve.Sweeper
		lo, hi := ax.Reach(&s, s.Selected)
		win := axis.Window{Axis: ax, Lo: lo, Hi: hi}
		got, err := w.Phases(context.Background(), pt, win, n, offers)
		if err != nil {
			t.Fatal(err)
		}
		want, err := w.PhasesOfAll(context.Background(), pt, win, n, offers)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q over %s: got\n%v, want\n%v", tokens, ax, got, want)
		}
	}
	for _, tokens := range []string{
		"", "free=off", "level=hobby", "level=critical duration=2s cpu=90%", "memory=4GB shape=office p99=300ms", "burst=8 shape=spiky runtime=java package=image",
		"duration=5ms cpu=100% memory=128MB", "duration=1min memory=2GB", "response=2MB commit=1y", "gpu=l4 memory=16GB duration=800ms", "min=3", "ops=80",
		"part=events events.trigger=queue level=hobby", "burst=5 level=hobby duration=900ms memory=1GB",
	} {
		check(tokens, axis.Rate, 61)
	}
	for _, ax := range []axis.Axis{axis.Memory, axis.Duration} {
		check("", ax, 21)
		check("shape=office runtime=java p99=800ms rate=2M/month", ax, 21)
	}
}
