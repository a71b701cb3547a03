package cli

import (
	"context"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine/catalog"
	"crossover/tui/result"
)

var pricesCheckDoc = doc{"check file ...", "Check files of your own prices",
	`Checks files of your own prices, discounts and offers, together and over the
catalogue with the files that always apply. Tells everything that is wrong, each
with its file, line and column, and exits with code 2; or tells what the files
change.`, "crossover prices check my-prices.yaml\ncrossover prices check folder"}

var pricesDiffDoc = doc{"diff before after", "Compare two catalogues: prices and offers",
	`Lays each of two files, or folders of them, over the catalogue the program comes
with, and tells which prices and offers differ: a month's refresh against the one
before, or a contract against list prices, which shipped stands for.`,
	"crossover prices diff old/prices.yaml my-prices.yaml\ncrossover prices diff shipped my-prices.yaml"}

func newPricesDiff(a *app) *cobra.Command {
	cmd := pricesDiffDoc.answers(a, func(_ context.Context, two []string, _ result.Format) (result.Result, error) { return diffPrices(two) })
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
