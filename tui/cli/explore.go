package cli

import (
	"context"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/progress"
	"crossover/engine/scenario"
	"crossover/engine/verdict"
	"crossover/engine/verify"
	"crossover/tui"
	"crossover/tui/glyph"
	"crossover/tui/term"
)

// Explore is the [Explorer] of the program: it runs full-screen on the terminal of the
// options.
func Explore(ctx context.Context, e *engine.Engine, s scenario.Scenario, o Options) error {
	opts := session(e, s, o)
	opts.Save = save(term.Getenv(o.Environ)("HOME"))
	opts.Welcome = !o.Tour && firstTime(o.State, &s)
	if o.State != "" {
		keepPanes(&opts, filepath.Join(o.State, "panes.yaml"))
	}
	env := Env{Environ: o.Environ}
	defer time.AfterFunc(settled, func() { env.garbage(lasting) }).Stop()
	env.threads()
	show := tui.Run
	if o.Speak {
		show = tui.Speak
	}
	return show(ctx, opts, tui.Terminal{Input: o.Stdin, Output: o.Stdout, Environ: o.Environ})
}

// threads lets more threads run Go code than there are processors, unless the user has set
// the number. The reader of the terminal blocks in a system call. Go's scheduler notices
// that only after up to ten milliseconds, during which a frame would wait behind it while
// other work uses the remaining processor.
func (e Env) threads() {
	if e.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 2)
	}
}

// session returns the options of a full-screen session.
func session(e *engine.Engine, s scenario.Scenario, o Options) tui.Options {
	getenv := term.Getenv(o.Environ)
	kind, ambiguous := glyph.Detect(getenv)
	if o.Characters != nil {
		kind = *o.Characters
	}
	opts := o.Options
	presets, _ := data.LoadScenarios() // they are embedded and tested
	opts.Engine, opts.Scenario, opts.Presets, opts.Verify, opts.Verdicts, opts.Now = e, s, presets, examples(e), claims(e), time.Now
	opts.Light, opts.Silent = lightGround(getenv("COLORFGBG")), getenv("TMUX") != ""
	opts.Glyphs, opts.Narrow = glyph.New(kind, ambiguous), ambiguous
	opts.Profile, opts.Detect = colorprofile.Env(o.Environ), true
	if getenv("NO_COLOR") != "" {
		// By convention any non-empty value counts (https://no-color.org), but the
		// library would parse it as a boolean.
		opts.Profile, opts.Detect = colorprofile.ASCII, false
	}
	return opts
}

// lightGround reports whether COLORFGBG, such as "0;15" or "0;default;15", indicates a
// light background: white, or a bright colour other than black.
func lightGround(colors string) bool {
	n, err := strconv.Atoi(colors[strings.LastIndex(colors, ";")+1:])
	return err == nil && (n == 7 || n > 8 && n < 16)
}

// examples returns a function that recomputes the worked examples shipped.
func examples(e *engine.Engine) func(context.Context) []verify.Result {
	return func(ctx context.Context) []verify.Result {
		list, err := data.LoadExamples()
		out := make([]verify.Result, 0, len(list))
		if err != nil { // they are embedded and tested
			return out
		}
		v, count := e.NewEvaluator(), progress.Begin(ctx, len(list), "examples")
		for _, ex := range list {
			out = append(out, verify.Run(ctx, v, ex))
			count.Step()
		}
		return out
	}
}

// claims returns a function that tests the rules of thumb shipped.
func claims(e *engine.Engine) func(context.Context) []verdict.Result {
	return func(ctx context.Context) []verdict.Result {
		f, err := data.LoadVerdicts(e.Catalog())
		if err != nil { // they are embedded and tested
			return []verdict.Result{}
		}
		out, _ := verdict.Run(ctx, e, f, 1)
		return out
	}
}
