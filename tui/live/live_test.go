package live_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"crossover/engine/coldstart"
	"crossover/engine/sim"
	"crossover/tui/live"
)

func config() sim.Config {
	return sim.FromPool(coldstart.Pool{Rate: 0.1, Service: 2, Cold: 3, Idle: 300, Concurrency: 1}, 7)
}

// TestARunDoesNotDependOnItsPieces checks that a run shows the same however it is divided.
func TestARunDoesNotDependOnItsPieces(t *testing.T) {
	fast, err := live.NewRun(config())
	if err != nil {
		t.Fatal(err)
	}
	slow, err := live.NewRun(config())
	if err != nil {
		t.Fatal(err)
	}
	want := fast.Advance(100, 1<<30)
	var got live.View
	for range 1_000_000 {
		if got = slow.Advance(1, 1); len(got.Instances) == 100 {
			break
		}
	}
	if got.Now != want.Now {
		t.Fatalf("in pieces %+v, at once %+v", got.Now, want.Now)
	}
	cold := 0.0
	for i := range want.Instances {
		if got.Instances[i] != want.Instances[i] || got.Running[i] != want.Running[i] || got.Cold[i] != want.Cold[i] {
			t.Fatalf("moment %d differs", i)
		}
		cold += want.Cold[i]
	}
	if cold != float64(want.Now.Cold) {
		t.Errorf("the moments have %v cold starts, the run %d", cold, want.Now.Cold)
	}
	n := 0
	for _, p := range want.Places {
		if p != sim.Gone {
			n++
		}
	}
	if n != want.Now.Instances {
		t.Errorf("%d places are taken by %d instances", n, want.Now.Instances)
	}
}

func TestAViewKeepsTheNewest(t *testing.T) {
	r, err := live.NewRun(config())
	if err != nil {
		t.Fatal(err)
	}
	v := r.Advance(live.Columns+50, 1<<30)
	if !v.Full() || len(v.Running) != live.Columns || len(v.Cold) != live.Columns {
		t.Errorf("%d moments after %d", len(v.Instances), live.Columns+50)
	}
	if last := v.Instances[live.Columns-1]; last != float64(v.Now.Instances) {
		t.Errorf("the newest moment has %v instances, there are %d", last, v.Now.Instances)
	}
}

func TestAMeasurementIsPreciseOrCancelled(t *testing.T) {
	m := live.NewMeasurement()
	c := config()
	c.WarmUp = c.Steady()
	r, err := m.Run(c)
	if err != nil || !r.Precise {
		t.Fatalf("precise %v, %v", r.Precise, err)
	}
	if p, ok := m.Progress(); !ok || p.Done != 1 || p.Figures.ColdStart.Relative() > live.Precision {
		t.Errorf("progress %+v", p)
	}

	m = live.NewMeasurement()
	c = sim.FromPool(coldstart.Pool{Rate: 1000, Service: 1, Cold: 2, Idle: 600, Concurrency: 1}, 7)
	done := make(chan error)
	go func() {
		_, err := m.Run(c)
		done <- err
	}()
	m.Cancel()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	case <-time.After(2 * time.Minute):
		t.Error("goes on after it was cancelled")
	}
}
