package cli

import (
	"github.com/spf13/cobra"

	"crossover/engine"
)

const layoutLong = `Places every part of the system on an offer so that the whole costs the least:
plan fees are paid once, and parts share free tiers. Says for each part which
offer comes next, and what rules the cheaper ones out.`

const layoutExample = `crossover layout
crossover layout rate=50/s events.rate=20% ml.gpu=t4
crossover layout parts=web,jobs rate=3M/month jobs.duration=20m jobs.rate=100/day`

func newLayout(a *app) *cobra.Command {
	var f format
	cmd := &cobra.Command{
		Use:               "layout [key=value ...]",
		Short:             "Find the cheapest place for every part of a system",
		Long:              layoutLong,
		Example:           indent(layoutExample),
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: completeTokens,
		RunE: func(_ *cobra.Command, args []string) error {
			q, err := a.ask(args)
			if err != nil {
				return err
			}
			return a.layout(q, f)
		},
	}
	addFormat(cmd, &f)
	return cmd
}

// layout prints the recommended layout of the whole system.
func (a *app) layout(q *query, f format) error {
	l := layout{query: q, Layout: q.eval.Recommend(&q.scene)}
	return a.print(f, forms{json: func() any { return l.json() }, csv: l.csv, markdown: l.markdown, table: l.table})
}

// layout is a recommended layout and the question it answers.
type layout struct {
	*query
	engine.Layout
}

// layoutJSON is the answer of layout. Its keys are a promise: add, never
// rename.
type layoutJSON struct {
	Scenario     object            `json:"scenario"`
	Catalog      catalogJSON       `json:"catalog"`
	Monthly      number            `json:"monthly_usd"`
	Feasible     bool              `json:"feasible"`
	Parts        []choiceJSON      `json:"parts"`
	Joint        []jointJSON       `json:"joint"`
	Alternatives []alternativeJSON `json:"alternatives"`
}

type choiceJSON struct {
	Part     string    `json:"part"`
	Rate     number    `json:"rate_per_second"`
	Requests number    `json:"requests_per_month"`
	Offer    offerJSON `json:"offer"`
	// RunnerUp is null where nothing else can run the part.
	RunnerUp *priceJSON     `json:"runner_up"`
	Excluded []excludedJSON `json:"excluded"`
}

type priceJSON struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Monthly number `json:"monthly_usd"`
}

type excludedJSON struct {
	priceJSON
	Reason string `json:"reason"`
}

// jointJSON is a difference that comes from paying the bills together: below 0
// for what is paid once.
type jointJSON struct {
	Title  string `json:"title"`
	Amount number `json:"amount"`
}

type alternativeJSON struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Monthly  number `json:"monthly_usd"`
	Feasible bool   `json:"feasible"`
	// Offers are one a part, in the order of the parts.
	Offers []string `json:"offers"`
}

func (l *layout) json() layoutJSON {
	out := layoutJSON{
		Scenario: sceneObject(&l.scene), Catalog: l.catalogJSON(),
		Monthly: number(l.Monthly), Feasible: l.Feasible,
		Parts: []choiceJSON{}, Joint: []jointJSON{}, Alternatives: []alternativeJSON{},
	}
	for i := range l.Choices {
		out.Parts = append(out.Parts, l.choiceJSON(i))
	}
	for _, j := range l.Joint {
		out.Joint = append(out.Joint, jointJSON{j.Title, number(j.Amount)})
	}
	for _, alt := range l.Alternatives {
		j := alternativeJSON{Name: alt.Name, Title: alt.Title, Monthly: number(alt.Monthly), Feasible: alt.Feasible, Offers: []string{}}
		for _, o := range alt.Offers {
			j.Offers = append(j.Offers, l.engine.Offer(o).ID)
		}
		out.Alternatives = append(out.Alternatives, j)
	}
	return out
}

func (l *layout) choiceJSON(i int) choiceJSON {
	c := &l.Choices[i]
	part := l.scene.Find(c.Part)
	out := choiceJSON{
		Part: c.Part, Rate: number(l.scene.PerSecond(part)), Requests: number(l.scene.PerMonth(part)),
		Offer: l.offerJSON(&c.Estimate), Excluded: []excludedJSON{},
	}
	if r := c.RunnerUp; r != nil {
		p := l.price(r.Offer, r.Monthly)
		out.RunnerUp = &p
	}
	for _, x := range c.Excluded {
		out.Excluded = append(out.Excluded, excludedJSON{l.price(x.Offer, x.Monthly), x.Reason.String()})
	}
	return out
}

func (l *layout) price(offer int, monthly float64) priceJSON {
	o := l.engine.Offer(offer)
	return priceJSON{o.ID, o.Title, number(monthly)}
}
