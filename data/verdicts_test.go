package data

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"crossover/engine/proptest"
	"crossover/engine/verdict"
)

func loadVerdictsT(t testing.TB) *verdict.File {
	t.Helper()
	f, err := LoadVerdicts(load(t))
	if err != nil {
		t.Fatalf("the embedded claims:\n%v", err)
	}
	return f
}

// article lists every claim of the article by section, in order, and the entries that
// answer it.
var article = []struct{ claim, entries string }{
	{"serverless lost everything and won several shapes", "one-platform-does-not-win-everything"},
	{"upload, webhook, cron: Lambda is excellent", "upload-processing webhook-action daily-job lambda-excellent-for-glue"},
	{"Workers handle 99 % of edge logic", "workers-run-edge-logic"},
	{"below 50 ms globally", "edge-under-50-ms"},
	{"100 requests a day for $0 to $5 on Lambda or Cloud Run", "low-traffic-lambda low-traffic-cloud-run low-traffic-function-beats-vm"},
	{"a VM costs $20 or more", "vm-minimum-20-dollars"},
	{"AI fan-out on Lambda, free scaling", "ai-fan-out-on-lambda functions-scale-for-free"},
	{"internal tools, built in an afternoon", "internal-tools afternoon"},
	{"1,000 requests a second cost more on Lambda than on Fargate, ECS, EC2", "steady-lambda-against-fargate steady-lambda-against-ecs steady-lambda-against-ec2"},
	{"15 minutes; Step Functions or, simpler, a container beyond", "lambda-15-minutes long-jobs-in-containers steps-or-container simpler-container"},
	{"Lambda holds no connections, caches, sticky sessions", "lambda-holds-no-connections lambda-holds-no-cache lambda-no-sticky-sessions"},
	{"containers and Redis are simpler", "stateful-in-containers redis-simpler"},
	{"API Gateway WebSockets work, but are pricey and finicky", "websockets-work websockets-pricey websockets-finicky"},
	{"SSE for many clients", "server-sent-events"},
	{"50,000 connections on a single VM", "one-vm-holds-50k websockets-elsewhere"},
	{"GPU Lambdas exist; inference at scale is for dedicated containers", "gpu-on-lambda cpu-heavy-in-containers inference-at-scale-dedicated"},
	{"Lambda: mature, events", "lambda-mature lambda-events"},
	{"Cloud Run: cleanest", "cloud-run-clean"},
	{"Workers: edge, very cheap", "workers-at-the-edge workers-very-cheap"},
	{"Fly: fast spin-up, regional", "fly-fast-spin-up fly-regional"},
	{"Vercel: TypeScript first, Next.js", "vercel-typescript-first vercel-next"},
	{"Modal: GPUs, AI", "modal-gpu-friendly modal-ai-workloads"},
	{"greenfield: Cloud Run for HTTP, Lambda for events, Workers for edge", "greenfield-http lambda-events greenfield-edge"},
	{"Lambda: 100-500 ms warm, 500-2000 cold, Java worst, Node best", "lambda-warm lambda-cold lambda-java-worst lambda-node-best"},
	{"Cloud Run 300-1000, Workers below 10, Fly below 500 ms cold", "cloud-run-cold workers-cold fly-cold"},
	{"keep instances warm", "keep-warm-lambda keep-warm-cloud-run"},
	{"hybrid: edge, containers, functions, GPU", "hybrid-edge hybrid-api hybrid-events hybrid-ml"},
	{"most systems are hybrid; each piece the right tool", "most-are-hybrid hybrid-pays"},
	{"below 100k serverless, to 10M even by memory and latency, above containers", "below-100k-serverless middle-band-even middle-band-memory middle-band-latency above-10m-containers"},
	{"match technology to the phase", "match-to-scale-phase"},
}

