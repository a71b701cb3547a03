package accuracy

import (
	"strings"
	"testing"
)

const page = "# Page\n<!-- one: written by a test -->\n| a | b |\n<!-- end -->\ntext\n<!-- two: written by a test -->\n<!-- end -->\n"

func TestPutReplacesOneTable(t *testing.T) {
	table := Table{Head: []string{"what ", "error"}}
	table.Add("W ≤ 1", 2.5)
	got, err := Put(page, "two", table.String())
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(page, "test -->\n<!-- end", "test -->\n| what  | error |\n|-------|------:|\n| W ≤ 1 |   2.5 |\n<!-- end", 1)
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if back, err := Get(got, "two"); err != nil || back != table.String() {
		t.Errorf("%q, %v", back, err)
	}
	for _, bad := range []string{"three", "on"} {
		if _, err := Put(page, bad, ""); err == nil {
			t.Errorf("there is a place for %s", bad)
		}
	}
	if _, err := Get(strings.ReplaceAll(page, end, ""), "one"); err == nil {
		t.Error("a table has no end")
	}
}

func TestStale(t *testing.T) {
	for _, c := range []struct {
		was, now  string
		tolerance float64
		stale     bool
	}{
		{"| p | 10 % |", "|  p |  10 % |", 0, false},
		{"| p | 10 % |", "| q | 10 % |", 1, true},
		{"| p | 10 % |", "| p | 10 % |\n| q | 1 |", 1, true},
		{"| p | 10 % |", "| p | 15 % |", 0.1, true},
		{"| p | 10 % |", "| p | 10.9 % |", 0.01, false}, // within a unit
		{"| p | 100 |", "| p | 105 |", 0.1, false},
		{"| p | 1e3 |", "| p | 9e3 |", 0.1, true},
		{"| p | 1e3 |", "| p | 9e3 |", 1, false},
		{"| p | -1.5 |\n|---|--:|", "| p | +1.5 |\n|-----|----:|", 1, false},
	} {
		if err := Stale(c.was, c.now, c.tolerance); (err != nil) != c.stale {
			t.Errorf("%q and %q: %v", c.was, c.now, err)
		}
	}
}

func TestRead(t *testing.T) {
	rows, err := Read(strings.NewReader("a,b\n1,x\n2,y\n"))
	if err != nil || len(rows) != 2 || rows[1]["a"] != "2" || rows[1]["b"] != "y" {
		t.Errorf("%v, %v", rows, err)
	}
	for _, bad := range []string{"", "a,b\n1\n"} {
		if _, err := Read(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}
