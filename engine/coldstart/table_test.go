package coldstart

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"crossover/engine/accuracy"
)

// row is one row of a table in testdata, by column name.
type row accuracy.Row

func (r row) num(t *testing.T, column string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(r[column], 64)
	if err != nil {
		t.Fatalf("column %q: %v", column, err)
	}
	return x
}

func table(t *testing.T, name string) (rows []row) {
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

// deviations collects relative errors in percent.
type deviations struct {
	n          int
	sum, worst float64
}

// add records got against want and returns the error in percent.
func (d *deviations) add(got, want float64) float64 {
	err := 100 * (got/want - 1)
	d.n++
	d.sum += math.Abs(err)
	d.worst = max(d.worst, math.Abs(err))
	return err
}

func (d *deviations) String() string {
	return fmt.Sprintf("mean %.2f %%, worst %.2f %% of %d", d.sum/float64(d.n), d.worst, d.n)
}

// report collects the lines of an accuracy table.
type report struct{ strings.Builder }

func (r *report) line(format string, args ...any) { fmt.Fprintf(r, format+"\n", args...) }

func (r *report) log(t *testing.T) { t.Log("\n" + r.String()) }
