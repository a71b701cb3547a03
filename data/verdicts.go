package data

import (
	_ "embed"

	"crossover/engine/catalog"
	"crossover/engine/verdict"
)

//go:embed verdicts.yaml
var verdictsFile []byte

const verdictsName = "verdicts.yaml"

// LoadVerdicts returns the claims the program comes with, checked against a
// catalogue.
func LoadVerdicts(c *catalog.Catalog) (*verdict.File, error) {
	return ParseVerdicts(verdictsName, verdictsFile, c)
}

// VerdictsFile returns the file of claims the program comes with.
func VerdictsFile() []byte { return verdictsFile }

// ParseVerdicts reads one file of claims in the same format as the program's
// own, and checks it against a catalogue; name is for errors. What is wrong in
// it comes back together, as one [*Error].
func ParseVerdicts(name string, src []byte, c *catalog.Catalog) (*verdict.File, error) {
	var d decoder
	f := &verdict.File{}
	d.decode(name, "", src, f)
	if len(d.problems) == 0 {
		for _, p := range f.Validate(c) {
			d.locate(p)
		}
	}
	if len(d.problems) > 0 {
		return nil, &Error{Problems: sorted(d.problems)}
	}
	return f, nil
}
