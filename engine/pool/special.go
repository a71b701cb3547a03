package pool

import "math"

// This file is the pools that need no model: without traffic, one instance a
// run, requests at equal distances, and instances that hold connections.

// PerRun is instances that each start for one run and end with it: on average
// as many as runs are under way. coldS is the time of a run, its start included.
func PerRun(perSecond, coldS float64) State {
	n := perSecond * coldS
	return State{Cold: 1, Running: n, Total: n, Whole: true}
}

// Unused is what is left without traffic: what is always kept.
func (in *Instances) Unused(warm Warmth) State {
	switch {
	case in.KeptWarm:
		n := max(1, in.Least, warm.Kept)
		return State{Keep: n, Total: n}
	case in.kept(warm) > 0:
		return State{Total: in.kept(warm)}
	default:
		return State{Cold: 1}
	}
}

// Scheduled is a pool under requests at equal distances, one interval
// apart: nothing is left to chance but the time that an instance stays, where that is
// not fixed. Where it is, the state steps as the interval passes it.
func (in *Instances) Scheduled(warm Warmth, perSecond float64) State {
	if !in.Expiry.Given() {
		return in.scheduled(warm, perSecond, in.Idle)
	}
	gone := in.Expiry.Gone(1/perSecond - in.Service)
	if gone == 0 {
		return in.scheduled(warm, perSecond, math.Inf(1))
	}
	s := in.scheduled(warm, perSecond, in.Expiry.Quantile(gone/2)) // of those that go, about the mean
	if gone == 1 {
		return s
	}
	stay := in.scheduled(warm, perSecond, math.Inf(1))
	for _, f := range [...]struct{ to, of *float64 }{
		{&s.Cold, &stay.Cold}, {&s.Waits, &stay.Waits}, {&s.Running, &stay.Running}, {&s.Total, &stay.Total}, {&s.Keep, &stay.Keep},
	} {
		*f.to = gone**f.to + (1-gone)**f.of
	}
	return s
}

// scheduled is the pool whose instances stay for a fixed time.
func (in *Instances) scheduled(warm Warmth, perSecond, idle float64) State {
	interval := 1 / perSecond
	inFlight := perSecond * in.Service
	busy := max(min(1, inFlight), inFlight/in.Concurrency)
	enough := max(1, math.Ceil(inFlight/in.Concurrency-1e-9))
	if in.KeptWarm {
		keep := max(enough, in.Least, warm.Kept)
		return State{Keep: keep, Total: keep, Running: busy}
	}
	kept := in.kept(warm)
	if kept >= enough {
		return State{Total: kept, Running: busy}
	}
	if interval-in.Service < idle { // always in time for the next one
		s := State{Running: busy, Total: enough} // more than are kept
		if l := in.Lifetime; l > 0 {
			s.Cold = min(1, s.Total*interval/l)
		}
		return s
	}
	// Warm instances are gone before the next request, new ones too unless
	// they take long to start. Requests meanwhile wait for them, if they take
	// several, or start their own.
	group := math.Ceil(in.Cold/interval - 1e-9) // requests until the first has been served
	each := max(1, min(group, math.Floor(in.Concurrency)))
	served, runs, life := each, in.Cold, in.Cold+idle
	if group*interval-in.Cold < idle { // and one more in time, after which it idles again
		served++
		runs += in.Service
		life = group*interval + in.Service + idle
	}
	starts := perSecond / served
	return State{Cold: 1 / served, Waits: (each - 1) / served, Running: starts * runs, Total: max(in.Kept, starts*life)}
}

// Fewest is the fewest instances that there can be at a rate, and no cold starts: those
// that are bought to be warm at least, those that have a request, each as many as it
// takes, with Poisson arrivals one at least that has had a request within the time it
// stays if that is fixed, as many in all as the CPU takes, and no more than most. Solved
// pools are within a few per cent, and never below it.
func (in *Instances) Fewest(perSecond, forCPU, most float64) State {
	const off = 0.9
	inFlight := perSecond * in.Service
	s := State{Running: inFlight / in.Concurrency}
	s.Total = max(s.Running, forCPU)
	if !in.bursty() {
		s.Running = max(s.Running, -math.Expm1(-inFlight))
		if !in.Expiry.Given() {
			s.Total = max(s.Total, -math.Expm1(-inFlight-perSecond*in.Idle))
		}
	}
	s.AtMost(most)
	s.Running, s.Total = s.Running*off, max(min(in.Kept, most), s.Total*off)
	if in.KeptWarm {
		s.Keep = max(1, in.Least) * off
		s.Total = max(s.Total, s.Keep)
	}
	return s
}

// Holding is instances that hold connections open.
type Holding struct {
	// Open is the mean number of open connections, Opened how many are opened a second,
	// and Each how many an instance holds.
	Open, Opened, Each float64
	// PerSecond is the messages a second, and Sustained how many an instance sustains.
	PerSecond, Sustained float64
}

// Held is a pool whose instances hold connections. With Poisson arrivals the
// share of time without an open connection is e^-N for N on average, and an
// instance stops if none opens before its idle time is over (M/G/inf, Takacs
// 1962). Beyond what one instance holds, there are as many as hold them all.
func (in *Instances) Held(h Holding) State {
	closed := math.Exp(-h.Open)
	down := closed * math.Exp(-h.Opened*in.stays(h.Opened))
	s := State{Running: 1 - closed, Total: 1 - down, Whole: true}
	if h.Open > h.Each {
		s.Running = math.Ceil(h.Open/h.Each - 1e-9)
	}
	s.Running = max(s.Running, h.PerSecond/h.Sustained) // what the messages take
	s.Total = max(s.Total, s.Running)
	if h.PerSecond > 0 {
		s.Cold = min(1, down*h.Opened/h.PerSecond)
	}
	if in.KeptWarm {
		s.Keep = max(1, in.Least)
		s.Total, s.Cold = max(s.Keep, s.Total), 0
	} else if in.Kept > 0 {
		s.Total, s.Cold = max(in.Kept, s.Total), 0
	}
	return s
}
