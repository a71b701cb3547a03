package engine_test

import (
	"context"
	"math"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine"
	"crossover/engine/catalog"
	_ "crossover/engine/proptest"
	"crossover/engine/scenario"
)

// TestBandContainsTheTypical checks at many points of every axis that a band's low end is
// at most the typical figure, its high end at least that, and both are finite.
func TestBandContainsTheTypical(t *testing.T) {
	v := compile(t, shipped(t))
	band := v.Engine().NewBand()
	n := v.Engine().Len()
	var typical engine.Curves
	rapid.Check(t, func(t *rapid.T) {
		s := scenario.Default()
		p := s.SelectedPart()
		p.Rate.N = math.Pow(10, rapid.Float64Range(-4, 4).Draw(t, "log rate"))
		p.DurationMS = math.Pow(10, rapid.Float64Range(0, 4).Draw(t, "log duration"))
		p.Burst = rapid.Float64Range(1, 10).Draw(t, "burst")
		if rapid.IntRange(0, 3).Draw(t, "connected") == 0 {
			p.Connections = 1e4
		}
		s.Uncertainty = rapid.Float64Range(0, 0.9).Draw(t, "uncertainty")
		axis := engine.Axis(rapid.IntRange(0, int(engine.NumAxes)-1).Draw(t, "axis"))
		if !axis.Fits(&s, s.Selected) {
			axis = engine.AxisMonth
		}
		lo, hi := axis.Reach(&s, s.Selected)
		win := engine.Window{Axis: axis, Lo: lo, Hi: hi}
		o := rapid.IntRange(0, n-1).Draw(t, "offer")
		exact := rapid.Bool().Draw(t, "exact")
		wanted := make([]bool, n)
		wanted[o] = true
		if exact {
			_ = v.SweepExact(context.Background(), &typical, &s, s.Selected, win, 5, wanted)
			_ = band.Sweep(context.Background(), &typical, &s, s.Selected, wanted, true)
		} else {
			v.Sweep(&typical, &s, s.Selected, win, 5, wanted)
			_ = band.Sweep(context.Background(), &typical, &s, s.Selected, wanted, false)
		}
		check := func(what string, typical, low, high []float64) {
			for k, x := range typical {
				if math.IsNaN(x) {
					continue
				}
				if !(low[k] >= 0 && low[k] <= x && x <= high[k] && !math.IsInf(high[k], 0)) {
					t.Fatalf("%s of %s along %v at %v: %v to %v around %v", what, v.Engine().Offer(o).ID, axis, win.At(float64(k)/4), low[k], high[k], x)
				}
			}
		}
		low, high := band.Cost(&typical, o)
		check("cost", typical.Cost(o), low, high)
		p99 := v.SweepP99(nil, &s, s.Selected, o, win, 3, false)
		low, high = band.P99(p99, &s, s.Selected, o, win)
		check("p99", p99, low, high)
	})
}

