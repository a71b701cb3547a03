package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"crossover/tui/format"
)

// rows runs a command and returns its rows of CSV.
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

// TestGridIsEval compares each row of a grid of several chunks with eval for the same
// scenario, to the last digit.
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
		want := rows(t, args...)[1]
		if want = want[1:]; !slices.Equal(grid[k][len(keys):], want) { // without the rank
			t.Errorf("%q:\n%q, want\n%q", args, grid[k], want)
		}
	}
}

// TestGridAsParquet compares the columns and rows of Parquet with those of CSV.
func TestGridAsParquet(t *testing.T) {
	args := []string{"grid", "--over", "rate=1/s..1k/s:log:13", "--over", "memory=128MB,100GB", "--over", "size=auto,512MB", "--offers", "aws-lambda-arm64,fly-machines-shared"}
	want := rows(t, args...)
	var out bytes.Buffer
	if code := Run(context.Background(), append(args, "-o", "parquet"), Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: io.Discard}); code != exitOK {
		t.Fatalf("exit %d", code)
	}
	f, err := parquet.OpenFile(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range f.Root().Columns() {
		if title := want[0][i]; c.Name() != title && c.Name() != "offer_"+title {
			t.Errorf("column %d is %s, want %s", i, c.Name(), title)
		}
	}
	got := parquetCells(f)
	if len(got) != len(want)-1 {
		t.Fatalf("%d rows, want %d", len(got), len(want)-1)
	}
	for k, row := range got {
		if !slices.Equal(row, want[k+1]) {
			t.Errorf("row %d:\n%q, want\n%q", k+1, row, want[k+1])
		}
	}
}

// parquetCells returns the rows of a file as in CSV.
func parquetCells(f *parquet.File) (out [][]string) {
	for _, g := range f.RowGroups() {
		r := g.Rows()
		buf := make([]parquet.Row, 7)
		for n, err := 0, error(nil); err == nil; {
			n, err = r.ReadRows(buf)
			for _, row := range buf[:n] {
				var cells []string
				for _, v := range row {
					cells = append(cells, parquetCell(v))
				}
				out = append(out, cells)
			}
		}
	}
	return out
}

func parquetCell(v parquet.Value) string {
	switch {
	case v.IsNull():
		return ""
	case v.Kind() == parquet.Double:
		return format.Raw(v.Double())
	}
	return v.String()
}

// BenchmarkGrid measures a grid, and the same number of runs of eval in this process.
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
