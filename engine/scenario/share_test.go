package scenario

import (
	"math"
	"strings"
	"testing"
)

// TestSharesOfShares checks that a share of a share refers to the part at the end of the
// chain, and changes its rate.
func TestSharesOfShares(t *testing.T) {
	s := parse(t, "parts=web,cart,redis", "web.rate=10M/month", "cart.rate=20%web", "redis.rate=300%cart", "part=redis")
	if got := s.PerMonth(2); math.Abs(got/6e6-1) > 1e-12 {
		t.Errorf("redis has %v requests a month, want 6M", got)
	}
	s.Scale(Rate{N: 12e6, Per: PerMonth})
	if web, redis := s.PerMonth(0), s.PerMonth(2); math.Abs(web/20e6-1) > 1e-12 || math.Abs(redis/12e6-1) > 1e-12 {
		t.Errorf("after twice as much: web %v, redis %v", web, redis)
	}
	if _, err := Parse(Default(), "parts=a,b,c", "a.rate=10%b", "b.rate=10%c", "c.rate=10%a"); err == nil || !strings.Contains(err.Error(), "no part with a rate of its own") {
		t.Error("shares in a circle are taken")
	}
}
