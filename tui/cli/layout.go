package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"crossover/engine"
)

const layoutLong = `Places every part of the system on an offer so that the whole costs the least:
plan fees are paid once, parts share free tiers and machines, and what they send
each other is counted. Says for each part which offer comes next, what rules the
cheaper ones out, and what other layouts cost.`

const layoutExample = `crossover layout
crossover layout rate=50/s events.rate=20% ml.gpu=t4 --flips
crossover layout --over rate --from 1/s --to 10k/s
crossover layout api.lock=aws-lambda-arm64 ban=fly ops=80 vendor=50
crossover layout parts=web,jobs rate=3M/month jobs.duration=20m jobs.rate=100/day`

func newLayout(a *app) *cobra.Command {
	var f layoutFlags
	cmd := &cobra.Command{
		Use:               "layout [key=value ...]",
		Short:             "Find the cheapest place for every part of a system",
		Long:              layoutLong,
		Example:           indent(layoutExample),
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: a.completeTokens,
		RunE: func(c *cobra.Command, args []string) error {
			q, err := a.ask(args)
			if err != nil {
				return err
			}
			if f.over.value != "" {
				return a.layoutPhases(c.Context(), q, f)
			}
			return a.layout(c.Context(), q, f)
		},
	}
	flags := cmd.Flags()
	addWord(flags, &f.over, "over", "axis", "the cheapest layouts along an axis instead: rate, memory or duration of the selected part")
	addWord(flags, &f.from, "from", "value", "where the axis starts, with its unit")
	addWord(flags, &f.to, "to", "value", "where the axis ends, with its unit")
	flags.BoolVar(&f.flips, "flips", false, "say at which rate, memory and duration each choice flips; takes seconds")
	complete(cmd, "over", engine.AxisNames())
	addFormat(cmd, &f.format)
	return cmd
}

// layoutFlags are the flags of layout.
type layoutFlags struct {
	curveFlags
	flips bool
}

// layout prints the recommended layout of the whole system.
func (a *app) layout(ctx context.Context, q *query, f layoutFlags) error {
	if f.from.value != "" || f.to.value != "" {
		return badf("--from and --to are the ends of an axis; write --over with them")
	}
	found, err := q.eval.Recommend(ctx, &q.scene)
	if err != nil {
		return err
	}
	pareto, err := q.eval.Pareto(ctx, &q.scene)
	if err != nil {
		return err
	}
	l := layout{query: q, Layout: found, pareto: pareto}
	if f.flips {
		if err := l.findFlips(ctx); err != nil {
			return err
		}
	}
	return a.print(f.format, forms{json: func() any { return l.json() }, csv: l.csv, markdown: l.markdown, table: l.table})
}

// layout is a recommended layout and the question it answers.
type layout struct {
	*query
	engine.Layout
	pareto []engine.Compromise
	// flips are those of each part, if they were asked for.
	flips [][]engine.Flip
}

// findFlips works out where each part would move, for as long as somebody waits
// for it.
func (l *layout) findFlips(ctx context.Context) error {
	for i := range l.Choices {
		flips, err := l.eval.Flips(ctx, &l.scene, i)
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
	Monthly  number      `json:"monthly_usd"`
	Feasible bool        `json:"feasible"`
	// Gap is how far monthly_usd may be above the cheapest layout, as a share of
	// it: above 0 only where the search was cut short.
	Gap number `json:"gap"`
	// P99 is the slowest part's, scheduled parts left out.
	P99          number            `json:"p99_ms"`
	Vendors      int               `json:"vendors"`
	Parts        []choiceJSON      `json:"parts"`
	Joint        []jointJSON       `json:"joint"`
	Flows        []flowJSON        `json:"flows"`
	Alternatives []alternativeJSON `json:"alternatives"`
	Pareto       []paretoJSON      `json:"pareto"`
}

type choiceJSON struct {
	Part     string `json:"part"`
	Rate     number `json:"rate_per_second"`
	Requests number `json:"requests_per_month"`
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
	At     number `json:"at"`
	From   string `json:"from"`
	To     string `json:"to"`
}

type priceJSON struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Monthly number `json:"monthly_usd"`
}

// movedJSON is an offer's own bill, and what the layout costs with the part
// there.
type movedJSON struct {
	priceJSON
	Layout number `json:"layout_monthly_usd"`
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
	Amount number `json:"amount"`
}

