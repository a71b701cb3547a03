package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine/catalog"
	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/tui/cli/pricelist"
	"crossover/tui/files"
	"crossover/tui/result"
)

// refreshFlags holds the flags of prices refresh.
type refreshFlags struct {
	*app
	out, aws, azure, gcp, key string
	only, regions             []string
	timeout, wait             time.Duration
	attempts                  int
	dry, older                bool
}

// refreshName is the file for refreshed prices. It is the first of the overlays that
// always apply, so that the user's own prices take precedence.
const refreshName = "00-refresh.yaml"

func newRefresh(a *app) *cobra.Command {
	f := refreshFlags{app: a, timeout: 15 * time.Minute, wait: 2 * time.Second, attempts: 4}
	cmd := takesNothing(command("prices refresh", f.run))
	flags := cmd.Flags()
	flags.VarP(text(&f.out, "file"), "output", "o", "write to this file")
	flags.Var(ids(&f.only, "id,id"), "only", "only these price lists")
	flags.Var(ids(&f.regions, "class,class"), "region", "the regions of these classes, instead of each provider's home")
	complete(cmd, "region", scenario.Regions)
	flags.BoolVar(&f.dry, "dry-run", false, "print what would change and write nothing")
	flags.BoolVar(&f.older, "older", false, "take prices of lists that are older than the prices there are")
	flags.Var(duration(&f.timeout), "timeout", "give up after this time")
	flags.Var(whole(&f.attempts, strconv.Itoa(f.attempts), 1, 20), "attempts", "how often to ask for a list that fails")
	flags.Var(duration(&f.wait), "wait", "pause after the first failure; it doubles each time")
	flags.Var(text(&f.key, "file"), "gcp-key", "the file that has your key of Google's Cloud Billing API")
	flags.Var(text(&f.aws, "url"), "aws-url", "another server of AWS's price lists")
	flags.Var(text(&f.azure, "url"), "azure-url", "another server of Azure's price lists")
	flags.Var(text(&f.gcp, "url"), "gcp-url", "another server of Google's price lists")
	return cmd
}

// priceList is a source of prices in one region.
type priceList struct {
	data.PriceSource
	// class is the class of the region, home that of the provider's home region.
	class, home catalog.Class
	// key is the server's API key, or "".
	key string
}

// away reports whether the list is for another region than the provider's home.
func (l *priceList) away() bool { return l.class != l.home }

// name returns the list's name in messages.
func (l *priceList) name() string {
	if l.away() {
		return l.ID + " in " + string(l.class)
	}
	return l.ID
}

// run fetches price lists and writes an overlay.
func (f *refreshFlags) run(ctx context.Context, _ []string) error {
	base, err := loadCatalog(nil)
	if err != nil {
		return err
	}
	r, err := data.LoadRefresh(base)
	if err != nil {
		return fmt.Errorf("built-in price lists: %w", err)
	}
	lists, err := f.lists(r, base)
	if err != nil {
		return err
	}
	target, err := f.target()
	if err != nil {
		return err
	}
	prices, before, err := readPriceSet(target, base)
	if err != nil {
		return err
	}
	past, err := readHistory(historyOf(target))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, f.timeout,
		fmt.Errorf("the time is up: %s; --timeout sets it", f.timeout.String()))
	defer cancel()
	missed, failed := f.fetch(ctx, lists, base, before, prices)
	if len(failed) == len(lists) {
		return fmt.Errorf("%w; nothing was written", failed[0])
	}
	return errors.Join(f.finish(r, target, prices, base, before, lists, past), missedError(missed, failed))
}

// missedError returns an error if prices could not be refreshed.
func missedError(missed int, failed []error) error {
	switch {
	case len(failed) > 0:
		return fmt.Errorf("%d of the price lists could not be read, so their prices stay as they were: %w", len(failed), failed[0])
	case missed > 0:
		return fmt.Errorf("%s could not be refreshed; what was said of each is above", result.CountPrices(missed))
	}
	return nil
}

