package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/verify"
	"crossover/tui/result"
)

// errDiffers ends crossover verify with code 1: some figure is not reproduced.
var errDiffers = errors.New("not every published figure is reproduced")

var verifyDoc = doc{"verify [FILE ...]", "Reproduce published worked examples, and say where figures differ",
	`Recomputes the worked examples of vendors and third parties from their exact
inputs and compares the results, to the digits published. A known slip of a
source is shown as one, and must not be matched. Without files the examples are
those shipped; files of your own have the format of data/examples/README.md.
It ends with code 1 if any figure differs.`, "crossover verify\ncrossover verify -o json\ncrossover verify mine.yaml"}

func newVerify(a *app) *cobra.Command {
	var f result.Format
	cmd := verifyDoc.files(func(ctx context.Context, files []string) error { return a.verify(ctx, files, f) })
	addFormat(cmd, &f)
	return cmd
}

// verify runs the examples of the files, or those shipped.
func (a *app) verify(ctx context.Context, files []string, f result.Format) error {
	// The examples prove the catalogue that is shipped: a user's own prices
	// would only make them differ.
	shipped, err := data.Load()
	if err != nil {
		return fmt.Errorf("built-in catalogue: %w", err)
	}
	e, err := engine.New(shipped)
	if err != nil {
		return fmt.Errorf("built-in catalogue: %w", err)
	}
	examples, err := loadExamples(files)
	if err != nil {
		return err
	}
	var list result.Examples
	v := e.NewEvaluator()
	for _, ex := range examples {
		list = append(list, verify.Run(ctx, v, ex))
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if err := a.print(f, list); err != nil {
		return err
	}
	if n := list.Differing(); n > 0 {
		return fmt.Errorf("%w: %d", errDiffers, n)
	}
	return nil
}

// loadExamples reads the examples of files, or those shipped where there are
// none.
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
