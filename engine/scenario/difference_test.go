package scenario_test

import (
	"slices"
	"testing"

	"crossover/engine/scenario"
)

func TestDifferences(t *testing.T) {
	a := scenario.Default()
	if d := scenario.Differences(&a, &a); len(d) != 0 {
		t.Errorf("a scenario differs from itself in %v", d)
	}
	b, err := scenario.Parse(a, "rate=3M/month", "events.memory=1GB", "free=off")
	if err != nil {
		t.Fatal(err)
	}
	c, err := scenario.Parse(a, "parts=api")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, d := range scenario.Differences(&a, &b, &c) {
		got[d.Key] = d.Values
	}
	for key, want := range map[string][]string{
		"free": {"on", "off", "on"}, "api.rate": {"12/s", "3M/month", "12/s"},
		"events.memory": {"256MB", "1GB", ""}, "parts": {"edge,api,events,cron,ml", "edge,api,events,cron,ml", "api"},
	} {
		if !slices.Equal(got[key], want) {
			t.Errorf("%s: %v, want %v", key, got[key], want)
		}
	}
	if got["api.memory"] != nil {
		t.Errorf("api.memory is the same everywhere, and listed: %v", got["api.memory"])
	}
}
