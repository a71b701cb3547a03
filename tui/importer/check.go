package importer

import (
	"strings"

	"crossover/engine/scenario"
)

// wrong says why a term of the whole system cannot have a value, or nothing.
func wrong(key, value string) string { return wrongIn(key + "=" + value) }

// wrongIn says what is wrong with tokens laid over the default system, or
// nothing.
func wrongIn(tokens ...string) string {
	_, err := scenario.Parse(scenario.Default(), tokens...)
	if err == nil {
		return ""
	}
	_, problem, _ := strings.Cut(err.Error(), ": ")
	return problem
}
