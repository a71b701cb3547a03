package result

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"crossover/data"
	"crossover/engine"
	_ "crossover/engine/proptest"
	"crossover/engine/scenario"
	"crossover/tui/answer"
	"crossover/tui/state"
)

// view returns a view of a scenario on the small catalogue. A title, if any, replaces
// every offer's.
func view(tb testing.TB, sc scenario.Scenario, title string) *View {
	tb.Helper()
	c, err := data.LoadFS(os.DirFS("../testdata/catalogue"))
	if err != nil {
		tb.Fatal(err)
	}
	for p := range c.Providers {
		for o := range c.Providers[p].Offers {
			if title != "" {
				c.Providers[p].Offers[o].Title = title
			}
		}
	}
	e, err := engine.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	v := &View{Query: New(e, &sc, time.Time{}), Answer: new(answer.Answer)}
	st := state.New(sc)
	answer.NewSource(e).Compute(v.Answer, &st, 60, 8)
	l := must(e.NewEvaluator().Recommend(context.Background(), &sc))
	v.Axis, v.Recommended = st.Axis, &l
	return v
}

// TestNamesCannotBreakTables gives offers names with characters that end cells and lines
// or control terminals.
func TestNamesCannotBreakTables(t *testing.T) {
	v := view(t, scenario.Default(), "a|b\tc\nd\x1b[31m`e`")
	for name, text := range map[string]string{"summary": v.Summary(), "table": v.Table()} {
		if strings.ContainsAny(text, "\x1b\r\x00") {
			t.Errorf("the %s holds control characters: %q", name, text)
		}
	}
	rows, _, _ := strings.Cut(v.Table(), "\n\n")
	for line := range strings.Lines(rows) {
		if n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"); n != 9 {
			t.Errorf("%d bars in %q", n, line)
		}
	}
}

// TestCommandAsksTheSame parses commands back.
func TestCommandAsksTheSame(t *testing.T) {
	keys := scenario.Table()
	rapid.Check(t, func(t *rapid.T) {
		sc := scenario.Default()
		for range rapid.IntRange(0, 4).Draw(t, "n") {
			k := keys[rapid.IntRange(2, len(keys)-1).Draw(t, "key")]
			if next, err := scenario.Parse(sc, k.Key+"="+k.Example); err == nil {
				sc = next
			}
		}
		words, err := scenario.Split(Command(&sc))
		got := sc
		if err == nil {
			got, err = scenario.Parse(scenario.Default(), words[1:]...)
		}
		if words[0] != "crossover" || err != nil || got != sc {
			t.Fatalf("%q: %v", words, err)
		}
	})
}

func TestSummaryIsShort(t *testing.T) {
	v := view(t, scenario.Default(), "")
	if s := v.Summary(); strings.Count(s, "\n") > 40 || strings.Contains(s, "\n\n\n") {
		t.Errorf("the summary is\n%s", s)
	}
	if s := v.Summary(); !strings.Contains(s, "not listed here") {
		t.Errorf("a summary says no more:\n%s", s)
	}
	if v.Price() == "" || v.Selected() != v.title(v.Answer.Cheapest()) {
		t.Errorf("%s at %s is selected", v.Selected(), v.Price())
	}
}

// must returns found, or panics with err.
func must[T any](found T, err error) T {
	if err != nil {
		panic(err)
	}
	return found
}
