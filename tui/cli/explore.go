package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/engine/verdict"
	"crossover/engine/verify"
	"crossover/themes"
	"crossover/tui"
	"crossover/tui/files"
	"crossover/tui/glyph"
	"crossover/tui/result"
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
		if err != nil { // they are embedded and tested
			return []verify.Result{}
		}
		out, _ := verify.All(ctx, e, list, 1) // unfinished only if the session ends
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

// openFlags are the flags of the explorer.
type openFlags struct {
	theme, glyphs, motion string
	// speak selects output for a screen reader.
	speak bool
	// tour starts with the guided tour.
	tour bool
	// noMouse disables the mouse, so that the terminal can select text.
	noMouse bool
}

// addWays adds the flags --no-mouse and --screen-reader.
func addWays(cmd *cobra.Command, f *openFlags) {
	cmd.Flags().BoolVar(&f.noMouse, "no-mouse", false, "leave the mouse to the terminal, to select text with")
	cmd.Flags().BoolVar(&f.speak, "screen-reader", false, "draw nothing and write a line of text for each change; the keys are the same")
}

func (f *openFlags) add(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.Var(text(&f.theme, "name"), "theme", `look of the explorer: a name that "crossover themes" lists, a file, or auto for the terminal's kind`)
	flags.Var(text(&f.glyphs, "set"), "glyphs", "characters it draws with: "+glyph.Names()+", or auto for what the terminal can show")
	completeBy(cmd, "theme", shell{a}.lookNames)
	complete(cmd, "glyphs", append(strings.Split(glyph.Names(), ", "), followTerminal))
	flags.Var(text(&f.motion, "amount"), "motion", "how much moves by itself, such as a simulation: "+tui.MotionNames())
	complete(cmd, "motion", strings.Split(tui.MotionNames(), ", "))
}

// begin starts to compile the catalogue beside other work.
func (a *app) begin() {
	a.compiled = sync.OnceValues(a.engine)
	go func() {
		defer func() { _ = recover() }() // ask meets the same panic
		_, _ = a.compiled()
	}()
}

// open starts the explorer or, without a screen, prints its first screen.
func (a *app) open(ctx context.Context, tokens []string, f openFlags) error {
	if a.compiled == nil {
		a.begin()
	}
	s, err := a.settings()
	if err != nil {
		return err
	}
	o, err := a.options(f, s)
	if err != nil {
		return err
	}
	q, err := a.ask(tokens)
	if err != nil {
		return err
	}
	if l := a.library(); l.dir != "" {
		o.Library = l
	}
	if dir := a.overlayDir(); dir != "" && a.env.served == nil {
		if o.Prices, err = readHistory(historyOf(filepath.Join(dir, refreshName))); err != nil {
			return err
		}
	}
	if a.env.Explore != nil && a.env.Terminal && (o.Speak || a.env.Getenv("TERM") != "dumb") {
		if err := a.env.Explore(ctx, q.Engine, q.Scenario, o); err != nil {
			return fmt.Errorf("explorer: %w", err)
		}
		return nil
	}
	if _, err := fmt.Fprintln(a.env.Stderr, "crossover: no terminal to explore in; this is the table of crossover eval"); err != nil {
		return fmt.Errorf("write a hint: %w", err)
	}
	table, err := q.Estimates(ctx, nil, result.EvalOptions{})
	if err != nil {
		return err
	}
	return a.print(result.Table, table)
}