// flowJSON is requests from one part to another: from may be clients, or
// schedule.
type flowJSON struct {
	From      string `json:"from"`
	To        string `json:"to"`
	PerSecond number `json:"rate_per_second"`
	PerMonth  number `json:"requests_per_month"`
}

type alternativeJSON struct {
	Name       string `json:"name"`
	Title      string `json:"title"`
	Monthly    number `json:"monthly_usd"`
	Difference number `json:"difference_usd"`
	Feasible   bool   `json:"feasible"`
	P99        number `json:"p99_ms"`
	Vendors    int    `json:"vendors"`
	// Offers are one a part, in the order of the parts.
	Offers []string `json:"offers"`
}

// paretoJSON is a layout that no other beats in price, latency and vendors.
type paretoJSON struct {
	Monthly number   `json:"monthly_usd"`
	P99     number   `json:"p99_ms"`
	Vendors int      `json:"vendors"`
	Offers  []string `json:"offers"`
}

func (l *layout) json() layoutJSON {
	out := layoutJSON{
		Scenario: sceneObject(&l.scene), Catalog: l.catalogJSON(),
		Monthly: number(l.Monthly), Feasible: l.Feasible, Gap: number(l.Gap), P99: number(l.P99MS), Vendors: l.Vendors,
		Parts: []choiceJSON{}, Joint: []jointJSON{}, Flows: []flowJSON{}, Alternatives: []alternativeJSON{}, Pareto: []paretoJSON{},
	}
	for i := range l.Choices {
		out.Parts = append(out.Parts, l.choiceJSON(i))
	}
	for _, j := range l.Joint {
		out.Joint = append(out.Joint, jointJSON{j.Kind, j.Title, number(j.Amount)})
	}
	for _, f := range l.Flows {
		out.Flows = append(out.Flows, flowJSON{l.origin(f.From), l.scene.Part(f.To).Name, number(f.PerSecond), number(f.PerMonth)})
	}
	for _, a := range l.Alternatives {
		out.Alternatives = append(out.Alternatives, alternativeJSON{
			Name: a.Name, Title: a.Title, Monthly: number(a.Monthly), Difference: number(a.Difference), Feasible: a.Feasible,
			P99: number(a.P99MS), Vendors: a.Vendors, Offers: l.ids(a.Offers),
		})
	}
	for _, p := range l.pareto {
		out.Pareto = append(out.Pareto, paretoJSON{number(p.Monthly), number(p.P99MS), p.Vendors, l.ids(p.Offers)})
	}
	return out
}

// origin names what requests come from.
func (l *layout) origin(from int) string {
	switch from {
	case engine.Clients:
		return "clients"
	case engine.Schedule:
		return "schedule"
	default:
		return l.scene.Part(from).Name
	}
}

func (q *query) ids(offers []int) []string {
	out := []string{}
	for _, o := range offers {
		out = append(out, q.engine.Offer(o).ID)
	}
	return out
}

func (l *layout) choiceJSON(i int) choiceJSON {
	c := &l.Choices[i]
	part := l.scene.Find(c.Part)
	out := choiceJSON{
		Part: c.Part, Rate: number(l.scene.PerSecond(part)), Requests: number(l.scene.PerMonth(part)), Locked: c.Locked,
		Offer: l.offerJSON(&c.Estimate), Excluded: []excludedJSON{},
	}
	if r := c.RunnerUp; r != nil {
		out.RunnerUp = &movedJSON{l.price(r.Offer, r.Monthly), number(c.RunnerUpLayout)}
	}
	if l.flips != nil {
		out.Flips = []moveFlipJSON{}
		for _, f := range l.flips[i] {
			out.Flips = append(out.Flips, moveFlipJSON{f.Axis.String(), f.Higher, number(f.At()), l.engine.Offer(f.From).ID, l.engine.Offer(f.To).ID})
		}
	}
	for _, x := range c.Excluded {
		moved := movedJSON{l.price(x.Offer, x.Monthly), number(x.Layout)}
		out.Excluded = append(out.Excluded, excludedJSON{moved, x.Reason.Code.String(), x.Reason.String()})
	}
	return out
}

func (l *layout) price(offer int, monthly float64) priceJSON {
	o := l.engine.Offer(offer)
	return priceJSON{o.ID, o.Title, number(monthly)}
}
