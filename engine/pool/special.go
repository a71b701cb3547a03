package pool

import "math"

// This file computes the pools that need no model: without traffic, one instance per run,
// requests at equal intervals, and instances that hold connections.

// PerRun returns the pool whose instances each start for one run and end with it: on
// average one per run under way. coldS is the time of a run, including its start.
func PerRun(perSecond, coldS float64) State {
	n := perSecond * coldS
	return State{Cold: 1, Running: n, Total: n, Whole: true}
}

// Unused returns the pool without traffic: the instances that are always kept.
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

// Scheduled returns the pool under requests at equal intervals. Nothing is random except
// the idle time, where that is not fixed. Where it is fixed, the state steps as the
// interval exceeds it.
func (in *Instances) Scheduled(warm Warmth, perSecond float64) State {
	if !in.Expiry.Given() {
		return in.scheduled(warm, perSecond, in.Idle)
	}
	gone := in.Expiry.Gone(1/perSecond - in.Service)
	if gone == 0 {
		return in.scheduled(warm, perSecond, math.Inf(1))
	}
	s := in.scheduled(warm, perSecond, in.Expiry.Quantile(gone/2)) // roughly the mean of those that expire
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

// scheduled computes the pool whose instances stay idle for a fixed time.
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
	if interval-in.Service < idle { // the next request always finds an instance
		s := State{Running: busy, Total: enough} // more than kept
		if l := in.Lifetime; l > 0 {
			s.Cold = min(1, s.Total*interval/l)
		}
		return s
	}
	// Warm instances expire before the next request, and so do new ones unless they take
	// long to start. Requests that arrive meanwhile wait for them, if they take several at
	// once, or start their own.
	group := math.Ceil(in.Cold/interval - 1e-9) // requests until the first has been served
	each := max(1, min(group, math.Floor(in.Concurrency)))
	served, runs, life := each, in.Cold, in.Cold+idle
	if group*interval-in.Cold < idle { // one more arrives in time, then it idles again
		served++
		runs += in.Service
		life = group*interval + in.Service + idle
	}
	starts := perSecond / served
	return State{Cold: 1 / served, Waits: (each - 1) / served, Running: starts * runs, Total: max(in.Kept, starts*life)}
}

// Fewest returns a lower bound of the instances at a rate, without cold starts: those
// bought to be warm, those that serve a request, and those that the CPU needs, but no more
// than most. With Poisson arrivals it also counts an instance that had a request within
// its idle time, if that is fixed. Solved pools are within a few per cent of it, and never
// below.
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

// Holding describes instances that hold connections open.
type Holding struct {
	// Open is the mean number of open connections, Opened the number opened per second,
	// and Each the number an instance holds.
	Open, Opened, Each float64
	// PerSecond is the messages per second, and Sustained the number an instance sustains.
	PerSecond, Sustained float64
}

// Held returns the pool whose instances hold connections. With Poisson arrivals and N
// connections on average, no connection is open for a share e^-N of the time, and an
// instance stops if none opens within its idle time (M/G/inf, Takacs 1962). Above one
// instance's capacity there are as many instances as hold all connections.
func (in *Instances) Held(h Holding) State {
	closed := math.Exp(-h.Open)
	down := closed * math.Exp(-h.Opened*in.stays(h.Opened))
	s := State{Running: 1 - closed, Total: 1 - down, Whole: true}
	if h.Open > h.Each {
		s.Running = math.Ceil(h.Open/h.Each - 1e-9)
	}
	s.Running = max(s.Running, h.PerSecond/h.Sustained) // what the messages need
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