func TestVerdictsCoverTheArticle(t *testing.T) {
	f := loadVerdictsT(t)
	have, testable := map[string]bool{}, 0
	for _, c := range f.Verdicts {
		have[c.ID] = true
		if c.Untestable == "" {
			testable++
		}
	}
	t.Logf("%d claims, %d testable", len(have), testable)
	if testable < 30 {
		t.Errorf("%d testable claims, want at least 30", testable)
	}
	for _, a := range article {
		for _, id := range strings.Fields(a.entries) {
			if !have[id] {
				t.Errorf("%s: no entry %s", a.claim, id)
			}
		}
	}
	named := ""
	for _, a := range article {
		named += " " + a.entries
	}
	for id := range have {
		if !strings.Contains(named+" ", " "+id+" ") {
			t.Errorf("%s answers no claim of the article", id)
		}
	}
}

func TestVerdictsHaveAnswers(t *testing.T) {
	proptest.Sequential(t)
	e := testEngine(t, load(t))
	counts := map[verdict.Answer]int{}
	results, err := verdict.Run(t.Context(), e, loadVerdictsT(t), 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		counts[r.Answer]++
		t.Logf("%-10s %-30s %s", r.Answer, r.ID, r.DependsOn())
		if r.Err != nil {
			t.Errorf("%s: %v", r.ID, r.Err)
		}
		if r.Answer != verdict.Untestable && len(r.Figures()) == 0 {
			t.Errorf("%s: no figures", r.ID)
		}
		for _, c := range r.Checks {
			if c.Want == "" || c.Pass && !anyExists(c.Figures) && !refused(c.Figures) {
				t.Errorf("%s: %q passes with nothing to show: %+v", r.ID, c.Want, c.Figures)
			}
		}
	}
	t.Logf("%v", counts)
	for _, a := range verdict.Answers {
		if counts[a] == 0 {
			t.Errorf("nothing %s: the article is not as simple as that", a)
		}
	}
}

func anyExists(figures []verdict.Figure) bool {
	for i := range figures {
		if figures[i].Exists() {
			return true
		}
	}
	return false
}

func refused(figures []verdict.Figure) bool {
	for i := range figures {
		if figures[i].Text == "" {
			return false
		}
	}
	return len(figures) > 0
}

// TestVerdictProblemsSayWhere compares the problems in each file with the errors in the
// comment at its start.
func TestVerdictProblemsSayWhere(t *testing.T) {
	files, err := filepath.Glob("testdata/verdicts/*.yaml")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for line := range strings.Lines(string(text)) {
				if w, ok := strings.CutPrefix(line, "# want "); ok {
					want = append(want, strings.TrimSpace(w))
				}
			}
			_, err = ParseVerdicts("mine.yaml", text, load(t))
			if err == nil {
				t.Fatal("no error")
			}
			got := strings.Split(strings.TrimSpace(err.Error()), "\n")
			if !slices.EqualFunc(got, want, startsAs) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// TestTheDocumentedVerdictHasAnAnswer reads and runs the example on the page about the
// format.
func TestTheDocumentedVerdictHasAnAnswer(t *testing.T) {
	page, err := os.ReadFile("../docs/verdicts.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), "```yaml\n")
	text, _, _ := strings.Cut(rest, "```")
	f, err := ParseVerdicts("docs/verdicts.md", []byte(text), load(t))
	if !ok || err != nil {
		t.Fatal(err)
	}
	list, err := verdict.Run(t.Context(), testEngine(t, load(t)), f, 2)
	if err != nil {
		t.Fatal(err)
	}
	if r := list[0]; r.Err != nil || r.Flip == nil {
		t.Errorf("%v, %v", r.Err, r.Flip)
	}
}

// startsAs compares an error with the wanted one; if that ends in an ellipsis, only its
// start counts.
func startsAs(got, want string) bool {
	start, cut := strings.CutSuffix(want, "…")
	return got == want || cut && strings.HasPrefix(got, start)
}

func FuzzParseVerdicts(f *testing.F) {
	shipped, err := os.ReadFile(verdictsFile)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(shipped)
	files, _ := filepath.Glob("testdata/verdicts/*.yaml")
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	c := load(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<14 {
			return
		}
		if _, err := ParseVerdicts("fuzz.yaml", text, c); err != nil && err.Error() == "" {
			t.Error("an error that says nothing")
		}
	})
}
