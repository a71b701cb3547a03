package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine/verdict"
	"crossover/tui/files"
	"crossover/tui/mcp"
	"crossover/tui/result"
)

var mcpDoc = doc{"mcp", "Answer agents over the Model Context Protocol",
	`Answers an agent over the Model Context Protocol, on standard input and output:
the tools are eval, curve, layout, growth, verdicts, prices, explain and import,
and their answers the JSON of the commands. A call gets 15 seconds of work. Only
import reads files, and only below --root, symbolic links included; without it
import takes the text of a file. Nothing is written, nothing is asked of the
network. An agent starts it by itself; docs/mcp.md says how.`, `crossover mcp
crossover mcp --root .`}

func newMCP(a *app) *cobra.Command {
	root := ""
	cmd := takesNothing(mcpDoc.command(func(ctx context.Context, _ []string) error { return a.answerAgents(ctx, root) }))
	cmd.Flags().Var(text(&root, "folder"), "root", "let import read files below this folder")
	_ = cmd.MarkFlagDirname("root") // it fails only for a flag that does not exist
	return cmd
}

// answerAgents serves one client on the standard streams until it leaves.
func (a *app) answerAgents(ctx context.Context, root string) error {
	q, err := a.ask(nil)
	if err != nil {
		return err
	}
	claims, err := data.LoadVerdicts(q.Engine.Catalog())
	if err != nil {
		return fmt.Errorf("built-in claims: %w", err)
	}
	c := mcp.Config{Quick: Quick, Version: result.ThisBuild().Version, Claims: named(claims.Verdicts, func(c *verdict.Claim) string { return c.ID }), Root: root}
	var below *files.Tree
	if root != "" {
		if below, err = files.Below(root); err != nil {
			return badf("--root: %w", err)
		}
		defer func() { _ = below.Close() }() // it was only read
	}
	c.Run = func(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
		return Run(ctx, args, Env{Stdin: stdin, Stdout: stdout, Stderr: stderr, Now: a.env.now, served: q.Engine, below: below, agent: true})
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	if a.env.ErrTerminal {
		_, _ = io.WriteString(a.env.Stderr, "crossover: an agent speaks on standard input; Ctrl+C ends\n") // an error here is ignored
	}
	err = mcp.Serve(ctx, c, a.env.Stdin, a.env.Stdout)
	if errors.Is(err, context.Canceled) {
		return errInterrupted
	}
	return err
}
