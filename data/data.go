// Package data holds the price catalogue, the start times and the assumptions, as YAML
// files embedded in the program, with their loader.
//
//	catalog/*.yaml    one file a provider: rates, sizes and offers
//	coldstart.yaml    start-time classes, by platform and runtime
//	assumptions.yaml  figures nobody publishes
//	verdicts.yaml     published rules of thumb with their tests
//
// The fields of the files are documented as the fields of package catalog (those of
// verdicts.yaml, of package verdict). Files are decoded strictly: an unknown or repeated
// field, a value of the wrong type or a dangling reference is an error with the file and
// the line.
package data

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"crossover/data/compact"
	"crossover/data/strict"
	"crossover/engine/catalog"
	"crossover/engine/verdict"
	"crossover/engine/verify"
)

// The program's files.
const (
	catalogDir      = "catalog"
	coldstartFile   = "coldstart.yaml"
	assumptionsFile = "assumptions.yaml"
	verdictsFile    = "verdicts.yaml"
	refreshFile     = "refresh.yaml"
)

// Load returns the program's catalogue.
func Load() (*catalog.Catalog, error) {
	c := &catalog.Catalog{}
	return c, compact.Decode(catalogSnapshot, c)
}

// LoadWith returns the program's catalogue with the user's files applied in order.
func LoadWith(overlays ...Overlay) (*catalog.Catalog, error) {
	c, err := Load()
	if err != nil || len(overlays) == 0 {
		return c, err
	}
	c.StandAlone()
	if c, err = finish(&strict.Decoder{}, c, overlays); err != nil {
		var own memory
		if own, err = ownFiles(); err == nil {
			c, err = LoadFS(own, overlays...) // its errors also know the lines of the catalogue's files
		}
	}
	return c, err
}

// LoadFS reads a whole catalogue, which is catalog/*.yaml, coldstart.yaml and
// assumptions.yaml, and applies the user's files in order. All problems in the files are
// returned together, as one [*strict.Error].
func LoadFS(fsys fs.FS, overlays ...Overlay) (*catalog.Catalog, error) {
	var d strict.Decoder
	c, err := base(&d, fsys)
	if err != nil {
		return nil, err
	}
	return finish(&d, c, overlays)
}

// finish applies the user's files to a catalogue and validates the result.
func finish(d *strict.Decoder, c *catalog.Catalog, overlays []Overlay) (*catalog.Catalog, error) {
	if len(d.Problems) == 0 {
		layOver(d, c, overlays)
	}
	c.AsOf = newest(c.Providers)
	if len(d.Problems) == 0 {
		for _, p := range c.Validate() {
			d.Locate(p.Path, p.Value, p.Want)
		}
	}
	if err := d.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// base reads the files of a catalogue.
func base(d *strict.Decoder, fsys fs.FS) (*catalog.Catalog, error) {
	c := &catalog.Catalog{}
	err := eachFile(fsys, catalogDir, func(name string, text []byte) {
		var p catalog.Provider
		d.Decode(name, fmt.Sprintf("providers[%d]", len(c.Providers)), text, &p)
		c.Providers = append(c.Providers, p)
	})
	var starts struct {
		Starts []catalog.Start `yaml:"starts"`
	}
	for _, f := range []struct {
		name, root string
		into       any
	}{{coldstartFile, "", &starts}, {assumptionsFile, "assumptions", &c.Assumptions}} {
		text, bad := fs.ReadFile(fsys, f.name)
		if bad != nil {
			err = errors.Join(err, fmt.Errorf("read catalogue: %w", bad))
			continue
		}
		d.Decode(f.name, f.root, text, f.into)
	}
	c.Starts = starts.Starts
	return c, err
}

// newest returns the latest date of any rate or size table.
func newest(providers []catalog.Provider) string {
	var day string
	for _, p := range providers {
		for _, r := range p.Rates {
			day = max(day, r.AsOf)
		}
		for _, t := range p.SizeTables {
			day = max(day, t.AsOf)
		}
	}
	return day
}

// Parsing the YAML takes tens of milliseconds, too long for every start. The folder
// snapshot holds the same values in a binary form, made by "make snapshots". The YAML
// itself is in files.bin: it is read to say where in it a mistake is, and for what few runs need.

var (
	//go:embed snapshot/catalog.bin
	catalogSnapshot []byte
	//go:embed snapshot/scenarios.bin
	scenariosSnapshot []byte
	//go:embed snapshot/examples.bin
	examplesSnapshot []byte
	//go:embed snapshot/verdicts.bin
	verdictsSnapshot []byte
	//go:embed snapshot/files.bin
	filesSnapshot []byte
)

// memory is a file system of texts by their paths, for files that are read whole.
type memory map[string]string

// ownFiles returns the program's files as they were written.
func ownFiles() (memory, error) { return compact.Load[memory](filesSnapshot) }

// Open opens nothing: see ReadFile.
func (memory) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadFile returns the text of a file.
func (m memory) ReadFile(name string) ([]byte, error) {
	if text, ok := m[name]; ok {
		return []byte(text), nil
	}
	return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
}

// Glob returns the paths that a pattern matches.
func (m memory) Glob(pattern string) (names []string, err error) {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if ok, _ := path.Match(pattern, name); ok { // the pattern is well formed
			names = append(names, name)
		}
	}
	return names, nil
}

