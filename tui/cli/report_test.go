package cli

import (
	"strings"
	"testing"

	"crossover/engine/proptest"
	"crossover/tui/format"
)

// TestTheReportSaysWhatEvalSays compares a report's ranking with the JSON of eval.
func TestTheReportSaysWhatEvalSays(t *testing.T) {
	if proptest.Raced && testing.Short() {
		t.Skip("a command is one goroutine")
	}
	for i, tokens := range [][]string{{"part=ml", "gpu=h100"}, {"rate=20/s", "free=off"}} {
		if testing.Short() && i > 0 {
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
			want := "; a month " + format.Money{Currency: defaultScenario().Currency}.Text(*o.Monthly)
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
