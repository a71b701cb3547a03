package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"crossover/engine/scenario"
	"crossover/tui/result"
)

// checking holds the flags of check.
type checking struct {
	*app
	limits   result.Limits
	baseline string
}

func newCheck(a *app) *cobra.Command {
	f := checking{app: a, limits: result.Limits{Within: -1}}
	cmd := takesTokens(a, a.answers("check", f.run))
	cmd.ValidArgsFunction = shell{a}.systems
	flags := cmd.Flags()
	flags.Var(&value{name: "dollars", read: func(s string) (err error) {
		f.limits.MaxCost, err = strconv.ParseFloat(strings.TrimPrefix(s, "$"), 64)
		if err != nil || !(f.limits.MaxCost > 0) {
			return errors.New("write dollars a month, such as 200")
		}
		return nil
	}}, "max-cost", "the most it may cost a month")
	flags.Var(&value{name: "time", read: func(s string) (err error) {
		t, _ := scenario.Lookup("p99")
		f.limits.MaxP99MS, err = t.ParseValue(s)
		return err
	}}, "max-p99", "the most that requests may take at p99, such as 300ms")
	flags.Var(&value{name: "share", read: func(s string) (err error) {
		f.limits.Within, err = scenario.ParseShare(s)
		return err
	}}, "within", "how far it may be above the cheapest layout, such as 10%")
	flags.Var(text(&f.baseline, "scenario"), "baseline", "with --within: compare with this scenario instead: a file, or the name of one")
	completeBy(cmd, "baseline", shell{a}.systems)
	return cmd
}

// run compares a system with limits.
func (f *checking) run(ctx context.Context, args []string, _ result.Format) (result.Result, error) {
	q, err := f.ask(tokensOf(args))
	if err != nil {
		return nil, err
	}
	if f.baseline != "" {
		if f.limits.Within < 0 {
			return nil, badf("--baseline is what --within compares with; write both")
		}
		base, err := askSystem(f.app, f.baseline)
		if err != nil {
			return nil, err
		}
		f.limits.Baseline = &base.Scenario
	}
	found, err := q.Check(ctx, f.limits)
	switch {
	case err != nil:
		return nil, bad(err)
	case found.Exceeded() != "":
		return found, errors.New(found.Exceeded())
	}
	return found, nil
}

func newDiff(a *app) *cobra.Command {
	cmd := a.answers("diff", func(ctx context.Context, args []string, _ result.Format) (result.Result, error) {
		if isCatalog(args[0]) && isCatalog(args[1]) {
			return diffPrices(args)
		}
		before, err := askSystem(a, args[0])
		if err != nil {
			return nil, fmt.Errorf("before: %w", err)
		}
		after, err := askSystem(a, args[1])
		if err != nil {
			return nil, fmt.Errorf("after: %w", err)
		}
		return before.Diff(ctx, &after.Scenario)
	})
	cmd.Args, cmd.ValidArgsFunction = needs(2, 2, "needs two scenarios: files, names or tokens in quotes"), shell{a}.systems
	return cmd
}

// isCatalog reports whether a name means prices: shipped, a folder, or a file that is no
// scenario.
func isCatalog(name string) bool {
	info, err := os.Stat(name)
	if name == "shipped" || err == nil && info.IsDir() {
		return true
	}
	text, err := readFile(name)
	return err == nil && !bytes.Contains(append([]byte("\n"), text...), []byte("\ntokens:"))
}

// askSystem returns a query about a system given by a file, a scenario's name, or quoted
// tokens.
func askSystem(a *app, text string) (*result.Query, error) {
	if !strings.Contains(text, "=") {
		return a.ask(tokensOf([]string{text}))
	}
	tokens, err := scenario.Split(text)
	if err != nil {
		return nil, badf("%s: %w", text, err)
	}
	return a.ask(tokensOf(tokens))
}

// tokensOf replaces words without = by tokens for the scenarios of these names.
func tokensOf(args []string) []string {
	out := make([]string, len(args))
	for i, arg := range args {
		if out[i] = arg; !strings.Contains(arg, "=") {
			out[i] = scenario.PresetKey + arg
		}
	}
	return out
}
