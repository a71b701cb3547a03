package system

import (
	"context"
	"math"
	"slices"

	"crossover/engine/catalog"
	"crossover/engine/layout"
	"crossover/engine/plan"
	"crossover/engine/rank"
	"crossover/engine/run"
)

// Alternative is the cheapest layout under a condition.
type Alternative struct {
	// Name is one of [AlternativeNames].
	Name string
	// Title names the product or the provider, if the condition is one of these.
	Title string
	Compromise
	// Difference is the bills in excess of the recommended layout's; 0 if they tie to the
	// cent.
	Difference float64
	Feasible   bool
	// Misses lists the parts whose needs it misses. It is empty if the layout is feasible.
	Misses []Shortfall
}

// AlternativeNames lists the names of the alternatives in order:
//
//   - single-platform: every part on offers of one product;
//   - single-vendor: every part at one provider;
//   - all-serverless: nothing is paid for while nothing runs: billing models
//     other than provisioned and nodes, and no instances kept warm;
//   - all-container: containers, micro-VMs and Kubernetes; parts that need a
//     GPU on any offer with one;
//   - lowest-p99: the slowest part as fast as it can be;
//   - fewest-vendors: as few providers as can run every part.
var AlternativeNames = []string{"single-platform", "single-vendor", "all-serverless", "all-container", "lowest-p99", "fewest-vendors"}

// Single returns the alternative with one product if there is one, or else with one
// provider. It is nil if there is neither.
func (l *Layout) Single() *Alternative {
	for i := range l.Alternatives { // in the order of their names
		if a := &l.Alternatives[i]; a.Name == "single-platform" || a.Name == "single-vendor" {
			return a
		}
	}
	return nil
}

// Noun returns the alternative in words: single platform.
func (a *Alternative) Noun() string { return nouns[a.Name] }

var nouns = map[string]string{
	"single-platform": "single platform", "single-vendor": "single vendor", "all-serverless": "all serverless",
	"all-container": "all containers", "lowest-p99": "lowest p99", "fewest-vendors": "fewest vendors",
}

// alternatives returns the feasible alternatives, and the reasons why a kind of offers has
// none.
func (s *System) alternatives(ctx context.Context, recommended *Cost) (out, none []Alternative, err error) {
	kind := func(name, title string, has func(*plan.Offer) bool) func(context.Context) (Alternative, error) {
		return func(ctx context.Context) (Alternative, error) {
			a, err := s.every(ctx, name, title, has)
			if err == nil && !a.Feasible {
				none = append(none, barred(s, name, title, has))
			}
			return a, err
		}
	}
	for _, find := range [...]func(context.Context) (Alternative, error){
		s.single("single-platform", func(o *plan.Offer) (id, title string) { return o.Product, o.Title }),
		s.single("single-vendor", func(o *plan.Offer) (id, title string) {
			p := &s.offers.Cat.Providers[o.Provider]
			return p.ID, p.Title
		}),
		kind("all-serverless", "nothing paid while idle", serverless),
		kind("all-container", "and micro-VMs", container),
		s.lowestP99, func(ctx context.Context) (Alternative, error) { return s.fewestVendors(ctx, out) },
	} {
		a, err := find(ctx)
		if err != nil {
			return nil, nil, err
		}
		if a.Feasible {
			if rank.Cents(a.Monthly) != rank.Cents(recommended.Monthly) {
				a.Difference = a.Monthly - recommended.Monthly
			}
			out = append(out, a)
		}
	}
	return out, none, nil
}

// under returns the cheapest layout under a restriction. It is not feasible if there is
// none.
func (s *System) under(ctx context.Context, name, title string, r layout.Restriction) (Alternative, error) {
	sol, err := s.Solver.Solve(ctx, r)
	if err != nil || sol.Picks == nil || !s.feasible(sol.Picks) {
		return Alternative{}, err
	}
	return s.alternative(name, title, &sol), nil
}

// alternative describes a solution.
func (s *System) alternative(name, title string, sol *layout.Solution) Alternative {
	a := Alternative{Name: name, Title: title, Compromise: s.compromise(sol), Misses: s.misses(sol.Picks)}
	a.Feasible = len(a.Misses) == 0
	return a
}

func (a *Alternative) key() rank.Key {
	return rank.Key{USD: a.Weighed(), P99MS: a.P99MS, Vendors: a.Vendors}
}

// every returns the cheapest layout of offers for which has is true.
func (s *System) every(ctx context.Context, name, title string, has func(*plan.Offer) bool) (Alternative, error) {
	return s.under(ctx, name, title, layout.Restriction{Allow: func(i, k int) bool {
		return has(&s.offers.List[s.Choices[i][k].Offer])
	}})
}

// serverless reports whether an offer costs nothing while nothing runs.
func serverless(o *plan.Offer) bool { return o.Model.Pooled() && !o.Billing.KeptWarm }

// container reports whether an offer runs containers or GPUs.
func container(o *plan.Offer) bool {
	switch o.Kind {
	case catalog.KindContainer, catalog.KindMicroVM, catalog.KindKubernetes, catalog.KindGPU:
		return true
	default:
		return false
	}
}

