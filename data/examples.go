package data

import (
	"fmt"

	"crossover/data/compact"
	"crossover/engine/catalog"
	"crossover/engine/verify"
)

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
