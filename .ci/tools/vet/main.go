// Command vet runs the checks of go vet on packages that it reads from source: on other
// systems than this one, go vet would compile all that they import first.
package main

import (
	"golang.org/x/tools/go/analysis/multichecker"
	"golang.org/x/tools/go/analysis/suite/vet"
)

func main() { multichecker.Main(vet.Suite...) }
