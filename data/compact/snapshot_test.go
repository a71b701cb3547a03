package compact_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"crossover/data"
	"crossover/data/compact"
	"crossover/engine/scenario"
	"crossover/engine/verify"
	"crossover/themes"
)

var update = flag.Bool("update", false, "make the snapshots anew")

// TestSnapshots compares every snapshot with the files from which it was made.
func TestSnapshots(t *testing.T) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	c, err := data.LoadFS(os.DirFS(".."))
	must(err)
	holds(t, "../snapshot/catalog.bin", *c, false)
	var scenarios []scenario.Saved
	eachFile(t, "../scenarios", func(name string, text []byte) {
		s, err := data.ParseScenario(name, text)
		must(err)
		scenarios = append(scenarios, s)
	})
	holds(t, "../snapshot/scenarios.bin", scenarios, false)
	var examples []verify.Example
	eachFile(t, "../examples", func(name string, text []byte) {
		list, err := data.ParseExamples(name, text)
		must(err)
		examples = append(examples, list...)
	})
	holds(t, "../snapshot/examples.bin", examples, true)
	text, err := os.ReadFile("../verdicts.yaml")
	must(err)
	v, err := data.ParseVerdicts("verdicts.yaml", text, c)
	must(err)
	holds(t, "../snapshot/verdicts.bin", *v, true)
	files := map[string]string{"verdicts.yaml": string(text)}
	for _, name := range []string{"coldstart.yaml", "assumptions.yaml", "refresh.yaml"} {
		text, err := os.ReadFile("../" + name)
		must(err)
		files[name] = string(text)
	}
	eachFile(t, "../catalog", func(name string, text []byte) { files[name] = string(text) })
	holds(t, "../snapshot/files.bin", files, true)
	var all []themes.Theme
	for _, name := range themes.BuiltinNames() {
		text, err := os.ReadFile("../../themes/" + name + ".yaml")
		must(err)
		theme, err := themes.Parse(name+".yaml", text)
		must(err)
		all = append(all, theme)
	}
	holds(t, "../../themes/snapshot.bin", all, false)
}

// eachFile reads the YAML files of a folder, sorted by name.
func eachFile(t *testing.T, dir string, read func(name string, text []byte)) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".yaml") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		read(filepath.Base(dir)+"/"+f.Name(), text)
	}
}

// holds fails the test if the snapshot in file is not the encoding of value, compressed if
// packed. With -update it first writes the snapshot.
func holds[T any](t *testing.T, file string, value T, packed bool) {
	t.Helper()
	want, err := compact.Encode(&value)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		written := want
		if packed {
			written = compact.Pack(want)
		}
		if err := os.WriteFile(file, written, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if packed { // the compressed bytes differ between versions of Go
		if got, err = compact.Unpack(got); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not of the files as they are: make it anew with\n\tmake snapshots", file)
		return
	}
	var decoded T
	if err := compact.Decode(got, &decoded); err != nil || !reflect.DeepEqual(decoded, value) {
		t.Errorf("%s holds another value than its files: %v", file, err)
	}
}
