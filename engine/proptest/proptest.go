// Package proptest configures the module's property tests. Every test package that uses
// pgregory.net/rapid imports it, if only for that:
//
//	import _ "crossover/engine/proptest"
//
// Property tests then draw the same cases in every run and on every machine. A failure is
// printed, not written to a file that later runs would replay; it should become a case of
// a table test.
//
// `make fuzz` searches for new cases with a random seed. Flags override this package:
// -rapid.seed=0 is a random seed, -rapid.checks the number of cases per property.
package proptest

import (
	"flag"
	"testing"

	// Its flags are registered before they are set here.
	_ "pgregory.net/rapid"
)

// usual is rapid's default number of cases.
const usual = 100

func init() {
	set("rapid.seed", "1")
	set("rapid.nofailfile", "true")
	if Raced {
		set("rapid.checks", "20") // races show in few cases
	}
}

// set changes a flag's default.
func set(name, value string) {
	if err := flag.Set(name, value); err != nil {
		panic(err)
	}
}

// Times returns the number of cases for a sweep that draws them itself: n, scaled like the
// number of cases of properties, and at least 1. A sweep that draws case i from seed i
// tries the same first cases every time.
func Times(n int) int {
	checks := usual
	if g, ok := flag.Lookup("rapid.checks").Value.(flag.Getter); ok {
		checks = g.Get().(int)
	}
	if testing.Short() {
		n /= 5 // as rapid does
	}
	return max(n*checks/usual, 1)
}
