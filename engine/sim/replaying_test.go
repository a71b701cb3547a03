package sim

import (
	"fmt"
	"math"
)

// Request is one entry of a real request log.
type Request struct {
	// Time is the arrival in seconds, from 0 on.
	Time float64
	// Elapsed is the duration in seconds, 0 to 1e9.
	Elapsed float64
	// Cold reports whether it started an instance in reality.
	Cold bool
}

// Replayed is the outcome of a request in a simulated pool.
type Replayed struct {
	// Cold reports whether it started an instance.
	Cold bool
	// Instance is the number of its instance, from 0 in the order of their starts.
	Instance int
}

// Replay simulates a log, in ascending order of time, on a pool with the given idle expiry
// and lifetime in seconds (a lifetime of 0 is no limit) and one request per instance.
// Every request takes as long as in reality, cold or not.
func Replay(log []Request, idle, lifetime float64) ([]Replayed, error) {
	if len(log) == 0 {
		return nil, nil
	}
	times := make([]float64, len(log))
	for i, r := range log {
		times[i] = r.Time
		if err := Constant(r.Elapsed).validate(); err != nil {
			return nil, fmt.Errorf("replay: request %d %w", i, err)
		}
	}
	s, err := New(Config{
		Arrivals: Times(times),
		Idle:     idle,
		Lifetime: lifetime,
	})
	if err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	replayed := make([]Replayed, len(log))
	for i := range replayed {
		before := s.count.cold
		s.service.x, s.cold.x = log[i].Elapsed, log[i].Elapsed // both laws are constant
		s.Step(1)
		replayed[i] = Replayed{
			Cold:     s.count.cold > before,
			Instance: int(s.pool.instances[s.last].number),
		}
	}
	return replayed, nil
}

// Match counts the agreement of a replay with reality.
type Match struct {
	// Requests is the number of requests compared.
	Requests int
	// Measured is the number of cold starts in reality, Simulated that in the replay, and
	// Both that of requests cold in both.
	Measured, Simulated, Both int
}

// MatchReplay compares a log with its replay, without the requests before the time from in
// seconds, when the replay's pool is still empty and the real one may not be. The slices
// have equal lengths.
func MatchReplay(log []Request, replayed []Replayed, from float64) Match {
	var m Match
	for i := range min(len(log), len(replayed)) {
		if log[i].Time < from || math.IsNaN(log[i].Time) {
			continue
		}
		m.Requests++
		if log[i].Cold {
			m.Measured++
		}
		if replayed[i].Cold {
			m.Simulated++
		}
		if log[i].Cold && replayed[i].Cold {
			m.Both++
		}
	}
	return m
}
