package result

import (
	"context"
	"fmt"

	"crossover/engine"
)

// layout is a recommended layout and the question it answers.
type layout struct {
	*Query
	engine.Layout
	pareto []engine.Compromise
	// flips are those of each part, if they were asked for.
	flips [][]engine.Flip
}

// Layout recommends a layout of the whole system; with flips it also says where
// each part would move, which takes seconds and ends with ctx.
func (q *Query) Layout(ctx context.Context, flips bool) (Result, error) {
	found, err := q.Evaluator.Recommend(ctx, &q.Scenario)
	if err != nil {
		return nil, err
	}
	l := &layout{Query: q, Layout: found}
	if l.pareto, err = q.Evaluator.Pareto(ctx, &q.Scenario); err != nil {
		return nil, err
	}
	if flips {
		if err := l.findFlips(ctx); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// findFlips works out where each part would move, for as long as somebody waits
// for it.
func (l *layout) findFlips(ctx context.Context) error {
	for i := range l.Choices {
		flips, err := l.Evaluator.Flips(ctx, &l.Scenario, i)
		if err != nil {
			return fmt.Errorf("where the choices flip: %w", err)
		}
		l.flips = append(l.flips, flips)
	}
	return nil
}

// layoutJSON is the answer of layout. Its keys are a promise: add, never
// rename.
type layoutJSON struct {
	Scenario object      `json:"scenario"`
	Catalog  catalogJSON `json:"catalog"`
	Monthly  Number      `json:"monthly_usd"`
	// Feasible is whether every part can be run; Reason is null then, and says else
	// why not. Nearest has the offers that stand in for the parts nothing can run.
	Feasible bool          `json:"feasible"`
	Reason   *string       `json:"reason"`
	Nearest  []nearestJSON `json:"nearest"`
	// Gap is how far monthly_usd may be above the cheapest layout, as a share of
	// it: above 0 only where the search was cut short.
	Gap Number `json:"gap"`
	// P99 is that of the slowest part on the path of requests; null where nobody waits.
	P99          Number            `json:"p99_ms"`
	Vendors      int               `json:"vendors"`
	Parts        []choiceJSON      `json:"parts"`
	Joint        []jointJSON       `json:"joint"`
	Flows        []flowJSON        `json:"flows"`
	Alternatives []alternativeJSON `json:"alternatives"`
	Pareto       []paretoJSON      `json:"pareto"`
	// Nearly is a layout of Pareto that costs at most 10 % more than the recommended
	// one, and is faster or has fewer vendors; null where there is none.
	Nearly *paretoJSON `json:"nearly"`
	// NearestVendor is the provider that comes nearest to running every part, where
	// none can; null where one can.
	NearestVendor *alternativeJSON `json:"nearest_vendor"`
}

type choiceJSON struct {
	Part     string `json:"part"`
	Rate     Number `json:"rate_per_second"`
	Requests Number `json:"requests_per_month"`
	// Locked is set where the scenario says which offer the part runs on.
	Locked bool      `json:"locked"`
	Offer  offerJSON `json:"offer"`
	// RunnerUp is null where nothing else can run the part.
	RunnerUp *movedJSON     `json:"runner_up"`
	Excluded []excludedJSON `json:"excluded"`
	// Flips are null unless --flips asks for them.
	Flips []moveFlipJSON `json:"flips"`
}

// moveFlipJSON is where the part would move: At in requests per second, MB or
// milliseconds.
type moveFlipJSON struct {
	Axis   string `json:"axis"`
	Higher bool   `json:"higher"`
	At     Number `json:"at"`
	From   string `json:"from"`
	To     string `json:"to"`
}

type priceJSON struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Monthly Number `json:"monthly_usd"`
}

// movedJSON is an offer's own bill, and what the layout costs with the part
// there.
type movedJSON struct {
	priceJSON
	Layout Number `json:"layout_monthly_usd"`
}

type excludedJSON struct {
	movedJSON
	Code   string `json:"code"`
	Reason string `json:"reason"`
}

// jointJSON is a difference that comes from paying the bills together: below 0
// for what is paid once. Kind is shared, credit, machines, traffic, operations
// or vendors.
type jointJSON struct {
	Kind   string `json:"kind"`
	Title  string `json:"title"`
	Amount Number `json:"amount"`
}

// flowJSON is requests from one part to another: from may be clients, or
// schedule.
type flowJSON struct {
	From      string `json:"from"`
	To        string `json:"to"`
	PerSecond Number `json:"rate_per_second"`
	PerMonth  Number `json:"requests_per_month"`
}

type alternativeJSON struct {
	Name       string `json:"name"`
	Title      string `json:"title"`
	Monthly    Number `json:"monthly_usd"`
	Difference Number `json:"difference_usd"`
	Feasible   bool   `json:"feasible"`
	P99        Number `json:"p99_ms"`
	Vendors    int    `json:"vendors"`
	// Offers are one a part, in the order of the parts.
	Offers []string `json:"offers"`
	// Misses are the parts it cannot run.
	Misses []nearestJSON `json:"misses"`
}

// paretoJSON is a layout that no other beats in price, latency and vendors.
type paretoJSON struct {
	Monthly Number   `json:"monthly_usd"`
	P99     Number   `json:"p99_ms"`
	Vendors int      `json:"vendors"`
	Offers  []string `json:"offers"`
}

func (l *layout) json() any {
	out := layoutJSON{
		Scenario: sceneObject(&l.Scenario), Catalog: l.catalogJSON(),
		Monthly: Number(l.Monthly), Feasible: l.Feasible, Nearest: l.nearest(l.Misses), Gap: Number(l.Gap), P99: Number(l.P99MS), Vendors: l.Vendors,
		Parts: []choiceJSON{}, Joint: []jointJSON{}, Flows: []flowJSON{}, Alternatives: []alternativeJSON{}, Pareto: []paretoJSON{},
	}
	for i := range l.Choices {
		out.Parts = append(out.Parts, l.choiceJSON(i))
	}
	for _, j := range l.Joint {
		out.Joint = append(out.Joint, jointJSON{j.Kind, j.Title, Number(j.Amount)})
	}
	for _, f := range l.Flows {
		out.Flows = append(out.Flows, flowJSON{l.origin(f.From), l.Scenario.Part(f.To).Name, Number(f.PerSecond), Number(f.PerMonth)})
	}
	for i := range l.Alternatives {
		out.Alternatives = append(out.Alternatives, l.alternativeJSON(&l.Alternatives[i]))
	}
	if l.Alone != nil {
		a := l.alternativeJSON(l.Alone)
		out.NearestVendor = &a
	}
	if why := l.reason(); why != "" {
		out.Reason = &why
	}
	for i := range l.pareto {
		out.Pareto = append(out.Pareto, l.paretoJSON(&l.pareto[i]))
	}
	if p := l.nearly(); p != nil {
		x := l.paretoJSON(p)
		out.Nearly = &x
	}
	return out
}

func (l *layout) paretoJSON(p *engine.Compromise) paretoJSON {
	return paretoJSON{Number(p.Monthly), Number(p.P99MS), p.Vendors, l.ids(p.Offers)}
}

func (l *layout) alternativeJSON(a *engine.Alternative) alternativeJSON {
	return alternativeJSON{
		Name: a.Name, Title: a.Title, Monthly: Number(a.Monthly), Difference: Number(a.Difference), Feasible: a.Feasible,
		P99: Number(a.P99MS), Vendors: a.Vendors, Offers: l.ids(a.Offers), Misses: l.nearest(a.Misses),
	}
}

// origin names what requests come from.
func (l *layout) origin(from int) string {
	switch from {
	case engine.Clients:
		return "clients"
	case engine.Schedule:
		return "schedule"
	default:
		return l.Scenario.Part(from).Name
	}
}

func (q *Query) ids(offers []int) []string {
	out := []string{}
	for _, o := range offers {
		out = append(out, q.Engine.Offer(o).ID)
	}
	return out
}

func (l *layout) choiceJSON(i int) choiceJSON {
	c := &l.Choices[i]
	part := l.Scenario.Find(c.Part)
	out := choiceJSON{
		Part: c.Part, Rate: Number(l.Scenario.PerSecond(part)), Requests: Number(l.Scenario.PerMonth(part)), Locked: c.Locked,
		Offer: l.offerJSON(&c.Estimate), Excluded: []excludedJSON{},
	}
	if r := c.RunnerUp; r != nil {
		out.RunnerUp = &movedJSON{l.price(r.Offer, r.Monthly), Number(c.RunnerUpLayout)}
	}
	if l.flips != nil {
		out.Flips = []moveFlipJSON{}
		for _, f := range l.flips[i] {
			out.Flips = append(out.Flips, moveFlipJSON{f.Axis.String(), f.Higher, Number(f.At()), l.Engine.Offer(f.From).ID, l.Engine.Offer(f.To).ID})
		}
	}
	for _, x := range c.Excluded {
		moved := movedJSON{l.price(x.Offer, x.Monthly), Number(x.Layout)}
		out.Excluded = append(out.Excluded, excludedJSON{moved, x.Reason.Code.String(), x.Reason.String()})
	}
	return out
}

func (l *layout) price(offer int, monthly float64) priceJSON {
	o := l.Engine.Offer(offer)
	return priceJSON{o.ID, o.Title, Number(monthly)}
}
