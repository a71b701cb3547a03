package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"crossover/engine"
	"crossover/engine/proptest"
	"crossover/engine/scenario"
	"crossover/tui"
	"crossover/tui/result"
)

// TestMain lets scripts run the program as crossover in a separate process, with an
// explorer that only prints its arguments.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"crossover": func() {
			env := Env{
				Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Environ: os.Environ(),
				Terminal: os.Getenv("TEST_TERMINAL") != "",
			}
			if os.Getenv("TEST_EXPLORER") != "" {
				env.Explore = explore
			}
			if day, err := time.Parse("2006-01-02", os.Getenv("TEST_TODAY")); err == nil {
				env.Now = func() time.Time { return day }
			}
			os.Exit(Run(context.Background(), os.Args[1:], env))
		},
	})
}

func explore(_ context.Context, e *engine.Engine, s scenario.Scenario, o Options) error {
	switch s.SelectedPart().Name {
	case "broken":
		return errors.New("no screen")
	case "mad":
		panic("mad")
	}
	theme, glyphs := "own", "own"
	if o.Theme != "" {
		theme = o.Theme
	}
	if o.Characters != nil {
		glyphs = o.Characters.String()
	}
	if o.Speak {
		glyphs += ", aloud"
	}
	if o.DarkTheme != "" || o.LightTheme != "" {
		theme += ", dark " + o.DarkTheme + ", light " + o.LightTheme
	}
	for _, k := range o.Keys.Bindables() {
		if k.Name == "pin" && os.Getenv("XDG_CONFIG_HOME") != "" {
			glyphs += ", pin " + strings.Join(k.Keys, " ")
		}
	}
	if o.Motion != tui.MotionFull {
		glyphs += ", motion " + o.Motion.String()
	}
	if o.NoMouse {
		glyphs += ", no mouse"
	}
	if o.Tour {
		glyphs += ", with the tour"
	}
	if firstTime(o.State, &s) {
		glyphs += ", for the first time"
	}
	_, err := fmt.Fprintf(o.Stdout, "exploring %q of %d offers, theme %s of %d, glyphs %s\n", s.String(), e.Len(), theme, len(o.Themes), glyphs)
	return err
}

// TestScripts runs whole commands. They take ten times as long under the race detector,
// where scripts end at [race] stop.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("COLUMNS", strconv.Itoa(result.Width))
			return nil
		},
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
		Condition: func(cond string) (bool, error) {
			if cond != "race" {
				return false, fmt.Errorf("no condition %q", cond)
			}
			return proptest.Raced, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"jsonpaths": jsonPaths, "narrow": narrow, "exits": exits, "full": fullDisk},
	})
}

// exits runs the program, which must exit with the given code and print only an error.
// With code 1, for a negative answer, it prints that answer, too.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 1 {
		ts.Fatalf("usage: exits code args...")
	}
	err := ts.Exec("crossover", args[1:]...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || fmt.Sprint(exit.ExitCode()) != args[0] {
		ts.Fatalf("crossover %v: %v, want exit code %s", args[1:], err, args[0])
	}
	if stdout := ts.ReadFile("stdout"); stdout != "" && args[0] != "1" {
		ts.Fatalf("crossover %v prints %s", args[1:], stdout)
	}
	for line := range strings.Lines(ts.ReadFile("stderr")) {
		if !strings.HasPrefix(line, "crossover: ") {
			ts.Fatalf("crossover %v says more than what is wrong: %s", args[1:], line)
		}
	}
}

// jsonPaths writes the paths of all keys of a JSON file to another file.
func jsonPaths(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: jsonpaths from to")
	}
	var v any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &v))
	seen := map[string]bool{}
	walk(v, "", seen)
	paths := make([]string, 0, len(seen))
	for p := range seen {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.Join(paths, "\n")+"\n"), 0o600))
}

func walk(v any, path string, seen map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			seen[path+"."+k] = true
			walk(x, path+"."+k, seen)
		}
	case []any:
		for _, x := range v {
			walk(x, path+"[]", seen)
		}
	}
}

// narrow checks that no line of a file is longer than 80 columns, or than the number
// given.
func narrow(ts *testscript.TestScript, _ bool, args []string) {
	most := result.Width
	if len(args) > 1 {
		var err error
		most, err = strconv.Atoi(args[1])
		ts.Check(err)
	}
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		if result.Columns(strings.TrimSuffix(line, "\n")) > most {
			ts.Fatalf("wider than %d columns: %s", most, line)
		}
	}
}

// run runs the program and returns what it printed.
func run(t testing.TB, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = Run(context.Background(), args, Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs})
	return out.String(), errs.String(), code
}

// evaluate returns the decoded JSON of eval.
func evaluate(t testing.TB, tokens ...string) answer {
	t.Helper()
	stdout, stderr, code := run(t, append([]string{"eval", "-o", "json"}, tokens...)...)
	if code != exitOK || stderr != "" {
		t.Fatalf("eval %v exits %d and says %s", tokens, code, stderr)
	}
	return decode(t, []byte(stdout))
}

// answer is the part of eval's JSON that tests read, decoded independently of the types
// that write it.
type answer struct {
	Cheapest *string
	Scenario map[string]any
	Offers   []struct {
		ID, Title string
		Feasible  bool
		Reasons   []string
		Monthly   *float64 `json:"monthly_usd"`
		Bill      []struct {
			Meter                                string
			Quantity, Included, Billable, Amount *float64
			UnitPrice                            *float64 `json:"unit_price"`
		}
	}
}

func decode(t testing.TB, b []byte) answer {
	t.Helper()
	var a answer
	if err := json.Unmarshal(b, &a); err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	return a
}

// monthly returns the price of an offer.
func (a answer) monthly(t testing.TB, id string) float64 {
	t.Helper()
	for _, o := range a.Offers {
		if o.ID == id {
			return *o.Monthly
		}
	}
	t.Fatalf("no offer %s", id)
	return 0
}

// fullDisk runs a command whose answer cannot be written, in each of its formats. That is
// exit code 1, and one line says why.
func fullDisk(ts *testscript.TestScript, _ bool, args []string) {
	c, _, err := newRoot(&app{}).Find(args)
	ts.Check(err)
	formats := formatsOf(c)
	if formats == nil {
		formats = []string{""}
	}
	for _, format := range formats {
		words := args
		if format != "" {
			words = slices.Concat(args, []string{"-o", format})
		}
		var errs bytes.Buffer
		code := Run(context.Background(), words, Env{
			Stdin: strings.NewReader(ts.Getenv("STDIN")), Stdout: full{}, Stderr: &errs, Environ: []string{"XDG_DATA_HOME=" + ts.Getenv("XDG_DATA_HOME"), "XDG_CONFIG_HOME=" + ts.Getenv("XDG_CONFIG_HOME")},
		})
		if code != exitFailure || strings.Count(errs.String(), "crossover: ") != 1 || !strings.HasSuffix(errs.String(), "disk full\n") {
			ts.Fatalf("%v to a full disk exits %d: %s", words, code, errs.String())
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestGetenvTakesTheLast(t *testing.T) {
	e := Env{Environ: []string{"A=1", "AB=2", "A=3"}}
	if e.Getenv("A") != "3" || e.Getenv("B") != "" {
		t.Errorf("A=%q B=%q", e.Getenv("A"), e.Getenv("B"))
	}
}
