// Command crossover is a terminal explorer for one decision: serverless or
// containers, and at what traffic the answer flips.
package main

import (
	"context"
	"os"
	"time"

	"github.com/charmbracelet/x/term"

	"crossover/tui/cli"
)

func main() {
	columns, _, _ := term.GetSize(os.Stdout.Fd()) // 0 without a terminal
	env := cli.Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Environ: os.Environ(), Now: time.Now, Explore: cli.Explore,
		Terminal: term.IsTerminal(os.Stdout.Fd()), Columns: columns, ErrTerminal: term.IsTerminal(os.Stderr.Fd()),
	}
	env.SetFolders()
	os.Exit(cli.Run(context.Background(), os.Args[1:], env))
}
