package result

import (
	"crossover/engine"
	"crossover/engine/catalog"
)

// evalJSON is the answer of eval. Its keys are a promise: add, never rename.
type evalJSON struct {
	Scenario object      `json:"scenario"`
	Catalog  catalogJSON `json:"catalog"`
	// Answer is null for a single offer.
	Answer *answerJSON `json:"answer"`
	// Cheapest is null where no offer can run the part.
	Cheapest *string `json:"cheapest"`
	// Feasible is whether one can; Reason and Nearest are null then, and say else
	// why none can and which comes nearest.
	Feasible bool         `json:"feasible"`
	Reason   *string      `json:"reason"`
	Nearest  *nearestJSON `json:"nearest"`
	Offers   []offerJSON  `json:"offers"`
}

type offerJSON struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Provider string   `json:"provider"`
	Product  string   `json:"product"`
	Kind     string   `json:"kind"`
	Family   string   `json:"family"`
	Model    string   `json:"model"`
	Size     string   `json:"size"`
	Feasible bool     `json:"feasible"`
	Reasons  []string `json:"reasons"`
	Warnings []string `json:"warnings"`
	Monthly  Number   `json:"monthly_usd"`
	// WithoutFree is the price without free tiers.
	WithoutFree Number `json:"monthly_usd_without_free"`
	// PerMillion is null without traffic.
	PerMillion Number      `json:"per_million_usd"`
	Bill       []lineJSON  `json:"bill"`
	ColdStart  coldJSON    `json:"cold_start"`
	Latency    latencyJSON `json:"latency"`
	Fleet      fleetJSON   `json:"fleet"`
}

type lineJSON struct {
	Meter     string `json:"meter"`
	Title     string `json:"title"`
	Group     string `json:"group"`
	Quantity  Number `json:"quantity"`
	Unit      string `json:"unit"`
	Included  Number `json:"included"`
	Billable  Number `json:"billable"`
	UnitPrice Number `json:"unit_price"`
	Amount    Number `json:"amount"`
	// Discount is the fraction a commitment takes off, already in UnitPrice.
	Discount Number `json:"discount"`
	Source   string `json:"source"`
	AsOf     string `json:"as_of"`
	// Confidence is 2 for two sources, 1 for one, 0 for an assumption.
	Confidence int `json:"confidence"`
	// Override names the user's files that the price comes from; it is empty
	// for the catalogue's own.
	Override string `json:"override"`
}

// coldJSON is the chance of a cold start and the time it adds when it happens.
type coldJSON struct {
	Probability Number `json:"probability"`
	P50MS       Number `json:"p50_ms"`
	P99MS       Number `json:"p99_ms"`
}

// latencyJSON has null where a fleet cannot keep up.
type latencyJSON struct {
	P50MS Number `json:"p50_ms"`
	P95MS Number `json:"p95_ms"`
	P99MS Number `json:"p99_ms"`
}

type fleetJSON struct {
	Running Number `json:"running"`
	Idle    Number `json:"idle"`
	Total   Number `json:"total"`
	Peak    Number `json:"peak"`
}

// evalJSON turns ranked estimates into the answer.
func (q *Query) evalJSON(list []engine.Estimate) evalJSON {
	out := evalJSON{Scenario: sceneObject(&q.Scenario), Catalog: q.catalogJSON(), Offers: []offerJSON{}}
	if best := cheapest(list); best != nil {
		out.Cheapest, out.Feasible = &q.Engine.Offer(best.Offer).ID, true
	}
	if why := q.reason(list); why != "" {
		out.Reason, out.Nearest = &why, q.nearest(list)
	}
	for i := range list {
		out.Offers = append(out.Offers, q.offerJSON(&list[i]))
	}
	return out
}

func (q *Query) offerJSON(e *engine.Estimate) offerJSON {
	o := q.Engine.Offer(e.Offer)
	reasons, warnings := complaints(e)
	out := offerJSON{
		ID: o.ID, Title: o.Title, Provider: q.Engine.Provider(e.Offer).ID, Product: o.Product,
		Kind: string(o.Kind), Family: string(o.Family()), Model: string(o.Model), Size: e.Size,
		Feasible: e.Feasible(), Reasons: reasons, Warnings: warnings,
		Monthly: Number(e.Monthly), WithoutFree: Number(e.MonthlyWithoutFree), PerMillion: Number(e.PerMillion()),
		Bill:      []lineJSON{},
		ColdStart: coldJSON{Number(e.ColdStart.Probability), Number(e.ColdStart.P50MS), Number(e.ColdStart.P99MS)},
		Latency:   latencyJSON{Number(e.Latency.P50MS), Number(e.Latency.P95MS), Number(e.Latency.P99MS)},
		Fleet:     fleetJSON{Number(e.Fleet.Running), Number(e.Fleet.Idle), Number(e.Fleet.Total), Number(e.Fleet.Peak)},
	}
	for i := range e.Bill {
		out.Bill = append(out.Bill, billLine(&e.Bill[i]))
	}
	return out
}

func billLine(l *engine.Line) lineJSON {
	return lineJSON{
		Meter: l.Meter, Title: l.Title, Group: string(l.Group),
		Quantity: Number(l.Quantity), Unit: l.Unit, Included: Number(l.Included), Billable: Number(l.Billable),
		UnitPrice: Number(catalog.Decimal(l.UnitPrice)), Amount: Number(l.Amount), Discount: Number(l.Discount),
		Source: l.Provenance.Source, AsOf: l.Provenance.AsOf, Confidence: l.Provenance.Confidence,
		Override: l.Provenance.Override,
	}
}
