package traffic

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
)

func TestPiecesAverageOne(t *testing.T) {
	check := func(t interface{ Errorf(string, ...any) }, s Shape) {
		share, mean := 0.0, 0.0
		for _, p := range s.Pieces(nil) {
			share += p.Share
			mean += p.Share * p.Times
		}
		if math.Abs(share-1) > 1e-12 || math.Abs(mean-1) > 1e-9 {
			t.Errorf("%s: shares sum to %v, mean is %v; want 1 and 1", s, share, mean)
		}
	}
	for _, name := range Names {
		s, err := Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		check(t, s)
	}
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.SliceOfN(rapid.Float64Range(0.001, 1000), 2, MaxPieces).Draw(t, "weights")
		s, err := Profile(w...)
		if err != nil {
			t.Fatalf("Profile(%v): %v", w, err)
		}
		check(t, s)
		if again, err := Parse(s.String()); err != nil || again != s {
			t.Fatalf("%v prints as %q, which reads back as %v, %v", s, s.String(), again, err)
		}
	})
}
