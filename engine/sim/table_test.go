package sim

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"crossover/engine/accuracy"
)

// row is one row of a table in testdata, by column name.
type row accuracy.Row

// num returns a number, or NaN if the table has none.
func (r row) num(column string) float64 {
	x, err := strconv.ParseFloat(r[column], 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

func table(t testing.TB, name string) (rows []row) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := accuracy.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		rows = append(rows, row(r))
	}
	return rows
}

// long multiplies the length of the accuracy tests, for tighter intervals.
var long = flag.Int("long", 1, "multiply the requests of the accuracy tests by `n`")

// simulate runs every configuration for its warm-up and a number of requests, on all
// processors.
func simulate(t *testing.T, configs []Config, requests int) []*Report {
	t.Helper()
	reports := make([]*Report, len(configs))
	var group sync.WaitGroup
	limit := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, c := range configs {
		s, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		group.Go(func() {
			limit <- struct{}{}
			defer func() { <-limit }()
			s.Run(c.WarmUp + float64(requests/thin*(*long))/c.Arrivals.Rate())
			reports[i] = s.Report()
		})
	}
	group.Wait()
	return reports
}

// agreement counts the figures that agree with a reference within the combined
// 95 % interval.
type agreement struct {
	strings.Builder
	inside, all int
	// worst is the largest deviation in combined half widths.
	worst float64
}

// add compares a figure and records the line of the table.
func (a *agreement) add(name string, got, want Interval) {
	if math.IsInf(got.CI95, 1) {
		fmt.Fprintf(a, "%-44s %11.5g, too short a run to tell\n", name, got.Value)
		return
	}
	a.all++
	// Half widths of 0, of pools that are always at their cap, need room for rounding.
	width := math.Hypot(got.CI95, want.CI95) + 1e-9*math.Abs(want.Value)
	off := math.Abs(got.Value-want.Value) / width
	a.worst = max(a.worst, off)
	mark := "   OUT"
	if off <= 1 {
		a.inside++
		mark = ""
	}
	fmt.Fprintf(a, "%-44s %11.5g ± %-8.2g reference %11.5g ± %-8.2g %+7.2f %%%s\n",
		name, got.Value, got.CI95, want.Value, want.CI95, 100*(got.Value/want.Value-1), mark)
}
