package data

import (
	_ "embed"

	"crossover/data/compact"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
	"crossover/engine/verdict"
)

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
