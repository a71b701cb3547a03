package cli

import (
	"bytes"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine/catalog"
)

const checkLong = `Checks files of your own prices, discounts and offers, together and over the
catalogue with the files that always apply. Tells everything that is wrong, each
with its file, line and column, and exits with code 2; or tells what the files
change.`

func newPricesCheck(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "check file ...",
		Short:   "Check files of your own prices",
		Long:    checkLong,
		Example: indent("crossover prices check my-prices.yaml\ncrossover prices check folder"),
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return badf("%s needs a file, such as my-prices.yaml", c.CommandPath())
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.checkPrices(args) },
	}
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
	var b bytes.Buffer
	d := compare(before, after)
	d.table(&b)
	d.offers(&b, before, after)
	b.WriteString("no problems\n")
	return a.write(b.Bytes())
}

// sameFile reports whether two paths lead to the same file.
func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// offers lists the offers that a catalogue has more than another, and those
// that changed otherwise than in price.
func (d *priceDiff) offers(b *bytes.Buffer, before, after *catalog.Catalog) {
	had := map[string]bool{}
	for i := range before.Providers {
		for _, o := range before.Providers[i].Offers {
			had[o.ID+"/"+o.Override] = true
			had[o.ID] = true
		}
	}
	for i := range after.Providers {
		for _, o := range after.Providers[i].Offers {
			switch {
			case !had[o.ID]:
				fmt.Fprintf(b, "new offer %s: %s\n", label(o.ID), label(o.Title))
			case !had[o.ID+"/"+o.Override]:
				fmt.Fprintf(b, "changed offer %s: %s\n", label(o.ID), label(o.Title))
			}
		}
	}
}
