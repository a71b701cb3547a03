package cli

import (
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
	"crossover/tui/cli/pricelist"
	"crossover/tui/files"
	"crossover/tui/result"
)

// refreshFlags is one run of prices refresh: its flags and its surroundings.
type refreshFlags struct {
	*app
	out, aws, azure string
	only            []string
	timeout, wait   time.Duration
	attempts        int
	dry             bool
}

// refreshName is the file that refreshed prices are written to. It comes first
// among the files that always apply, so that what the user sets by hand wins.
const refreshName = "00-refresh.yaml"

var refreshDoc = doc{"refresh", "Fetch current list prices of AWS and Azure",
	`Fetches the vendors' public price lists, which need no account and no key, and
writes the prices found to a file of the kind --catalog takes: in your
configuration folder, where it always applies, or where -o says. Prints what
changed. No other command opens a connection.

The list of EC2 has some hundred megabytes; --only leaves lists out. Prices that
no list has are named at the end.`, `crossover prices refresh
crossover prices refresh --only aws-lambda,aws-fargate --dry-run
crossover prices refresh -o list-prices.yaml`}

func newRefresh(a *app) *cobra.Command {
	f := refreshFlags{app: a, timeout: 15 * time.Minute, wait: 2 * time.Second, attempts: 4}
	cmd := refreshDoc.alone(f.run)
	flags := cmd.Flags()
	flags.VarP(text(&f.out, "file"), "output", "o", "write to this file")
	flags.Var(ids(&f.only, "id,id"), "only", "only these price lists")
	flags.BoolVar(&f.dry, "dry-run", false, "print what would change and write nothing")
	flags.Var(duration(&f.timeout), "timeout", "give up after this time")
	flags.Var(whole(&f.attempts, strconv.Itoa(f.attempts), 1, 20), "attempts", "how often to ask for a list that fails")
	flags.Var(duration(&f.wait), "wait", "pause after the first failure; it doubles each time")
	flags.Var(text(&f.aws, "url"), "aws-url", "another server of AWS's price lists")
	flags.Var(text(&f.azure, "url"), "azure-url", "another server of Azure's price lists")
	return cmd
}

// run fetches price lists and writes an overlay.
func (f *refreshFlags) run(ctx context.Context) error {
	base, err := loadCatalog(nil)
	if err != nil {
		return err
	}
	r, err := data.LoadRefresh(base)
	if err != nil {
		return fmt.Errorf("built-in price lists: %w", err)
	}
	sources, err := f.sources(r)
	if err != nil {
		return err
	}
	target, err := f.target()
	if err != nil {
		return err
	}
	sheet, before, err := readSheet(target, base)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, f.timeout,
		fmt.Errorf("the time is up: %s; --timeout sets it", f.timeout.String()))
	defer cancel()
	missed, err := f.fetch(ctx, sources, base, sheet)
	if err != nil {
		return err
	}
	return f.finish(r, target, sheet, base, before, missed)
}

// finish checks, writes and reports what was fetched.
func (f *refreshFlags) finish(r *data.Refresh, target string, s *sheet, base, before *catalog.Catalog, missed int) error {
	text := s.yaml(f.env.now())
	after, err := loadCatalog([]data.Overlay{{Name: target, Mark: filepath.Base(target), Text: text}})
	if err != nil {
		return fmt.Errorf("the prices fetched do not fit the catalogue: %w", err)
	}
	b := f.sheet()
	result.ComparePrices(before, after).Write(b)
	if !f.dry {
		if err := files.Write(target, text, files.Shared); err != nil {
			return fmt.Errorf("write %s: %w", target, err)
		}
		fmt.Fprintf(b, "%s are in %s\n", result.CountPrices(s.len()), target)
	}
	b.WriteByte('\n')
	notRefreshable(b, r, base)
	if err := f.write(b.Bytes()); err != nil {
		return err
	}
	if missed > 0 {
		return fmt.Errorf("%s could not be refreshed; what was said of each is above", result.CountPrices(missed))
	}
	return nil
}

// sources are the price lists asked for.
func (f *refreshFlags) sources(r *data.Refresh) ([]data.PriceSource, error) {
	ids := named(r.Sources, func(s *data.PriceSource) string { return s.ID })
	for _, id := range f.only {
		if !slices.Contains(ids, id) {
			return nil, badf("--only: there is no price list %q; write %s", id, strings.Join(ids, ", "))
		}
	}
	var out []data.PriceSource
	for _, s := range r.Sources {
		if len(f.only) > 0 && !slices.Contains(f.only, s.ID) {
			continue
		}
		for format, base := range map[string]string{data.AWSOffer: f.aws, data.AzureRetail: f.azure} {
			if base != "" && s.Format == format {
				s.Base = strings.TrimSuffix(base, "/")
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// target is the file to write.
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

// fetch reads the price lists into a sheet and returns how many prices it
// missed.
func (f *refreshFlags) fetch(ctx context.Context, sources []data.PriceSource, base *catalog.Catalog, s *sheet) (missed int, err error) {
	for i := range sources {
		src := &sources[i]
		f.say("%s: fetching %s", src.ID, src.Title)
		list, err := f.fetchOne(ctx, src, base)
		if err != nil {
			return 0, fmt.Errorf("%s: %w; nothing was written", src.ID, err)
		}
		n, problems := s.take(src, list, base, f.env.now())
		for _, p := range problems {
			f.say("%s: %s", src.ID, p)
		}
		if n == 0 {
			return 0, fmt.Errorf("%s: none of its prices is where it should be; nothing was written", src.ID)
		}
		missed += len(problems)
		f.say("%s: %s", src.ID, result.CountPrices(n))
	}
	return missed, nil
}

// fetchOne reads one price list.
func (f *refreshFlags) fetchOne(ctx context.Context, src *data.PriceSource, base *catalog.Catalog) (*pricelist.List, error) {
	client := pricelist.Client{
		HTTP: &http.Client{}, Attempts: f.attempts, Wait: f.wait,
		// Slower than this, the largest list would take hours.
		Stall: min(30*time.Second, f.timeout), StallBytes: 16 << 10,
		Progress: func(read, total int64) { f.say("%s: %s", src.ID, megabytes(read, total)) },
		Retry:    func(err error, wait time.Duration) { f.say("%s: %v; once more in %v", src.ID, err, wait) },
	}
	address := src.Base + src.Path
	if src.Format == data.AzureRetail {
		return client.Azure(ctx, address, src.Filter, wanted(src, base))
	}
	return client.AWS(ctx, address, wanted(src, base))
}

// say tells how things go; nobody depends on it being read.
func (a *app) say(format string, args ...any) {
	report(a.env.Stderr, fmt.Errorf(format, args...))
}

// megabytes says how much of a list has arrived.
func megabytes(read, total int64) string {
	s := strconv.FormatInt(read>>20, 10) + " MB"
	if total > 0 {
		s += fmt.Sprintf(" of %d MB, %d %%", total>>20, 100*read/total)
	}
	return s
}

// notRefreshable names the prices that no list has.
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

// duration is a flag with a time.
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
