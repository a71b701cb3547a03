package chart

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// tickText returns the values of ticks: majors plain, others in brackets.
func tickText(ts []Tick) string {
	var out []string
	for _, t := range ts {
		switch t.Rank {
		case Major:
			out = append(out, fmt.Sprint(t.Value))
		case Medium:
			out = append(out, fmt.Sprintf("(%v)", t.Value))
		case Minor:
		}
	}
	return strings.Join(out, " ")
}

func TestTicks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		scale      Scale
		cells, gap int
		want       string
	}{
		{"room for 1-2-5", Scale{Log10, 0.1, 10}, 41, 6, "0.1 (0.2) (0.5) 1 (2) (5) 10"},
		{"room for 1-3", Scale{Log10, 0.1, 10}, 31, 6, "0.1 (0.3) 1 (3) 10"},
		{"decades", Scale{Log10, 0.1, 1000}, 31, 6, "0.1 1 10 100 1000"},
		{"every third decade", Scale{Log10, 1, 1e9}, 31, 8, "1 1000 1e+06 1e+09"},
		{"ends between ticks", Scale{Log10, 0.7, 30}, 61, 6, "1 (2) (5) 10 (20)"},
		{"less than a decade", Scale{Log10, 22, 58}, 61, 6, "30 40 50"},
		{"much less than a decade", Scale{Log10, 100, 101}, 61, 8, "100 100.2 100.4 100.6 100.8 101"},
		{"linear", Scale{Linear, 0, 1}, 21, 4, "0 0.2 0.4 0.6 0.8 1"},
		{"linear around zero", Scale{Linear, -7, 7}, 41, 6, "-5 0 5"},
		{"one cell", Scale{Linear, 0, 1}, 1, 1, ""},
		{"no room", Scale{Log10, 1, 100}, 2, 5, "1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := tickText(tt.scale.AppendTicks(nil, tt.cells, tt.gap))
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestTicksProperties checks, for axes of every length, that ticks are on the
// axis, rise, are not too many, and that labelled ones keep their distance.
func TestTicksProperties(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		s := Scale{Kind: Kind(rng.IntN(2))}
		if s.Kind == Log10 {
			s.Min = math.Pow(10, rng.Float64()*40-20)
			s.Max = s.Min * math.Pow(10, math.Exp(rng.Float64()*8-5))
		} else {
			s.Min = rng.NormFloat64() * math.Pow(10, rng.Float64()*20-10)
			s.Max = s.Min + max(math.Pow(10, rng.Float64()*20-10), math.Abs(s.Min)*1e-9)
		}
		cells, gap := rng.IntN(300), rng.IntN(20)
		ts := s.AppendTicks(nil, cells, gap)
		if len(ts) > maxTicks {
			t.Fatalf("%v: %d ticks", s, len(ts))
		}
		last, lastLabel := math.Inf(-1), math.Inf(-1)
		for _, k := range ts {
			at := k.Position * float64(cells-1)
			if !(k.Position >= 0 && k.Position <= 1) || !(k.Value > last) {
				t.Fatalf("%v on %d cells: tick %v after %v", s, cells, k, last)
			}
			last = k.Value
			if k.Rank == Minor {
				continue
			}
			if at-lastLabel < float64(gap)*0.9-1e-6 {
				t.Fatalf("%v on %d cells: labels %v apart, want %d", s, cells, at-lastLabel, gap)
			}
			lastLabel = at
		}
	}
}
