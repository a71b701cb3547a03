// Package proptest sets how the property tests of the module run. A test package
// that uses pgregory.net/rapid imports it, if only for that:
//
//	import _ "crossover/engine/proptest"
//
// Property tests then draw the same cases in every run, so that a change breaks a
// test or does not, on every machine alike. A failure is not written to a file
// that later runs would replay. It prints what was drawn, and becomes a case of a
// table test.
//
// New cases are searched for with `make fuzz`, which draws from a random seed.
// Flags win over this package: -rapid.seed=0 is a random seed, -rapid.checks is
// how many cases each property is tried on.
package proptest

import (
	"flag"
	"testing"

	// Its flags are registered before they are set here.
	_ "pgregory.net/rapid"
)

// usual is how many cases rapid tries a property on when it is not told.
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

// Times returns how many cases a sweep goes through that draws them itself: n,
// and more or fewer where properties are tried on more or fewer cases than
// usual. It is at least 1. A sweep that draws case i from seed i goes through the
// same first cases every time.
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
