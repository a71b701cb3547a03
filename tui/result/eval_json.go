package result

import (
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
		// Feasible is whether an offer can run the part, and cheapest which is the best.
		// Reason and nearest are null then, and say else why none can and which comes
		// nearest.
		member{"cheapest", best},
		member{"feasible", best != nil},
		member{"reason", given(x.reason(x.list))},
		member{"nearest", x.nearest(x.list)},
		member{"offers", each(x.list, x.offerObject)},
	)
}

func (q *Query) offerObject(e *engine.Estimate) object {
	o := q.Engine.Offer(e.Offer)
	reasons, warnings := complaints(e)
	return object{
		{"id", o.ID},
		{"title", o.Title},
		{"provider", q.Engine.Provider(e.Offer).ID},
		{"product", o.Product},
		{"kind", o.Kind},
		{"family", o.Family()},
		{"model", o.Model},
		{"size", e.Size},
		{"feasible", e.Feasible()},
		{"reasons", reasons},
		{"warnings", warnings},
		{"monthly_usd", e.Monthly},
		{"monthly_usd_without_free", e.MonthlyWithoutFree}, // without free tiers
		{"per_million_usd", e.PerMillion()},                // null without traffic
		{"bill", each(e.Bill, billLine)},
		// The chance of a cold start, and the time it adds when it happens.
		{"cold_start", object{
			{"probability", e.ColdStart.Probability}, {"p50_ms", e.ColdStart.P50MS}, {"p99_ms", e.ColdStart.P99MS},
		}},
		// Null where a fleet cannot keep up.
		{"latency", object{{"p50_ms", e.Latency.P50MS}, {"p95_ms", e.Latency.P95MS}, {"p99_ms", e.Latency.P99MS}}},
		{"fleet", object{{"running", e.Fleet.Running}, {"idle", e.Fleet.Idle}, {"total", e.Fleet.Total}, {"peak", e.Fleet.Peak}}},
	}
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
		// The fraction a commitment takes off, already in the unit price.
		{"discount", l.Discount},
		{"source", l.Provenance.Source},
		{"as_of", l.Provenance.AsOf},
		// 2 for two sources, 1 for one, 0 for an assumption.
		{"confidence", l.Provenance.Confidence},
		// The user's files that the price comes from; empty for the catalogue's own.
		{"override", l.Provenance.Override},
	}
}
