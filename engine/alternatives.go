package engine

import (
	"math"
	"strings"

	"crossover/engine/catalog"
	"crossover/engine/layout"
)

// Alternative is another way to lay the system out: the cheapest under a
// condition.
type Alternative struct {
	// Name is one of [AlternativeNames].
	Name string
	// Title says what it comes to: the product or the provider, where the
	// condition is one of them.
	Title string
	// Monthly is its price, and Difference how much more that is than the
	// recommended layout's.
	Monthly, Difference float64
	Feasible            bool
	// P99MS and Vendors are as in a [Layout].
	P99MS   float64
	Vendors int
	// Offers are indices, one a part.
	Offers []int
}

// AlternativeNames lists the alternatives in their order:
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

// Single returns the alternative that buys everything in one place: of one
// product if there is such a layout, or else at one provider. It is nil where
// there is neither.
func (l *Layout) Single() *Alternative {
	for i := range l.Alternatives { // in the order of their names
		if a := &l.Alternatives[i]; a.Name == "single-platform" || a.Name == "single-vendor" {
			return a
		}
	}
	return nil
}

// Noun is what the alternative is, in words: single platform.
func (a *Alternative) Noun() string { return strings.ReplaceAll(a.Name, "-", " ") }

// alternatives finds those there are.
func (y *system) alternatives(price float64) []Alternative {
	var out []Alternative
	add := func(a Alternative, ok bool) {
		if ok {
			a.Difference = a.Monthly - price
			out = append(out, a)
		}
	}
	add(y.singlePlatform())
	single, ok := y.singleVendor()
	add(single, ok)
	add(y.every("all-serverless", "only what bills what runs", (*offer).serverless))
	add(y.every("all-container", "containers, micro-VMs and Kubernetes", (*offer).container))
	add(y.lowestP99())
	add(y.fewestVendors())
	return out
}

// under is the cheapest layout of the candidates that are allowed.
func (y *system) under(name, title string, r layout.Restriction) (Alternative, bool) {
	sol := y.solver.Solve(r)
	if sol.Picks == nil || !y.feasible(sol.Picks) {
		return Alternative{}, false
	}
	a := Alternative{Name: name, Title: title, Monthly: sol.Price, Feasible: true, P99MS: y.p99(sol.Picks), Vendors: y.vendors(sol.Picks)}
	for i, k := range sol.Picks {
		a.Offers = append(a.Offers, y.choices[i][k].Offer)
	}
	return a, true
}

// every is the cheapest layout of offers that have a property.
func (y *system) every(name, title string, has func(*offer) bool) (Alternative, bool) {
	return y.under(name, title, layout.Restriction{Allow: func(i, k int) bool {
		return has(&y.v.e.offers[y.choices[i][k].Offer])
	}})
}

// serverless reports whether an offer costs nothing while nothing runs.
func (o *offer) serverless() bool { return o.Model.Pooled() && !o.Billing.KeptWarm }

// container reports whether an offer runs containers, or is one for GPUs.
func (o *offer) container() bool {
	switch o.Kind {
	case catalog.KindContainer, catalog.KindMicroVM, catalog.KindKubernetes, catalog.KindGPU:
		return true
	default:
		return false
	}
}

// singlePlatform is the cheapest layout of offers of one product.
func (y *system) singlePlatform() (Alternative, bool) {
	best := Alternative{Monthly: math.Inf(1)}
	seen := map[string]bool{}
	for k := range y.choices[0] {
		product := y.v.e.offers[y.choices[0][k].Offer].Product
		if y.Parts[0][k].Excluded || seen[product] {
			continue
		}
		seen[product] = true
		a, ok := y.every("single-platform", y.v.e.offers[y.choices[0][k].Offer].Title, func(o *offer) bool { return o.Product == product })
		if ok && a.Monthly < best.Monthly {
			best = a
		}
	}
	return best, best.Feasible
}

// singleVendor is the cheapest layout that buys everything from one provider.
func (y *system) singleVendor() (Alternative, bool) {
	best := Alternative{Monthly: math.Inf(1)}
	for pi := range y.v.e.cat.Providers {
		a, ok := y.every("single-vendor", y.v.e.cat.Providers[pi].Title, func(o *offer) bool { return o.provider == pi })
		if ok && a.Monthly < best.Monthly {
			best = a
		}
	}
	return best, best.Feasible
}

// lowestP99 is the cheapest layout whose slowest part is as fast as it can be.
func (y *system) lowestP99() (Alternative, bool) {
	within := 0.0
	for i := range y.Parts {
		least := math.Inf(1)
		for k := range y.Parts[i] {
			if o := &y.Parts[i][k]; !o.Excluded {
				least = min(least, o.P99)
			}
		}
		within = max(within, least)
	}
	return y.under("lowest-p99", "slowest part at its fastest", y.fasterThan(within, true))
}

// fasterThan allows options up to a p99, or only those below it.
func (y *system) fasterThan(ms float64, inclusive bool) layout.Restriction {
	return layout.Restriction{Allow: func(i, k int) bool {
		p := y.Parts[i][k].P99
		return p < ms || inclusive && p == ms
	}}
}

// fewestVendors is the cheapest layout of as few providers as can run it.
func (y *system) fewestVendors() (Alternative, bool) {
	for n := 1; n <= len(y.Parts); n++ {
		if a, ok := y.under("fewest-vendors", "", layout.Restriction{MaxVendors: n}); ok {
			a.Title = count(float64(a.Vendors)) + " vendors"
			if a.Vendors == 1 {
				a.Title = y.v.e.cat.Providers[y.v.e.offers[a.Offers[0]].provider].Title
			}
			return a, true
		}
	}
	return Alternative{}, false
}
