package result

import (
	"context"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/headline"
)

// estimates holds the offers' ranked estimates for the selected part.
type estimates struct {
	*Query
	list []engine.Estimate
	EvalOptions
	// answer is nil for a single offer, which has sizes instead.
	answer *headline.Headline
	sizes  []engine.Sized
}

// EvalOptions select the estimates listed.
type EvalOptions struct {
	// All includes in tables the GPU offers of parts that need no GPU.
	All bool
	// Limit is the number of offers listed, the best first; 0 means all.
	Limit int
}

// listed returns the estimates to list.
func (x *estimates) listed() []engine.Estimate {
	if x.Limit == 0 || x.Limit > len(x.list) {
		return x.list
	}
	return x.list[:x.Limit]
}

// Estimates prices offers, or all offers if none are given, for the selected part. The
// error is that of ctx, which can end it.
func (q *Query) Estimates(ctx context.Context, offers []int, o EvalOptions) (Result, error) {
	x := &estimates{Query: q, list: q.estimates(offers), EvalOptions: o}
	if len(x.list) == 1 {
		x.sizes = q.Evaluator.Sizes(&q.Scenario, q.Scenario.Selected, x.list[0].Offer)
	}
	if len(x.list) < 2 {
		return x, nil // a single offer has no competitors
	}
	answer, err := q.headline(ctx, x.list)
	x.answer = &answer
	return x, err
}

// estimateTitles are the columns of an estimate in CSV and Parquet.
var estimateTitles = []string{"id", "title", "provider", "product", "kind", "size", "feasible", "monthly_usd", "per_million_usd",
	"cold_probability", "cold_p50_ms", "cold_p99_ms", "latency_p50_ms", "latency_p95_ms", "latency_p99_ms",
	"fleet_running", "fleet_idle", "fleet_total", "fleet_peak", "reasons", "warnings", "price_rests_on"}

// estimateCells returns an estimate's cells in the columns of estimateTitles.
func (q *Query) estimateCells(e *engine.Estimate) []any {
	o := q.Engine.Offer(e.Offer)
	reasons, warnings := complaints(e)
	return []any{o.ID, o.Title, q.Engine.Provider(e.Offer).ID, o.Product, o.Kind, e.Size, e.Feasible(), e.Monthly, e.PerMillion(),
		e.ColdStart.Probability, e.ColdStart.P50MS, e.ColdStart.P99MS, e.Latency.P50MS, e.Latency.P95MS, e.Latency.P99MS,
		e.Fleet.Running, e.Fleet.Idle, e.Fleet.Total, e.Fleet.Peak, strings.Join(reasons, "; "), strings.Join(warnings, "; "), q.doubt(e.Weakest())}
}

// csv has one row per offer.
func (x *estimates) csv() *Grid {
	g := NewGrid(slices.Concat([]string{"rank"}, estimateTitles)...)
	list := x.listed()
	for i := range list {
		g.addRaw(slices.Concat([]any{i + 1}, x.estimateCells(&list[i]))...)
	}
	return g
}

func (x *estimates) show(p *page) {
	if x.answer != nil {
		p.text(x.said())
		p.gap()
	}
	x.heading(p)
	p.gap()
	kept, unasked := x.folded(x.listed(), x.All)
	able := feasibleFirst(kept)
	if able > 0 {
		p.table(x.ranking(kept[:able]))
		p.gap()
		p.text("cold: chance that a request waits for a start; adds: that wait, 99th percentile; " + feltMeans[x.felt()] + "; " + doubtMeans)
	} else {
		p.text(capital(x.reason(x.listed())) + ".")
	}
	x.warnings(p, kept[:able])
	if able < len(kept) || unasked > 0 {
		p.caption("not possible here:")
		p.table(x.refusals(kept[able:], unasked))
	}
	if g := x.sizeGrid(); g != nil {
		p.gap()
		if said := x.list[0].Chosen.String(); said != "" {
			p.text("chosen: " + Sentence(said))
		}
		p.table(g)
	}
}

// said returns the answer in words, and any weakness of the winner's price.
func (x *estimates) said() string {
	said := x.answer.Text()
	if best := cheapest(x.list); best != nil {
		if on := x.restsOn(best); on != "" {
			said += " Its price rests on " + on + "."
		}
	}
	return said
}

// cheapest returns the best feasible estimate of a ranked list, or nil.
func cheapest(list []engine.Estimate) *engine.Estimate {
	if len(list) == 0 || !list[0].Feasible() {
		return nil
	}
	return &list[0]
}

// complaints returns the reasons that rule an offer out, and the warnings.
func complaints(e *engine.Estimate) (reasons, warnings []string) {
	reasons, warnings = []string{}, []string{} // JSON has lists, never null
	for _, r := range e.Reasons() {
		if r.Code.Warning() {
			warnings = append(warnings, r.String())
		} else {
			reasons = append(reasons, r.String())
		}
	}
	return reasons, warnings
}

// folded returns the list without GPU offers if the part needs none, unless all is set, and
// the number removed.
func (q *Query) folded(list []engine.Estimate, all bool) (kept []engine.Estimate, n int) {
	for i := range list {
		if !all && q.selected().GPU == "none" && q.Engine.Offer(list[i].Offer).Kind == catalog.KindGPU {
			n++
			continue
		}
		kept = append(kept, list[i])
	}
	return kept, n
}

// title returns an offer's title, safe to print.
func (q *Query) title(offer int) string { return Label(q.Engine.Offer(offer).Title) }
