package data

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"crossover/data/strict"
	"crossover/engine/catalog"
)

// load returns the embedded catalogue.
func load(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatalf("the embedded catalogue:\n%v", err)
	}
	return c
}

// files are the program's, as they are in this folder.
var files = os.DirFS(".")

// withProvider returns the files of the embedded catalogue with only one provider, or with
// another file replaced if the name of the case says so.
func withProvider(t testing.TB, name string, text []byte) fstest.MapFS {
	t.Helper()
	m := fstest.MapFS{"catalog/case.yaml": {Data: text}}
	for _, file := range []string{coldstartFile, assumptionsFile} {
		b, err := fs.ReadFile(files, file)
		if err != nil {
			t.Fatal(err)
		}
		m[file] = &fstest.MapFile{Data: b}
		if strings.HasPrefix(name, strings.TrimSuffix(file, ".yaml")) {
			m[file].Data = text
			minimal, err := os.ReadFile("testdata/valid/minimal.yaml")
			if err != nil {
				t.Fatal(err)
			}
			m["catalog/case.yaml"].Data = minimal
		}
	}
	return m
}

func TestLoadKnowsTheDateOfItsNewestRate(t *testing.T) {
	if got, want := load(t).AsOf, "2026-10-09"; got != want {
		t.Errorf("AsOf = %q, want %q", got, want)
	}
}

func TestValidFiles(t *testing.T) {
	for name, text := range corpus(t, "testdata/valid") {
		t.Run(name, func(t *testing.T) {
			if _, err := LoadFS(withProvider(t, name, text)); err != nil {
				t.Errorf("LoadFS: %v", err)
			}
		})
	}
}

func TestInvalidFiles(t *testing.T) {
	for name, text := range corpus(t, "testdata/invalid") {
		t.Run(name, func(t *testing.T) {
			_, err := LoadFS(withProvider(t, name, text))
			var list *strict.Error
			if !errors.As(err, &list) {
				t.Fatalf("LoadFS: %v, want a *strict.Error", err)
			}
			for line := range strings.Lines(string(text)) {
				want, ok := strings.CutPrefix(strings.TrimSpace(line), "# want: ")
				if ok && !strings.Contains(err.Error(), want) {
					t.Errorf("got\n%v\nwant\n%s", err, want)
				}
			}
			for _, p := range list.Problems {
				if p.File == "" || p.Want == "" {
					t.Errorf("a problem without its file or without what would be right: %+v", p)
				}
			}
		})
	}
}

func TestLoadFSWithoutFiles(t *testing.T) {
	for name, fsys := range map[string]fstest.MapFS{
		"nothing":       {},
		"no start file": {"catalog/a.yaml": {Data: []byte("provider: a")}},
	} {
		if _, err := LoadFS(fsys); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestAliasesThatMultiplyAreRefused(t *testing.T) {
	var b strings.Builder
	b.WriteString("a: &a [x, x, x, x, x, x, x, x, x]\n")
	for c := 'b'; c < 'k'; c++ {
		prev := string(c - 1)
		b.WriteString(string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+prev+", ", 9), ", ") + "]\n")
	}
	b.WriteString("offers: *j\n")
	_, err := LoadFS(withProvider(t, "aliases", []byte(b.String())))
	if err == nil {
		t.Error("no error")
	}
}

// corpus reads the YAML files of a folder.
func corpus(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no files in %s (%v)", dir, err)
	}
	all := map[string][]byte{}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(name), ".yaml")] = b
	}
	return all
}

func FuzzParse(f *testing.F) {
	for _, dir := range []string{"testdata/valid", "testdata/invalid"} {
		for _, text := range corpus(f, dir) {
			f.Add(text)
		}
	}
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("offers: &o\n - *o\n"))
	around := withProvider(f, "fuzz", nil)
	around[coldstartFile].Data = []byte(`starts:
  - {id: vm, overhead_ms: 1, confidence: 0, note: x, inits: [{p50_ms: 1, p95_ms: 2, confidence: 0, note: x}]}
`)
	f.Fuzz(func(t *testing.T, text []byte) {
		fsys := maps.Clone(around)
		fsys["catalog/case.yaml"] = &fstest.MapFile{Data: text}
		c, err := LoadFS(fsys)
		if (c == nil) == (err == nil) {
			t.Errorf("catalogue %v, error %v: want one of them", c, err)
		}
	})
}
