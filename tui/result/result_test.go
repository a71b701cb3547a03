package result

import (
	"strings"
	"testing"
	"time"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
	"crossover/tui/format"
)

func newEngine(t *testing.T) *engine.Engine {
	t.Helper()
	c, err := data.Load()
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestGPUsAreFoldedOnlyWhereNoneIsAskedFor(t *testing.T) {
	e := newEngine(t)
	s, err := scenario.Parse(scenario.Default(), "part=ml")
	if err != nil {
		t.Fatal(err)
	}
	q := New(e, &s, time.Time{})
	list := q.estimates(nil)
	if _, n := q.folded(list, false); n != 0 {
		t.Errorf("%d folded though a GPU is asked for", n)
	}
	q.selected().GPU = "none"
	gpus := 0
	for i := range q.Engine.Len() {
		if q.Engine.Offer(i).Kind == catalog.KindGPU {
			gpus++
		}
	}
	if kept, n := q.folded(list, false); gpus == 0 || n != gpus || len(kept)+n != len(list) {
		t.Errorf("%d folded, %d kept of %d", n, len(kept), len(list))
	}
}

// TestPagesEscape checks that texts from a catalogue are no Markdown.
func TestPagesEscape(t *testing.T) {
	p := &page{form: asMarkdown}
	p.title("a_b *c*")
	p.text("<b>")
	p.items("[x](y)")
	p.address("https://example.com/a_b", "2026")
	p.address("javascript: <x>", "2026")
	p.table(&Grid{Columns: []Column{{Title: "a|b"}}, Rows: [][]string{{"<i>|"}, {`[x](http://y) \[x](z) \| ![i](j)`}}})
	want := "# a\\_b \\*c\\*\n\n&lt;b>\n\n- \\[x](y)\n- <https://example.com/a_b>, 2026\n- javascript: &lt;x>, 2026\n\n| a|b |\n|---|\n| &lt;i>\\| |\n" +
		`| \[x\](http://y) \\\[x\](z) \\\| !\[i\](j) |` + "\n"
	want = strings.Replace(want, "a|b |", "a\\|b |", 1)
	if got := string(p.finished()); got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if got := (&Grid{Columns: []Column{{Title: "#"}, {Title: "x"}, {Title: "y"}, {Title: ""}}}).sentence([]string{"1", "a", format.None, "b"}); got != "1. a; b" {
		t.Errorf("a row reads %q", got)
	}
}
