package result

import (
	"context"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/headline"
)

// estimates are the offers' estimates for the selected part, ranked.
type estimates struct {
	*Query
	list []engine.Estimate
	EvalOptions
	// answer is nil for a single offer, whose sizes there are.
	answer *headline.Headline
	sizes  []engine.Sized
}

// EvalOptions say which estimates are listed.
type EvalOptions struct {
	// All lists the GPUs nobody asked for in tables, too.
	All bool
	// Limit is how many offers are listed, the best first; 0 is all of them.
	Limit int
}

// listed are the estimates to list.
func (x *estimates) listed() []engine.Estimate {
	if x.Limit == 0 || x.Limit > len(x.list) {
		return x.list
	}
	return x.list[:x.Limit]
}

// Estimates prices offers, or all of them where there are none, for the selected
// part. Its error is that of ctx, which can end it.
func (q *Query) Estimates(ctx context.Context, offers []int, o EvalOptions) (Result, error) {
	x := &estimates{Query: q, list: q.estimates(offers), EvalOptions: o}
	if len(x.list) == 1 {
		x.sizes = q.Evaluator.Sizes(&q.Scenario, q.Scenario.Selected, x.list[0].Offer)
	}
	if len(x.list) < 2 {
		return x, nil // there is nothing to win against
	}
	answer, err := q.headline(ctx, x.list)
	x.answer = &answer
	return x, err
}

// estimateTitles are the columns of an estimate for machines.
var estimateTitles = []string{"id", "title", "provider", "product", "kind", "size", "feasible", "monthly_usd", "per_million_usd",
	"cold_probability", "cold_p50_ms", "cold_p99_ms", "latency_p50_ms", "latency_p95_ms", "latency_p99_ms",
	"fleet_running", "fleet_idle", "fleet_total", "fleet_peak", "reasons", "warnings", "price_rests_on"}

// estimateCells are an estimate's cells in those columns.
func (q *Query) estimateCells(e *engine.Estimate) []any {
	o := q.Engine.Offer(e.Offer)
	reasons, warnings := complaints(e)
	return []any{o.ID, o.Title, q.Engine.Provider(e.Offer).ID, o.Product, o.Kind, e.Size, e.Feasible(), e.Monthly, e.PerMillion(),
		e.ColdStart.Probability, e.ColdStart.P50MS, e.ColdStart.P99MS, e.Latency.P50MS, e.Latency.P95MS, e.Latency.P99MS,
		e.Fleet.Running, e.Fleet.Idle, e.Fleet.Total, e.Fleet.Peak, strings.Join(reasons, "; "), strings.Join(warnings, "; "), q.doubt(e.Weakest())}
}

// csv is one row an offer, for machines.
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

// said is the answer in words, and what the winner's price rests on if that is weak.
func (x *estimates) said() string {
	said := x.answer.Text()
	if best := cheapest(x.list); best != nil {
		if on := x.restsOn(best); on != "" {
			said += " Its price rests on " + on + "."
		}
	}
	return said
}

// cheapest is the best feasible estimate of a ranked list, or nil.
func cheapest(list []engine.Estimate) *engine.Estimate {
	if len(list) == 0 || !list[0].Feasible() {
		return nil
	}
	return &list[0]
}

// complaints parts what speaks against an offer into what rules it out and
// what to watch.
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

// unasked reports whether an offer is one for GPUs where none is asked for.
func (q *Query) unasked(e *engine.Estimate) bool {
	return q.selected().GPU == "none" && q.Engine.Offer(e.Offer).Kind == catalog.KindGPU
}

// folded takes the offers nobody asked for out of a list, unless all are
// wanted, and says how many they are.
func (q *Query) folded(list []engine.Estimate, all bool) (kept []engine.Estimate, n int) {
	for i := range list {
		if !all && q.unasked(&list[i]) {
			n++
			continue
		}
		kept = append(kept, list[i])
	}
	return kept, n
}

// title is an offer's name, safe to print.
func (q *Query) title(offer int) string { return Label(q.Engine.Offer(offer).Title) }
