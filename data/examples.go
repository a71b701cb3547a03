package data

import (
	"fmt"

	"crossover/data/compact"
	"crossover/engine/catalog"
	"crossover/engine/verify"
)

// LoadExamples returns the worked examples the program comes with, in the order of
// their files' names. examples/README.md says what the files hold. The program has
// them as a snapshot only, which "make snapshots" makes.
func LoadExamples() (examples []verify.Example, err error) {
	if err = compact.Decode(examplesSnapshot, &examples); err != nil {
		return nil, fmt.Errorf("read the worked examples: %w", err)
	}
	return examples, nil
}

// ParseExamples reads one file of worked examples in the same format as the
// program's own; name is for errors. What is wrong in it comes back together,
// as one [*Error].
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
