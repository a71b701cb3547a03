package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
	"crossover/tui/files"
	"crossover/tui/format"
	"crossover/tui/pane"
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

func newPrices(a *app) *cobra.Command {
	f := pricesFlags{app: a, olderThan: -1, maxAge: catalog.MaxAge}
	cmd := takesNothing(a.answers("prices", f.run))
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
	cmd.AddCommand(checks("prices check", "needs a file, such as my-prices.yaml", math.MaxInt, a.checkPrices), newPricesDiff(a), newRefresh(a))
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
	if err := known("--provider", "provider", f.providers, e.Catalog().ProviderIDs()); err != nil {
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

func newPricesDiff(a *app) *cobra.Command {
	cmd := a.answers("prices diff", func(_ context.Context, two []string, _ result.Format) (result.Result, error) { return diffPrices(two) })
	cmd.Args = needs(2, 2, "needs two files, such as old.yaml new.yaml")
	return cmd
}

// diffPrices compares the catalogues of two files.
func diffPrices(two []string) (result.Result, error) {
	before, err := catalogOf(two[0])
	if err != nil {
		return nil, err
	}
	after, err := catalogOf(two[1])
	if err != nil {
		return nil, err
	}
	return result.ComparePrices(before, after), nil
}

// catalogOf returns the catalogue with a file or folder applied, or as shipped.
func catalogOf(path string) (*catalog.Catalog, error) {
	if path == "shipped" {
		return loadCatalog(nil)
	}
	overlays, err := readOverlays("diff", []string{path})
	if err != nil {
		return nil, err
	}
	return loadCatalog(overlays)
}

// checkPrices checks overlays and prints what they change.
func (a *app) checkPrices(paths []string) error {
	files, err := readOverlays("check", paths)
	if err != nil {
		return err
	}
	standing, err := a.overlays()
	if err != nil {
		return err
	}
	standing = slices.DeleteFunc(standing, func(o data.Overlay) bool {
		return slices.ContainsFunc(files, func(f data.Overlay) bool { return sameFile(o.Name, f.Name) })
	})
	before, err := loadCatalog(standing)
	if err != nil {
		return err
	}
	after, err := loadCatalog(append(slices.Clip(standing), files...))
	if err != nil {
		return err
	}
	if _, err := compile(after); err != nil {
		return err
	}
	text, err := result.Write(result.ComparePrices(before, after), result.Table, a.sheet().Width)
	if err != nil {
		return err
	}
	return a.write(append(text, "no problems\n"...))
}

// sameFile reports whether two paths name the same file.
func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// history holds the price changes found by refreshes, in order of time.
type history []pane.PriceChange

// historyHead is the first line of a history.
const historyHead = "date,price,region,old_usd,new_usd"

// historyOf returns the name of the history beside a file of refreshed prices.
func historyOf(target string) string { return strings.TrimSuffix(target, ".yaml") + "-history.csv" }

// readHistory reads a history, which is empty before the first refresh.
func readHistory(name string) (history, error) {
	text, err := readFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, badf("read the history of prices: %w", err)
	}
	return parseHistory(name, text)
}

// parseHistory parses the text of a history; name is for errors.
func parseHistory(name string, text []byte) (history, error) {
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = strings.Count(historyHead, ",") + 1
	rows, err := r.ReadAll()
	if err != nil {
		return nil, badf("%s: %w; move it away to begin anew", name, err)
	}
	var out history
	for i, row := range rows {
		if i == 0 && strings.Join(row, ",") == historyHead {
			continue
		}
		old, err := strconv.ParseFloat(row[3], 64)
		now, wrong := strconv.ParseFloat(row[4], 64)
		if _, undated := time.Parse(time.DateOnly, row[0]); err != nil || wrong != nil || undated != nil {
			return nil, badf("%s:%d: %q: want a date as 2026-11-20, a price, a region and two amounts; move the file away to begin anew",
				name, i+1, strings.Join(row, ","))
		}
		out = append(out, pane.PriceChange{Date: row[0], Price: row[1], Class: catalog.Class(row[2]), Old: old, New: now})
	}
	return out, nil
}

// add appends the changes in a class of regions.
func (h history) add(today time.Time, class catalog.Class, d *result.PriceDiff) history {
	d.Each(func(old, now *catalog.Price) {
		if old == nil || now == nil {
			return
		}
		h = append(h, pane.PriceChange{
			Date: today.Format(time.DateOnly), Price: pane.PriceID(now), Class: class, Old: catalog.Decimal(old.Price / old.Per * now.Per), New: now.Price,
		})
	})
	return h
}

// text returns the history as CSV.
func (h history) text() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{strings.Split(historyHead, ",")}
	for _, c := range h {
		rows = append(rows, []string{c.Date, c.Price, string(c.Class), format.Exactly(c.Old), format.Exactly(c.New)})
	}
	_ = w.WriteAll(rows) // a buffer does not fail
	return b.Bytes()
}

