package traffic

import (
	"math"
	"slices"
	"strings"
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
		w := rapid.OneOf(rapid.SliceOfN(rapid.Float64Range(0.001, 1000), 2, MaxDay), rapid.SliceOfN(rapid.Float64Range(0, 3), WeekHours, WeekHours)).Draw(t, "weights")
		w[0] += 0.001
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

// TestWeeks checks that a shortened week keeps its peak, and every hour within 1.6 % of
// it.
func TestWeeks(t *testing.T) {
	w := make([]float64, WeekHours)
	for h := range w {
		w[h] = 3 + 2.9*math.Sin(float64(h%24-6)/24*2*math.Pi)
		if h >= 5*24 {
			w[h] /= 5
		}
	}
	s, err := Week(w)
	if err != nil {
		t.Fatal(err)
	}
	text := s.String()
	if again, err := Parse(text); err != nil || again != s || len(text) != len("week:")+WeekHours {
		t.Fatalf("%s is read as %s: %v", text, again, err)
	}
	most := slices.Max(w)
	for h, got := range s.Weights(nil) {
		if math.Abs(got-w[h]/most) > 0.016 || w[h] == most && got != 1 {
			t.Errorf("hour %d is %g, want %g", h, got, w[h]/most)
		}
	}
	exact, err := Profile(w...)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []Shape{s, exact} {
		pieces := s.Pieces(nil)
		_, times := s.Cycle()
		if n := len(pieces); n > 65 || math.Abs(pieces[n-1].Times-slices.Max(times)) > 1e-12 {
			t.Errorf("%d pieces of 64 levels, the busiest of %g, want %g", n, pieces[n-1].Times, slices.Max(times))
		}
	}
	day, err := Profile(w[:24]...)
	if err != nil {
		t.Fatal(err)
	}
	var sevenDays []float64
	for range 7 {
		sevenDays = append(sevenDays, w[:24]...)
	}
	week, err := Profile(sevenDays...)
	if err != nil {
		t.Fatal(err)
	}
	share := map[float64]float64{} // by rate, to nine digits
	for _, p := range day.Pieces(nil) {
		share[math.Round(p.Times*1e9)] += p.Share
	}
	for _, p := range week.Pieces(nil) {
		share[math.Round(p.Times*1e9)] -= p.Share
	}
	for times, left := range share {
		if math.Abs(left) > 1e-12 {
			t.Errorf("seven equal days differ from one by %g of the time at %g", left, times/1e9)
		}
	}
	for _, bad := range []string{"week:", "week:" + strings.Repeat("A", WeekHours), "week:" + strings.Repeat("B", WeekHours-1) + "!", "week:" + strings.Repeat("B", WeekHours+1), strings.Repeat("1/", WeekHours) + "1", strings.Repeat("1/", 24) + "1"} {
		if s, err := Parse(bad); err == nil {
			t.Errorf("%q is %s", bad, s)
		}
	}
}
