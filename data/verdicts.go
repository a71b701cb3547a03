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

// LoadVerdicts returns the claims the program comes with, checked against a
// catalogue.
func LoadVerdicts(c *catalog.Catalog) (*verdict.File, error) {
	if len(c.Overlays) > 0 { // which may lack what the claims are about
		return readVerdicts(c)
	}
	f, err := verdictsSource.Load()
	if err != nil {
		return nil, err
	}
	return &f, nil
}

// readVerdicts reads the claims from their YAML.
func readVerdicts(c *catalog.Catalog) (*verdict.File, error) {
	src, err := fs.ReadFile(verdictFiles, verdictsName)
	if err != nil {
		return nil, err
	}
	return ParseVerdicts(verdictsName, src, c)
}

// ParseVerdicts reads one file of claims in the same format as the program's
// own, and checks it against a catalogue; name is for errors. What is wrong in
// it comes back together, as one [*Error].
func ParseVerdicts(name string, src []byte, c *catalog.Catalog) (*verdict.File, error) {
	f := &verdict.File{}
	if err := Decode(name, src, f, func() []catalog.Problem { return f.Validate(c) }); err != nil {
		return nil, err
	}
	return f, nil
}
