package cli

import (
	"bytes"
	"strings"

	"github.com/spf13/cobra"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/format"
)

// evalFlags are the flags of eval.
type evalFlags struct {
	format outputFormat
	offers words
	part   word
	all    bool
}

const evalLong = `Prices every offer for one part of the system: $/month, cold starts, latency
and, where an offer cannot run the part, why not. JSON has each offer's bill.`

const evalExample = `crossover eval rate=100/day memory=256MB duration=100ms
crossover eval part=ml gpu=h100 rate=2/s
crossover eval rate=1000/s --offers aws-lambda-arm64,aws-fargate-arm64 -o csv
crossover eval -o json | jq -r .cheapest`

func newEval(a *app) *cobra.Command {
	var f evalFlags
	cmd := &cobra.Command{
		Use:               "eval [key=value ...]",
		Short:             "Price every offer for one scenario",
		Long:              evalLong,
		Example:           indent(evalExample),
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: a.completeTokens,
		RunE: func(_ *cobra.Command, args []string) error {
			q, err := a.ask(withPart(args, f.part.value))
			if err != nil {
				return err
			}
			return a.eval(q, f)
		},
	}
	addFormat(cmd, &f.format)
	a.addOffers(cmd, &f.offers)
	addPart(cmd, &f.part)
	cmd.Flags().BoolVar(&f.all, "all", false, "in tables, list GPU offers even where no GPU is asked for")
	return cmd
}

// eval prints the estimates of the selected part.
func (a *app) eval(q *query, f evalFlags) error {
	offers, err := q.pick(f.offers.values)
	if err != nil {
		return err
	}
	list := q.estimates(offers)
	return a.print(f.format, forms{
		json: func() any { return q.evalJSON(list) }, csv: func() *grid { return q.evalCSV(list) },
		markdown: func(b *bytes.Buffer) { q.evalMarkdown(b, list, f.all) },
		table:    func(b *bytes.Buffer) { q.evalTable(b, list, f.all) },
	})
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
func (q *query) unasked(e *engine.Estimate) bool {
	return q.selected().GPU == "none" && q.engine.Offer(e.Offer).Kind == catalog.KindGPU
}

// folded takes the offers nobody asked for out of a list, unless all are
// wanted, and says how many they are.
func (q *query) folded(list []engine.Estimate, all bool) (kept []engine.Estimate, n int) {
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
func (q *query) title(offer int) string { return label(q.engine.Offer(offer).Title) }

// csvRow is an estimate for machines.
func (q *query) csvRow(rank string, e *engine.Estimate) []string {
	o := q.engine.Offer(e.Offer)
	reasons, warnings := complaints(e)
	yes := "false"
	if e.Feasible() {
		yes = "true"
	}
	row := []string{rank, o.ID, o.Title, q.engine.Provider(e.Offer).ID, o.Product, string(o.Kind), e.Size, yes}
	for _, v := range []float64{
		e.Monthly, e.PerMillion(), e.ColdStart.Probability, e.ColdStart.P50MS, e.ColdStart.P99MS,
		e.Latency.P50MS, e.Latency.P95MS, e.Latency.P99MS, e.Fleet.Running, e.Fleet.Idle, e.Fleet.Total, e.Fleet.Peak,
	} {
		row = append(row, format.Raw(v))
	}
	return append(row, strings.Join(reasons, "; "), strings.Join(warnings, "; "))
}
