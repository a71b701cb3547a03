package sim

import (
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"

	"crossover/engine/accuracy"
)

// TestAccuracy compares the simulator with its references, and the model with the
// simulator, and reports the result in docs/accuracy.md.
func TestAccuracy(t *testing.T) {
	out := findings{Table: accuracy.Table{Head: []string{"reference ", "figures", "inside 95 %", "farthest, in half widths"}}}
	tests := []struct {
		name string
		test func(*testing.T, *findings)
	}{
		{"SimFaaS", accuracySimFaaS},
		{"ServiceLaws", accuracyServiceLaws},
		{"LongColdStarts", accuracyLongColdStarts},
		{"Concurrency", accuracyConcurrency},
		{"Bursts", accuracyBursts},
		{"Sinusoids", accuracySinusoids},
		{"Newest", accuracyNewest},
		{"Lifetimes", accuracyLifetimes},
		{"Replay", accuracyReplay},
		{"Model", accuracyModel},
	}
	// Parallel subtests end after this function, and before clean-ups.
	t.Cleanup(func() {
		if len(out.rows) == rowsOfFindings && thin == 1 { // else -run chose some of the subtests
			out.sort()
			publish(t, "simulator", &out.Table, 1)
		}
	})
	out.rows = map[string][]any{}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, &out)
		})
	}
}

// order is the order of the references in the table.
var order = []string{
	"SimFaaS: cold starts and instances", "SimFaaS: running, idle, rejected", "laws of times", "long cold starts",
	"shared instances", "bursts", "sinusoids", "newest first", "longest lifetimes",
}

// rowsOfFindings is the number of references of all subtests.
var rowsOfFindings = len(order)

// findings is the table of the subtests' results.
type findings struct {
	accuracy.Table
	mutex sync.Mutex
	rows  map[string][]any
}

func (f *findings) sort() {
	for _, name := range order {
		f.Add(f.rows[name]...)
	}
}

// check fails the test if fewer than the share agree or one is very far off, and records
// both. Under the race detector the runs are too short for exact intervals.
func (f *findings) check(t *testing.T, a *agreement, reference string, share, worst float64) {
	t.Helper()
	if thin > 1 {
		share, worst = share-0.1, 2*worst
	}
	t.Logf("%d of %d inside the combined 95 %% interval, the worst at %.2f half widths\n%s", a.inside, a.all, a.worst, a.String())
	if a.all == 0 {
		t.Fatal("nothing compared")
	}
	if float64(a.inside) < share*float64(a.all) {
		t.Errorf("%d of %d figures agree; want %.0f %%", a.inside, a.all, 100*share)
	}
	if a.worst > worst {
		t.Errorf("a figure is %.2f combined half widths off; want at most %g", a.worst, worst)
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.rows[reference] = []any{reference, a.all, a.inside, fmt.Sprintf("%.2f", a.worst)}
}

var (
	update = flag.Bool("update", false, "write the tables of docs/accuracy.md")
	writes sync.Mutex
)

// publish writes a table into the page, or checks that the page's table has the same
// words, and the same figures to a relative tolerance.
func publish(t *testing.T, name string, table *accuracy.Table, tolerance float64) {
	t.Helper()
	writes.Lock()
	defer writes.Unlock()
	const page = "../../docs/accuracy.md"
	text := table.String()
	t.Log("\n" + text)
	b, err := os.ReadFile(page)
	if err != nil {
		t.Error(err)
		return
	}
	if *update {
		after, err := accuracy.Put(string(b), name, text)
		if err == nil {
			err = os.WriteFile(page, []byte(after), 0o600)
		}
		if err != nil {
			t.Error(err)
		}
		return
	}
	was, err := accuracy.Get(string(b), name)
	if err == nil {
		err = accuracy.Stale(was, text, tolerance)
	}
	if err != nil {
		t.Errorf("docs/accuracy.md is stale: %v\nit says itself how to mend it", err)
	}
}
