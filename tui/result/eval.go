package result

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/each"
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
func (es *estimates) listed() []engine.Estimate {
	return es.list[:min(cmp.Or(es.Limit, len(es.list)), len(es.list))]
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
func (es *estimates) csv() *Grid {
	g := NewGrid(slices.Concat([]string{"rank"}, estimateTitles)...)
	list := es.listed()
	for i := range list {
		g.addRaw(slices.Concat([]any{i + 1}, es.estimateCells(&list[i]))...)
	}
	return g
}

func (es *estimates) show(p *page) {
	if es.answer != nil {
		p.text(es.said())
		p.gap()
	}
	es.heading(p)
	p.gap()
	kept, unasked := es.folded(es.listed(), es.All)
	able := feasibleFirst(kept)
	if able > 0 {
		p.table(es.ranking(kept[:able]))
		p.gap()
		p.text("cold: chance that a request waits for a start; adds: that wait, 99th percentile; " + feltMeans[es.felt()] + "; " + doubtMeans)
	} else {
		p.text(capital(es.reason(es.listed())) + ".")
	}
	es.warnings(p, kept[:able])
	if able < len(kept) || unasked > 0 {
		p.caption("not possible here:")
		p.table(es.refusals(kept[able:], unasked))
	}
	if g := es.sizeGrid(); g != nil {
		p.gap()
		if said := es.list[0].Chosen.String(); said != "" {
			p.text("chosen: " + Sentence(said))
		}
		p.table(g)
	}
}

// said returns the answer in words, and any weakness of the winner's price.
func (es *estimates) said() string {
	said := es.answer.Text()
	if best := cheapest(es.list); best != nil {
		if on := es.restsOn(best); on != "" {
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

func (es *estimates) json() any {
	var best any
	if e := cheapest(es.list); e != nil {
		best = es.Engine.Offer(e.Offer).ID
	}
	return es.asked(
		member{"answer", answerObject(es.answer)}, // null for a single offer
		// Whether an offer can run the part, and the best one. Reason and nearest are
		// null if one can; otherwise they say why none can and which is nearest.
		member{"cheapest", best},
		member{"feasible", best != nil},
		member{"reason", given(es.reason(es.list))},
		member{"nearest", es.nearest(es.list)},
		member{"offers", each.Of(es.listed(), es.offerObject)},
		// The price and latency of a single offer in each of its sizes; null for several
		// offers, and for an offer of one size.
		member{"sizes", each.Of(es.sizes, func(z *engine.Sized) object {
			return object{
				{"size", string(z.Fixes)}, {"memory_mb", z.MemoryMB}, {"vcpu", z.VCPU}, {"feasible", z.Feasible}, {"monthly_usd", z.Monthly},
				{"p50_ms", z.Latency.P50MS}, {"p99_ms", z.Latency.P99MS},
			}
		})},
	)
}

func (q *Query) offerObject(e *engine.Estimate) object {
	o := q.Engine.Offer(e.Offer)
	reasons, warnings := complaints(e)
	hours := q.Engine.Catalog().Assumptions.Operations.Of(o.Kind)
	least, most := hours.Range()
	return object{
		{"id", o.ID},
		{"title", o.Title},
		{"provider", q.Engine.Provider(e.Offer).ID},
		{"product", o.Product},
		{"kind", o.Kind},
		{"family", o.Family()},
		{"model", o.Model},
		{"region", q.Engine.Site(&q.Scenario, e.Offer).Region},
		{"size", e.Size},
		{"chosen", chosenObject(&e.Chosen)},
		{"feasible", e.Feasible()},
		{"reasons", reasons},
		{"warnings", warnings},
		{"monthly_usd", e.Monthly},
		// The least reliable line of the bill: an assumption, one source only, or a price
		// older than 180 days; null if there is none.
		{"weakest_source", weakLine(q.weak(e.Weakest()))},
		{"monthly_usd_without_free", e.MonthlyWithoutFree}, // without free tiers
		// The assumed hours of work a month to run the product, and their cost at the
		// price of the term ops: never part of monthly_usd or a ranking.
		{"operations", object{{"hours", hours.Value}, {"low_hours", least}, {"high_hours", most}}},
		{"operations_usd", q.Scenario.Ops * q.Engine.Catalog().Assumptions.Operations.Hours(o.Kind)},
		{"per_million_usd", e.PerMillion()}, // null without traffic
		{"bill", each.Of(e.Bill, billLine)},
		// The probability of a cold start, and the time it adds if it happens.
		{"cold_start", object{
			{"probability", e.ColdStart.Probability}, {"p50_ms", e.ColdStart.P50MS}, {"p99_ms", e.ColdStart.P99MS},
		}},
		// Null for an overloaded pool, and for a job, for which nobody waits.
		{"latency", percentiles(e, !e.Job)},
		// The run time of a job, its start included; null for requests.
		{"run_time", percentiles(e, e.Job)},
		{"fleet", object{{"running", e.Fleet.Running}, {"idle", e.Fleet.Idle}, {"total", e.Fleet.Total}, {"peak", e.Fleet.Peak}}},
	}
}

// percentiles returns the estimate's latency if given is set, else nulls.
func percentiles(e *engine.Estimate, given bool) object {
	l := engine.Latency{P50MS: math.NaN(), P95MS: math.NaN(), P99MS: math.NaN()}
	if given {
		l = e.Latency
	}
	return object{{"p50_ms", l.P50MS}, {"p95_ms", l.P95MS}, {"p99_ms", l.P99MS}}
}

// weak returns l, or nil if two sources agree on its price and it is not old.
func (q *Query) weak(l *engine.Line) *engine.Line {
	if q.doubt(l) == "" {
		return nil
	}
	return l
}

// doubt returns the doubt about the least reliable line of a bill, or "".
func (q *Query) doubt(weakest *engine.Line) catalog.Doubt {
	if weakest == nil {
		return ""
	}
	return weakest.Provenance.Doubt(q.Today)
}

// doubtMeans explains the marks.
const doubtMeans = "src: what the price rests on least safely, ? an assumption, ^ one source, ! a price older than 180 days"

// restsOn describes the least reliable price of an estimate, or returns "".
func (q *Query) restsOn(e *engine.Estimate) string {
	l := e.Weakest()
	on := q.doubt(l)
	if on == "" {
		return ""
	}
	if on == catalog.OldPrice {
		on = "a price of " + catalog.Doubt(l.Provenance.AsOf)
	}
	return string(on) + " (" + Label(l.Title) + ")"
}

func weakLine(l *engine.Line) object {
	if l == nil {
		return nil
	}
	p := &l.Provenance
	return object{{"meter", l.Meter}, {"title", l.Title}, {"amount", l.Amount}, {"source", p.Source}, {"as_of", p.AsOf}, {"confidence", p.Confidence}}
}

func billLine(l *engine.Line) object {
	return object{
		{"meter", l.Meter},
		{"title", l.Title},
		{"group", l.Group},
		{"quantity", l.Quantity},
		{"unit", l.Unit},
		{"included", l.Included},
		{"billable", l.Billable},
		{"unit_price", catalog.Decimal(l.UnitPrice)},
		{"amount", l.Amount},
		// The share that a commitment takes off, already in the unit price.
		{"discount", l.Discount},
		{"source", l.Provenance.Source},
		{"as_of", l.Provenance.AsOf},
		// 2 for two sources, 1 for one, 0 for an assumption.
		{"confidence", l.Provenance.Confidence},
		// The user's files with the price; empty for a price of the catalogue.
		{"override", l.Provenance.Override},
	}
}

// answerObject returns the answer in words and as data.
func answerObject(h *headline.Headline) object {
	if h == nil {
		return nil
	}
	a := &h.Answer
	placed := func(p engine.Placed) object {
		if p.Offer < 0 {
			return nil
		}
		return object{
			{"id", h.Engine.Offer(p.Offer).ID},
			{"family", p.Family},
			{"monthly_usd", p.Monthly},
			{"latency_p99_ms", p.P99MS},
			// The price above the winner's, as a share of the winner's price; null for a
			// winner at $0.
			{"above_winner", p.Monthly/a.Winner.Monthly - 1},
		}
	}
	turn := func(t engine.Turn) object {
		if t.X == 0 {
			return nil
		}
		o := object{
			{"per_second", t.X},
			{"per_month", t.X * h.Hours * 3600},
			// The rate as a multiple of the scenario's, null for no traffic.
			{"times", t.X / h.PerSecond},
		}
		if t.Offer < 0 { // no offer can run the part beyond it
			return append(o, member{"id", nil}, member{"family", nil})
		}
		return append(o, member{"id", h.Engine.Offer(t.Offer).ID}, member{"family", t.Family})
	}
	return object{
		{"sentence", h.Text()},
		// The cheapest offer, the cheapest of another product, and the cheapest of
		// another family; null for none.
		{"winner", placed(a.Winner)},
		{"next", placed(a.Next)},
		{"rival", placed(a.Rival)},
		// The nearest rates at which another family becomes the cheapest; null for none.
		{"turns_below", turn(h.Below)},
		{"turns_above", turn(h.Above)},
	}
}
