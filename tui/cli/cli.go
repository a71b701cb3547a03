// Package cli is the command line: the commands, their output, and the start of the
// full-screen explorer. Only this package reads files and loads the catalogue; [Run]
// receives the environment, the arguments and the streams.
//
// Results go to standard output, everything else to standard error. The exit code is 0
// for an answer, 1 if the answer is no or for other failures, 2 for bad input, and 130
// after an interrupt.
package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/engine/verdict"
	"crossover/themes"
	"crossover/tui"
	"crossover/tui/files"
	"crossover/tui/glyph"
	"crossover/tui/mcp"
	"crossover/tui/result"
	"crossover/tui/term"
)

// Exit codes of [Run].
const (
	exitOK       = 0
	exitFailure  = 1
	exitBadInput = 2
	// exitInterrupted is the code that shells use after SIGINT.
	exitInterrupted = 130
)

// Env is the environment of a run of the program.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Environ is the environment, as os.Environ gives it.
	Environ []string
	// ConfigHome is the folder for configuration files if XDG_CONFIG_HOME is not set; ""
	// means none.
	ConfigHome string
	// StateHome is the folder for state files if XDG_STATE_HOME is not set; "" means
	// none.
	StateHome string
	// DataHome is the folder for user data if XDG_DATA_HOME is not set; "" means none.
	DataHome string
	// Now is the clock for ages of prices; nil means the machine's.
	Now func() time.Time
	// Terminal is set if Stdout is a terminal, and Columns is then its width, or 0 if
	// unknown.
	Terminal bool
	Columns  int
	// ErrTerminal is set if Stderr is a terminal, which then shows progress.
	ErrTerminal bool
	// Explore runs the full-screen explorer; nil means that there is none.
	Explore Explorer

	// served is the engine for the clients of a server; nil if the program runs for its
	// own user.
	served *engine.Engine
	// servedLooks are the themes available to clients of a server.
	servedThemes []themes.Theme
	// agent is set if the clients are agents.
	agent bool
	// below is the folder from which clients may import. nil means none for clients, and
	// no limit for the program's own user.
	below *files.Tree
}

// Explorer runs the full-screen program on a scenario until the user quits.
type Explorer func(ctx context.Context, e *engine.Engine, s scenario.Scenario, o Options) error

// Options are the explorer's options from the command line and the environment.
type Options struct {
	// Options lacks the options that depend on the terminal, the engine or the scenario.
	// Theme is the theme asked for, or "" to follow the terminal.
	tui.Options
	Stdin   io.Reader
	Stdout  io.Writer
	Environ []string
	// State is the program's state folder, or "".
	State string
	// Speak selects lines of text instead of a screen.
	Speak bool
	// Characters is the set of characters asked for, or nil to follow the terminal.
	Characters *glyph.Kind
}

// Getenv returns the value of an environment variable, or "" if it is not set.
func (e Env) Getenv(key string) string { return term.Getenv(e.Environ)(key) }

// SetFolders sets the user's folders to those of the system. Without HOME, as under some
// supervisors, there are none: package xdg then names folders of the root.
func (e *Env) SetFolders() {
	if xdg.Home != "/" || e.Getenv("HOME") != "" {
		e.ConfigHome, e.StateHome, e.DataHome = xdg.ConfigHome, xdg.StateHome, xdg.DataHome
	}
}

// config, state and data return the path of a configuration, state or data file of the
// program, or "" if there is no folder for it.
func (e Env) config(name string) string { return e.home("XDG_CONFIG_HOME", e.ConfigHome, name) }
func (e Env) state(name string) string  { return e.home("XDG_STATE_HOME", e.StateHome, name) }
func (e Env) data(name string) string   { return e.home("XDG_DATA_HOME", e.DataHome, name) }

// home returns the program's file name in the folder of an XDG variable, or in otherwise.
// https://specifications.freedesktop.org/basedir-spec: relative paths are ignored.
func (e Env) home(variable, otherwise, name string) string {
	dir := e.Getenv(variable)
	if !filepath.IsAbs(dir) {
		dir = otherwise
	}
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "crossover", name)
}

// now returns the current time.
func (e Env) now() time.Time {
	if e.Now == nil {
		return time.Now()
	}
	return e.Now()
}

