package billing

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
)

// TestTiers uses AWS's tiered Lambda price for x86 as infracost's golden file
// computes it: 15 billion requests of 2,048 ms at 2,048 MB are 61.44 billion
// GB-seconds in three tiers, and $100,000.20, $135,000.00 and $619,203.10.
func TestTiers(t *testing.T) {
	x86 := Tariff{Tiers: []Tier{{6e9, 0.0000166667}, {15e9, 0.0000150000}, {math.Inf(1), 0.0000133334}}}
	got := x86.Charge(61.44e9)
	if want := 100_000.20 + 135_000.00 + 619_203.10; math.Abs(got-want) > 0.01 {
		t.Errorf("got $%.2f, want $%.2f", got, want)
	}
}

// TestRoundUp uses the example of Cloudflare's Durable Objects page: half a million
// requests over the included million are charged as a whole million.
func TestRoundUp(t *testing.T) {
	do := Tariff{Tiers: []Tier{{math.Inf(1), 0.15e-6}}, RoundUp: 1e6}
	if got := do.Charge(do.Billable(1.5e6, 1e6)); math.Abs(got-0.15) > 1e-12 {
		t.Errorf("got $%v, want $0.15", got)
	}
	if got := do.Billable(2e6, 1e6); got != 1e6 {
		t.Errorf("a whole million became %v", got)
	}
}

func TestRoundTime(t *testing.T) {
	tests := []struct{ t, g, m, want float64 }{
		{47.39, 100, 0, 100}, {47.39, 1, 0, 48}, {120, 1, 0, 120}, {240, 100, 0, 300},
		{30, 1, 100, 100}, {1, 100, 1000, 1000}, {1001, 100, 1000, 1100}, {0.3, 0, 0, 0.3},
	}
	for _, tt := range tests {
		if got := RoundTime(tt.t, tt.g, tt.m); got != tt.want {
			t.Errorf("RoundTime(%v, %v, %v) = %v, want %v", tt.t, tt.g, tt.m, got, tt.want)
		}
	}
}

func TestChargeIsMonotoneAndContinuous(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tariff Tariff
		up := 0.0
		for range rapid.IntRange(0, 3).Draw(t, "tiers") {
			up += rapid.Float64Range(1, 1e9).Draw(t, "width")
			tariff.Tiers = append(tariff.Tiers, Tier{up, rapid.Float64Range(0, 10).Draw(t, "price")})
		}
		tariff.Tiers = append(tariff.Tiers, Tier{math.Inf(1), rapid.Float64Range(0, 10).Draw(t, "price")})
		x := rapid.Float64Range(0, 1e10).Draw(t, "x")
		y := x * rapid.Float64Range(1, 2).Draw(t, "factor")
		cx, cy := tariff.Charge(x), tariff.Charge(y)
		sum, units := 0.0, 0.0
		for _, sl := range tariff.Split(x, nil) {
			sum, units = sum+sl.Amount, units+sl.Units
		}
		if math.Abs(sum-cx) > 1e-9*cx || math.Abs(units-x) > 1e-9*x {
			t.Fatalf("the tiers charge $%v for %v units, the whole $%v for %v", sum, units, cx, x)
		}
		if cx < 0 || cy < cx*(1-1e-12) {
			t.Fatalf("%v units cost $%v, %v cost $%v", x, cx, y, cy)
		}
		if cy > cx+(y-x)*10*(1+1e-9)+1e-6 {
			t.Fatalf("from %v to %v units the price jumps from $%v to $%v", x, y, cx, cy)
		}
	})
}
