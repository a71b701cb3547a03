package sim

import (
	"context"
	"errors"
	"math"
	"reflect"
	"runtime"
	"testing"
	"time"
)

func TestReplicasReachThePrecision(t *testing.T) {
	t.Parallel()
	c := exponentialPool(0.05, 1, 2, 120)
	c.WarmUp = c.Steady()
	done := 0.0
	got, err := RunReplicas(context.Background(), c, Plan{Precision: 0.02, Progress: func(p Progress) {
		if p.Done < 0 || p.Done > 1 || p.Warm <= 0 || p.Warm > 1 || p.Requests == 0 || p.Measured > p.Requests {
			t.Errorf("%+v", p)
		}
		done = p.Done
	}})
	if err != nil {
		t.Fatal(err)
	}
	r := got.Report
	if !got.Precise || r.ColdStart.Relative() > 0.02 || done != 1 {
		t.Errorf("%v after %d requests, %v done", r.ColdStart, r.Requests, done)
	}
	// The value from a long run.
	if math.Abs(r.ColdStart.Value-0.0385) > math.Hypot(0.00006, 1.5*r.ColdStart.CI95) {
		t.Errorf("cold starts %v, want 0.0385", r.ColdStart)
	}
}

func TestReplicasEndAtTheLimit(t *testing.T) {
	t.Parallel()
	c := exponentialPool(10, 0.5, 1.5, 600)
	got, err := RunReplicas(context.Background(), c, Plan{Precision: 1e-9, Requests: 600_000})
	if err != nil {
		t.Fatal(err)
	}
	if n := got.Report.Requests; got.Precise || n < 600_000 || n > 600_000+2*roundRequests {
		t.Errorf("%d requests, precise %v", n, got.Precise)
	}
}

// TestReplicasAreReproducible checks that the result depends on the number of replicas and
// not on that of workers.
func TestReplicasAreReproducible(t *testing.T) {
	t.Parallel()
	c := exponentialPool(1, 1, 2, 30)
	run := func(p Plan) *Report {
		p.Requests = 100_000
		got, err := RunReplicas(context.Background(), c, p)
		if err != nil {
			t.Fatal(err)
		}
		return got.Report
	}
	one, three := run(Plan{Replicas: 5, Workers: 1}), run(Plan{Replicas: 5, Workers: 3})
	if !reflect.DeepEqual(one, three) {
		t.Error("the result depends on the number of workers")
	}
	if four := run(Plan{Replicas: 4, Workers: 1}); reflect.DeepEqual(one.ColdStart, four.ColdStart) {
		t.Error("the number of replicas makes no difference")
	}
}

// TestReplicasAreIndependent checks that the correlation of the first gaps of replicas
// vanishes.
func TestReplicasAreIndependent(t *testing.T) {
	t.Parallel()
	const n = 20_000
	var gaps [4][n]float64
	for k := range gaps {
		// Seeds and streams next to each other.
		c := Config{Arrivals: Poisson(1), Seed: uint64(k / 2), Stream: uint64(k % 2)}
		s, last := begin(t, c).source, 0.0
		for i := range gaps[k] {
			at := s.next()
			gaps[k][i], last = at-last-1, at
		}
	}
	for a := range gaps {
		for b := range a {
			sum := 0.0
			for i := range n {
				sum += gaps[a][i] * gaps[b][i] / n
			}
			if math.Abs(sum) > 4/math.Sqrt(n) {
				t.Errorf("streams %d and %d: correlation %v", a, b, sum)
			}
		}
	}
}

// TestCoverage checks the intervals: of many short runs about 95 % contain the true value.
func TestCoverage(t *testing.T) {
	t.Parallel()
	const runs = 400 / thin
	c := exponentialPool(1, 0.5, 0.5, 10) // cold 0.0585167, pool 2.53484 in a long run
	c.WarmUp = c.Steady()
	cold, pool := 0, 0
	for seed := range runs {
		c.Seed = uint64(seed)
		s := begin(t, c)
		s.Run(c.WarmUp + 5000)
		r := s.Report()
		if r.ColdStart.Contains(0.0585167) {
			cold++
		}
		if r.Instances.Contains(2.53484) {
			pool++
		}
	}
	t.Logf("of %d runs %d hold the cold-start probability and %d the pool", runs, cold, pool)
	for _, n := range []int{cold, pool} {
		if share := float64(n) / runs; share < 0.9-0.1*(thin-1)/thin {
			t.Errorf("%d of %d intervals hold the true value", n, runs)
		}
	}
}

func TestReplicasAreCancelled(t *testing.T) {
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(context.Background())
	rounds := 0
	got, err := RunReplicas(ctx, exponentialPool(1000, 1, 2, 600), Plan{Precision: 1e-9, Progress: func(Progress) {
		rounds++
		cancel()
	}})
	if !errors.Is(err, context.Canceled) || rounds != 1 || got.Report == nil || got.Report.Requests == 0 {
		t.Errorf("%v after %d rounds: %+v", err, rounds, got.Replicas)
	}
	// Cancelled before the first request and in the middle of an endless warm-up.
	got, err = RunReplicas(ctx, exponentialPool(1, 1, 1, 1), Plan{})
	if !errors.Is(err, context.Canceled) || got.Report.Requests != 0 {
		t.Errorf("%v, %d requests", err, got.Report.Requests)
	}
	ctx, cancel = context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	c := exponentialPool(100, 1, 1, 1)
	c.WarmUp = 1e12
	if _, err = RunReplicas(ctx, c, Plan{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want that the deadline is exceeded", err)
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines are left of %d", runtime.NumGoroutine(), before)
}

func TestReplicasOfFiniteTraffic(t *testing.T) {
	t.Parallel()
	c := simFaaS(Times([]float64{0, 1, 2, 50}), Exponential(1), Exponential(1), 10, 1, 0)
	got, err := RunReplicas(context.Background(), c, Plan{Replicas: 3})
	if err != nil || got.Report.Requests != 12 {
		t.Errorf("%d requests, %v; want 12", got.Report.Requests, err)
	}
	c.Arrivals = Poisson(0)
	got, err = RunReplicas(context.Background(), c, Plan{Precision: 0.01})
	if err != nil || got.Report.Requests != 0 || got.Report.ColdStart.Value != 0 {
		t.Errorf("without traffic: %+v, %v", got.Report.ColdStart, err)
	}
	if _, err = RunReplicas(context.Background(), Config{Arrivals: Poisson(-1)}, Plan{}); err == nil {
		t.Error("a negative rate is accepted")
	}
}
