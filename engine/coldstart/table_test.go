package coldstart

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// row is one row of a table in testdata, by column name.
type row map[string]string

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
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		r := row{}
		for i, column := range lines[0] {
			r[column] = line[i]
		}
		rows = append(rows, r)
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
