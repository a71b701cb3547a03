package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/each"
	"crossover/engine/nearest"
	"crossover/engine/verdict"
	"crossover/engine/verify"
	"crossover/tui/result"
)

func newVerdicts(a *app) *cobra.Command {
	f := verdictsFlags{app: a}
	cmd := takesFiles(a.answers("verdicts", f.run))
	addChoice(cmd, &f.answer, "answer", "answer", "", "only claims with this answer", each.Of(verdict.Answers, func(a *verdict.Answer) string { return string(*a) }))
	cmd.Flags().Var(ids(&f.ids, "id,id"), "id", "only these claims, each with all its tests")
	completeBy(cmd, "id", shell{a}.verdictIDs)
	cmd.Flags().BoolVar(&f.under, "under", false, "also each answer at the other level, without free tiers, and without the cheapest vendor; so it is with --id")
	return cmd
}

// verdictsFlags holds the flags of verdicts.
type verdictsFlags struct {
	*app
	answer string
	ids    []string
	under  bool
}

// verdictIDs completes the IDs of the claims shipped.
func (s shell) verdictIDs(_ *cobra.Command, _ []string, start string) ([]string, cobra.ShellCompDirective) {
	c, _ := data.Load() // it is embedded and tested, as are the claims
	f, _ := data.LoadVerdicts(c)
	ids := each.Of(f.Verdicts, func(c *verdict.Claim) string { return c.ID })
	return describedIDs(start, ids, func(id string) string { return f.Verdicts[slices.Index(ids, id)].Claim })
}

// run answers the claims of the files, or those shipped.
func (f *verdictsFlags) run(ctx context.Context, files []string, _ result.Format) (result.Result, error) {
	e, err := f.engine()
	if err != nil {
		return nil, err
	}
	list, err := answers(ctx, e, files, f.ids, f.under || len(f.ids) > 0, f.workers())
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(r verdict.Result) bool { return f.answer != "" && f.answer != string(r.Answer) })
	return result.Verdicts(e, defaultScenario(), list, len(f.ids) > 0), nil
}

// workers is the number of evaluators that a command may use at a time.
func (a *app) workers() int {
	if a.env.served != nil {
		return 1
	}
	return runtime.GOMAXPROCS(0)
}

// answers tests the claims of files, or those shipped if there are none. ids restricts
// the claims; under adds tests under other terms.
func answers(ctx context.Context, e *engine.Engine, files, ids []string, under bool, workers int) ([]verdict.Result, error) {
	claims, err := loadClaims(e, files)
	if err != nil {
		return nil, err
	}
	if err := knownClaims(claims, ids); err != nil {
		return nil, err
	}
	var out []verdict.Result
	var errs []error
	for _, f := range claims {
		if len(ids) > 0 {
			f.Verdicts = slices.DeleteFunc(f.Verdicts, func(c verdict.Claim) bool { return !slices.Contains(ids, c.ID) })
		}
		list, err := verdict.Run(ctx, e, f, workers)
		if err == nil && under {
			err = verdict.AddUnder(ctx, e, f, list, workers)
		}
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			if r.Err != nil {
				errs = append(errs, fmt.Errorf("claim %s: %w", r.ID, r.Err))
			}
			out = append(out, r)
		}
	}
	return out, bad(errors.Join(errs...))
}

// knownClaims returns an error for IDs that no claim has.
func knownClaims(claims []*verdict.File, ids []string) error {
	known := map[string]bool{}
	for _, f := range claims {
		for i := range f.Verdicts {
			known[f.Verdicts[i].ID] = true
		}
	}
	for _, id := range ids {
		if !known[id] {
			return badf(`--id: there is no claim %q%s`, id, nearest.Question(id, slices.Sorted(maps.Keys(known)), `; "crossover verdicts" lists them`))
		}
	}
	return nil
}

// loadClaims reads the claims of files, or those shipped if there are none.
func loadClaims(e *engine.Engine, files []string) ([]*verdict.File, error) {
	if len(files) == 0 {
		f, err := data.LoadVerdicts(e.Catalog())
		if err != nil {
			return nil, fmt.Errorf("built-in claims: %w", err)
		}
		return []*verdict.File{f}, nil
	}
	return readEach("claim", files, func(name string, text []byte) (*verdict.File, []string, error) {
		f, err := data.ParseVerdicts(name, text, e.Catalog())
		if err != nil {
			return nil, nil, err
		}
		return f, each.Of(f.Verdicts, func(c *verdict.Claim) string { return c.ID }), nil
	})
}

// readEach reads files of items with IDs, which must be unique over all files.
func readEach[T any](what string, files []string, parse func(name string, text []byte) (T, []string, error)) ([]T, error) {
	var all []T
	seen := map[string]string{}
	for _, name := range files {
		text, err := readFile(name)
		if err != nil {
			if path := (*fs.PathError)(nil); errors.As(err, &path) {
				err = fmt.Errorf("cannot read %s: %w", name, path.Err)
			}
			return nil, bad(err)
		}
		f, ids, err := parse(name, text)
		if err != nil {
			return nil, bad(err)
		}
		for _, id := range ids {
			if first, ok := seen[id]; ok {
				return nil, badf("%s: %s %q stands in %s already; give each an id of its own", name, what, id, first)
			}
			seen[id] = name
		}
		all = append(all, f)
	}
	return all, nil
}

// errDiffers makes crossover verify exit with code 1: a figure is not reproduced.
var errDiffers = errors.New("not every published figure is reproduced")

func newVerify(a *app) *cobra.Command {
	return takesFiles(a.answers("verify", func(ctx context.Context, files []string, _ result.Format) (result.Result, error) {
		return reproduce(ctx, a.catalogs, files, a.workers())
	}))
}

// reproduce runs the examples of the files, or those shipped. It ignores the overlays
// that always apply, because the examples test the catalogue as shipped; --catalog shows
// the effect of an overlay.
func reproduce(ctx context.Context, catalogs, files []string, workers int) (result.Result, error) {
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
	list, err := verify.All(ctx, e, examples, workers)
	if err != nil {
		return nil, err
	}
	if n := result.Examples(list).Differing(); n > 0 {
		return result.Examples(list), fmt.Errorf("%w: %d", errDiffers, n)
	}
	return result.Examples(list), nil
}

// loadExamples reads the examples of files, or those shipped if there are none.
func loadExamples(files []string) ([]verify.Example, error) {
	if len(files) == 0 {
		return data.LoadExamples()
	}
	all, err := readEach("example", files, func(name string, text []byte) ([]verify.Example, []string, error) {
		list, err := data.ParseExamples(name, text)
		return list, each.Of(list, func(x *verify.Example) string { return x.ID }), err
	})
	return slices.Concat(all...), err
}
