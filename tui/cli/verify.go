package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/verify"
)

// errDiffers ends crossover verify with code 1: some figure is not reproduced.
var errDiffers = errors.New("not every published figure is reproduced")

func newVerify(a *app) *cobra.Command {
	var f outputFormat
	cmd := &cobra.Command{
		Use:   "verify [FILE ...]",
		Short: "Reproduce published worked examples, and say where figures differ",
		Long: `Recomputes the worked examples of vendors and third parties from their exact
inputs and compares the results, to the digits published. A known slip of a
source is shown as one, and must not be matched. Without files the examples are
those shipped; files of your own have the format of data/examples/README.md.
It ends with code 1 if any figure differs.`,
		Example:           indent("crossover verify\ncrossover verify -o json\ncrossover verify mine.yaml"),
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: cobra.FixedCompletions([]string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt),
		RunE:              func(c *cobra.Command, files []string) error { return a.verify(c.Context(), files, f) },
	}
	addFormat(cmd, &f)
	return cmd
}

type verifyJSON struct {
	Examples []exampleJSON `json:"examples"`
}

type exampleJSON struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Published number `json:"published"`
	Computed  number `json:"computed"`
	Status    string `json:"status"`
	Source    string `json:"source"`
	Section   string `json:"section"`
	Kind      string `json:"kind"`
	Unit      string `json:"unit"`
	Expected  string `json:"expected"`
	Reason    string `json:"reason,omitempty"`
	Error     string `json:"error,omitempty"`
}

// verify runs the examples of the files, or those shipped.
func (a *app) verify(ctx context.Context, files []string, f outputFormat) error {
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
	g := &grid{columns: []column{
		{title: "example"}, {title: "published", right: true}, {title: "computed", right: true},
		{title: "unit"}, {title: "status"}, {title: "title", gives: true},
	}}
	out := verifyJSON{Examples: []exampleJSON{}}
	counts := map[verify.Status]int{}
	bad := 0
	for _, ex := range examples {
		r := verify.Run(ctx, e, ex)
		if err := ctx.Err(); err != nil {
			return err
		}
		counts[r.Status]++
		if !r.OK() {
			bad++
		}
		status := string(r.Status)
		if !r.OK() {
			status += " (!)"
		}
		g.add(r.ID, r.PublishedText, r.ComputedText(), r.Unit, status, note(&r))
		out.Examples = append(out.Examples, exampleEntry(&r))
	}
	if err := a.list(f, g, out); err != nil {
		return err
	}
	if f == asTable {
		summary := fmt.Sprintf("\n%d examples: %d agree, %d known slips, %d differ\n",
			len(examples), counts[verify.Agree], counts[verify.Slip], bad)
		if err := a.write([]byte(summary)); err != nil {
			return err
		}
	}
	if bad > 0 {
		return fmt.Errorf("%w: %s", errDiffers, strconv.Itoa(bad))
	}
	return nil
}

// note is the example's title, with what is known of a slip or an error.
func note(r *verify.Result) string {
	switch {
	case r.Err != nil:
		return r.Title + ": " + r.Err.Error()
	case r.Reason != "":
		return r.Title + "; slip: " + r.Reason
	default:
		return r.Title
	}
}

func exampleEntry(r *verify.Result) exampleJSON {
	e := exampleJSON{
		ID: r.ID, Title: r.Title, Published: number(r.Published), Computed: number(r.Computed),
		Status: string(r.Status), Source: r.Source, Section: r.Section, Kind: string(r.Kind),
		Unit: r.Unit, Expected: string(r.Expected), Reason: r.Reason,
	}
	if r.Err != nil {
		e.Error = r.Err.Error()
	}
	return e
}

// loadExamples reads the examples of files, or those shipped where there are
// none.
func loadExamples(files []string) ([]verify.Example, error) {
	if len(files) == 0 {
		return data.LoadExamples()
	}
	var all []verify.Example
	seen := map[string]string{}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			return nil, badf("cannot read %s: %v", name, errors.Unwrap(err))
		}
		list, err := data.ParseExamples(name, src)
		if err != nil {
			return nil, bad(err)
		}
		for _, ex := range list {
			if first, ok := seen[ex.ID]; ok {
				return nil, badf("%s: example %q stands in %s already; give each an id of its own", name, ex.ID, first)
			}
			seen[ex.ID] = name
		}
		all = append(all, list...)
	}
	return all, nil
}
