// Package accuracy keeps the tables of docs/accuracy.md in step with the tests that
// measure them. The tests of packages coldstart and sim each make a [Table], and either
// write it to the page or check that the page is up to date.
//
// The package only processes text; the tests read and write the page.
package accuracy

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"crossover/engine/each"
)

// Table is a table of measurements.
type Table struct {
	// Head holds the titles of the columns. Columns whose title ends in a space are left
	// aligned, others right.
	Head []string
	Rows [][]string
}

// Add appends a row, with values formatted by fmt.Sprint.
func (t *Table) Add(cells ...any) {
	t.Rows = append(t.Rows, each.Of(cells, func(c *any) string { return fmt.Sprint(*c) }))
}

// String returns the table in Markdown with aligned columns.
func (t *Table) String() string {
	widths := make([]int, len(t.Head))
	for _, row := range append([][]string{t.Head}, t.Rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(strings.TrimSpace(cell)))
		}
	}
	var b strings.Builder
	line := func(row []string, fill string) {
		for i, w := range widths {
			cell := ""
			if i < len(row) {
				cell = strings.TrimSpace(row[i])
			}
			pad := strings.Repeat(fill, max(0, w-utf8.RuneCountInString(cell)))
			if t.left(i) {
				cell += pad
			} else {
				cell = pad + cell
			}
			b.WriteString("| " + cell + " ")
		}
		b.WriteString("|\n")
	}
	line(t.Head, " ")
	for i, w := range widths {
		rule := strings.Repeat("-", w+1)
		if t.left(i) {
			b.WriteString("|" + rule + "-")
		} else {
			b.WriteString("|" + rule + ":")
		}
	}
	b.WriteString("|\n")
	for _, row := range t.Rows {
		line(row, " ")
	}
	return b.String()
}

// left reports whether column i is left aligned.
func (t *Table) left(i int) bool { return strings.HasSuffix(t.Head[i], " ") }

// begin and end are the marks around a table on the page.
func begin(name string) string { return "<!-- " + name + ": written by a test -->\n" }

const end = "<!-- end -->"

// Put returns the page with the named table replaced, or an error if the page has no marks
// for it.
func Put(page, name, table string) (string, error) {
	from, to, err := place(page, name)
	if err != nil {
		return page, err
	}
	return page[:from] + table + page[to:], nil
}

// Get returns the named table on the page.
func Get(page, name string) (string, error) {
	from, to, err := place(page, name)
	if err != nil {
		return "", err
	}
	return page[from:to], nil
}

// place returns the offsets of the named table on the page.
func place(page, name string) (from, to int, err error) {
	from = strings.Index(page, begin(name))
	if from < 0 {
		return 0, 0, fmt.Errorf("the page has no line %q", strings.TrimSpace(begin(name)))
	}
	from += len(begin(name))
	n := strings.Index(page[from:], end)
	if n < 0 {
		return 0, 0, fmt.Errorf("the page has no line %q after the table %s", end, name)
	}
	return from, from + n, nil
}

var figure = regexp.MustCompile(`[-+]?\d[\d,]*(\.\d+)?(e[-+]?\d+)?`)

// Stale returns an error if a table differs from the one measured now: in its words, or in
// a figure by more than both the tolerance, relative to the larger figure, and one unit. A
// tolerance of 1 or more compares only the words.
func Stale(was, now string, tolerance float64) error {
	if words(was) != words(now) {
		return fmt.Errorf("the page says\n%s\nand now it is\n%s", was, now)
	}
	old, fresh := figure.FindAllString(was, -1), figure.FindAllString(now, -1)
	for i := range min(len(old), len(fresh)) {
		a, b := value(old[i]), value(fresh[i])
		if off := math.Abs(a - b); tolerance < 1 && off > tolerance*max(math.Abs(a), math.Abs(b)) && off > 1 {
			return fmt.Errorf("the page says %s where it is now %s, in\n%s", old[i], fresh[i], now)
		}
	}
	return nil
}

// words returns a table without its figures and its padding.
func words(table string) string {
	text := figure.ReplaceAllString(table, "#")
	text = regexp.MustCompile(`-{2,}`).ReplaceAllString(text, "-")
	return strings.Join(strings.Fields(text), " ")
}

func value(s string) float64 {
	x, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

// Row is one row of a reference table, keyed by column name.
type Row map[string]string

// Read returns the rows of a reference table: comma-separated values whose first line
// names the columns.
func Read(r io.Reader) ([]Row, error) {
	lines, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		return nil, errors.New("no line names the columns")
	}
	rows := make([]Row, 0, len(lines)-1)
	for _, line := range lines[1:] {
		row := Row{}
		for i, column := range lines[0] {
			row[column] = line[i]
		}
		rows = append(rows, row)
	}
	return rows, nil
}
