package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/verdict"
	"crossover/themes"
	"crossover/tui/files"
	"crossover/tui/mcp"
	"crossover/tui/result"
)

// The limits for commands of a server's clients.
const (
	servedPoints   = 500
	servedRequests = 1e6
	servedReplicas = 2
	servedColumns  = 200
	servedRows     = 60
	servedScale    = 2
)

// Answer runs a command that changes nothing for a client of a server, and returns its
// exit code. It reads and writes no file, opens no connection, and bounds the work that
// flags can multiply. e and looks are the engine and the themes of all clients.
func Answer(ctx context.Context, e *engine.Engine, looks []themes.Theme, args []string, stdout, stderr io.Writer, now func() time.Time) int {
	return Run(ctx, args, Env{Stdin: strings.NewReader(""), Stdout: stdout, Stderr: stderr, Now: now, served: e, servedLooks: looks})
}

// quick lists the commands that always take well under a second: at most one estimate per
// offer.
var quick = map[string]bool{"eval": true, "explain": true, "offers": true, "prices": true, "scenarios": true, "themes": true, "keys": true, "help": true}

// Quick reports whether [Answer] answers a command line almost immediately.
func Quick(args []string) bool {
	return len(args) == 0 || quick[args[0]] || strings.HasPrefix(args[0], "-")
}

// newServed returns the root command for clients of a server.
func newServed(a *app) *cobra.Command {
	cmd := baseRoot(a, "clients")
	cmd.CompletionOptions.DisableDefaultCmd = true
	commands := []*cobra.Command{
		newEval(a), newExplain(a), newCurve(a), newLayout(a), newGrowth(a), newReport(a), newSnapshot(a), newVerify(a), newVerdicts(a), newSimulate(a),
		newOffers(a), newPrices(a), newScenarios(a), newThemes(a), newKeys(a),
	}
	if a.env.agent {
		commands = append(commands, newImport(a))
	}
	for _, c := range commands {
		for _, sub := range c.Commands() { // they all read, write or fetch
			c.RemoveCommand(sub)
		}
		switch c.Name() {
		case "verify", "verdicts":
			c.Args = refuses("reads no files here")
		}
		cmd.AddCommand(c)
	}
	return cmd
}

// reads returns an error if the client may read no files.
func (e *Env) reads(name string) error {
	if e.served != nil && e.below == nil {
		return fmt.Errorf("%s: no files are read here: start crossover mcp with --root and a folder, or hand over the text", name)
	}
	return nil
}

func newMCP(a *app) *cobra.Command {
	root := ""
	cmd := takesNothing(command("mcp", func(ctx context.Context, _ []string) error { return a.answerAgents(ctx, root) }))
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
