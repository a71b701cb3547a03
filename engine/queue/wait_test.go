package queue

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
)

func TestErlangCKnownValues(t *testing.T) {
	for _, c := range []struct{ a, k, want float64 }{
		{0.5, 1, 0.5},     // ρ
		{1, 2, 1.0 / 3},   // textbook
		{8, 10, 0.409180}, // 10 servers at 80 %
		{0, 3, 0},
		{3, 3, 1},
		{9, 3, 1},
		{0, 0, 1},
	} {
		if got := ErlangC(c.a, c.k); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("ErlangC(%v, %v) = %.8f, want %.6f", c.a, c.k, got, c.want)
		}
	}
}

// TestAllenCunneenOneServer checks M/M/1, with a mean wait of ρS/(1-ρ), and M/D/1, which
// has half of it (Pollaczek and Khinchine).
func TestAllenCunneenOneServer(t *testing.T) {
	exponential := AllenCunneen(0.8, 1, 1, 1, 1)
	if math.Abs(exponential.Mean-4) > 1e-12 || math.Abs(exponential.Probability-0.8) > 1e-12 || !exponential.Stable {
		t.Errorf("M/M/1 at 0.8: %+v", exponential)
	}
	if constant := AllenCunneen(0.8, 1, 1, 1, 0); math.Abs(constant.Mean-2) > 1e-12 {
		t.Errorf("M/D/1 at 0.8: %+v", constant)
	}
	// P(wait > t) = ρ·exp(-(1-ρ)t)
	if got, want := exponential.quantile(0.99), math.Log(0.8/0.01)/0.2; math.Abs(got-want) > 1e-9 {
		t.Errorf("99th percentile %v, want %v", got, want)
	}
	if got := exponential.quantile(0.1); got != 0 {
		t.Errorf("10th percentile %v, want 0", got)
	}
}

func TestAllenCunneenOverload(t *testing.T) {
	for _, servers := range []float64{0, 1, 2} {
		if w := AllenCunneen(2, 1, servers, 1, 1); w.Stable || w.Probability != 1 || w.Mean != 0 || w.quantile(0.5) != 0 {
			t.Errorf("%v servers: %+v, want an unstable queue", servers, w)
		}
	}
	if w := AllenCunneen(0, 1, 0, 1, 1); !w.Stable || w.Probability != 0 {
		t.Errorf("no traffic: %+v", w)
	}
}

// TestErlangBIsMonotone checks that more servers lose less and more load loses more, also
// between whole numbers and where the recursion is replaced by the integral.
func TestErlangBIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := math.Pow(10, rapid.Float64Range(-3, 6).Draw(t, "load"))
		k := a * rapid.Float64Range(0, 2).Draw(t, "servers per erlang")
		b := ErlangB(a, k)
		if !(b >= 0 && b <= 1) {
			t.Fatalf("ErlangB(%v, %v) = %v", a, k, b)
		}
		if more := ErlangB(a, k*1.01+0.01); more > b*(1+1e-9) {
			t.Fatalf("ErlangB(%v, %v) = %v, with more servers %v", a, k, b, more)
		}
		if more := ErlangB(a*1.01, k); more < b*(1-1e-9) {
			t.Fatalf("ErlangB(%v, %v) = %v, with more load %v", a, k, b, more)
		}
	})
}

func TestErlangBIsContinuousWhereTheMethodChanges(t *testing.T) {
	for _, a := range []float64{100, 400, 512, 700, 5000} {
		below, above := ErlangB(a, maxRecursion), ErlangB(a, maxRecursion+1e-9)
		if below > 1e-200 && math.Abs(above/below-1) > 1e-7 {
			t.Errorf("load %v: %v and %v", a, below, above)
		}
	}
}

func FuzzQueue(f *testing.F) {
	f.Add(1.0, 1.0, 1.0, 1.0, 1.0)
	f.Add(0.0, 0.0, 0.0, 0.0, 0.0)
	f.Add(1e300, 1e300, 1e300, 1e300, 1e300)
	f.Add(5e-324, 1e300, 4e3, 1.0, 1.0)
	f.Add(1e5, 10.0, 1000001.0, 0.0, 4.0)
	f.Fuzz(func(t *testing.T, rate, service, servers, arrivals, services float64) {
		w := AllenCunneen(rate, service, servers, arrivals, services)
		for _, x := range []float64{w.Mean, w.Probability, w.quantile(0.999), w.quantile(arrivals)} {
			if math.IsNaN(x) || math.IsInf(x, 0) || x < 0 {
				t.Fatalf("%v %v %v: %+v", rate, service, servers, w)
			}
		}
		for _, x := range []float64{ErlangB(rate, servers), ErlangC(rate, servers)} {
			if !(x >= 0 && x <= 1) {
				t.Fatalf("Erlang(%v, %v) = %v", rate, servers, x)
			}
		}
	})
}

func BenchmarkErlangB(b *testing.B) {
	for _, c := range []struct {
		name string
		a, k float64
	}{{"50of60", 50, 60}, {"400of450", 400, 450}, {"1e4", 1e4, 1.01e4}, {"1e6", 1e6, 1.001e6}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ErlangB(c.a, c.k)
			}
		})
	}
}

// quantile returns the time within which a fraction q of all requests is served, 0 ≤ q < 1
// (more counts as 1-1e-15). It assumes an exponential wait of those that wait, which is
// exact for M/M/k and asymptotically right for others. It is 0 for an unstable queue.
func (w Wait) quantile(q float64) float64 {
	q = min(positive(q), 1-1e-15)
	if w.Probability <= 1-q || w.Mean == 0 {
		return 0
	}
	return w.Mean / w.Probability * math.Log(w.Probability/(1-q))
}