// finish checks, writes and reports the fetched prices.
func (f *refreshFlags) finish(r *data.Refresh, target string, s priceSet, base, before *catalog.Catalog, lists []priceList, past history) error {
	text, err := s.yaml(f.env.now())
	if err != nil {
		return fmt.Errorf("write %s: %w", target, err)
	}
	after := before
	if s.len() > 0 {
		after, err = loadCatalog([]data.Overlay{{Name: target, Mark: filepath.Base(target), Text: text}})
		if err != nil {
			return fmt.Errorf("the prices fetched do not fit the catalogue: %w", err)
		}
	}
	b := f.sheet()
	var classes []catalog.Class
	for _, l := range lists {
		if !slices.Contains(classes, l.class) {
			classes = append(classes, l.class)
		}
	}
	for _, class := range classes {
		d := result.ComparePrices(of(before, lists, class), of(after, lists, class))
		if len(classes) > 1 {
			fmt.Fprintf(b, "%s:\n", class)
		}
		text, err := result.Write(d, result.Table, b.Width)
		if err != nil {
			return err
		}
		b.Write(text)
		past = past.add(f.env.now(), class, d)
	}
	if !f.dry && s.len() > 0 {
		err := files.Write(target, text, files.Shared)
		if err == nil && len(past) > 0 {
			err = files.Write(historyOf(target), past.text(), files.Shared)
		}
		if err != nil {
			return fmt.Errorf("write the prices: %w", err)
		}
		fmt.Fprintf(b, "%s are in %s\n", result.CountPrices(s.len()), target)
	}
	b.WriteByte('\n')
	notRefreshable(b, r, base)
	return f.write(b.Bytes())
}

// of returns the part of a catalogue for the providers whose lists of a class were
// fetched.
func of(c *catalog.Catalog, lists []priceList, class catalog.Class) *catalog.Catalog {
	out := *c.In(class)
	out.Providers = slices.DeleteFunc(slices.Clone(out.Providers), func(p catalog.Provider) bool {
		return !slices.ContainsFunc(lists, func(l priceList) bool { return l.Provider == p.ID && l.class == class })
	})
	return &out
}

// lists returns the selected price lists.
func (f *refreshFlags) lists(r *data.Refresh, base *catalog.Catalog) ([]priceList, error) {
	ids := each.Of(r.Sources, func(s *data.PriceSource) string { return s.ID })
	key, err := f.readKey()
	if err := cmp.Or(known("--only", "price list", f.only, ids), known("--region", "class", f.regions, scenario.Regions), err); err != nil {
		return nil, err
	}
	var out []priceList
	for _, s := range r.Sources {
		switch {
		case len(f.only) > 0 && !slices.Contains(f.only, s.ID):
			continue
		case s.Format == data.GCPSKUs && key == "" && len(f.only) > 0:
			return nil, badf("--only: %s needs a key of Google's Cloud Billing API; --gcp-key names the file that has it", s.ID)
		case s.Format == data.GCPSKUs && key == "":
			continue
		}
		s.Base = strings.TrimSuffix(cmp.Or(map[string]string{data.AWSOffer: f.aws, data.AzureRetail: f.azure, data.GCPSKUs: f.gcp}[s.Format], s.Base), "/")
		out = append(out, f.perRegion(r, s, base.Provider(s.Provider), key)...)
	}
	if len(out) == 0 {
		return nil, badf("--region: none of these price lists is of %s", strings.Join(f.regions, ", "))
	}
	return out, nil
}

// perRegion returns a source for each selected region in which its provider sells.
func (f *refreshFlags) perRegion(r *data.Refresh, s data.PriceSource, p *catalog.Provider, key string) (out []priceList) {
	classes := f.regions
	if len(classes) == 0 {
		classes = []string{string(p.Class)}
	}
	for _, word := range classes {
		l := priceList{class: catalog.Class(word), home: p.Class}
		name := p.Region
		if l.away() {
			name = p.Regions[l.class].Name
		}
		var ok bool
		if l.PriceSource, ok = r.In(s, name, p.Region); !ok || name == "" {
			continue
		}
		if s.Format == data.GCPSKUs {
			l.key = key
		}
		out = append(out, l)
	}
	return out
}

// readKey returns the key of Google's API, or "" if none is given.
func (f *refreshFlags) readKey() (string, error) {
	if f.key == "" {
		return "", nil
	}
	text, err := readFile(f.key)
	if err != nil {
		return "", badf("--gcp-key: %w", err)
	}
	key := strings.TrimSpace(string(text))
	if key == "" || strings.ContainsAny(key, " \n\r\t") {
		return "", badf("--gcp-key: %s: want a file with the key and nothing else", f.key)
	}
	return key, nil
}

// target returns the file to write.
func (f *refreshFlags) target() (string, error) {
	if f.out != "" {
		return f.out, nil
	}
	dir := f.overlayDir()
	if dir == "" {
		return "", badf("there is no configuration folder; name a file with -o")
	}
	return filepath.Join(dir, refreshName), nil
}

