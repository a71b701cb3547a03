package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"
)

// rows runs a command and returns the rows it prints.
func rows(t testing.TB, args ...string) [][]string {
	t.Helper()
	var out bytes.Buffer
	if code := Run(context.Background(), args, Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: io.Discard}); code != exitOK {
		t.Fatalf("%q: exit %d", args, code)
	}
	list, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestGridIsEval compares each row of a grid, of more points than a chunk has, with
// that of eval for the same scenario, to the last digit.
func TestGridIsEval(t *testing.T) {
	keys := []string{"rate", "memory", "shape"}
	grid := rows(t, "grid", "level=production", "--over", "rate=1/min..10k/s:log:9", "--over", "memory=128MB..8GB:x8", "--over", "shape=steady,office")
	if len(grid) != 1+9*3*2 {
		t.Fatalf("%d rows", len(grid))
	}
	for k := 1; k < len(grid); k += 4 {
		args := []string{"eval", "level=production", "-o", "csv"}
		for i, key := range keys {
			args = append(args, key+"="+grid[k][i])
		}
		if want := rows(t, args...)[1][1:]; !slices.Equal(grid[k][len(keys):], want) {
			t.Errorf("%q:\n%q, want\n%q", args, grid[k], want)
		}
	}
}

// BenchmarkGrid is the points of a grid, and as many runs of eval in this process.
func BenchmarkGrid(b *testing.B) {
	b.Run("grid", func(b *testing.B) {
		const points = 200
		for b.Loop() {
			rows(b, "grid", "--over", "rate=1/min..10k/s:log:20", "--over", "memory=128MB..8GB:log:10")
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/points, "µs/point")
	})
	b.Run("eval", func(b *testing.B) {
		for b.Loop() {
			rows(b, "eval", "rate=7/s", "memory=640MB", "-o", "csv")
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N), "µs/point")
	})
}
