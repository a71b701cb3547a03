package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine/verify"
	"crossover/tui/result"
)

// errDiffers makes crossover verify exit with code 1: a figure is not reproduced.
var errDiffers = errors.New("not every published figure is reproduced")

var verifyDoc = doc{"verify [FILE ...]", "Reproduce published worked examples, and say where figures differ",
	`Recomputes the worked examples of vendors and third parties from their exact
inputs and compares the results, to the digits published. A known slip of a
source is shown as one, and must not be matched. Without files the examples are
those shipped; files of your own have the format of data/examples/README.md. They
are of the catalogue as shipped, with the files that --catalog names over it.
It ends with code 1 if any figure differs.`, "crossover verify\ncrossover verify -o json\ncrossover verify mine.yaml"}

func newVerify(a *app) *cobra.Command {
	return takesFiles(verifyDoc.answers(a, func(ctx context.Context, files []string, _ result.Format) (result.Result, error) {
		return reproduce(ctx, a.catalogs, files)
	}))
}

// reproduce runs the examples of the files, or those shipped. It ignores the overlays
// that always apply, because the examples test the catalogue as shipped; --catalog shows
// the effect of an overlay.
func reproduce(ctx context.Context, catalogs, files []string) (result.Result, error) {
	overlays, err := readOverlays("--catalog", catalogs)
	if err != nil {
		return nil, err
	}
	c, err := loadCatalog(overlays)
	if err != nil {
		return nil, err
	}
	e, err := compile(c)
	if err != nil {
		return nil, err
	}
	examples, err := loadExamples(files)
	if err != nil {
		return nil, err
	}
	var list result.Examples
	v := e.NewEvaluator()
	for _, ex := range examples {
		list = append(list, verify.Run(ctx, v, ex))
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	if n := list.Differing(); n > 0 {
		return list, fmt.Errorf("%w: %d", errDiffers, n)
	}
	return list, nil
}

// loadExamples reads the examples of files, or those shipped if there are none.
func loadExamples(files []string) ([]verify.Example, error) {
	if len(files) == 0 {
		return data.LoadExamples()
	}
	all, err := readEach("example", files, func(name string, text []byte) ([]verify.Example, []string, error) {
		list, err := data.ParseExamples(name, text)
		return list, named(list, func(x *verify.Example) string { return x.ID }), err
	})
	return slices.Concat(all...), err
}
