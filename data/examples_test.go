package data

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"crossover/data/strict"
	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/verify"
)

func testEngine(t testing.TB, c *catalog.Catalog) *engine.Engine {
	t.Helper()
	e, err := engine.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func loadExamplesT(t testing.TB) []verify.Example {
	t.Helper()
	examples, err := LoadExamples()
	if err != nil {
		t.Fatalf("the embedded examples:\n%v", err)
	}
	return examples
}

func TestExamplesGiveWhatTheyExpect(t *testing.T) {
	v := testEngine(t, load(t)).NewEvaluator()
	for _, ex := range loadExamplesT(t) {
		r := verify.Run(context.Background(), v, ex)
		t.Logf("%-2s %-28s %12s %-14s %12s  %v", r.Section, r.ID, r.PublishedText, r.Unit, r.ComputedText(), r.Status)
		switch {
		case r.Err != nil:
			t.Error(r.Err)
		case !r.OK():
			t.Errorf("%s: published %s, computed %v: %s, want %s", r.ID, r.PublishedText, r.Computed, r.Status, r.Expected)
		}
	}
}

func TestExamplesCoverEverySection(t *testing.T) {
	sections, slips, kinds := map[string]int{}, map[string]bool{}, map[verify.Kind]bool{}
	examples := loadExamplesT(t)
	for _, ex := range examples {
		sections[ex.Section]++
		kinds[ex.Kind] = true
		if ex.Expect == verify.Slip {
			slips[ex.ID] = true
		}
	}
	t.Logf("%d examples, of which %d slips; by section %v", len(examples), len(slips), sections)
	if len(examples) < 110 {
		t.Errorf("%d examples, want at least 110", len(examples))
	}
	for _, s := range strings.Split("ABCDEFGHIJKL", "") {
		if sections[s] == 0 {
			t.Errorf("no example of section %s", s)
		}
	}
	for _, id := range []string{"a7-streaming-added-first", "a8-tenant-isolation", "a14-kafka", "f5-shared-nothing",
		"h8-g2", "k10-cloud-run", "k11b-small", "l11-lambda", "m5-app-runner"} {
		if !slips[id] {
			t.Errorf("%s is not marked as a slip", id)
		}
	}
	for _, k := range []verify.Kind{verify.KindVendor, verify.KindFixture, verify.KindPaper, verify.KindBlog} {
		if !kinds[k] {
			t.Errorf("no example is of the kind %s", k)
		}
	}
}

// TestBillsOfWholeSystems recomputes the bills and estimates of several services that
// docs/accuracy.md lists; with -update it writes the list.
func TestBillsOfWholeSystems(t *testing.T) {
	v := testEngine(t, load(t)).NewEvaluator()
	examples := loadExamplesT(t)
	rows := "\n"
	for _, id := range []string{
		"q-invoice-singapore", "n-eks-oregon", "n-render", "a12-microvm-sandboxes", "l1-lmi", "l1-ec2", "o-fly-web", "o-fly-regions",
		"n-fly-suspend", "n-fargate-spot-bill", "k6-fargate", "c1-websocket-chat", "d7-objects-websocket", "q-cloudflare-app",
	} {
		i := slices.IndexFunc(examples, func(x verify.Example) bool { return x.ID == id })
		if i < 0 {
			t.Errorf("there is no example %s", id)
			continue
		}
		r := verify.Run(context.Background(), v, examples[i])
		off := math.Abs(r.Computed/r.Published - 1)
		if !(off <= 0.03) {
			t.Errorf("%s: published %s, recomputed %v", id, r.PublishedText, r.Computed)
		}
		rows += fmt.Sprintf("| `%s` | %s | %s | %s | %s | %.2f %% |\n", id, r.Title, r.Source, r.PublishedText, r.ComputedText(), 100*off)
	}
	inAccuracy(t, "|---|---|---|---:|---:|---:|", "\n<!-- bills -->", rows)
}

// inAccuracy checks that docs/accuracy.md has rows between two marks; with -update it writes
// them there.
func inAccuracy(t *testing.T, begin, end, rows string) {
	t.Helper()
	const file = "../docs/accuracy.md"
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(page), begin)
	was, tail, ok := strings.Cut(rest, end)
	if !ok {
		t.Fatalf("%s has no %q after %q", file, end, begin)
	}
	if was == rows {
		return
	}
	if !*update {
		t.Fatalf("%s lists others: go test ./data -run Whole -update", file)
	}
	if err := os.WriteFile(file, []byte(head+begin+rows+end+tail), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestExampleSourcesArePublic(t *testing.T) {
	for _, ex := range loadExamplesT(t) {
		if ex.Kind == verify.KindOwn {
			t.Errorf("%s: kind own is for users", ex.ID)
		}
		if strings.HasPrefix(ex.Source, "/") || strings.Contains(ex.Source, "localhost") {
			t.Errorf("%s: %s is no public address", ex.ID, ex.Source)
		}
	}
}

func TestValidExamples(t *testing.T) {
	v := testEngine(t, load(t)).NewEvaluator()
	for name, text := range corpus(t, "testdata/examples/valid") {
		t.Run(name, func(t *testing.T) {
			examples, err := ParseExamples(name+".yaml", text)
			if err != nil {
				t.Fatalf("ParseExamples: %v", err)
			}
			for _, ex := range examples {
				if r := verify.Run(context.Background(), v, ex); !r.OK() {
					t.Errorf("%s: %s, computed %v, published %s (%v)", r.ID, r.Status, r.Computed, r.PublishedText, r.Err)
				}
			}
		})
	}
}

func TestInvalidExamples(t *testing.T) {
	for name, text := range corpus(t, "testdata/examples/invalid") {
		t.Run(name, func(t *testing.T) {
			examples, err := ParseExamples(name+".yaml", text)
			var list *strict.Error
			if !errors.As(err, &list) || examples != nil {
				t.Fatalf("ParseExamples: %v, want a *strict.Error and no examples", err)
			}
			for line := range strings.Lines(string(text)) {
				want, ok := strings.CutPrefix(strings.TrimSpace(line), "# want: ")
				if ok && !strings.Contains(err.Error(), want) {
					t.Errorf("got\n%v\nwant\n%s", err, want)
				}
			}
			for _, p := range list.Problems {
				if p.File != name+".yaml" || p.Want == "" {
					t.Errorf("a problem without its file or without what would be right: %+v", p)
				}
			}
		})
	}
}

func FuzzParseExamples(f *testing.F) {
	for _, dir := range []string{"examples", "testdata/examples/valid", "testdata/examples/invalid"} {
		for _, text := range corpus(f, dir) {
			f.Add(text)
		}
	}
	c, err := Load()
	if err != nil {
		f.Fatal(err)
	}
	v := testEngine(f, c).NewEvaluator()
	f.Fuzz(func(t *testing.T, text []byte) {
		examples, err := ParseExamples("fuzz.yaml", text)
		if (examples == nil) == (err == nil) {
			t.Errorf("examples %v, error %v: want one of them", examples, err)
		}
		for _, ex := range examples[:min(len(examples), 3)] {
			if r := verify.Run(context.Background(), v, ex); r.Err != nil && r.Status != verify.Differ {
				t.Errorf("%s: %s with an error: %v", r.ID, r.Status, r.Err)
			}
		}
	})
}
