// Package duckdb runs the query that crossover prints for DuckDB in DuckDB, and compares
// the import of its result with the import of the raw file. It is a module of its own:
// DuckDB needs a C++ compiler, and the program does not need DuckDB.
package duckdb

import (
	"bufio"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"
)

var program = flag.String("program", "../../crossover", "the program")

// writeRequests writes four days of requests: more by day than by night, with bursts of
// two minutes, and varying durations and memory.
func writeRequests(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "timestamp,duration_ms,memory_mb")
	r := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)
	for at := 0.0; at < 4*86400; {
		rate := 0.4
		if h := math.Mod(at, 86400) / 3600; h > 8 && h < 18 {
			rate = 1.2
		}
		if math.Mod(at, 1500) < 120 {
			rate *= 4
		}
		at += r.ExpFloat64() / rate
		day := start.Add(time.Duration(at * float64(time.Second))).Format("2006-01-02 15:04:05.000")
		fmt.Fprintf(w, "%s,%.3f,%d\n", day, 120*math.Exp(0.8*r.NormFloat64()), 90+r.IntN(60))
	}
	fmt.Fprintln(w, "2026-10-08 23:59:59.000,0,256") // neither is in a bin of a usual figure
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// crossover runs the program.
func crossover(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command(*program, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v", *program, args, err)
	}
	return string(out)
}

// imported returns the terms that an import derives from a file, and their sources.
func imported(t *testing.T, file string) map[string]string {
	t.Helper()
	var answer struct {
		Parts []struct {
			Terms []struct{ Key, Value, From string }
		}
	}
	if err := json.Unmarshal([]byte(crossover(t, "import", "--traffic", file, "-o", "json")), &answer); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	if len(answer.Parts) != 1 {
		t.Fatalf("%d parts in %s", len(answer.Parts), file)
	}
	for _, x := range answer.Parts[0].Terms {
		out[x.Key] = x.Value + " (" + x.From + ")"
	}
	return out
}

// reduced runs the query over requests.csv and returns the file with its result.
func reduced(t *testing.T, dir, span string) string {
	t.Helper()
	query := strings.ReplaceAll(crossover(t, "import", "--sql", "duckdb", "--span", span), "requests.csv", filepath.Join(dir, "requests.csv"))
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	file := filepath.Join(dir, "summary"+span+".csv")
	if _, err := db.Exec("COPY (" + strings.TrimSuffix(strings.TrimSpace(query), ";") + ") TO '" + file + "' (HEADER)"); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestQueryGivesTheSameSummary(t *testing.T) {
	dir := t.TempDir()
	raw := filepath.Join(dir, "requests.csv")
	writeRequests(t, raw)
	want := imported(t, raw)
	for _, key := range []string{"rate", "shape", "duration", "longest", "memory"} {
		if want[key] == "" {
			t.Errorf("the file itself gives no %s: %v", key, want)
		}
	}
	// The importer counts in seconds; with that span nothing differs.
	got := imported(t, reduced(t, dir, "1"))
	for key := range want {
		if got[key] != want[key] {
			t.Errorf("%s is %s, want %s", key, got[key], want[key])
		}
	}
	// With longer spans the figures of requests do not change, and the rate changes by
	// less than a span at each end.
	got = imported(t, reduced(t, dir, "10"))
	for _, key := range []string{"duration", "longest", "memory"} {
		if got[key] != want[key] {
			t.Errorf("in spans of 10 s %s is %s, want %s", key, got[key], want[key])
		}
	}
	if a, b := rate(t, got), rate(t, want); math.Abs(a/b-1) > 20./(4*86400) {
		t.Errorf("in spans of 10 s the rate is %g, want %g", a, b)
	}
	for _, f := range []string{raw, filepath.Join(dir, "summary1.csv"), filepath.Join(dir, "summary10.csv")} {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s has %d kB", filepath.Base(f), info.Size()>>10)
	}
}

// rate returns the number of a rate.
func rate(t *testing.T, terms map[string]string) float64 {
	t.Helper()
	number, _, _ := strings.Cut(terms["rate"], "/")
	v, err := strconv.ParseFloat(number, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
