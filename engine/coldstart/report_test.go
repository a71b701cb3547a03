package coldstart

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"crossover/engine/accuracy"
)

// TestAccuracy compares the model with its references and reports the result in
// docs/accuracy.md.
func TestAccuracy(t *testing.T) {
	out := findings{Table: accuracy.Table{Head: []string{"pools ", "figure ", "cases", "mean error", "worst", "accepted mean", "accepted worst"}}}
	for _, c := range []struct {
		name, pools string
		test        func(*testing.T, *findings)
	}{
		{"Exact", "", accuracyExact},
		{"Grid", "steady", accuracyGrid},
		{"Initialisation", "long initialisation", accuracyInitialisation},
		{"Outlast", "starts that outlast the expiry", accuracyOutlast},
		{"ServiceLaw", "other laws of times", accuracyServiceLaw},
		{"Concurrency", "shared instances", accuracyConcurrency},
		{"Bursts", "bursts", accuracyBursts},
		{"Newest", "routing", accuracyNewest},
		{"Lifetime", "longest lifetime", accuracyLifetime},
		{"Measured", "measured on AWS Lambda", accuracyMeasured},
		{"Latency", "", accuracyLatency},
	} {
		out.pools = c.pools
		t.Run(c.name, func(t *testing.T) { c.test(t, &out) })
	}
	if len(out.Rows) == rowsOfFindings { // else -run chose some of the subtests
		publish(t, "model", &out.Table, 0.05)
	}
}

// rowsOfFindings is the number of figures of all subtests.
const rowsOfFindings = 25

// findings is the table of the subtests' results.
type findings struct {
	accuracy.Table
	pools string
}

// within fails the test if the mean or the largest error exceeds its bound, and records
// both.
func (f *findings) within(t *testing.T, d *deviations, figure string, mean, worst float64) {
	t.Helper()
	if d.n == 0 {
		t.Fatalf("%s: nothing compared", figure)
	}
	if d.sum/float64(d.n) > mean || d.worst > worst {
		t.Errorf("%s: %v; want at most %g and %g", figure, d, mean, worst)
	}
	percent := func(x float64) string { return fmt.Sprintf("%.2f %%", x) }
	f.Add(f.pools, figure, d.n, percent(d.sum/float64(d.n)), percent(d.worst), fmt.Sprint(mean, " %"), fmt.Sprint(worst, " %"))
}

var update = flag.Bool("update", false, "write the tables of docs/accuracy.md")

// publish writes a table into the page, or checks that the page's table has the same
// words, and the same figures to a relative tolerance.
func publish(t *testing.T, name string, table *accuracy.Table, tolerance float64) {
	t.Helper()
	const page = "../../docs/accuracy.md"
	text := table.String()
	t.Log("\n" + text)
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if !*update {
		was, err := accuracy.Get(string(b), name)
		if err == nil {
			err = accuracy.Stale(was, text, tolerance)
		}
		if err != nil {
			t.Errorf("docs/accuracy.md is stale: %v\nit says itself how to mend it", err)
		}
		return
	}
	after, err := accuracy.Put(string(b), name, text)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(page, []byte(after), 0o600); err != nil {
		t.Fatal(err)
	}
}
