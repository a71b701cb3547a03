package verdict

import (
	"context"
	"slices"

	"crossover/engine"
	"crossover/engine/scenario"
)

// Under is a claim's answer under terms other than its own. It never changes the answer
// itself.
type Under struct {
	// Terms are the other terms, as tokens.
	Terms  string
	Answer Answer
	// Why is the reason why the claim is untestable under these terms.
	Why string
	// Flip is the flip nearest to the claim's own scenario, for claims on a stretch of an
	// axis; nil if there is none.
	Flip *Change
}

// AddUnder sets Under in the results of [Run]: at another level, with free tiers off, and
// without the cheapest vendor. workers is the number of claims tested at a time. The error
// is ctx's.
func AddUnder(ctx context.Context, e *engine.Engine, f *File, results []Result, workers int) error {
	inParallel(ctx, e, newSets(e, f), len(results), workers, func(r *run, i int) {
		at := slices.IndexFunc(f.Verdicts, func(c Claim) bool { return c.ID == results[i].ID })
		if at >= 0 && results[i].Answer != Untestable {
			results[i].Under = r.under(ctx, &f.Verdicts[at], &results[i])
		}
	})
	return ctx.Err()
}

// under tests a claim under other terms.
func (r *run) under(ctx context.Context, c *Claim, own *Result) []Under {
	level := scenario.Production
	if own.Scenario.Level != scenario.Hobby {
		level = scenario.Hobby
	}
	out := []Under{
		r.other(ctx, c, "level="+string(level), func(s *scenario.Scenario) { s.Level = level }),
		r.other(ctx, c, "free=off", func(s *scenario.Scenario) { s.Free = false }),
	}
	if vendor := r.cheapestVendor(own); vendor != "" {
		u := r.other(ctx, c, "ban="+vendor, func(s *scenario.Scenario) {
			if s.Ban != "" {
				s.Ban += ","
			}
			s.Ban += scenario.Places(vendor)
		})
		out = append(out, u)
	}
	return out
}

// cheapestVendor returns the provider of the cheapest offer among the claim's figures.
func (r *run) cheapestVendor(own *Result) string {
	best := -1
	least := 0.0
	for _, f := range own.Figures() {
		if o := r.engine.Find(f.Offer); o >= 0 && f.Unit == USDPerMonth && f.Exists() && (best < 0 || f.Value < least) {
			best, least = o, f.Value
		}
	}
	if best < 0 {
		return ""
	}
	return r.engine.Provider(best).ID
}

// other tests a claim with its scenarios changed.
func (r *run) other(ctx context.Context, c *Claim, terms string, change func(*scenario.Scenario)) Under {
	other := *c
	if !slices.ContainsFunc(c.Tests, func(t Test) bool { return t.Band != nil }) {
		other.Flip = nil // flips matter only to claims on a stretch
	}
	r.claim, r.change = &other, change
	found := r.result(ctx)
	r.change = nil
	out := Under{Terms: terms, Answer: found.Answer, Why: found.Why, Flip: found.Flip}
	if k := slices.IndexFunc(found.Checks, func(c Check) bool {
		return slices.ContainsFunc(c.Figures, func(f Figure) bool { return f.Ruled })
	}); k >= 0 {
		out.Answer, out.Why = Untestable, "every offer of one of its sets is excluded"
	}
	return out
}