// fetch reads the price lists into a set. It returns the number of missing prices in
// lists that could be read, and the errors of other lists.
func (f *refreshFlags) fetch(ctx context.Context, lists []priceList, base, before *catalog.Catalog, s priceSet) (missed int, failed []error) {
	for i := range lists {
		l := &lists[i]
		f.say("%s: fetching %s", l.name(), l.Title)
		found, err := f.fetchOne(ctx, l, base)
		if err == nil {
			t := s.take(l, found, base, before, f.env.now(), f.older)
			if f.sayTaken(t); t.took == 0 && len(t.problems) >= len(found.Found) {
				err = errors.New("none of its prices is where it should be")
			}
			missed += len(t.problems)
		}
		if err != nil {
			err = fmt.Errorf("%s: %w", l.name(), err)
			failed = append(failed, err)
			f.say("%v", err)
		}
		if ctx.Err() != nil { // the remaining lists would fail as well
			for range lists[i+1:] {
				failed = append(failed, err)
			}
			break
		}
	}
	return missed, failed
}

// sayTaken reports the result of a list.
func (f *refreshFlags) sayTaken(t *taking) {
	for _, p := range t.problems {
		f.say("%s: %v", t.list.name(), p)
	}
	if len(t.stale) > 0 {
		f.say("%s: the list of %s is older than %s that differ, which stay; --older takes it: %s",
			t.list.name(), t.from.AsOf, result.CountPrices(len(t.stale)), strings.Join(t.stale, ", "))
	}
	text := result.CountPrices(t.took)
	if t.absent > 0 {
		text += fmt.Sprintf("; %d are not sold there", t.absent)
	}
	f.say("%s: %s", t.list.name(), text)
}

// fetchOne reads one price list.
func (f *refreshFlags) fetchOne(ctx context.Context, l *priceList, base *catalog.Catalog) (*pricelist.List, error) {
	client := pricelist.Client{
		HTTP: &http.Client{}, Attempts: f.attempts, Wait: f.wait, Key: l.key,
		// At a lower speed, the largest list would take hours.
		Stall: min(30*time.Second, f.timeout), StallBytes: 16 << 10,
		Progress: func(read, total int64) { f.say("%s: %s", l.name(), megabytes(read, total)) },
		Retry:    func(err error, wait time.Duration) { f.say("%s: %v; once more in %v", l.name(), err, wait) },
	}
	address, want := l.Base+l.Path, wanted(&l.PriceSource, base)
	switch l.Format {
	case data.AzureRetail:
		return client.Azure(ctx, address, l.Filter, want)
	case data.GCPSKUs:
		return client.GCP(ctx, address, l.Region, want)
	}
	return client.AWS(ctx, address, want)
}

// say reports progress on standard error.
func (a *app) say(format string, args ...any) { report(a.env.Stderr, fmt.Errorf(format, args...)) }

// megabytes formats the size of the data received.
func megabytes(read, total int64) string {
	s := strconv.FormatInt(read>>20, 10) + " MB"
	if total > 0 {
		s += fmt.Sprintf(" of %d MB, %d %%", total>>20, 100*read/total)
	}
	return s
}

// notRefreshable lists the prices that are in no list.
func notRefreshable(b *result.Sheet, r *data.Refresh, base *catalog.Catalog) {
	has := map[string]bool{}
	for _, s := range r.Sources {
		for _, p := range s.Prices {
			has[s.Provider+"/"+p.Rate] = true
			for _, t := range p.Sizes {
				has[s.Provider+"/sizes "+t] = true
			}
		}
	}
	b.WriteString("not refreshable, as no public price list is read for them:\n")
	for i := range base.Providers {
		p := &base.Providers[i]
		var names []string
		n := 0
		for _, price := range p.Prices() {
			name := price.Meter
			if price.Table != "" {
				name = "sizes " + price.Table
			}
			n++
			if !has[p.ID+"/"+name] && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		switch {
		case len(names) == 0:
		case !slices.ContainsFunc(r.Sources, func(s data.PriceSource) bool { return s.Provider == p.ID }):
			b.Wrap("  "+p.ID+": ", fmt.Sprintf("all %d prices", n))
		default:
			b.Wrap("  "+p.ID+": ", strings.Join(names, ", "))
		}
	}
}

// duration returns a flag of a duration.
func duration(to *time.Duration) *value {
	return &value{to.String(), "time", func(s string) error {
		d, err := time.ParseDuration(s)
		if err != nil || d <= 0 {
			return errors.New("write a time such as 90s or 15m")
		}
		*to = d
		return nil
	}}
}
