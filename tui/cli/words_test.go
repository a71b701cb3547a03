package cli

import (
	"math"
	"strings"
	"testing"
)

// FuzzFlagValues checks that no value of a flag causes a panic or exceeds the limits:
// axes of a grid, rates of parts, ages in days.
func FuzzFlagValues(f *testing.F) {
	for _, s := range []string{"rate=1/min..10k/s:log:50", "duration=100ms..1s:lin:10", "memory=128MB..8GB:x2", "shape=steady,office", "rate=0/s..1/s:x1", "api=3M/month", "26w", "=..:"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if x, err := parseGridAxis(s); err == nil && (x.key == "" || len(x.values) == 0) {
			t.Errorf("%q is an axis of %+v", s, x)
		}
		if rates, err := ratesOf([]string{s}); err == nil && len(rates) != 1 {
			t.Errorf("%q is %v", s, rates)
		}
		n := 0
		if err := days(&n).Set(s); err == nil && (n < 0 || n > 100_000) {
			t.Errorf("%q is %d days", s, n)
		}
	})
}

// FuzzHistory checks that no history causes a panic, and that a history is read as it was
// written.
func FuzzHistory(f *testing.F) {
	f.Add(historyHead + "\n2026-11-20,aws/lambda,us-east,0.2,0.1\n")
	f.Add("2026-11-20,\"a\"\"b\",x,1e400,-1\n")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := parseHistory("history.csv", []byte(text))
		if err != nil || len(h) == 0 {
			return
		}
		for _, c := range h {
			if math.IsNaN(c.Old+c.New) || strings.ContainsAny(c.Price+string(c.Class), "\r") { // CSV cannot represent them
				return
			}
		}
		again, err := parseHistory("history.csv", h.text())
		if err != nil || len(again) != len(h) {
			t.Fatalf("%d changes become %d: %v", len(h), len(again), err)
		}
		for i := range h {
			if h[i] != again[i] {
				t.Errorf("%+v becomes %+v", h[i], again[i])
			}
		}
	})
}
