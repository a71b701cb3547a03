package system

import (
	"crossover/engine/scenario"
)

// Flow is traffic inside a system: requests from one part to another, and the responses.
// Parts are indices; Clients and Schedule are the origins outside the system.
type Flow struct {
	From, To int
	// PerSecond is requests per second, PerMonth requests per billed month.
	PerSecond, PerMonth float64
}

// The origins of requests other than parts.
const (
	Clients  = -1
	Schedule = -2
)

// Flows derives who calls whom from the rates. A part whose rate is a share of another's
// is connected with it, and the one listed first calls the other. With the parts edge, api
// and events, edge.rate=100%api and events.rate=20%api, clients call edge, edge calls api,
// and api calls events.
//
// If the second of the two is the share, all its requests come from the first. If the
// first is, it passes on as many requests as it gets, but no more than the second gets;
// several callers together pass on no more than that either. The rest of a part's requests
// come from clients, or from a schedule if its shape is cron or its trigger a schedule.
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

// passed returns the requests per second that one part sends to another one listed after
// it.
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
