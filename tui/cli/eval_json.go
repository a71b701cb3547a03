package cli

import "crossover/engine"

// evalJSON is the answer of eval. Its keys are a promise: add, never rename.
type evalJSON struct {
	Scenario object      `json:"scenario"`
	Catalog  catalogJSON `json:"catalog"`
	// Cheapest is null where no offer can run the part.
	Cheapest *string     `json:"cheapest"`
	Offers   []offerJSON `json:"offers"`
}

type offerJSON struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Provider string   `json:"provider"`
	Product  string   `json:"product"`
	Kind     string   `json:"kind"`
	Model    string   `json:"model"`
	Size     string   `json:"size"`
	Feasible bool     `json:"feasible"`
	Reasons  []string `json:"reasons"`
	Warnings []string `json:"warnings"`
	Monthly  number   `json:"monthly_usd"`
	// WithoutFree is the price without free tiers: what ranks ties at $0.
	WithoutFree number `json:"monthly_usd_without_free"`
	// PerMillion is null without traffic.
	PerMillion number      `json:"per_million_usd"`
	Bill       []lineJSON  `json:"bill"`
	ColdStart  coldJSON    `json:"cold_start"`
	Latency    latencyJSON `json:"latency"`
	Fleet      fleetJSON   `json:"fleet"`
}

type lineJSON struct {
	Meter     string `json:"meter"`
	Title     string `json:"title"`
	Group     string `json:"group"`
	Quantity  number `json:"quantity"`
	Unit      string `json:"unit"`
	Included  number `json:"included"`
	Billable  number `json:"billable"`
	UnitPrice number `json:"unit_price"`
	Amount    number `json:"amount"`
	// Discount is the fraction a commitment takes off, already in UnitPrice.
	Discount number `json:"discount"`
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
	Probability number `json:"probability"`
	P50MS       number `json:"p50_ms"`
	P99MS       number `json:"p99_ms"`
}

// latencyJSON has null where a fleet cannot keep up.
type latencyJSON struct {
	P50MS number `json:"p50_ms"`
	P95MS number `json:"p95_ms"`
	P99MS number `json:"p99_ms"`
}

type fleetJSON struct {
	Running number `json:"running"`
	Idle    number `json:"idle"`
	Total   number `json:"total"`
	Peak    number `json:"peak"`
}

// evalJSON turns ranked estimates into the answer.
func (q *query) evalJSON(list []engine.Estimate) evalJSON {
	out := evalJSON{Scenario: sceneObject(&q.scene), Catalog: q.catalogJSON(), Offers: []offerJSON{}}
	if best := cheapest(list); best != nil {
		out.Cheapest = &q.engine.Offer(best.Offer).ID
	}
	for i := range list {
		out.Offers = append(out.Offers, q.offerJSON(&list[i]))
	}
	return out
}

func (q *query) offerJSON(e *engine.Estimate) offerJSON {
	o := q.engine.Offer(e.Offer)
	reasons, warnings := complaints(e)
	out := offerJSON{
		ID: o.ID, Title: o.Title, Provider: q.engine.Provider(e.Offer).ID, Product: o.Product,
		Kind: string(o.Kind), Model: string(o.Model), Size: e.Size,
		Feasible: e.Feasible(), Reasons: reasons, Warnings: warnings,
		Monthly: number(e.Monthly), WithoutFree: number(e.MonthlyWithoutFree), PerMillion: number(e.PerMillion()),
		Bill:      []lineJSON{},
		ColdStart: coldJSON{number(e.ColdStart.Probability), number(e.ColdStart.P50MS), number(e.ColdStart.P99MS)},
		Latency:   latencyJSON{number(e.Latency.P50MS), number(e.Latency.P95MS), number(e.Latency.P99MS)},
		Fleet:     fleetJSON{number(e.Fleet.Running), number(e.Fleet.Idle), number(e.Fleet.Total), number(e.Fleet.Peak)},
	}
	for i := range e.Bill {
		out.Bill = append(out.Bill, billLine(&e.Bill[i]))
	}
	return out
}

func billLine(l *engine.Line) lineJSON {
	return lineJSON{
		Meter: l.Meter, Title: l.Title, Group: string(l.Group),
		Quantity: number(l.Quantity), Unit: l.Unit, Included: number(l.Included), Billable: number(l.Billable),
		UnitPrice: number(l.UnitPrice), Amount: number(l.Amount), Discount: number(l.Discount),
		Source: l.Provenance.Source, AsOf: l.Provenance.AsOf, Confidence: l.Provenance.Confidence,
		Override: l.Provenance.Override,
	}
}
