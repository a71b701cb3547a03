package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"crossover/engine/scenario"
)

func newLibrary(t *testing.T) library {
	t.Helper()
	return library{filepath.Join(t.TempDir(), "data", "crossover", "scenarios"), func() time.Time { return time.Unix(1_795_000_000, 0).UTC() }}
}

// TestLibraryKeepsFilesForTheUserOnly checks the modes of files, and that no temporary
// files are left.
func TestLibraryKeepsFilesForTheUserOnly(t *testing.T) {
	l := newLibrary(t)
	if own, faults := l.List(); len(own)+len(faults) > 0 {
		t.Errorf("without a folder there are %v, %v", own, faults)
	}
	for i, replace := range []bool{false, true} {
		path, err := l.Save(scenario.Saved{Name: "mine", Tokens: []string{"rate=7/s"}}, replace)
		if err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		for name, want := range map[string]fs.FileMode{path: 0o600, l.dir: fs.ModeDir | 0o700, filepath.Dir(l.dir): fs.ModeDir | 0o700} {
			if info, err := os.Stat(name); err != nil || info.Mode() != want {
				t.Errorf("%s has mode %v, want %v (%v)", name, info.Mode(), want, err)
			}
		}
	}
	if _, err := l.Save(scenario.Saved{Name: "mine"}, false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("saved twice: %v", err)
	}
	entries, err := os.ReadDir(l.dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("%v is left behind, %v", entries, err)
	}
	own, faults := l.List()
	if len(own) != 1 || len(faults) != 0 || own[0].Title != "api at 7/s, 512MB, 120ms" || own[0].About != "Saved on 2026-11-18." {
		t.Errorf("kept %v, %v", own, faults)
	}
}

// TestLibraryOfTwoSessions saves one name from several goroutines at once: exactly one
// succeeds, and its file is complete.
func TestLibraryOfTwoSessions(t *testing.T) {
	l := newLibrary(t)
	const sessions = 8
	errs := make([]error, sessions)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, errs[i] = l.Save(scenario.Saved{Name: "both", Title: strings.Repeat("x", 1000*(i+1))}, false)
		}()
	}
	wg.Wait()
	won := slices.Index(errs, nil)
	for i, err := range errs {
		if i != won && !errors.Is(err, fs.ErrExist) {
			t.Errorf("session %d: %v", i, err)
		}
	}
	if own, faults := l.List(); won < 0 || len(own) != 1 || len(faults) != 0 || len(own[0].Title) != 1000*(won+1) {
		t.Errorf("session %d won; kept %d, %v", won, len(own), faults)
	}
}

// TestLibraryRefuses tries to save and delete invalid names.
func TestLibraryRefuses(t *testing.T) {
	l := newLibrary(t)
	for name, want := range map[string]string{"saas": "comes with crossover", "../up": "kebab", "": "kebab"} {
		if _, err := l.Save(scenario.Saved{Name: name}, true); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("save %q: %v", name, err)
		}
		if _, err := l.Delete(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("delete %q: %v", name, err)
		}
	}
	if _, err := l.Save(scenario.Saved{Name: "x", Tokens: []string{"rate=1"}}, false); err == nil || !strings.Contains(err.Error(), "needs a period") {
		t.Errorf("a wrong token: %v", err)
	}
	if _, err := l.Delete("x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("delete what is not there: %v", err)
	}
	none := library{}
	if _, err := none.Save(scenario.Saved{Name: "x"}, false); !errors.Is(err, errNoDataHome) {
		t.Errorf("without a data folder: %v", err)
	}
	if err := os.MkdirAll(filepath.Dir(l.dir), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(l.dir, nil, 0o600); err != nil { // a file in place of the folder
		t.Fatal(err)
	}
	if _, faults := l.List(); len(faults) != 1 || !strings.HasPrefix(faults[0], "your scenarios: ") {
		t.Errorf("a file for a folder: %v", faults)
	}
}

// TestLibraryTellsOfFiles checks that faults name their files.
func TestLibraryTellsOfFiles(t *testing.T) {
	l := newLibrary(t)
	if _, err := l.Save(scenario.Saved{Name: "good"}, false); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(l.file("bad"), []byte("name: bad\ntitle: B\nabout: B.\ntokens: [memory=x]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	own, faults := l.List()
	if len(own) != 1 || own[0].Name != "good" || len(faults) != 1 || !strings.HasPrefix(faults[0], "bad.yaml:4:10: tokens[0]: ") {
		t.Errorf("%v, %v", own, faults)
	}
}
