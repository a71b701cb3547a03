package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/result"
)

func newEval(a *app) *cobra.Command {
	f := asked{app: a}
	var show result.EvalOptions
	cmd := takesTokens(a, a.answers("eval", func(ctx context.Context, tokens []string, _ result.Format) (result.Result, error) {
		q, offers, err := f.query(tokens)
		if err != nil {
			return nil, err
		}
		found, err := q.Estimates(ctx, offers, show)
		if err != nil {
			return nil, err
		}
		return found, f.answered(q, offers)
	}))
	cmd.Flags().BoolVar(&show.All, "all", false, "in tables, list GPU offers even where no GPU is asked for")
	cmd.Flags().Var(whole(&show.Limit, "", 1, mostListed), "limit", "list only so many offers, the cheapest first")
	return f.addOffers(cmd)
}

// mostListed is more offers than a catalogue has.
const mostListed = 10_000

func newExplain(a *app) *cobra.Command {
	f := asked{app: a}
	var id string
	cmd := takesTokens(a, a.answers("explain", func(_ context.Context, tokens []string, _ result.Format) (result.Result, error) {
		q, _, err := f.query(tokens)
		if err != nil {
			return nil, err
		}
		offer, err := oneOffer(q.Engine, id)
		if err != nil {
			return nil, err
		}
		return result.Explain(q, offer), nil
	}))
	addOffer(a, cmd, &id)
	return f.addPart(cmd)
}

func newGrowth(a *app) *cobra.Command {
	return takesTokens(a, a.answers("growth", func(ctx context.Context, tokens []string, _ result.Format) (result.Result, error) {
		q, err := a.ask(tokens)
		if err != nil {
			return nil, err
		}
		return q.Growth(ctx)
	}))
}

func newOffers(a *app) *cobra.Command { return a.describes("offers", result.Offers) }

// describes returns a command that says something about the catalogue as a whole.
func (a *app) describes(name string, what func(*engine.Engine) result.Result) *cobra.Command {
	return takesNothing(a.answers(name, func(context.Context, []string, result.Format) (result.Result, error) {
		e, err := a.engine()
		if err != nil {
			return nil, err
		}
		return what(e), nil
	}))
}

func newKeys(a *app) *cobra.Command {
	return takesNothing(a.answers("keys", func(context.Context, []string, result.Format) (result.Result, error) { return result.Keys(), nil }))
}

func newVersion(a *app) *cobra.Command {
	return a.describes("version", func(e *engine.Engine) result.Result { return result.Version(result.ThisBuild(), e) })
}

// reportFlags holds the flags of report.
type reportFlags struct {
	asked
	out                     string
	plain, html, all, flips bool
}

func newReport(a *app) *cobra.Command {
	f := reportFlags{asked: asked{app: a}}
	cmd := f.addStrict(takesTokens(a, command("report", f.run)))
	if a.env.served == nil {
		cmd.Flags().VarP(text(&f.out, "file"), "output", "o", "write to this file, by its ending Markdown (.md), plain text (.txt) or a web page (.html)")
	}
	cmd.Flags().BoolVar(&f.plain, "plain", false, "text that reads well aloud instead of Markdown")
	cmd.Flags().BoolVar(&f.html, "html", false, "a web page in one file, with charts and bills, that loads nothing")
	cmd.Flags().BoolVar(&f.flips, "flips", false, "say at which rate, memory and duration each part would move; takes seconds")
	cmd.Flags().BoolVar(&f.all, "all", false, "list every offer, not only the best ten")
	return cmd
}

// run writes the document.
func (f *reportFlags) run(ctx context.Context, tokens []string) error {
	if f.plain && f.html {
		return badf("--plain and --html are two formats; write one")
	}
	switch ending := filepath.Ext(f.out); {
	case f.out == "" || f.out == "-" || ending == ".md":
	case ending == ".txt":
		f.plain = true
	case ending == ".html":
		f.html = true
	default:
		return badf("-o %s: the ending says no format; end it with .md, .txt or .html (figures as JSON are those of crossover eval, curve and layout)", f.out)
	}
	q, _, err := f.query(tokens)
	if err != nil {
		return err
	}
	text, err := q.Report(ctx, result.ReportOptions{Plain: f.plain, HTML: f.html, All: f.all, Flips: f.flips, Serial: f.env.served != nil})
	if err != nil {
		return err
	}
	if err := f.writeTo(f.out, text); err != nil {
		return err
	}
	return f.answered(q, nil)
}

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
	dollars := func(s string) (float64, error) { return strconv.ParseFloat(strings.TrimPrefix(s, "$"), 64) }
	flags.Var(ranged(&f.limits.MaxCost, "dollars", dollars, 1e-9, 1e12, "dollars a month, such as 200"), "max-cost", "the most it may cost a month")
	flags.Var(&value{name: "time", read: func(s string) (err error) {
		t, _ := scenario.Lookup("p99")
		f.limits.MaxP99MS, err = t.ParseValue(s)
		return err
	}}, "max-p99", "the most that requests may take at p99, such as 300ms")
	flags.Var(ranged(&f.limits.Within, "share", scenario.ParseShare, 0, 1e6, "a share of 0% or more, such as 10%"), "within", "how far it may be above the cheapest layout, such as 10%")
	flags.Var(text(&f.baseline, "scenario"), "baseline", "with --within: compare with this scenario instead: a file, or the name of one")
	completeBy(cmd, "baseline", shell{a}.systems)
	return cmd
}

// run compares a system with limits.
func (c *checking) run(ctx context.Context, args []string, _ result.Format) (result.Result, error) {
	q, err := c.ask(tokensOf(args))
	if err != nil {
		return nil, err
	}
	if c.baseline != "" {
		if c.limits.Within < 0 {
			return nil, badf("--baseline is what --within compares with; write both")
		}
		base, err := askSystem(c.app, c.baseline)
		if err != nil {
			return nil, err
		}
		c.limits.Baseline = &base.Scenario
	}
	found, err := q.Check(ctx, c.limits)
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
