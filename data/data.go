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

	"crossover/data/strict"
	"crossover/engine/catalog"
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