// options combines the flags of the explorer with the settings. Flags take precedence.
func (a *app) options(f openFlags, s settings) (Options, error) {
	o := Options{
		Options: tui.Options{NoMouse: f.noMouse || s.NoMouse, Keys: s.keyMap(), Contenders: s.Contenders, Tour: f.tour},
		Stdin:   a.env.Stdin, Stdout: a.env.Stdout, Environ: a.env.Environ,
		Speak: f.speak || s.ScreenReader, State: a.env.state(""),
	}
	all, err := a.allThemes()
	if err != nil {
		return o, err
	}
	for _, want := range []struct {
		who, name string
		to        *string
	}{
		{"--theme", cmp.Or(f.theme, s.Theme), &o.Theme},
		{"dark_theme", s.DarkTheme, &o.DarkTheme}, {"light_theme", s.LightTheme, &o.LightTheme},
	} {
		if want.name == "" || want.name == followTerminal {
			continue
		}
		if a.env.served != nil && isFile(want.name) {
			return o, badf("%s: no files are read here; write the name of a theme", want.who)
		}
		var l themeFile
		if all, l, err = find(all, want.who, want.name); err != nil {
			return o, err
		}
		*want.to = l.Name
	}
	o.Themes = each.Of(all, func(l *themeFile) themes.Theme { return l.Theme })
	if glyphs := cmp.Or(f.glyphs, s.Glyphs); glyphs != "" && glyphs != followTerminal {
		k, ok := glyph.ParseKind(glyphs)
		if !ok {
			return o, badf("--glyphs: there is no set %q; write auto, %s", glyphs, glyph.Names())
		}
		o.Characters = &k
	}
	if motion := cmp.Or(f.motion, s.Motion); motion != "" {
		var ok bool
		if o.Motion, ok = tui.ParseMotion(motion); !ok {
			return o, badf("--motion: there is no amount %q; write %s", motion, tui.MotionNames())
		}
	}
	return o, nil
}

// followTerminal selects a theme or characters that suit the terminal.
const followTerminal = "auto"

func newTour(a *app) *cobra.Command {
	open := openFlags{tour: true}
	cmd := takesTokens(a, command("tour", func(ctx context.Context, tokens []string) error {
		if a.env.Explore == nil || !a.env.Terminal {
			return badf("the tour needs a terminal; crossover eval answers without one")
		}
		return a.open(ctx, tokens, open)
	}))
	open.add(a, cmd)
	addWays(cmd, &open)
	return cmd
}

// firstTime reports whether the explorer starts for the first time, with the default
// scenario, and records the start in the state folder dir. If it cannot be recorded, it
// does not count as the first time.
func firstTime(dir string, s *scenario.Scenario) bool {
	if dir == "" || *s != scenario.Default() {
		return false
	}
	return files.Create(filepath.Join(dir, "welcomed"), nil, files.Private) == nil
}

// keepPanes makes a session begin with the pane sizes in a file, and save those at its
// end. An invalid file is reported, and replaced only after panes are resized.
func keepPanes(o *tui.Options, file string) {
	before, err := readPanes(file)
	if err != nil {
		o.Notice = err.Error()
	}
	o.Sizes = before
	o.KeepSizes = func(now tui.Sizes) error {
		if maps.EqualFunc(now, before, maps.Equal) {
			return nil
		}
		text, err := yaml.Marshal(now)
		if err != nil {
			return err
		}
		return files.Write(file, append([]byte("# where edges between panes were moved: shares of the screen\n"), text...), files.Shared)
	}
}

// readPanes reads the pane sizes in a file; a missing file has none.
func readPanes(file string) (tui.Sizes, error) {
	text, err := readFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return parsePanes(file, text)
}

// parsePanes parses pane sizes.
func parsePanes(file string, text []byte) (tui.Sizes, error) {
	var s tui.Sizes
	if err := data.Decode(file, text, &s, func() []catalog.Problem { return nil }); err != nil {
		return nil, err
	}
	if err := s.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return s, nil
}

// save returns a function that writes a new file and returns its path. An existing file
// is [fs.ErrExist]. home replaces a tilde at the start of the name.
func save(home string) func(name string, content []byte) (string, error) {
	return func(name string, content []byte) (path string, err error) {
		if rest, ok := strings.CutPrefix(name, "~/"); ok && home != "" {
			name = filepath.Join(home, rest)
		}
		if path, err = filepath.Abs(name); err != nil {
			return "", err
		}
		if err := checkFolder(path); err != nil {
			return "", err
		}
		return path, files.Create(path, content, files.Shared)
	}
}
