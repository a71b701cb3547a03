package cli

import (
	"crossover/tui/format"
	"strings"
	"testing"
)

// TestTheReportSaysWhatEvalSays compares a report's ranking with the answer for
// machines.
func TestTheReportSaysWhatEvalSays(t *testing.T) {
	for i, tokens := range [][]string{nil, {"rate=100/day"}, {"part=ml", "gpu=h100"}, {"rate=5k/s", "free=off"}} {
		if underRace && i > 0 {
			continue
		}
		text, stderr, code := run(t, append([]string{"report", "--plain", "--all"}, tokens...)...)
		if code != exitOK || stderr != "" {
			t.Fatalf("report %v exits %d and says %s", tokens, code, stderr)
		}
		_, ranking, ok := strings.Cut(text, "\nOffers for ")
		if !ok {
			t.Fatalf("report %v has no ranking", tokens)
		}
		lines := strings.Split(ranking, "\n")[1:]
		n := 0
		for _, o := range evaluate(t, tokens...).Offers {
			if !o.Feasible {
				break
			}
			want := "; a month " + format.Amount(*o.Monthly, defaultScene().Currency)
			if !strings.Contains(lines[n]+";", want+";") {
				t.Errorf("report %v, line %d: %q lacks %q", tokens, n, lines[n], want)
			}
			n++
		}
		if n == 0 || strings.Contains(lines[n], "; a month ") && !strings.HasPrefix(lines[n], "Cheaper") {
			t.Errorf("report %v lists more than the %d offers of eval: %q", tokens, n, lines[n])
		}
	}
}

// TestPagesEscape holds that what a catalogue says is no Markdown.
func TestPagesEscape(t *testing.T) {
	p := &page{}
	p.title("a_b *c*")
	p.text("<b>")
	p.items("[x](y)")
	p.address("https://example.com/a_b", "2026")
	p.address("javascript: <x>", "2026")
	p.table(&grid{columns: []column{{title: "a|b"}}, rows: [][]string{{"<i>|"}}})
	want := "# a\\_b \\*c\\*\n\n&lt;b>\n\n- \\[x](y)\n\n- <https://example.com/a_b>, 2026\n- javascript: &lt;x>, 2026\n\n| a|b |\n|---|\n| &lt;i>\\| |\n"
	want = strings.Replace(want, "a|b |", "a\\|b |", 1)
	if got := string(p.finished()); got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if got := (&grid{columns: []column{{title: "#"}, {title: "x"}, {title: "y"}, {title: ""}}}).sentence([]string{"1", "a", format.None, "b"}); got != "1. a; b" {
		t.Errorf("a row reads %q", got)
	}
}
