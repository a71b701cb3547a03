package format

import (
	"math"
	"testing"
)

func TestMoneyAndItsNeighbours(t *testing.T) {
	dollars := Money{}.Text
	for want, got := range map[string]string{
		"$0": dollars(0), "$0.0030": dollars(0.003), "$0.42": dollars(0.42), "$4.21": dollars(4.21), "$99.99": dollars(99.99),
		"$182": dollars(182.4), "$12,340": dollars(12340), "$1,234,568": dollars(1234567.8), "<$0.0001": dollars(1e-9),
		"-$5.00": dollars(-5), "-$1,234": dollars(-1234), "$100": dollars(99.999), None: dollars(math.NaN()),
		"1.0×": Times(2, 2), "3.4×": Times(3.4, 1), "1,200×": Times(1200, 1),
		"none": Chance(0), "<0.01 %": Chance(1e-6), "0.02 %": Chance(0.00017), "35 %": Chance(0.35), "100 %": Percent(1), "0 %": Percent(0),
		"382 ms": Duration(382.4), "1.5 s": Duration(1500), "5 min": Duration(300e3), "0.25 ms": Duration(0.25), "2 h": Duration(7.2e6), "- -": Duration(math.Inf(1)) + " " + Duration(math.NaN()),
		"12/s": Rate(12), "1.2k/s": Rate(1200), "7.2/min": Rate(0.12), "4.17/h": Rate(100. / 86400), "1/min": Rate(1. / 60),
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestKnown checks that figures have as many digits as the simulation knows.
func TestKnown(t *testing.T) {
	for _, c := range []struct {
		x, width float64
		want     string
	}{{14.21058, 0.0257, "14.211"}, {14.21058, 0, "14.2"}, {14.21058, math.Inf(1), "14.2"}, {1234.5, 30, "1,235"}, {0, 0.01, "0"}, {0.0686, 0.00136, "0.0686"}} {
		if got := Known(c.x, c.width); got != c.want {
			t.Errorf("Known(%v, %v) = %s, want %s", c.x, c.width, got, c.want)
		}
	}
}

func TestUnits(t *testing.T) {
	for _, x := range []struct {
		n          float64
		unit, want string
	}{
		{1, "request", "request"},
		{1e6, "request", "requests"},
		{0, "GB-second", "GB-seconds"},
		{2, "GB", "GB"},
		{2, "CPU-ms", "CPU-ms"},
		{2, "requests/day", "requests/day"},
	} {
		if got := Units(x.n, x.unit); got != x.want {
			t.Errorf("%v of %s: %s, want %s", x.n, x.unit, got, x.want)
		}
	}
}
