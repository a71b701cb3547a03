package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"crossover/engine/sim"
)

// TestImportOfSimulatedTraffic imports traffic of the simulator. docs/import.md states
// the errors. Those of the hours are three standard errors for the length of this
// traffic.
func TestImportOfSimulatedTraffic(t *testing.T) {
	office := make([]float64, 24) // requests per second
	for h := range office {
		office[h] = 0.2
		if h >= 8 && h < 18 {
			office[h] = 1.4
		}
	}
	const mean = (10*1.4 + 14*0.2) / 24
	for name, c := range map[string]simulated{
		"constant":      {sim.Poisson(2), 0.5, 2, 1, 0, nil},
		"even":          {sim.Even(1), 1, 1, 1, 0, nil},
		"office hours":  {sim.Profile(3600, office), 3, mean, 1, 0, office},
		"bursts":        {sim.Poisson(4).Bursty(4, 30), 0.8, 4, 4, 30, nil},
		"bursts by day": {sim.Profile(3600, office).Bursty(3, 60), 5, mean, 3, 60, office},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := importedTerms(t, c.write(t))
			near(t, got, "rate", c.rate, 0.06)
			if c.burst == 1 && got["burst"] != "" {
				t.Errorf("bursts of %s in traffic without", got["burst"])
			}
			if c.burst > 1 {
				near(t, got, "burst", c.burst, 0.2)
				near(t, got, "burst_length", c.length, 0.3)
			}
			c.compareShape(t, got["shape"])
		})
	}
}

// simulated is traffic with the terms expected from an import.
type simulated struct {
	arrivals                  sim.Arrivals
	days, rate, burst, length float64
	shape                     []float64 // the rates of the hours
}

// write writes the times of requests to a file.
func (s simulated) write(t *testing.T) string {
	t.Helper()
	all, err := s.arrivals.All(11)
	if err != nil {
		t.Fatal(err)
	}
	const monday = 1_791_158_400 // 2026-10-05 00:00 UTC
	text := []byte("timestamp\n")
	for at := range all {
		if at > s.days*86400 {
			break
		}
		text = append(strconv.AppendFloat(text, monday+at, 'f', 3, 64), '\n')
	}
	file := filepath.Join(t.TempDir(), "requests.csv")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// near compares the number in a term, in seconds.
func near(t *testing.T, terms map[string]string, key string, want, share float64) {
	t.Helper()
	number, minutes := strings.CutSuffix(terms[key], "/min")
	got, err := strconv.ParseFloat(strings.TrimRight(number, "/sx"), 64)
	if minutes {
		got /= 60
	}
	if err != nil || !(math.Abs(got/want-1) <= share) {
		t.Errorf("%s is %q, want %g within %g%%", key, terms[key], want, 100*share)
	}
}

func (s simulated) compareShape(t *testing.T, shape string) {
	t.Helper()
	if s.shape == nil {
		if shape != "" {
			t.Errorf("the shape is %s in traffic without", shape)
		}
		return
	}
	hours := strings.Split(shape, "/")
	if len(hours) != 24 {
		t.Fatalf("the shape is %q", shape)
	}
	for h, text := range hours {
		w, err := strconv.ParseFloat(text, 64)
		// Variances: of n requests in an hour of each day, and of bursts.
		n := s.shape[h] * 3600 * s.days
		chance := 3 * math.Sqrt(1/n+(s.burst-1)*(s.burst-1)/(2*s.burst-1)*2*s.length/(3600*s.days))
		if want := s.shape[h] / s.rate; err != nil || math.Abs(w-want) > want*chance+0.01 {
			t.Errorf("hour %d is %s, want %.3f within %.0f%%", h, text, want, 100*chance)
		}
	}
}

// importedTerms returns the terms imported from a file of requests.
func importedTerms(t *testing.T, file string) map[string]string {
	t.Helper()
	var out bytes.Buffer
	if code := Run(context.Background(), []string{"import", "--traffic", file, "-o", "json"}, Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: io.Discard}); code != exitOK {
		t.Fatalf("exit %d", code)
	}
	var answer struct {
		Parts []struct {
			Terms []struct{ Key, Value string }
		}
	}
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil || len(answer.Parts) != 1 {
		t.Fatal(err, out.String())
	}
	terms := map[string]string{}
	for _, x := range answer.Parts[0].Terms {
		terms[x.Key] = x.Value
	}
	return terms
}
