package cli

import (
	"context"
	"path/filepath"

	"github.com/spf13/cobra"

	"crossover/tui/result"
)

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
