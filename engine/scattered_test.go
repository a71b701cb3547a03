package engine_test

import (
	"testing"

	"crossover/engine/plan"
)

// TestStateOfFleetsThatGrow asks for state of machines beside which nothing is priced for
// it. One machine keeps it itself; a fleet that the load makes grow cannot, at any level.
func TestStateOfFleetsThatGrow(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tt := range []struct {
		tokens, offer string
		refused       bool
	}{
		{"state=100MB rate=1/s level=hobby", "digitalocean-app", false},
		{"state=100MB rate=10k/s level=hobby", "digitalocean-app", true},
		{"rate=10k/s level=hobby", "digitalocean-app", false},
		{"state=100MB rate=10k/s level=hobby", "digitalocean-basic", false}, // a machine for Redis is on its bill
		{"state=100MB rate=10k/s level=hobby", "hetzner-cpx", false},
	} {
		s := parse(t, tt.tokens)
		e := v.Estimate(&s, s.Selected, index(t, v, tt.offer))
		if e.Refused(plan.StateMissing) != tt.refused {
			t.Errorf("%s on %s: $%v, %g copies, %v", tt.tokens, tt.offer, e.Monthly, e.Fleet.Total, e.Reasons())
		}
	}
}
