package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"crossover/engine"
	"crossover/themes"
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
	cmd := baseRoot(a)
	cmd.Long = servedLong
	cmd.Example = indent(servedExample)
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

const servedLong = `Serverless or containers? Give a request rate, memory and duration, and see what
each platform costs, how its cold starts feel, and at what traffic the answer
flips. With a terminal (ssh -t) you get the explorer; key=value tokens set the
scenario, and "keys" lists them. "room NAME" lets a team look at the same one,
and prints it without a terminal. A command gets 15 seconds of work. "tour" shows you round, "screen-reader" writes
lines of text instead of drawing, "theme=NAME", "glyphs=NAME" and "motion=full"
choose the look.`

const servedExample = `ssh -t HOST
ssh -t HOST rate=3M/month memory=1GB
ssh -t HOST room friday
ssh -t HOST screen-reader
ssh -t HOST theme=light glyphs=ascii
ssh HOST eval rate=100/day memory=256MB duration=100ms -o json
ssh HOST curve --over rate --from 1/min --to 1k/s -o csv`

// reads returns an error if the client may read no files.
func (e *Env) reads(name string) error {
	if e.served != nil && e.below == nil {
		return fmt.Errorf("%s: no files are read here: start crossover mcp with --root and a folder, or hand over the text", name)
	}
	return nil
}
