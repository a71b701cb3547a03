package themes

import (
	"flag"
	"testing"

	"crossover/data/compact/compacttest"
)

var update = flag.Bool("update", false, "make the snapshot anew")

func TestSnapshot(t *testing.T) { compacttest.Fresh(t, &builtin, "snapshot.bin", *update) }
