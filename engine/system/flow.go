package system

import (
	"crossover/engine/scenario"
)

// Flow is traffic inside a system: requests from one part to another, and
// their responses back. Parts are indices; Clients and Schedule stand for what
// starts requests from outside.
type Flow struct {
	From, To int
	// PerSecond is requests per second, PerMonth in the billed month.
	PerSecond, PerMonth float64
}

// What requests start from besides parts.
const (
	Clients  = -1
	Schedule = -2
)

// Flows derives who calls whom from the rates: a part whose rate is a share of
// another's is connected with it, and the one listed first calls the other. So
// with the parts edge, api and events, edge.rate=100%api and
// events.rate=20%api, clients call edge, edge calls api, and api calls events.
//
// Where the second of the two is the share, every one of its requests comes
// from the first. Where the first is, it passes on as many as it gets, and at
// most what the second gets; several callers together pass on no more than
// that. What a part gets besides comes from clients, or from a schedule where
// its shape is cron or its trigger a schedule.
func Flows(s *scenario.Scenario) []Flow {
	var out []Flow
	for to := range s.Len() {
		first, rest := len(out), s.PerSecond(to)
		total := rest
		sum := 0.0
		for from := range to {
			n := passed(s, from, to)
			if n > 0 {
				out = append(out, Flow{From: from, To: to, PerSecond: n})
				sum += n
			}
		}
		scale := 1.0
		if sum > total {
			scale = total / sum
		}
		for i := first; i < len(out); i++ {
			out[i].PerSecond *= scale
			rest -= out[i].PerSecond
		}
		if rest > 1e-12*total || total == 0 && first == len(out) {
			from := Clients
			if p := s.Part(to); p.Shape.Deterministic() || p.Trigger == "schedule" {
				from = Schedule
			}
			out = append(out, Flow{From: from, To: to, PerSecond: max(0, rest)})
		}
	}
	for i := range out {
		f := &out[i]
		if all := s.PerSecond(f.To); all > 0 {
			f.PerMonth = s.PerMonth(f.To) * (f.PerSecond / all)
		}
	}
	return out
}

// passed is the requests per second that one part sends to another one listed
// after it.
func passed(s *scenario.Scenario, from, to int) float64 {
	a, b := s.Part(from), s.Part(to)
	switch {
	case b.Share > 0 && b.Of == a.Name:
		return s.PerSecond(to)
	case a.Share > 0 && a.Of == b.Name:
		return min(s.PerSecond(from), s.PerSecond(to))
	default:
		return 0
	}
}
