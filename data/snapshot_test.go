package data

import (
	"flag"
	"testing"

	"crossover/data/compact/compacttest"
)

var update = flag.Bool("update", false, "make the snapshots anew")

func TestSnapshots(t *testing.T) {
	compacttest.Fresh(t, &catalogSource, "snapshot/catalog.bin", *update)
	compacttest.Fresh(t, &scenariosSource, "snapshot/scenarios.bin", *update)
	compacttest.Fresh(t, &examplesSource, "snapshot/examples.bin", *update)
	compacttest.Fresh(t, &verdictsSource, "snapshot/verdicts.bin", *update)
}

func BenchmarkLoad(b *testing.B) {
	b.Run("snapshot", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := catalogSource.Decode(); !ok {
				b.Fatal("the snapshot is of other files")
			}
		}
	})
	b.Run("yaml", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := catalogSource.Read(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
