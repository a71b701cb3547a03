package cli

import (
	"context"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
	"crossover/tui/result"
)

// pricesFlags holds the flags of prices.
type pricesFlags struct {
	*app
	providers, offers, confidence []string
	meter                         string
	region                        string
	olderThan, maxAge             int // days; -1 means any age
	own                           bool
}

var pricesDoc = doc{"prices", "List every price with its date and source",
	`Lists every price of the catalogue: rates, and the sizes that have a price of
their own, with the date each was valid, its confidence (2: two independent
sources, 1: one, 0: an assumption) and its source. Prices older than --max-age
are marked.`, `crossover prices --provider aws --meter lambda
crossover prices --older-than 180d
crossover prices --offer gcp-cloud-run-request -o json
crossover prices --confidence 0 -o markdown
crossover prices check my-prices.yaml
crossover prices refresh`}

func newPrices(a *app) *cobra.Command {
	f := pricesFlags{app: a, olderThan: -1, maxAge: catalog.MaxAge}
	cmd := takesNothing(pricesDoc.answers(a, f.run))
	flags := cmd.Flags()
	flags.Var(ids(&f.providers, "id,id"), "provider", "only prices of these providers")
	completeBy(cmd, "provider", listOf(shell{a}.providerIDs))
	flags.Var(ids(&f.offers, "id,id"), "offer", "only prices on the bills of these offers")
	completeBy(cmd, "offer", shell{a}.offers)
	addChoice(cmd, &f.region, "class", "region", "", "prices of the regions of a class; what a provider does not sell there has its price at home", scenario.Regions)
	flags.Var(text(&f.meter, "text"), "meter", "only prices whose name or title has this text")
	flags.Var(ids(&f.confidence, "0,1,2"), "confidence", "only prices of these confidences")
	completeBy(cmd, "confidence", listOf(func() []string { return []string{"0", "1", "2"} }))
	flags.Var(days(&f.olderThan), "older-than", "only prices older than this, such as 180d")
	flags.Var(days(&f.maxAge), "max-age", "age beyond which a price is marked")
	flags.BoolVar(&f.own, "own", false, "only prices that come from your own files")
	cmd.AddCommand(pricesCheckDoc.checks("needs a file, such as my-prices.yaml", math.MaxInt, a.checkPrices), newPricesDiff(a), newRefresh(a))
	return cmd
}

// run lists the prices asked for.
func (f *pricesFlags) run(context.Context, []string, result.Format) (result.Result, error) {
	e, err := f.engine()
	if err == nil {
		err = f.check(e)
	}
	if err != nil {
		return nil, err
	}
	l := result.Prices{Engine: e, Today: f.env.now(), MaxAge: f.maxAge}
	for _, p := range e.Catalog().In(catalog.Class(f.region)).Prices() {
		if f.wants(&p, &l) {
			l.List = append(l.List, p)
		}
	}
	return &l, nil
}

// check returns an error for filters that name something unknown.
func (f *pricesFlags) check(e *engine.Engine) error {
	if _, err := pick(e, "--offer", f.offers); err != nil {
		return err
	}
	ids := named(e.Catalog().Providers, func(p *catalog.Provider) string { return p.ID })
	if err := known("--provider", "provider", f.providers, ids); err != nil {
		return err
	}
	for _, c := range f.confidence {
		if !slices.Contains([]string{"0", "1", "2"}, c) {
			return badf("--confidence: %q is none; write 2 for two sources, 1 for one, 0 for an assumption", c)
		}
	}
	return nil
}

// wants reports whether a price passes the filters.
func (f *pricesFlags) wants(p *catalog.Price, l *result.Prices) bool {
	has := func(s string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(f.meter)) }
	age, dated := l.Age(p)
	switch {
	case len(f.providers) > 0 && !slices.Contains(f.providers, p.Provider),
		len(f.offers) > 0 && !slices.ContainsFunc(f.offers, func(id string) bool { return slices.Contains(p.Offers, id) }),
		len(f.confidence) > 0 && !slices.Contains(f.confidence, strconv.Itoa(p.Confidence)),
		f.meter != "" && !has(p.Meter) && !has(p.Table) && !has(p.Title),
		f.olderThan >= 0 && (!dated || age <= f.olderThan),
		f.own && p.Override == "":
		return false
	}
	return true
}

// days returns a flag of a time in days.
func days(to *int) *value {
	const most = 100_000
	shown := ""
	if *to >= 0 {
		shown = strconv.Itoa(*to) + "d"
	}
	return &value{shown, "days", func(s string) error {
		unit := 1
		number := strings.TrimSuffix(s, "d")
		if weeks, ok := strings.CutSuffix(s, "w"); ok {
			number, unit = weeks, 7
		}
		n, err := strconv.Atoi(number)
		if err != nil || n < 0 || n*unit > most {
			return errors.New("write a number of days, such as 180d, or of weeks, such as 26w")
		}
		*to = n * unit
		return nil
	}}
}
