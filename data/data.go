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
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"crossover/data/compact"
	"crossover/data/strict"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
	"crossover/engine/verdict"
	"crossover/engine/verify"
)

//go:embed catalog/*.yaml coldstart.yaml assumptions.yaml
var files embed.FS

// The paths of a catalogue's files.
const (
	catalogDir      = "catalog"
	coldstartFile   = "coldstart.yaml"
	assumptionsFile = "assumptions.yaml"
)

// Load returns the program's catalogue.
func Load() (*catalog.Catalog, error) {
	c, err := catalogSource.Load()
	if err != nil {
		return nil, err
	}
	return &c, nil
}

// LoadWith returns the program's catalogue with the user's files applied in order.
func LoadWith(overlays ...Overlay) (*catalog.Catalog, error) {
	c, err := Load()
	if err != nil || len(overlays) == 0 {
		return c, err
	}
	c.StandAlone()
	if c, err = finish(&strict.Decoder{}, c, overlays); err != nil {
		return LoadOver(files, overlays...) // its errors also know the lines of the catalogue's files
	}
	return c, nil
}

// LoadFS reads a whole catalogue: catalog/*.yaml, coldstart.yaml and assumptions.yaml. All
// problems in the files are returned together, as one [*Error].
func LoadFS(fsys fs.FS) (*catalog.Catalog, error) { return LoadOver(fsys) }

// LoadOver reads a whole catalogue like [LoadFS] and applies the user's files in order.
func LoadOver(fsys fs.FS, overlays ...Overlay) (*catalog.Catalog, error) {
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
// snapshot holds the same values in a binary form, made by "make snapshots".

var (
	//go:embed snapshot/catalog.bin
	catalogSnapshot []byte
	//go:embed snapshot/scenarios.bin
	scenariosSnapshot []byte
	//go:embed snapshot/examples.bin
	examplesSnapshot []byte
	//go:embed snapshot/verdicts.bin
	verdictsSnapshot []byte
)

var (
	catalogSource = compact.Source[catalog.Catalog]{
		Snapshot: catalogSnapshot,
		Read:     func() (catalog.Catalog, error) { return value(LoadFS(files)) },
	}
	scenariosSource = compact.Source[[]scenario.Saved]{
		Snapshot: scenariosSnapshot,
		Read:     func() ([]scenario.Saved, error) { return loadScenarios(scenarioFiles) },
	}
	verdictsSource = compact.Source[verdict.File]{
		Snapshot: verdictsSnapshot,
		Read: func() (verdict.File, error) {
			c, err := LoadFS(files) // the catalogue's snapshot may be out of date, too
			if err != nil {
				return verdict.File{}, err
			}
			return value(readVerdicts(c))
		},
	}
)

// value returns the value that p points to, unless there is an error.
func value[T any](p *T, err error) (T, error) {
	if err != nil {
		var none T
		return none, err
	}
	return *p, nil
}

type (
	// Error lists all problems in files.
	Error = strict.Error
	// Problem is one problem.
	Problem = strict.Problem
)

// Decode reads the YAML document of a file into the value that into points to. If that
// succeeds, check returns further problems, each with the path of its value. All problems
// are returned together, as one [*Error], with name as the file's name.
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
// The format is documented in examples/README.md. The program embeds only a snapshot of
// them, made by "make snapshots".
func LoadExamples() (examples []verify.Example, err error) {
	if err = compact.Decode(examplesSnapshot, &examples); err != nil {
		return nil, fmt.Errorf("read the worked examples: %w", err)
	}
	return examples, nil
}

// ParseExamples reads one file of worked examples in the format of the program's own. name
// is used in errors. All problems are returned together, as one [*Error].
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

//go:embed verdicts.yaml
var verdictFiles embed.FS

const verdictsName = "verdicts.yaml"

// LoadVerdicts returns the program's claims, checked against a catalogue.
func LoadVerdicts(c *catalog.Catalog) (*verdict.File, error) {
	if len(c.Overlays) > 0 { // an overlay may have changed what the claims refer to
		return readVerdicts(c)
	}
	f, err := verdictsSource.Load()
	if err != nil {
		return nil, err
	}
	return &f, nil
}

// readVerdicts reads the claims from the YAML.
func readVerdicts(c *catalog.Catalog) (*verdict.File, error) {
	src, err := fs.ReadFile(verdictFiles, verdictsName)
	if err != nil {
		return nil, err
	}
	return ParseVerdicts(verdictsName, src, c)
}

// ParseVerdicts reads one file of claims in the format of the program's own, and checks it
// against a catalogue. name is used in errors. All problems are returned together, as one
// [*Error].
func ParseVerdicts(name string, src []byte, c *catalog.Catalog) (*verdict.File, error) {
	f := &verdict.File{}
	return f, Decode(name, src, f, func() []catalog.Problem { return f.Validate(c) })
}
