package duckdb

import (
	"bufio"
	"database/sql"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

var megabytes = flag.Int("mb", 1000, "the size of the file whose reading is timed; 0 for none")

// TestSpeed reduces a large file with DuckDB and our query, and imports the same file
// with the program, in turns; the best run of each counts. It logs the times, and only
// the program's memory is tested.
func TestSpeed(t *testing.T) {
	if *megabytes == 0 {
		t.Skip("-mb 0")
	}
	const mostMiB = 256
	dir := t.TempDir()
	raw := filepath.Join(dir, "requests.csv")
	size, rows := writeMany(t, raw, int64(*megabytes)*1e6)
	run := func() (seconds float64, mib int64) {
		cmd := exec.Command(*program, "import", "--traffic", raw, "-o", "json")
		cmd.Stderr = os.Stderr
		begin := time.Now()
		if err := cmd.Run(); err != nil {
			t.Fatal(err)
		}
		return time.Since(begin).Seconds(), cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss >> 10
	}
	// Child processes inherit the peak memory of this process, so DuckDB runs later.
	ours, peak := run()
	query := strings.ReplaceAll(crossover(t, "import", "--sql", "duckdb", "--span", "1"), "requests.csv", raw)
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	plain := "SELECT date_trunc('second', timestamp) AS second, count(*), avg(duration_ms), max(memory_mb) FROM read_csv('" + raw + "') GROUP BY second"
	theirs, least := math.Inf(1), math.Inf(1)
	for range 2 {
		for _, x := range []struct {
			query string
			best  *float64
		}{{strings.TrimSuffix(strings.TrimSpace(query), ";"), &theirs}, {plain, &least}} {
			begin := time.Now()
			if _, err := db.Exec("COPY (" + x.query + ") TO '" + filepath.Join(dir, "summary.csv") + "' (HEADER)"); err != nil {
				t.Fatal(err)
			}
			*x.best = min(*x.best, time.Since(begin).Seconds())
		}
		seconds, _ := run()
		ours = min(ours, seconds)
	}
	mb := float64(size) / 1e6
	t.Logf("%.0f MB, %d requests, %d processors: DuckDB %.2f s (%.0f MB/s), counts, means and maxima by the second alone %.2f s (%.0f MB/s), crossover %.2f s (%.0f MB/s), %.2f and %.2f times its speed, with %d MiB at most",
		mb, rows, runtime.NumCPU(), theirs, mb/theirs, least, mb/least, ours, mb/ours, theirs/ours, least/ours, peak)
	if peak > mostMiB {
		t.Errorf("the program took %d MiB, at most %d are meant", peak, mostMiB)
	}
}

// writeMany writes requests of thirty days, up to a size in bytes.
func writeMany(t *testing.T, name string, size int64) (written int64, rows int) {
	t.Helper()
	const line = 38 // bytes, about
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	r := rand.New(rand.NewPCG(3, 4))
	gap := 30 * 86400 / (float64(size) / line)
	at := time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)
	text := []byte("timestamp,duration_ms,memory_mb\n")
	for written < size {
		n, err := w.Write(text)
		if err != nil {
			t.Fatal(err)
		}
		written += int64(n)
		at = at.Add(time.Duration(r.ExpFloat64() * gap * float64(time.Second)))
		text = at.AppendFormat(text[:0], "2006-01-02 15:04:05.000")
		text = strconv.AppendFloat(append(text, ','), 120*math.Exp(0.8*r.NormFloat64()), 'f', 3, 64)
		text = append(strconv.AppendInt(append(text, ','), int64(90+r.IntN(60)), 10), '\n')
		rows++
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return written, rows
}
