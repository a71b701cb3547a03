package themes

import (
	_ "embed"

	"crossover/data/compact"
)

//go:embed snapshot.bin
var snapshot []byte

// builtin is the built-in themes, which every start needs and which take longer
// to parse than everything else that a start does. The snapshot is made by
// "make snapshots".
var builtin = compact.Source[[]Theme]{Snapshot: snapshot, Read: parseBuiltin}