// engine compiles the catalogue with the user's overlays.
func (a *app) engine() (*engine.Engine, error) {
	if a.env.served != nil {
		return a.env.served, nil
	}
	overlays, err := a.overlays()
	if err != nil {
		return nil, err
	}
	c, err := loadCatalog(overlays)
	if err != nil {
		return nil, err
	}
	return compile(c)
}

// compile compiles a catalogue. Errors in a catalogue with overlays are errors of the
// user's input.
func compile(c *catalog.Catalog) (*engine.Engine, error) {
	e, err := engine.New(c)
	if err == nil {
		return e, nil
	}
	err = fmt.Errorf("catalogue: %w", err)
	if len(c.Overlays) > 0 {
		return nil, bad(err)
	}
	return nil, err
}

// loadCatalog loads the built-in catalogue and applies overlays to it.
func loadCatalog(overlays []data.Overlay) (*catalog.Catalog, error) {
	c, err := data.LoadWith(overlays...)
	if err == nil {
		return c, nil
	}
	if len(overlays) > 0 {
		return nil, bad(err)
	}
	return nil, fmt.Errorf("built-in catalogue: %w", err)
}

// overlays reads the user's overlays: those of the configuration folder, then those in
// CROSSOVER_CATALOG, a list like PATH, then those of --catalog.
func (a *app) overlays() ([]data.Overlay, error) {
	standing, err := a.standingOverlays()
	if err != nil {
		return nil, err
	}
	paths := filepath.SplitList(a.env.Getenv("CROSSOVER_CATALOG"))
	listed, err := readOverlays("CROSSOVER_CATALOG", slices.DeleteFunc(paths, func(p string) bool { return p == "" }))
	if err != nil {
		return nil, err
	}
	given, err := readOverlays("--catalog", a.catalogs)
	return slices.Concat(standing, listed, given), err
}

// overlayDir returns the folder of the overlays that always apply, or "" if there is no
// configuration folder.
func (a *app) overlayDir() string { return a.env.config("catalog") }

// standingOverlays reads the overlays that always apply, and marks them with their base
// names.
func (a *app) standingOverlays() ([]data.Overlay, error) {
	files, err := yamlFiles(a.overlayDir())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, badf("your catalogue folder: %w", err)
	}
	out, err := readOverlays("your catalogue folder", files)
	for i := range out {
		out[i].Mark = filepath.Base(out[i].Name)
	}
	return out, err
}

// readOverlays reads files, and the YAML files of folders. Errors begin with who.
func readOverlays(who string, paths []string) ([]data.Overlay, error) {
	var out []data.Overlay
	for _, p := range paths {
		files, err := filesOf(p)
		if err != nil {
			return nil, badf("%s: %w", who, err)
		}
		for _, f := range files {
			text, err := readFile(f)
			if err != nil {
				return nil, badf("%s: %w", who, err)
			}
			out = append(out, data.Overlay{Name: f, Mark: f, Text: text})
		}
	}
	return out, nil
}

// filesOf returns a file, or the YAML files of a folder, which must have at least one.
func filesOf(p string) ([]string, error) {
	info, err := os.Stat(p)
	if err != nil || !info.IsDir() {
		return []string{p}, err
	}
	files, err := yamlFiles(p)
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s holds no .yaml file", p)
	}
	return files, err
}

// readFile reads a file of at most 8 MB, enough for a catalogue.
func readFile(name string) ([]byte, error) { return files.Read(name, 8<<20) }

// yamlFiles lists the YAML files of a folder, in the order of their names.
func yamlFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	var out []string
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); !e.IsDir() && (ext == ".yaml" || ext == ".yml") {
			out = append(out, filepath.Join(dir, e.Name()))
		}
	}
	return out, err
}
