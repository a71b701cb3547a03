package engine_test

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/layout"
	"crossover/engine/proptest"
	"crossover/engine/scenario"
)

// largeSystem returns a random system of 12 parts and a catalogue of 40 of the shipped
// offers, from a seed.
func largeSystem(t testing.TB, seed uint64) (*engine.Evaluator, scenario.Scenario) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 12))
	full := shipped(t)
	c := *full
	c.Providers = slices.Clone(full.Providers)
	var all []string
	for i := range c.Providers {
		for _, o := range c.Providers[i].Offers {
			if o.Kind != catalog.KindGPU && o.Closed == "" {
				all = append(all, o.ID)
			}
		}
	}
	// Choose by a hash of the IDs, so that a new offer changes few of the systems.
	rank := func(id string) uint64 {
		h := fnv.New64a()
		fmt.Fprint(h, seed, id)
		return h.Sum64()
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	kept := all[:min(40, len(all))]
	for i := range c.Providers {
		c.Providers[i].Offers = slices.DeleteFunc(slices.Clone(c.Providers[i].Offers), func(o catalog.Offer) bool { return !slices.Contains(kept, o.ID) })
	}
	names := make([]string, 12)
	for i := range names {
		names[i] = fmt.Sprintf("p%d", i)
	}
	tokens := []string{"parts=" + strings.Join(names, ",")}
	set := func(i int, key, value string) { tokens = append(tokens, fmt.Sprintf("p%d.%s=%s", i, key, value)) }
	scale := math.Pow(10, -1+4*r.Float64())
	for i := range names {
		if i > 0 && r.IntN(3) == 0 {
			set(i, "rate", fmt.Sprintf("%d%%p0", 1+r.IntN(200)))
		} else {
			set(i, "rate", fmt.Sprintf("%.4f/s", math.Pow(10, -3+3*r.Float64())*scale))
		}
		set(i, "memory", []string{"128MB", "256MB", "512MB", "1GB", "2GB", "4GB"}[r.IntN(6)])
		set(i, "duration", fmt.Sprintf("%.1fms", math.Pow(10, 3.5*r.Float64())))
		set(i, "cpu", fmt.Sprintf("%d%%", 5+r.IntN(95)))
		set(i, "response", fmt.Sprintf("%dKB", 1+r.IntN(60)))
	}
	if r.IntN(3) == 0 {
		tokens = append(tokens, "ops=50")
	}
	if r.IntN(3) == 0 {
		tokens = append(tokens, "vendor=30")
	}
	if r.IntN(4) == 0 {
		tokens = append(tokens, "redundancy=2")
	}
	if r.IntN(4) == 0 {
		tokens = append(tokens, "free=off")
	}
	return compile(t, &c), parse(t, strings.Join(tokens, " "))
}

// TestLargeSystemsAreSolved solves random systems of 12 parts and 40 offers. It counts
// nodes instead of milliseconds; a node takes about a twentieth of one. The bounds are a
// guard against a worse search: of a hundred seeds seven are not proved.
func TestLargeSystemsAreSolved(t *testing.T) {
	proptest.Sequential(t)
	const n, budget = 12, 10 * layout.DefaultBudget // what a recommendation has
	var nodes []int
	open := 0
	for seed := range n {
		v, s := largeSystem(t, uint64(seed))
		sol := must(layout.New(v.LayoutProblem(&s)).Solve(context.Background(), layout.Restriction{Budget: budget}))
		if sol.Picks == nil || sol.Nodes > budget {
			t.Errorf("seed %d: %v nodes, a gap of %v", seed, sol.Nodes, sol.Gap())
		}
		if sol.Gap() > 0 {
			open++
		}
		nodes = append(nodes, sol.Nodes)
	}
	slices.Sort(nodes)
	t.Logf("nodes: median %d, 95 %% below %d; %d of %d not proved the cheapest", nodes[n/2], nodes[n*95/100], open, n)
	if nodes[n/2] > 500 || open > 1 {
		t.Errorf("search takes %d nodes in the middle, and %d of %d searches do not end", nodes[n/2], open, n)
	}
}

// BenchmarkLargeSystems solves 1,000 random systems of 12 parts and 40 offers and reports
// percentiles of the time without the estimates.
func BenchmarkLargeSystems(b *testing.B) {
	const systems = 1000
	for b.Loop() {
		var took []float64
		open := 0
		for seed := range systems {
			v, s := largeSystem(b, uint64(seed))
			p := v.LayoutProblem(&s)
			start := time.Now()
			sol := must(layout.New(p).Solve(context.Background(), layout.Restriction{Budget: 10_000}))
			took = append(took, time.Since(start).Seconds()*1e3)
			if sol.Gap() > 0 {
				open++
			}
		}
		slices.Sort(took)
		b.ReportMetric(took[systems/2], "ms-median")
		b.ReportMetric(took[systems*99/100], "ms-p99")
		b.ReportMetric(float64(open), "not-proved")
	}
}

// BenchmarkSolve solves the default system from estimates made before.
func BenchmarkSolve(b *testing.B) {
	v, s := compile(b, shipped(b)), scenario.Default()
	p := v.LayoutProblem(&s)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = layout.New(p).Solve(context.Background(), layout.Restriction{})
	}
}

// TestPresetsAreSolved solves the presets, as they are and a hundred times as large.
func TestPresetsAreSolved(t *testing.T) {
	proptest.Sequential(t)
	list, err := data.LoadScenarios()
	if err != nil {
		t.Fatal(err)
	}
	v := compile(t, shipped(t))
	for _, saved := range list {
		s, err := saved.Scenario()
		if err != nil {
			t.Fatal(err)
		}
		for _, times := range []float64{1, 100} {
			grown := s.Grown(times)
			l := must(v.Recommend(context.Background(), &grown))
			if l.Gap > 0 || l.Nodes > 300 {
				t.Errorf("%s, %v times: %d nodes, a gap of %v", saved.Name, times, l.Nodes, l.Gap)
			}
			checkSum(t, saved.Name, &l)
		}
	}
}

// BenchmarkPresets solves each preset from estimates made before.
func BenchmarkPresets(b *testing.B) {
	list, err := data.LoadScenarios()
	if err != nil {
		b.Fatal(err)
	}
	v := compile(b, shipped(b))
	for _, saved := range list {
		s, err := saved.Scenario()
		if err != nil {
			b.Fatal(err)
		}
		p := v.LayoutProblem(&s)
		b.Run(saved.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = layout.New(p).Solve(context.Background(), layout.Restriction{})
			}
		})
	}
}
