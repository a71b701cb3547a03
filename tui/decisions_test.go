package tui

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"crossover/data"
)

// most limits the keystrokes of a decision.
const most = 15

// decisions are the questions of users: the keys from the first screen to the answer, and
// the text of the answer. Quoted words are typed letter by letter.
var decisions = []struct{ name, keys, want string }{
	{"Lambda at 3M/month: stay or go", "'3M/month' enter : 'lam' enter", `Selected: Lambda arm \$.*, p99 [\d.]+ m?s\.`},
	{"a webhook", ": 'webhook' enter", `SERVERLESS, .*\. Next: `},
	{"50,000 sockets", ": '50k sockets' enter", `(?s)(CONTAINERS|VMS|EDGE), .*refused: .*Lambda arm: holds no connections`},
	{"a GPU twice a minute", "S 'gpu' enter '2/min' enter", `GPU: no other family can\. .*/month, p99 `},
	{"25 minutes a night", "S 'nig' enter", `(?s)(CONTAINERS|SERVERLESS).* run [\d.]+ min\..*refused: Lambda arm: 15 min`},
	{"authentication at the edge at 500/s", "S 'edge-a' enter '500/s' enter", `(?s)EDGE: no other family can\. Workers .*: p99 is [\d.]+ ms, mostly the network; the target is 50 ms`},
	{"whether instances kept warm pay", ": 'lam' enter f4", `(?s)What fewer cold starts cost.*unchanged +Lambda.*\$.*1 kept warm .*\$.* ms`},
	{"growth of 20 % a month", ": '20%/month' enter G", `(?s)Growth, 20 % a month.*always the cheapest \$.*move then`},
	{"p99 of Java on Lambda", ": 'java' enter : 'lam' enter", `Selected: Lambda arm \$.*, p99 [\d.]+ m?s\.`},
	{"cron beside EKS", ": 'eks' enter f w w f3", `(?s)cron, 1/h: .*; all together \$.* more.*EKS .*locked`},
}

// TestTenDecisions answers each question by its keys alone, and counts them.
func TestTenDecisions(t *testing.T) {
	presets, err := data.LoadScenarios()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range decisions {
		t.Run(d.name, func(t *testing.T) {
			e := realEngine(t)
			if strings.HasSuffix(d.keys, "G") {
				e = smallEngine(t) // growth takes seconds with all offers
			}
			s := open(t, e, 120, 36, func(o *Options) { o.Presets = presets })
			n := 0
			for _, word := range regexp.MustCompile(`'[^']*'|\S+`).FindAllString(d.keys, -1) {
				text := strings.Trim(word, "'")
				if text == word {
					s.press(word)
					n++
					continue
				}
				s.typeText(text)
				n += utf8.RuneCountInString(text)
			}
			s.rest()
			if n > most {
				t.Errorf("%s takes %d keystrokes, of at most %d", d.keys, n, most)
			}
			if got := s.Frame(); !regexp.MustCompile(d.want).MatchString(got) {
				t.Errorf("after %s, %d keystrokes, nothing on the screen is like %s:\n%s", d.keys, n, d.want, got)
			}
			t.Logf("%d keystrokes: %s", n, d.keys)
		})
	}
}
