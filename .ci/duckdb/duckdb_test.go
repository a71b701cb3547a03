// Package duckdb runs the query that crossover prints for DuckDB in DuckDB, and compares
// the import of its result with the import of the raw file. It reads the Parquet that grid
// writes, too. It is a module of its own:
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

// TestGridIsTheSameInParquet compares a grid that DuckDB reads from Parquet with the one that
// it reads from CSV, where a missing figure is empty and figures have fewer digits.
func TestGridIsTheSameInParquet(t *testing.T) {
	dir := t.TempDir()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, f := range []string{"csv", "parquet"} {
		text := crossover(t, "grid", "--over", "rate=1/min..100/s:log:20", "--over", "memory=128MB..4GB:x2", "-o", f, "note=é…")
		if err := os.WriteFile(filepath.Join(dir, "grid."+f), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	csv := "read_csv('" + dir + "/grid.csv', header=true, all_varchar=true)"
	parquet := "read_parquet('" + dir + "/grid.parquet')"
	names, figures := columns(t, db, csv), columns(t, db, parquet)
	if len(names) != len(figures) || len(names) < 10 {
		t.Fatalf("CSV has the columns %v and Parquet has %v", names, figures)
	}
	var total int
	for i, c := range figures {
		same := "coalesce(x.v, '') = CAST(y.v AS VARCHAR)"
		if c[1] == "DOUBLE" {
			same = "(x.v IS NULL AND y.v IS NULL OR abs(CAST(x.v AS DOUBLE) - y.v) <= 1e-9 * abs(y.v))"
		}
		var rows, wrong int
		err := db.QueryRow(fmt.Sprintf(`SELECT count(*), count(*) FILTER ((%s) IS NOT TRUE)
			FROM (SELECT row_number() OVER () n, "%s" v FROM %s) x FULL JOIN (SELECT row_number() OVER () n, "%s" v FROM %s) y USING (n)`,
			same, names[i][0], csv, c[0], parquet)).Scan(&rows, &wrong)
		if err != nil {
			t.Fatal(err)
		}
		if wrong > 0 || rows == 0 {
			t.Errorf("column %s: %d of %d rows differ", c[0], wrong, rows)
		}
		total = rows
	}
	t.Logf("%d rows of %d columns", total, len(figures))
}

// columns returns the names of columns with their types.
func columns(t *testing.T, db *sql.DB, from string) (out [][2]string) {
	t.Helper()
	rows, err := db.Query("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + from + ")")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var c [2]string
		if err := rows.Scan(&c[0], &c[1]); err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}