// Run runs the program on its arguments, without the program's name, and returns the exit
// code.
func Run(ctx context.Context, args []string, env Env) (code int) {
	defer func() {
		if r := recover(); r != nil {
			report(env.Stderr, fmt.Errorf("internal error: %v; please report it with the command you ran", r))
			code = exitFailure
		}
	}()
	env.garbage(briefly)
	a := &app{env: env}
	if len(args) == 0 { // the explorer
		a.begin()
	}
	root := newRoot(a)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = a.help.err
	}
	if err == nil {
		return exitOK
	}
	report(env.Stderr, err)
	if bad := (*badInput)(nil); errors.As(err, &bad) {
		return exitBadInput
	}
	if errors.Is(err, errInterrupted) {
		return exitInterrupted
	}
	return exitFailure
}

// helpWriter keeps the error of writing a help text, which cobra ignores.
type helpWriter struct {
	io.Writer
	err error
}

func (h *helpWriter) Write(b []byte) (n int, err error) {
	n, err = h.Writer.Write(b)
	h.err = cmp.Or(h.err, err)
	return n, err
}

// GOGC, in percent of the live heap: at the start of a process and for short runs, later
// in the explorer, and for many sessions in one process.
const briefly, lasting, sharing = 400, 50, 30

// settled is the time after which the start is over.
const settled = time.Second

// garbage sets GOGC, unless the user has set it.
func (e Env) garbage(percent int) {
	if e.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

// badInput is an error in the user's input, as opposed to a failure of the program or the
// machine.
type badInput struct{ err error }

func (b *badInput) Error() string { return b.err.Error() }
func (b *badInput) Unwrap() error { return b.err }

// bad marks err as an error in the user's input; nil stays nil.
func bad(err error) error {
	if err == nil {
		return nil
	}
	return &badInput{err}
}

// badf returns an error in the user's input.
func badf(format string, args ...any) error { return bad(fmt.Errorf(format, args...)) }

// report writes each line of an error after the program's name. Characters that could
// control a terminal are replaced, because errors quote input.
func report(w io.Writer, err error) {
	for line := range strings.Lines(err.Error()) {
		line = strings.Map(func(r rune) rune {
			if !unicode.IsPrint(r) {
				return '?'
			}
			return r
		}, strings.TrimRight(line, "\n"))
		if line != "" {
			_, _ = fmt.Fprintf(w, "crossover: %s\n", line) // there is no other way to report it
		}
	}
}

// leastColumns is the smallest width of tables.
const leastColumns = 40

// columns returns the width of tables: COLUMNS, or the terminal's width. It returns 0,
// for unlimited width, if the output is no terminal.
func (a *app) columns() int {
	if n, err := strconv.Atoi(a.env.Getenv("COLUMNS")); err == nil && n > 0 {
		return max(n, leastColumns)
	}
	if !a.env.Terminal {
		return 0
	}
	return max(cmp.Or(a.env.Columns, result.Width), leastColumns)
}

// sheet returns an empty sheet of that width.
func (a *app) sheet() *result.Sheet { return &result.Sheet{Width: a.columns()} }

// print writes an answer in a format, completely or not at all.
func (a *app) print(f result.Format, r result.Result) error {
	text, err := result.Write(r, f, a.columns())
	if err != nil {
		return err
	}
	return a.write(text)
}

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
// flags can multiply. e and all are the engine and the themes of all clients.
func Answer(ctx context.Context, e *engine.Engine, all []themes.Theme, args []string, stdout, stderr io.Writer, now func() time.Time) int {
	return Run(ctx, args, Env{Stdin: strings.NewReader(""), Stdout: stdout, Stderr: stderr, Now: now, served: e, servedThemes: all})
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
		newEval(a), newExplain(a), newCurve(a), newLayout(a), newGrowth(a), newReport(a), newSnapshot(a), newVerify(a), newVerdicts(a), newSimulate(a), newCheck(a),
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
	c := mcp.Config{Quick: Quick, Version: result.ThisBuild().Version, Claims: each.Of(claims.Verdicts, func(c *verdict.Claim) string { return c.ID }), Root: root}
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
