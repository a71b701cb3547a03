package result

import (
	"math"

	"crossover/engine"
	"crossover/engine/catalog"
)

func (x *estimates) json() any {
	var best any
	if e := cheapest(x.list); e != nil {
		best = x.Engine.Offer(e.Offer).ID
	}
	return x.asked(
		member{"answer", answerObject(x.answer)}, // null for a single offer
		// Whether an offer can run the part, and the best one. Reason and nearest are
		// null if one can; otherwise they say why none can and which is nearest.
		member{"cheapest", best},
		member{"feasible", best != nil},
		member{"reason", given(x.reason(x.list))},
		member{"nearest", x.nearest(x.list)},
		member{"offers", each(x.listed(), x.offerObject)},
		// The price and latency of a single offer in each of its sizes; null for several
		// offers, and for an offer of one size.
		member{"sizes", each(x.sizes, func(z *engine.Sized) object {
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
		{"bill", each(e.Bill, billLine)},
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
