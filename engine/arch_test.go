package engine_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layer is what a folder may import.
type layer struct {
	dir  string
	may  []string // import paths in the module, or their prefixes before a slash
	need string   // "std" where only the standard library is allowed besides
	but  []string // exempt folders
	not  []string // forbidden packages of the standard library
}

// check checks the imports of a file of the layer, and that it takes no time from the clock.
func (l *layer) check(t *testing.T, name string, f *ast.File) {
	for _, use := range clocks(f) {
		t.Errorf("%s uses %s: the time is handed to it", name, use)
	}
	for _, spec := range f.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		if why := forbidden(imported, l.may, l.not, l.need); why != "" {
			t.Errorf("%s imports %s: %s", name, imported, why)
		}
		if l.dir == "tui" && imported == "crossover/tui/cli" {
			t.Errorf("%s imports %s: arrows point the other way", name, imported)
		}
	}
}

// layers lists the packages of the module that each folder may import. Imports go one way:
// engine ← data, themes ← tui, and tui/cli and tui/host combine them.
var layers = []layer{
	{dir: "engine", may: []string{"crossover/engine"}, need: "std", but: []string{"engine/proptest"}, not: []string{"os", "log", "net", "io/fs", "embed"}},
	{dir: "data", may: []string{"crossover/engine", "crossover/data"}, not: []string{"os", "net"}},
	{dir: "themes", may: []string{"crossover/data/compact", "crossover/data/strict"}, not: []string{"os", "net"}},
	{dir: "tui/importer", may: []string{"crossover/engine/each", "crossover/engine/pattern", "crossover/engine/scenario", "crossover/engine/traffic", "crossover/data/bounds", "crossover/tui/trace", "crossover/tui/format"}, not: []string{"os", "net"}},
	// tui/term reads and writes the terminal on which the process was started.
	{dir: "tui", may: []string{"crossover/engine", "crossover/themes", "crossover/tui"}, but: []string{"tui/cli", "tui/files", "tui/host", "tui/sshd", "tui/web", "tui/term", "tui/vtest", "tui/importer", "tui/work", "tui/mcp"}, not: []string{"os", "net"}},
}

// rooms lists the packages of the engine that each of them may import, besides catalog,
// billing, scenario, traffic and each, which all may import. A package not listed may import
// package engine.
var rooms = map[string][]string{
	"billing": {}, "each": {}, "nearest": {}, "pattern": {}, "progress": {}, "traffic": {}, "queue": {}, "rank": {},
	"catalog":   {"autoscale", "coldstart", "pattern"},
	"scenario":  {"nearest", "traffic"},
	"coldstart": {"queue"},
	"autoscale": {"coldstart", "queue"},
	"latency":   {},
	"axis":      {},
	"layout":    {"rank"},
	"sim":       {"autoscale", "coldstart"},
	"plan":      {"autoscale", "coldstart", "latency", "nearest"},
	"pool":      {"autoscale", "coldstart", "latency", "queue"},
	"run":       {"latency", "plan", "pool", "queue", "rank"},
	"curve":     {"axis", "latency", "plan", "pool", "rank", "run"},
	"system":    {"axis", "layout", "plan", "progress", "rank", "run"},
	"":          {"axis", "coldstart", "curve", "latency", "plan", "pool", "run", "sim", "system"},
}

// TestRoomsPointOneWay checks the imports between the packages of the engine.
func TestRoomsPointOneWay(t *testing.T) {
	nouns := []string{"billing", "catalog", "scenario", "traffic"}
	for room, may := range rooms {
		names, err := filepath.Glob(filepath.Join(room, "*.go"))
		if err != nil || len(names) == 0 {
			t.Errorf("no files in %q: %v", room, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range f.Imports {
				imported, _ := strconv.Unquote(spec.Path.Value)
				to, ok := strings.CutPrefix(imported, "crossover/engine/")
				if !ok || to == "each" || slices.Contains(may, to) || slices.Contains(nouns, to) && !slices.Contains(nouns, room) {
					continue
				}
				t.Errorf("%s imports %s: arrows point the other way", name, imported)
			}
		}
	}
}

func TestImportsPointOneWay(t *testing.T) {
	root := ".."
	for _, l := range layers {
		files := 0
		err := filepath.WalkDir(filepath.Join(root, l.dir), func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			rel := filepath.ToSlash(strings.TrimPrefix(name, root+string(filepath.Separator)))
			if slices.Contains(l.but, rel) {
				return fs.SkipDir
			}
			if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return nil
			}
			files++
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				return err
			}
			l.check(t, rel, f)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if files == 0 {
			t.Errorf("no files in %s", l.dir)
		}
	}
}

// clocks lists the uses of the clock and of random numbers without a seed.
func clocks(f *ast.File) []string {
	var uses []string
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok {
				switch use := x.Name + "." + s.Sel.Name; use {
				case "time.Now", "time.Since", "time.Until", "rand.Int", "rand.IntN", "rand.Float64", "rand.Perm", "rand.Shuffle":
					uses = append(uses, use)
				}
			}
		}
		return true
	})
	return uses
}

// forbidden returns why a layer may not import a package, or "" if it may.
func forbidden(imported string, may, not []string, need string) string {
	within := func(list []string) bool {
		for _, p := range list {
			if imported == p || strings.HasPrefix(imported, p+"/") {
				return true
			}
		}
		return false
	}
	first, _, _ := strings.Cut(imported, "/")
	switch {
	case first == "crossover":
		if !within(may) {
			return "arrows point the other way"
		}
	case strings.Contains(first, "."):
		if need == "std" {
			return "only the standard library is allowed"
		}
	case within(not):
		return "what a session needs is handed to it"
	}
	return ""
}

// TestTopLevel checks that main.go is the only Go file in the top folder.
func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := e.Name(); path.Ext(name) == ".go" && name != "main.go" {
			t.Errorf("%s stands beside main.go", name)
		}
	}
}

// TestPropertiesAreTriedOnTheSameCases checks that every test package that uses rapid
// imports proptest, which makes its runs repeatable.
func TestPropertiesAreTriedOnTheSameCases(t *testing.T) {
	uses, steady := map[string]bool{}, map[string]bool{}
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			switch spec.Path.Value {
			case `"pgregory.net/rapid"`:
				uses[filepath.Dir(name)] = true
			case `"crossover/engine/proptest"`:
				steady[filepath.Dir(name)] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for dir := range uses {
		if !steady[dir] && filepath.Base(dir) != "proptest" {
			t.Errorf("the tests of %s use rapid: they need import _ %q", dir, "crossover/engine/proptest")
		}
	}
	if len(uses) == 0 {
		t.Error("no package uses rapid")
	}
}
