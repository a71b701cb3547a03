package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"crossover/engine/proptest"
	"crossover/engine/scenario"
	"crossover/engine/verdict"
	"crossover/engine/verify"
	"crossover/tui/result"
	"crossover/tui/state"
)

func TestSaveWritesNewFilesOnly(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	write := save(dir)
	path, err := write("a.svg", []byte("one"))
	if err != nil || path != filepath.Join(dir, "a.svg") {
		t.Fatalf("%q, %v", path, err)
	}
	if _, err := write("a.svg", []byte("two")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a name that is taken: %v", err)
	}
	if got, err := os.ReadFile("a.svg"); err != nil || string(got) != "one" {
		t.Errorf("the file holds %q, %v", got, err)
	}
	if path, err := write("~/b.svg", []byte("b")); err != nil || path != filepath.Join(dir, "b.svg") {
		t.Errorf("in the home folder: %q, %v", path, err)
	}
	if _, err := write("no/where.svg", nil); err == nil || !strings.HasPrefix(err.Error(), "there is no folder "+filepath.Join(dir, "no")) {
		t.Errorf("in no folder: %v", err)
	}
	if _, err := write("/", nil); err == nil {
		t.Error("a folder is written")
	}
}

// TestDataIsThatOfTheCommands compares the export of every screen with the output of the
// corresponding command.
func TestDataIsThatOfTheCommands(t *testing.T) {
	proptest.Sequential(t)
	a := &app{}
	e, err := a.engine()
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC) }
	tokens := []string{"rate=3M/month", "memory=1GB"}
	sc, err := scenario.Parse(scenario.Default(), tokens...)
	if err != nil {
		t.Fatal(err)
	}
	opts := session(e, sc, Options{})
	examples, verdicts := sync.OnceValue(func() []verify.Result { return opts.Verify(t.Context()) }), sync.OnceValue(func() []verdict.Result { return opts.Verdicts(t.Context()) })
	shown := func(screen state.Screen) *result.Shown {
		x := &result.Shown{Engine: e, State: state.New(sc), Today: now(), Examples: func(context.Context) []verify.Result { return examples() }, Verdicts: func(context.Context) []verdict.Result { return verdicts() },
			Drawn: []int{e.Find("aws-lambda-arm64"), e.Find("aws-fargate-arm64")}}
		x.State.Screen, x.State.Offer = screen, x.Drawn[0]
		return x
	}
	run := func(args ...string) []byte {
		t.Helper()
		var out, errs bytes.Buffer
		if code := Run(t.Context(), args, Env{Stdout: &out, Stderr: &errs, Now: now}); code != exitOK {
			t.Fatalf("%v: %s", args, errs.String())
		}
		return out.Bytes()
	}
	commands := map[state.Screen][]string{
		state.Explore:     nil, // flags cannot express its window
		state.Bill:        append([]string{"eval", "--offers", "aws-lambda-arm64"}, tokens...),
		state.Layout:      append([]string{"layout"}, tokens...),
		state.Prices:      {"prices"},
		state.Conformance: {"verify"},
		state.Verdicts:    {"verdicts"},
	}
	if got, err := shown(state.Explore).Report(t.Context()); err != nil || !bytes.Equal(got, run(append([]string{"report"}, tokens...)...)) {
		t.Errorf("the document is not what report writes: %v", err)
	}
	for screen := range state.NumScreens {
		args, special := commands[screen]
		if !special {
			args = append([]string{"eval"}, tokens...)
		}
		for i, f := range []result.Format{result.CSV, result.JSON} {
			if proptest.Raced && (int(screen)+i)%2 > 0 {
				continue
			}
			got, err := shown(screen).Write(t.Context(), f)
			if err != nil || len(got) == 0 {
				t.Errorf("%v as %s: %v", screen, f, err)
				continue
			}
			// Comparing every other format suffices, because the output does not depend
			// on the caller.
			if args != nil && (int(screen)+i)%2 == 0 && !bytes.Equal(got, run(append(args, "-o", string(f))...)) {
				t.Errorf("%v as %s is not what %v prints", screen, f, args)
			}
			checkForm(t, screen, f, got)
		}
	}
}

// checkForm checks that an export has the form of its format.
func checkForm(t *testing.T, screen state.Screen, f result.Format, got []byte) {
	if f == result.JSON && !json.Valid(got) {
		t.Errorf("%v is no JSON", screen)
	}
	if f == result.CSV {
		if rows, err := csv.NewReader(bytes.NewReader(got)).ReadAll(); err != nil || len(rows) < 2 {
			t.Errorf("%v is no CSV: %v", screen, err)
		}
	}
}
