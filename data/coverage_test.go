package data

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"crossover/engine/catalog"
	"crossover/engine/proptest"
	"crossover/engine/scenario"
	"crossover/engine/verify"
)

var update = flag.Bool("update", false, "write anew which prices no example tests, and the counts of README.md")

// figure is a price or an allowance of the catalogue. A machine in several tables has one
// price.
type figure struct {
	name  string // as in examples; an allowance starts with a +
	scale func(factor float64)
}

// figures returns the prices and allowances of a provider, except free ones, which cannot
// be raised.
func figures(p *catalog.Provider) []figure {
	var out []figure
	for _, id := range slices.Sorted(maps.Keys(p.Rates)) {
		r := p.Rates[id]
		if r.Price == 0 && len(r.Tiers) == 0 {
			continue
		}
		out = append(out, figure{p.ID + "/" + id, func(factor float64) {
			changed := r
			changed.Price *= factor
			changed.Tiers = raised(r.Tiers, factor)
			p.Rates[id] = changed
		}})
		for i := range r.Tiers[min(1, len(r.Tiers)):] {
			out = append(out, figure{fmt.Sprintf("%s/%s#%d", p.ID, id, i+2), func(factor float64) {
				changed := r
				changed.Tiers = slices.Clone(r.Tiers)
				changed.Tiers[i+1].Price *= factor
				p.Rates[id] = changed
			}})
		}
		out = append(out, commitments(p.ID+"/"+id, r.Discounts)...)
	}
	out = append(out, regional(p)...)
	machines := map[string][]*catalog.Size{}
	for _, id := range slices.Sorted(maps.Keys(p.SizeTables)) {
		table := p.SizeTables[id]
		out = append(out, commitments(p.ID+"/"+id, table.Discounts)...)
		for i := range table.Sizes {
			if s := &table.Sizes[i]; s.Price > 0 {
				machines[s.Name] = append(machines[s.Name], s)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(machines)) {
		prices := make([]float64, len(machines[name]))
		for i, s := range machines[name] {
			prices[i] = s.Price
		}
		out = append(out, figure{p.ID + "/" + name, func(factor float64) {
			for i, s := range machines[name] {
				s.Price = prices[i] * factor
			}
		}})
	}
	for _, id := range slices.Sorted(maps.Keys(p.Pools)) {
		pool := p.Pools[id]
		out = append(out, figure{p.ID + "/+" + id, func(factor float64) {
			changed := pool
			changed.Amount *= factor
			p.Pools[id] = changed
		}})
	}
	return out
}

// commitments returns the discounts of a price's commitments, each named by the price, a ~
// and the commitment.
func commitments(name string, d catalog.Discounts) (out []figure) {
	for _, word := range slices.Sorted(maps.Keys(d)) {
		was := d[word]
		out = append(out, figure{name + "~" + word, func(factor float64) {
			changed := was
			changed.Off *= factor
			d[word] = changed
		}})
	}
	return out
}

// raised returns tiers with their prices multiplied by a factor.
func raised(tiers []catalog.Tier, factor float64) []catalog.Tier {
	out := slices.Clone(tiers)
	for i := range out {
		out[i].Price *= factor
	}
	return out
}

// regional returns the prices of a provider's other regions.
func regional(p *catalog.Provider) (out []figure) {
	for _, class := range slices.Sorted(maps.Keys(p.Regions)) {
		r := p.Regions[class]
		for _, id := range slices.Sorted(maps.Keys(r.Rates)) {
			was := r.Rates[id]
			out = append(out, figure{p.ID + "/" + id + "@" + string(class), func(factor float64) {
				changed := was
				changed.Factor *= factor
				changed.Tiers = raised(was.Tiers, factor)
				r.Rates[id] = changed
			}})
		}
		for _, id := range slices.Sorted(maps.Keys(r.Sizes)) {
			factors := r.Sizes[id].Factors
			for _, start := range slices.Sorted(maps.Keys(factors)) {
				was := factors[start]
				out = append(out, figure{p.ID + "/" + id + "/" + start + "@" + string(class), func(factor float64) { factors[start] = was * factor }})
			}
		}
	}
	return out
}

// users returns the examples whose figures can depend on a provider's prices.
func users(examples []verify.Example, provider string) []verify.Example {
	mine := func(ref string) bool {
		return strings.HasPrefix(ref, provider+"/") || strings.HasPrefix(ref, provider+"-")
	}
	return slices.DeleteFunc(slices.Clone(examples), func(x verify.Example) bool {
		line := func(l verify.Line) bool { return mine(l.Ref) }
		side := func(s verify.Side) bool { return mine(s.Offer) || slices.ContainsFunc(s.Lines, line) }
		return !mine(x.Offer) && !slices.ContainsFunc(x.Lines, line) &&
			!slices.ContainsFunc(slices.Collect(maps.Values(x.Prices)), mine) &&
			(x.BreakEven == nil || !slices.ContainsFunc(x.BreakEven.Sides[:], side))
	})
}

// refs returns the prices that an example names.
func refs(x verify.Example) (out []string) {
	out = slices.Collect(maps.Values(x.Prices))
	lines := slices.Clone(x.Lines)
	if x.BreakEven != nil {
		for _, s := range x.BreakEven.Sides {
			lines = append(lines, s.Lines...)
		}
	}
	for _, l := range lines {
		out = append(out, l.Ref)
	}
	return out
}

// mentions reports whether an example has a bill, or names a price.
func mentions(x verify.Example, figure string) bool {
	_, id, _ := strings.Cut(figure, "/")
	if x.Scenario != "" || strings.HasPrefix(id, "+") {
		return true
	}
	id = id[strings.LastIndex(id, "/")+1:]
	if k := strings.IndexAny(id, "@#~"); k > 0 {
		id = id[:k]
	}
	return slices.ContainsFunc(refs(x), func(ref string) bool { return strings.Contains(ref, id) })
}

// elsewhere reports whether a figure is a price in another region, a further tier of a
// price or a commitment, and whether an example can depend on it.
func elsewhere(name string, x verify.Example) (is, can bool) {
	_, class, away := strings.Cut(name, "@")
	switch {
	case away:
		return true, strings.Contains(x.Scenario, "region=") || slices.ContainsFunc(refs(x), func(ref string) bool { return strings.HasSuffix(ref, "@"+class) })
	case strings.Contains(name, "~"):
		return true, strings.Contains(x.Scenario, "commit=")
	}
	return strings.Contains(name, "#"), true
}

// TestExamplesReactToTheCatalogue raises each price, each of its tiers, each discount of a
// commitment, and each price of another region by a hundredth and then by a tenth, and
// each allowance by a tenth. A figure is tested if some example no longer agrees. The
// golden file names the figures that only the tenth shows and those that no example tests.
func TestExamplesReactToTheCatalogue(t *testing.T) {
	proptest.Sequential(t)
	examples, c := loadExamplesT(t), load(t)
	roughly, untouched := "", ""
	touched, all := 0, 0
	for i := range c.Providers {
		p := &c.Providers[i]
		mine, before := users(examples, p.ID), touched
		alone := *c
		alone.Providers = c.Providers[i : i+1]
		for _, f := range figures(p) {
			is := false
			can := slices.DeleteFunc(slices.Clone(mine), func(x verify.Example) (cannot bool) {
				var can bool
				is, can = elsewhere(f.name, x)
				return !can || !mentions(x, f.name)
			})
			shows := func(factor float64) bool {
				if len(can) == 0 {
					return false
				}
				f.scale(factor)
				defer f.scale(1)
				v := testEngine(t, &alone).NewEvaluator()
				return slices.ContainsFunc(can, func(x verify.Example) bool {
					r := verify.Run(context.Background(), v, x)
					return !r.OK()
				})
			}
			allowance := strings.Contains(f.name, "/+")
			fine := !allowance && shows(1.01)
			found := fine || shows(1.10)
			switch {
			case !found:
				untouched += f.name + "\n"
			case !fine && !allowance:
				roughly += f.name + "\n"
			}
			if is {
				continue
			}
			if all++; found {
				touched++
			}
		}
		if touched == before {
			t.Errorf("no example depends on a price of %s", p.ID)
		}
	}
	checkUntested(t, "# Shown by examples only when raised by a tenth\n"+roughly+"\n# Tested by no example\n"+untouched)
	readmeSays(t, "depend on N of N prices and allowances", touched, all)
	if float64(touched) < 0.7*float64(all) {
		t.Errorf("examples depend on %d of %d prices and allowances, want 70 %%", touched, all)
	}
}

// checkUntested compares the untested figures with those in testdata/untested.txt.
func checkUntested(t *testing.T, found string) {
	t.Helper()
	const file = "testdata/untested.txt"
	if *update {
		if err := os.WriteFile(file, []byte(found), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	named, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	was, now := strings.Split(string(named), "\n"), strings.Split(found, "\n")
	for _, name := range now {
		if !slices.Contains(was, name) {
			t.Errorf("no example depends on %s any longer, or only on a tenth of it, and %s does not name it", name, file)
		}
	}
	for _, name := range was {
		if !slices.Contains(now, name) {
			t.Errorf("%s names %s, which an example depends on or which is gone: run the test with -update", file, name)
		}
	}
}

// TestReadmeCounts checks the numbers in README.md; with -update it writes them.
func TestReadmeCounts(t *testing.T) {
	examples := loadExamplesT(t)
	agree := 0
	for _, x := range examples {
		if x.Expect == verify.Agree {
			agree++
		}
	}
	readmeSays(t, "what N offers of N providers", len(offers(t)), len(load(t).Providers))
	readmeSays(t, "list prices for N classes of regions", len(scenario.Regions))
	readmeSays(t, "`crossover verify` recomputes N published figures", len(examples))
	readmeSays(t, "N agree to the digits published, and N are slips", agree, len(examples)-agree)
}

// readmeSays checks that README.md contains these words, with the numbers in place of each
// N.
func readmeSays(t *testing.T, words string, numbers ...int) {
	t.Helper()
	const file = "../README.md"
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pattern := regexp.MustCompile(strings.NewReplacer(" N ", `\s+(\d+)\s+`, "N ", `(\d+)\s+`, " ", `\s+`).Replace(words))
	at := pattern.FindSubmatchIndex(page)
	if at == nil {
		t.Fatalf("README.md does not say %q", words)
	}
	fixed := string(page)
	for i, n := range slices.Backward(numbers) {
		fixed = fixed[:at[2*i+2]] + strconv.Itoa(n) + fixed[at[2*i+3]:]
	}
	switch {
	case fixed == string(page):
	case *update:
		if err := os.WriteFile(file, []byte(fixed), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("README.md says %q, and the numbers are %v: go test ./data -update", page[at[0]:at[1]], numbers)
	}
}
