package trace

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crossover/engine/sim"
)

var update = flag.Bool("update", false, "write the queries as they are now")

// TestQueries compares the queries with their golden files.
func TestQueries(t *testing.T) {
	for _, name := range Dialects() {
		file := filepath.Join("testdata", "sql", name+".txt")
		got := Query(name, 10)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(file); err != nil || string(want) != got {
			t.Errorf("%s is not what is printed (%v):\n%s", file, err, got)
		}
	}
	if got := Query("oracle", 10); got != "" {
		t.Errorf("a query in a language that is none: %s", got)
	}
}

// reduce returns the summary of a tally, as the queries would.
func reduce(t *tally) string {
	var b strings.Builder
	b.WriteString("time,seconds,duration_ms,memory_mb,requests,total,most\n")
	first, counts := t.spans()
	for i, n := range counts {
		if n > 0 {
			fmt.Fprintf(&b, "%d,%d,,,%g,,\n", (first+int64(i))*t.step, t.step, n)
		}
	}
	return b.String()
}

// TestSummariesGiveTheSame compares records with their summary.
func TestSummariesGiveTheSame(t *testing.T) {
	text := source{rate: 3, burst: 4, length: 60, days: 3}.write(7)
	want, err := readFrom(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	first := firstLines(text[:1000])
	format, skip, err := csvOf(first)
	if err != nil {
		t.Fatal(err)
	}
	all, err := tallyLines(strings.NewReader(string(text)), &format, skip, 0)
	if err != nil {
		t.Fatal(err)
	}
	got, err := readFrom(strings.NewReader(reduce(all)))
	if err != nil {
		t.Fatal(err)
	}
	if got.Requests != want.Requests || got.PerSecond != want.PerSecond || got.Burst != want.Burst || got.BurstS != want.BurstS {
		t.Errorf("%+v,\nwant %+v", got, want)
	}
}

// TestBinsAreBuckets checks that the bins of the queries are the buckets of the
// histograms, so that a figure and its bin give the same result.
func TestBinsAreBuckets(t *testing.T) {
	const parts = sim.BucketsPerDoubling
	if q := Query("duckdb", 1); !strings.Contains(q, fmt.Sprintf("- 1) * %d) / %[1]d) AS bin", parts)) {
		t.Errorf("the query has other bins:\n%s", q)
	}
	for v := 0.01; v < 1e6; v *= 1.0037 {
		octave := math.Exp2(math.Floor(math.Log2(v)))
		var records, summary sim.Histogram
		records.Add(v, 2)
		records.Add(4*v, 1)
		summary.AddSome(octave*(1+math.Floor((v/octave-1)*parts)/parts), 2, 2*v, v)
		summary.Add(4*v, 1)
		if a, b := records.Quantile(0.5), summary.Quantile(0.5); a != b || math.Abs(records.Mean()/summary.Mean()-1) > 1e-12 {
			t.Fatalf("%g: %g by itself, %g by its bin", v, a, b)
		}
	}
}

// TestSummariesAreRead reads summaries with all kinds of errors.
func TestSummariesAreRead(t *testing.T) {
	const head = "time,seconds,duration_ms,requests,total,most\n"
	for _, tt := range []struct {
		name, text     string
		requests, mean float64
		bad            int
	}{
		{"both", head + "60,60,,10,,\n,,100,10,1010,105\n", 10, 101, 0},
		{"durations first", head + ",,100,10,1010,105\n60,60,,10,,\n120,60,,5,,\n", 15, 101, 0},
		{"one below the other", "time,requests,seconds\n2026-10-05 00:00:00.000,4,300\nduration_ms,requests,total,most\n8,4,33,9\n", 4, 8.25, 0},
		{"durations alone", "duration_ms,requests,total,most\n8,4,33,9\n", 4, 8.25, 0},
		{"lines that are none", head + "60,60,,ten,,\n60,0,,10,,\n60,60,,10,,\n,,8,4,,\nx\n", 10, 0, 4},
	} {
		s, err := readFrom(strings.NewReader(tt.text))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if s.Requests != tt.requests || s.DurationMS.Mean != tt.mean || s.Bad != tt.bad {
			t.Errorf("%s: %g requests of %g ms, %d bad lines %v", tt.name, s.Requests, s.DurationMS.Mean, s.Bad, s.Faults)
		}
	}
	if _, err := readFrom(strings.NewReader(head)); err == nil {
		t.Error("a summary without rows is one")
	}
}
