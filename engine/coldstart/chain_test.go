package coldstart

import (
	"math"
	"testing"
)

// TestEdgeKeepsDriftAndBalance checks that the rates of an edge balance h single steps of
// the exact chain and keep its drift, for each formula that computes them.
func TestEdgeKeepsDriftAndBalance(t *testing.T) {
	for _, l := range []float64{0.5, 10, 1000, 1e6} {
		for _, share := range []float64{0.2, 0.7, 0.79, 0.81, 0.99, 1, 1 + 1e-12, 1.01, 1.3, 3} {
			for _, h := range []float64{1, 1.5, 3, 40} {
				x := l*share - 1
				up, down := edge(l, x, h)
				n := x + (h+1)/2
				if h == 1 {
					n = x + 1
				}
				if math.Abs(up-down-(l-n)) > 1e-6*(up+down) {
					t.Errorf("l %v, x %v, h %v: drift %v, want %v", l, x, h, up-down, l-n)
				}
				want := h * math.Log(l/n)
				if math.Abs(want) < 60 && math.Abs(math.Log(up/down)-want) > 2e-5*(1+math.Abs(want)) {
					t.Errorf("l %v, x %v, h %v: ln(up/down) = %v, want %v", l, x, h, math.Log(up/down), want)
				}
			}
		}
	}
}

// TestCoarseChain compares a coarse chain with the exact one.
func TestCoarseChain(t *testing.T) {
	var s Solver
	s.few.init(nodesPoisson)
	for _, idle := range []float64{0.3, 10, 300} {
		// The hunt needs no chain and is exact except for its bias of O(S/T).
		q := query{load: 1500, idle: idle, conc: 1, high: math.Inf(1), burst: 1}
		s.steadyChain(&q)
		if s.chain.step == 1 {
			t.Fatal("the chain is not coarse")
		}
		coarse := s.record(&s.chain, &q, &s.few)
		hunt := s.hunt(&q, &s.few)
		bound := 0.005 + 1.2/(1+idle)
		if math.Abs(coarse.starts/hunt.starts-1) > bound || math.Abs(coarse.total/hunt.total-1) > 0.004 {
			t.Errorf("idle %v: record %+v, hunt %+v", idle, coarse, hunt)
		}
	}
}

// TestWeighCountsEveryCrossing checks that crossings below a chain and between its levels
// are all counted.
func TestWeighCountsEveryCrossing(t *testing.T) {
	var c chain
	for _, load := range []float64{3, 100, 5000} {
		for _, conc := range []float64{1, 1.7, 2, 30} {
			c.build(load, 100, math.Inf(1))
			c.weigh(conc, 0, math.Inf(1))
			sum := c.base
			for _, w := range c.weight[:c.n] {
				sum += w
			}
			want := math.Floor(c.crossing(c.n-1)/conc) + 1
			if math.Abs(sum-want) > 1e-6 {
				t.Errorf("load %v, concurrency %v: %v crossings, want %v", load, conc, sum, want)
			}
		}
	}
}
