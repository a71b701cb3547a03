package data

import (
	"embed"
	"io/fs"

	"crossover/engine/catalog"
	"crossover/engine/verdict"
)

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
	if err := Decode(name, src, f, func() []catalog.Problem { return f.Validate(c) }); err != nil {
		return nil, err
	}
	return f, nil
}