// Decode reads the YAML document of a file into the value that into points to. If that
// succeeds, check returns further problems, each with the path of its value. All problems
// are returned together, as one [*strict.Error], with name as the file's name.
func Decode(name string, src []byte, into any, check func() []catalog.Problem) error {
	var d strict.Decoder
	d.Decode(name, "", src, into)
	if len(d.Problems) == 0 {
		for _, p := range check() {
			d.Locate(p.Path, p.Value, p.Want)
		}
	}
	return d.Err()
}

// eachFile reads the YAML files of a folder, in the order of their names.
func eachFile(fsys fs.FS, dir string, read func(name string, text []byte)) error {
	names, err := fs.Glob(fsys, path.Join(dir, "*.yaml"))
	if err == nil && len(names) == 0 {
		err = fmt.Errorf("%s/*.yaml: no files: want at least one", dir)
	}
	for _, name := range names {
		text, bad := fs.ReadFile(fsys, name)
		if bad != nil {
			return fmt.Errorf("read %s: %w", dir, bad)
		}
		read(name, text)
	}
	return err
}

// LoadExamples returns the program's worked examples, in the order of their file names.
// The format is documented in examples/README.md.
func LoadExamples() ([]verify.Example, error) {
	return compact.Load[[]verify.Example](examplesSnapshot)
}

// ParseExamples reads one file of worked examples in the format of the program's own. name
// is used in errors. All problems are returned together, as one [*strict.Error].
func ParseExamples(name string, src []byte) (examples []verify.Example, err error) {
	var f verify.File
	err = Decode(name, src, &f, func() (problems []catalog.Problem) {
		examples, problems = f.Resolve()
		return problems
	})
	if err != nil {
		return nil, err
	}
	return examples, nil
}

// LoadVerdicts returns the program's claims, checked against a catalogue.
func LoadVerdicts(c *catalog.Catalog) (*verdict.File, error) {
	if len(c.Overlays) == 0 {
		f := &verdict.File{}
		return f, compact.Decode(verdictsSnapshot, f)
	}
	own, err := ownFiles() // an overlay may have changed what the claims refer to
	if err != nil {
		return nil, err
	}
	return ParseVerdicts(verdictsFile, []byte(own[verdictsFile]), c)
}

// ParseVerdicts reads one file of claims in the format of the program's own, and checks it
// against a catalogue. name is used in errors. All problems are returned together, as one
// [*strict.Error].
func ParseVerdicts(name string, src []byte, c *catalog.Catalog) (*verdict.File, error) {
	f := &verdict.File{}
	return f, Decode(name, src, f, func() []catalog.Problem { return f.Validate(c) })
}
