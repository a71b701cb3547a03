package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/result"
)

// pricesFlags are the flags of prices.
type pricesFlags struct {
	format     result.Format
	providers  words
	offers     words
	confidence words
	meter      word
	olderThan  days
	maxAge     days
	own        bool
}

const pricesLong = `Lists every price of the catalogue: rates, and the sizes that have a price of
their own, with the date each was valid, its confidence (2: two independent
sources, 1: one, 0: an assumption) and its source. Prices older than --max-age
are marked.`

const pricesExample = `crossover prices --provider aws --meter lambda
crossover prices --older-than 180d
crossover prices --offer gcp-cloud-run-request -o json
crossover prices --confidence 0 -o markdown
crossover prices check my-prices.yaml
crossover prices refresh`

func newPrices(a *app) *cobra.Command {
	f := pricesFlags{maxAge: defaultMaxAge()}
	cmd := &cobra.Command{
		Use:               "prices",
		Short:             "List every price with its date and source",
		Long:              pricesLong,
		Example:           indent(pricesExample),
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(*cobra.Command, []string) error { return a.prices(f) },
	}
	addFormat(cmd, &f.format)
	flags := cmd.Flags()
	f.providers.name, f.providers.separator = "id,id", ","
	flags.Var(&f.providers, "provider", "only prices of these providers")
	f.offers.name, f.offers.separator = "id,id", ","
	flags.Var(&f.offers, "offer", "only prices on the bills of these offers")
	// It fails for a flag that does not exist only.
	_ = cmd.RegisterFlagCompletionFunc("offer", a.completeOffers)
	addWord(flags, &f.meter, "meter", "text", "only prices whose name or title has this text")
	f.confidence.name, f.confidence.separator = "0,1,2", ","
	flags.Var(&f.confidence, "confidence", "only prices of these confidences")
	complete(cmd, "confidence", []string{"0", "1", "2"})
	flags.Var(&f.olderThan, "older-than", "only prices older than this, such as 180d")
	flags.Var(&f.maxAge, "max-age", "age beyond which a price is marked")
	flags.BoolVar(&f.own, "own", false, "only prices that come from your own files")
	cmd.AddCommand(newPricesCheck(a), newRefresh(a))
	return cmd
}

// prices lists the prices asked for.
func (a *app) prices(f pricesFlags) error {
	e, err := a.engine()
	if err != nil {
		return err
	}
	if err := f.check(e); err != nil {
		return err
	}
	l := result.Prices{Engine: e, Today: a.env.now(), MaxAge: f.maxAge.n}
	for _, p := range e.Catalog().Prices() {
		if f.wants(&p, &l) {
			l.List = append(l.List, p)
		}
	}
	return a.print(f.format, &l)
}

// check refuses filters for what does not exist.
func (f *pricesFlags) check(e *engine.Engine) error {
	for _, id := range f.offers.values {
		if e.Find(id) < 0 {
			return badf("--offer: there is no offer %q%s", id, suggest(e, id))
		}
	}
	var ids []string
	for i := range e.Catalog().Providers {
		ids = append(ids, e.Catalog().Providers[i].ID)
	}
	for _, id := range f.providers.values {
		if !slices.Contains(ids, id) {
			return badf("--provider: there is no provider %q; write %s", id, strings.Join(ids, ", "))
		}
	}
	for _, c := range f.confidence.values {
		if !slices.Contains([]string{"0", "1", "2"}, c) {
			return badf("--confidence: %q is none; write 2 for two sources, 1 for one, 0 for an assumption", c)
		}
	}
	return nil
}

// wants reports whether a price is among those asked for.
func (f *pricesFlags) wants(p *catalog.Price, l *result.Prices) bool {
	has := func(s string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(f.meter.value)) }
	age, dated := l.Age(p)
	switch {
	case len(f.providers.values) > 0 && !slices.Contains(f.providers.values, p.Provider),
		len(f.offers.values) > 0 && !slices.ContainsFunc(f.offers.values, func(id string) bool { return slices.Contains(p.Offers, id) }),
		len(f.confidence.values) > 0 && !slices.Contains(f.confidence.values, strconv.Itoa(p.Confidence)),
		f.meter.value != "" && !has(p.Meter) && !has(p.Table) && !has(p.Title),
		f.olderThan.set && (!dated || age <= f.olderThan.n),
		f.own && p.Override == "":
		return false
	}
	return true
}

// days is a flag with a time in days.
type days struct {
	n   int
	set bool
}

// defaultMaxAge is half a year.
func defaultMaxAge() days { return days{n: result.MaxPriceAge, set: true} }

// String returns the time as it is written.
func (d *days) String() string {
	if !d.set {
		return ""
	}
	return strconv.Itoa(d.n) + "d"
}

// Type names the value in help texts.
func (d *days) Type() string { return "days" }

// Set reads the time.
func (d *days) Set(s string) error {
	const most = 100_000
	unit := 1
	number := strings.TrimSuffix(s, "d")
	if weeks, ok := strings.CutSuffix(s, "w"); ok {
		number, unit = weeks, 7
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || n*unit > most {
		return fmt.Errorf("write a number of days, such as 180d, or of weeks, such as 26w")
	}
	*d = days{n: n * unit, set: true}
	return nil
}
