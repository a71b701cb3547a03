// Package cli is the command line: the commands, what they print, and the
// door to the full-screen explorer. It is the one place that reads files and
// loads the catalogue; environment, arguments and streams are handed to it.
//
// Results go to standard output, everything else to standard error. Exit codes
// are 0 for an answer, 2 for input that cannot be understood, 130 for a run that
// was interrupted and 1 where the answer is no or anything else went wrong.
package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
	"unicode"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/themes"
	"crossover/tui"
	"crossover/tui/files"
	"crossover/tui/glyph"
	"crossover/tui/result"
	"crossover/tui/term"
)

// Exit codes of [Run].
const (
	exitOK       = 0
	exitFailure  = 1
	exitBadInput = 2
	// exitInterrupted is what shells use for a program that SIGINT ended.
	exitInterrupted = 130
)

// Env is what a run of the program is handed by the process it runs in.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Environ is the environment, as os.Environ gives it.
	Environ []string
	// ConfigHome is the folder of the user's configuration files where the
	// environment does not set XDG_CONFIG_HOME; "" means there is none.
	ConfigHome string
	// StateHome is the folder of what the program keeps where the environment
	// does not set XDG_STATE_HOME; "" means there is none.
	StateHome string
	// DataHome is the folder of the user's data where the environment does not
	// set XDG_DATA_HOME; "" means there is none.
	DataHome string
	// Now is the clock that ages are counted from; nil means the machine's.
	Now func() time.Time
	// Terminal is true where Stdout is a terminal, and Columns is then its width; 0
	// is not known.
	Terminal bool
	Columns  int
	// ErrTerminal is true where Stderr is one: progress is shown there.
	ErrTerminal bool
	// Explore runs the full-screen explorer; nil where there is none.
	Explore Explorer

	// served is the engine that clients of a server are answered from; nil where
	// the program runs for the user who started it.
	served *engine.Engine
	// servedLooks are the themes that such clients can choose from.
	servedLooks []themes.Theme
	// agent is set where those clients are agents.
	agent bool
	// below is the folder that they may import from; nil is none for them, and for
	// the user the whole machine.
	below *files.Tree
}

// Explorer runs the full-screen program on a scenario until the user leaves
// it.
type Explorer func(ctx context.Context, e *engine.Engine, s scenario.Scenario, o Options) error

// Options are what the command line tells the explorer of the session, and of the
// terminal it runs in.
type Options struct {
	// Options lack what follows from the terminal, the engine and the scenario. Theme
	// names the one asked for; it is empty to follow the terminal.
	tui.Options
	Stdin   io.Reader
	Stdout  io.Writer
	Environ []string
	// State is the program's folder of what it keeps, or "".
	State string
	// Speak asks for lines of text instead of a screen.
	Speak bool
	// Characters is the set of characters asked for, or nil to follow the terminal.
	Characters *glyph.Kind
}

// Getenv returns the value of an environment variable, or "" where it is not
// set.
func (e Env) Getenv(key string) string { return term.Getenv(e.Environ)(key) }

// config is a file or folder of the user's configuration, state one of what the
// program keeps, and data one of the user's data; "" where there is no folder for
// them.
func (e Env) config(name string) string { return e.home("XDG_CONFIG_HOME", e.ConfigHome, name) }
func (e Env) state(name string) string  { return e.home("XDG_STATE_HOME", e.StateHome, name) }
func (e Env) data(name string) string   { return e.home("XDG_DATA_HOME", e.DataHome, name) }

// home is the program's file or folder in the folder that a variable names, or else
// in another one.
// https://specifications.freedesktop.org/basedir-spec: relative paths are to
// be ignored.
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

// now is the time of the day.
func (e Env) now() time.Time {
	if e.Now == nil {
		return time.Now()
	}
	return e.Now()
}

// Run runs the program on its arguments, without its own name, and returns the
// exit code.
func Run(ctx context.Context, args []string, env Env) (code int) {
	defer func() {
		if r := recover(); r != nil {
			report(env.Stderr, fmt.Errorf("internal error: %v; please report it with the command you ran", r))
			code = exitFailure
		}
	}()
	env.garbage(briefly)
	root := newRoot(&app{env: env})
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
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

// How much garbage may pile up, in percent of what is alive: while a process starts or
// soon ends, in the explorer from then on, and where many sessions share a process.
const briefly, lasting, sharing = 400, 50, 30

// settled is after how long a start is over.
const settled = time.Second

// garbage sets how much may pile up, unless the user has.
func (e Env) garbage(percent int) {
	if e.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

// badInput is an error in what the user wrote, as opposed to one of the
// program or the machine.
type badInput struct{ err error }

func (b *badInput) Error() string { return b.err.Error() }
func (b *badInput) Unwrap() error { return b.err }

// bad marks err as the user's to mend; nil stays nil.
func bad(err error) error {
	if err == nil {
		return nil
	}
	return &badInput{err}
}

// badf makes an error that is the user's to mend.
func badf(format string, args ...any) error { return bad(fmt.Errorf(format, args...)) }

// report writes each line of an error under the program's name. Errors quote
// what the user wrote, so whatever could steer a terminal is replaced.
func report(w io.Writer, err error) {
	for line := range strings.Lines(err.Error()) {
		line = strings.Map(func(r rune) rune {
			if !unicode.IsPrint(r) {
				return '?'
			}
			return r
		}, strings.TrimRight(line, "\n"))
		if line != "" {
			_, _ = fmt.Fprintf(w, "crossover: %s\n", line) // there is nobody left to tell
		}
	}
}

// The least width that tables are made for.
const leastColumns = 40

// columns is how wide tables may be: what COLUMNS says, or the terminal. It is 0
// where an answer goes elsewhere and nothing is to be cut.
func (a *app) columns() int {
	if n, err := strconv.Atoi(a.env.Getenv("COLUMNS")); err == nil && n > 0 {
		return max(n, leastColumns)
	}
	if !a.env.Terminal {
		return 0
	}
	return max(cmp.Or(a.env.Columns, result.Width), leastColumns)
}

// sheet is an empty sheet of that width.
func (a *app) sheet() *result.Sheet { return &result.Sheet{Width: a.columns()} }

// print writes an answer in a format: whole, or not at all.
func (a *app) print(f result.Format, r result.Result) error {
	text, err := result.Write(r, f, a.columns())
	if err != nil {
		return err
	}
	return a.write(text)
}
