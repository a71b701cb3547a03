package cli

import (
	"bytes"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/tui/result"
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
	d := result.ComparePrices(before, after)
	d.Write(&b)
	d.WriteOffers(&b)
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
