package themes

import (
	_ "embed"

	"crossover/data/compact"
)

//go:embed snapshot.bin
var snapshot []byte

// builtin holds the built-in themes. Every start needs them, and parsing them takes longer
// than the rest of a start. "make snapshots" makes the snapshot.
var builtin = compact.Source[[]Theme]{Snapshot: snapshot, Read: parseBuiltin}