// TestBandEndsAreTheAssumptionsEnds compares both ends with the estimates of catalogues
// whose assumptions are at their ends, and of scenarios at the ends of the user's
// estimates.
func TestBandEndsAreTheAssumptionsEnds(t *testing.T) {
	base := shipped(t)
	v := compile(t, base)
	band := v.Engine().NewBand()
	at := func(high bool, times float64) (*engine.Evaluator, scenario.Scenario) {
		c := *base
		for _, f := range []*catalog.Assumption{
			&c.Assumptions.ServiceCV, &c.Assumptions.EdgeRTTMS, &c.Assumptions.RegionRTTMS, &c.Assumptions.ConnectionsPerRequest,
			&c.Assumptions.ConnectionS, &c.Assumptions.RequestKB, &c.Assumptions.LogKB,
		} {
			lo, hi := f.Range()
			if f.Value = lo; high {
				f.Value = hi
			}
		}
		s := parse(t, "uncertainty=0% rate=20/s lines=logs burst=5")
		p := s.SelectedPart()
		p.DurationMS *= times
		p.ResponseKB *= times
		p.Burst = 1 + 4*times
		return compile(t, &c), s
	}
	s := parse(t, "rate=20/s lines=logs burst=5 uncertainty=25%")
	win := engine.Window{Lo: 1, Hi: 100}
	var typical, want engine.Curves
	_ = v.SweepExact(context.Background(), &typical, &s, s.Selected, win, 3, nil)
	_ = band.Sweep(context.Background(), &typical, &s, s.Selected, nil, true)
	// Fleets start nothing while requests arrive, so start times make no difference.
	for _, id := range []string{"aws-fargate-arm64", "aws-ec2-m7g"} {
		o := index(t, v, id)
		low, high := band.Cost(&typical, o)
		for _, end := range []struct {
			high  bool
			times float64
			got   []float64
		}{{false, 0.75, low}, {true, 1.25, high}} {
			there, sc := at(end.high, end.times)
			_ = there.SweepExact(context.Background(), &want, &sc, sc.Selected, win, 3, nil)
			for k, x := range want.Cost(o) {
				if !near(end.got[k], x, 1e-9) {
					t.Errorf("%s, high %v: $%v at %v, want $%v", id, end.high, end.got[k], want.X[k], x)
				}
			}
		}
		if !(low[1] < typical.Cost(o)[1] && typical.Cost(o)[1] < high[1]) {
			t.Errorf("%s: a band from $%v to $%v around $%v", id, low[1], high[1], typical.Cost(o)[1])
		}
	}
}

// TestWithoutUncertaintyABandIsTheCurve checks that without any range a band equals its
// curve.
func TestWithoutUncertaintyABandIsTheCurve(t *testing.T) {
	c := *shipped(t)
	a := &c.Assumptions
	for _, f := range []*catalog.Assumption{
		&a.ServiceCV, &a.EdgeRTTMS, &a.RegionRTTMS, &a.ConnectionsPerRequest, &a.ConnectionS, &a.RequestKB, &a.LogKB,
		&a.ConnectionKB, &a.InstanceConnections, &a.InFlightSpread, &a.SharedCore, &a.QueueBatch, &a.BatchWaitS, &a.StateReads, &a.StateWrites,
	} {
		f.Low, f.High = 0, 0
	}
	v := compile(t, &c)
	band := v.Engine().NewBand()
	s := parse(t, "uncertainty=0% burst=3 connections=1k lines=logs")
	var typical engine.Curves
	_ = v.SweepExact(context.Background(), &typical, &s, s.Selected, engine.Window{Lo: 0.1, Hi: 100}, 5, nil)
	_ = band.Sweep(context.Background(), &typical, &s, s.Selected, nil, true)
	for o := range v.Engine().Len() {
		low, high := band.Cost(&typical, o)
		for k, x := range typical.Cost(o) {
			if low[k] != x || high[k] != x {
				t.Errorf("%s: a band from $%v to $%v around $%v", v.Engine().Offer(o).ID, low[k], high[k], x)
			}
		}
	}
}

// TestBandsAllocateNothing checks that bands allocate nothing, since they are drawn while
// a handle is dragged.
func TestBandsAllocateNothing(t *testing.T) {
	v := compile(t, shipped(t))
	band := v.Engine().NewBand()
	s := scenario.Default()
	wanted := make([]bool, v.Engine().Len())
	wanted[index(t, v, "aws-lambda-arm64")], wanted[index(t, v, "aws-fargate-arm64")] = true, true
	var typical engine.Curves
	k := 0
	step := func() {
		k++
		s.SelectedPart().DurationMS = 100 + float64(k%4)*20
		v.Sweep(&typical, &s, s.Selected, engine.Window{Lo: 0.1, Hi: 1000}, 60, wanted)
		_ = band.Sweep(context.Background(), &typical, &s, s.Selected, wanted, false)
		band.Cost(&typical, index(t, v, "aws-lambda-arm64"))
	}
	for range 8 {
		step()
	}
	if n := testing.AllocsPerRun(8, step); n > 0 {
		t.Errorf("%v allocations a step", n)
	}
}
