package engine_test

import (
	"sync"
	"testing"

	"crossover/engine"
	"crossover/engine/scenario"
)

// TestEvaluatorsAtTheSameTime lets evaluators of one engine answer at the same time, and
// compares each with an evaluator of its own engine.
func TestEvaluatorsAtTheSameTime(t *testing.T) {
	shared, err := engine.New(shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for name, move := range moves {
		for range 2 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				v, alone := shared.NewEvaluator(), compile(t, shipped(t))
				var got, want engine.Curves
				s := scenario.Default()
				for n := range 6 {
					move(&s, n)
					v.Sweep(&got, &s, s.Selected, window, 20, nil)
					alone.Sweep(&want, &s, s.Selected, window, 20, nil)
					for o := range shared.Len() {
						for k := range want.Cost(o) {
							if a, b := got.Cost(o)[k], want.Cost(o)[k]; a != b && !(a != a && b != b) {
								t.Errorf("%s, step %d: %s costs %v at point %d, and alone %v", name, n, shared.Offer(o).ID, a, k, b)
								return
							}
						}
					}
				}
			}()
		}
	}
	wg.Wait()
}
