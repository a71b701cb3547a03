package data

import (
	"errors"
	"path"
	"strings"
	"testing"

	"crossover/data/strict"
	"crossover/engine"
	"crossover/engine/scenario"
)

// TestScenariosCanBeRun checks that some offer can run every part of every scenario, that
// the text form parses to the same scenario, and that the shapes of the article are there.
func TestScenariosCanBeRun(t *testing.T) {
	all, err := LoadScenarios()
	if err != nil {
		t.Fatal(err)
	}
	v := testEngine(t, load(t)).NewEvaluator()
	var list []engine.Estimate
	seen := map[string]bool{}
	for i := range all {
		seen[all[i].Name] = true
		s, err := all[i].Scenario()
		if err != nil {
			t.Errorf("%s: %v", all[i].Name, err)
			continue
		}
		again, err := scenario.Parse(scenario.Default(), s.Tokens()...)
		if err != nil || again != s {
			t.Errorf("%s: %v reads back as %v: %v", all[i].Name, s, again, err)
		}
		for k := range s.Len() {
			list = v.Estimates(&s, k, list[:0])
			engine.Rank(list)
			if !list[0].Feasible() {
				t.Errorf("%s: nothing can run %s: %v", all[i].Name, s.Part(k).Name, list[0].Reasons())
			}
			t.Logf("%-15s %-10s %-40s $%.2f", all[i].Name, s.Part(k).Name, v.Engine().Offer(list[0].Offer).ID, list[0].Monthly)
		}
	}
	for _, name := range strings.Fields(`event-glue edge-handlers side-project ai-fan-out internal-tool steady-api
		long-tasks stateful-redis gpu-inference websockets-50k hybrid`) {
		if !seen[name] {
			t.Errorf("no scenario %s", name)
		}
	}
	if len(all) < 17 {
		t.Errorf("%d scenarios", len(all))
	}
}

// TestInvalidScenarios compares the problems with those in the comments of the files.
func TestInvalidScenarios(t *testing.T) {
	for name, text := range corpus(t, "testdata/scenarios/invalid") {
		t.Run(path.Base(name), func(t *testing.T) {
			_, err := ParseScenario(name, text)
			var e *strict.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			for _, line := range strings.Split(string(text), "\n") {
				if want, ok := strings.CutPrefix(line, "# want: "); ok && !strings.Contains(err.Error(), name+want) {
					t.Errorf("got\n%v\nwant\n%s%s", err, name, want)
				}
			}
		})
	}
}

func FuzzParseScenario(f *testing.F) {
	for _, text := range corpus(f, "testdata/scenarios/invalid") {
		f.Add(string(text))
	}
	f.Add("name: x\ntitle: X\nabout: X.\ntokens: [parts=jobs, jobs.longest=2h]\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseScenario("dir/x.yaml", []byte(text))
		var e *strict.Error
		switch {
		case err == nil && s.Name != "x":
			t.Errorf("%q is called %q", text, s.Name)
		case err != nil && !errors.As(err, &e):
			t.Errorf("%q: %v is no problem with a place", text, err)
		}
	})
}