// single returns the cheapest layout of offers with the same product or provider, which of
// returns with its title. The first of those that tie is that of the better offer of the
// first part, as in the recommendation.
func (s *System) single(name string, of func(*plan.Offer) (id, title string)) func(context.Context) (Alternative, error) {
	return func(ctx context.Context) (best Alternative, err error) {
		seen := map[string]bool{}
		for k := range s.Choices[0] {
			id, title := of(&s.offers.List[s.Choices[0][k].Offer])
			if s.Parts[0][k].Excluded || seen[id] {
				continue
			}
			seen[id] = true
			a, err := s.every(ctx, name, title, func(o *plan.Offer) bool {
				its, _ := of(o)
				return its == id
			})
			if err != nil {
				return a, err
			}
			if a.Feasible && (!best.Feasible || a.key().Compare(best.key()) < 0) {
				best = a
			}
		}
		return best, nil
	}
}

// alone returns the layout of the provider that is nearest to running every part. Parts
// that it cannot run are on the offer that misses by the least. It is nil if no provider
// has an offer for every part.
func (s *System) alone(ctx context.Context, recommended *Cost) (*Alternative, error) {
	best, least := -1, plan.Miss{}
	var stand []int
	for pi := range s.offers.Cat.Providers {
		if in, miss, ok := s.standIns(pi); ok && (best < 0 || miss.Nearer(least)) {
			best, least, stand = pi, miss, in
		}
	}
	if best < 0 {
		return nil, nil
	}
	sol, err := s.Solver.Solve(ctx, layout.Restriction{
		Allow: func(i, k int) bool { return stand[i] == k || stand[i] < 0 && s.Parts[i][k].Vendor == best },
		Also:  func(i, k int) bool { return stand[i] == k },
	})
	if err != nil || sol.Picks == nil {
		return nil, err
	}
	a := s.alternative("single-vendor", s.offers.Cat.Providers[best].Title, &sol)
	a.Difference = a.Monthly - recommended.Monthly
	return &a, nil
}

// standIns returns, for each part, the provider's nearest candidate, or -1 if one can run
// the part. miss is the sum of their misses. ok is false if the provider has no offer for
// a part, or none that can be bought.
func (s *System) standIns(provider int) (in []int, miss plan.Miss, ok bool) {
	for i := range s.Choices {
		near := nearest(s, i, func(o *plan.Offer) bool { return o.Provider == provider })
		if near < 0 || s.Choices[i][near].Miss().Refused >= 100 {
			return nil, miss, false
		}
		m := s.Choices[i][near].Miss()
		miss.Refused, miss.By = miss.Refused+m.Refused, miss.By+m.By
		if s.Choices[i][near].Feasible() {
			near = -1
		}
		in = append(in, near)
	}
	return in, miss, true
}

// nearest returns the candidate of part i nearest to feasible among those for which has is
// true, or -1.
func nearest(y *System, i int, has func(*plan.Offer) bool) int {
	near := -1
	for k := range y.Choices[i] {
		c := &y.Choices[i][k]
		if has(&y.offers.List[c.Offer]) && !c.locked && (near < 0 || run.Nearer(c.Estimate, y.Choices[i][near].Estimate)) {
			near = k
		}
	}
	return near
}

// barred lists the parts that no offer with has true can run, with the reasons against the
// nearest one.
func barred(y *System, name, title string, has func(*plan.Offer) bool) Alternative {
	a := Alternative{Name: name, Title: title, Compromise: Compromise{Cost: Cost{Monthly: math.NaN()}, P99MS: math.NaN()}}
	for i := range y.Choices {
		switch k := nearest(y, i, has); {
		case k < 0:
			a.Misses = append(a.Misses, Shortfall{Part: i, Offer: -1, Reasons: []plan.Reason{{Code: plan.Locked, Detail: y.scenario.Part(i).Lock}}})
		case !y.Choices[i][k].Feasible():
			a.Misses = append(a.Misses, y.Choices[i][k].shortfall(i))
		}
	}
	return a
}

// lowestP99 returns the cheapest layout with the lowest possible p99 of the slowest part.
func (s *System) lowestP99(ctx context.Context) (Alternative, error) {
	within := 0.0
	for i := range s.Parts {
		least := math.Inf(1)
		for k := range s.Parts[i] {
			if o := &s.Parts[i][k]; !o.Excluded {
				least = min(least, o.P99)
			}
		}
		within = max(within, least)
	}
	if within == 0 {
		return Alternative{}, nil // nobody waits
	}
	return s.under(ctx, "lowest-p99", "for the slowest part", s.fasterThan(within, true))
}

// fasterThan allows options with a p99 below ms, or, if inclusive, at most ms.
func (s *System) fasterThan(ms float64, inclusive bool) layout.Restriction {
	return layout.Restriction{Allow: func(i, k int) bool {
		p := s.Parts[i][k].P99
		return p < ms || inclusive && p == ms
	}}
}

// fewestVendors returns the cheapest layout with the fewest providers that can run it. If
// one is enough, found has it.
func (s *System) fewestVendors(ctx context.Context, found []Alternative) (Alternative, error) {
	const name = "fewest-vendors"
	if i := slices.IndexFunc(found, func(a Alternative) bool { return a.Name == "single-vendor" }); i >= 0 {
		a := found[i]
		a.Name = name
		return a, nil
	}
	for n := 2; n <= len(s.Parts); n++ {
		a, err := s.under(ctx, name, "", layout.Restriction{MaxVendors: n})
		if err != nil {
			return a, err
		}
		if a.Feasible {
			a.Title = plan.Count(float64(a.Vendors)) + " vendors"
			return a, nil
		}
	}
	return Alternative{}, nil
}
