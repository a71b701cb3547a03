// Command vet runs the checks of go vet on packages loaded from source. For other systems
// than this one, go vet would first compile all their imports.
package main

import (
	"golang.org/x/tools/go/analysis/multichecker"
	"golang.org/x/tools/go/analysis/suite/vet"
)

func main() { multichecker.Main(vet.Suite...) }
