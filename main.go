// Command crossover is a terminal explorer for one decision: serverless or
// containers, and at what traffic the answer flips.
package main

import (
	"context"
	"os"
	"time"

	"github.com/adrg/xdg"
	"github.com/charmbracelet/x/term"

	"crossover/tui/cli"
)

func main() {
	os.Exit(cli.Run(context.Background(), os.Args[1:], cli.Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Environ: os.Environ(), ConfigHome: xdg.ConfigHome, StateHome: xdg.StateHome, DataHome: xdg.DataHome, Now: time.Now, Terminal: term.IsTerminal(os.Stdout.Fd()), ErrTerminal: term.IsTerminal(os.Stderr.Fd()), Explore: cli.Explore,
	}))
}
