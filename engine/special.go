package engine

import "math"

// This file is the pools that need no model: without traffic, one instance a
// run, requests at equal distances, and instances that hold connections.

// perRun is instances that each start for one run and end with it: on average
// as many as runs are under way. coldS is the time of a run, its start included.
func perRun(perSecond, coldS float64) poolState {
	n := perSecond * coldS
	return poolState{cold: 1, running: n, total: n, whole: true}
}

// unused is what is left without traffic: what is always kept.
func (in *instances) unused(warm warmth) poolState {
	switch {
	case in.keptWarm:
		n := max(1, warm.kept)
		return poolState{keep: n, total: n}
	case warm.pinged > 0:
		return poolState{total: warm.pinged}
	default:
		return poolState{cold: 1}
	}
}

// scheduled is a pool under requests at equal distances, one interval
// apart: nothing is left to chance, and the state steps where the interval
// passes the time an instance stays.
func (in *instances) scheduled(warm warmth, perSecond float64) poolState {
	interval, idle := 1/perSecond, in.idle
	inFlight := perSecond * in.service
	busy := max(min(1, inFlight), inFlight/in.concurrency)
	enough := max(1, math.Ceil(inFlight/in.concurrency-1e-9))
	if in.keptWarm {
		keep := max(enough, warm.kept)
		return poolState{keep: keep, total: keep, running: busy}
	}
	if warm.pinged >= enough {
		return poolState{total: warm.pinged, running: busy}
	}
	if interval-in.service < idle { // always in time for the next one
		s := poolState{running: busy, total: enough}
		if l := in.lifetime; l > 0 {
			s.cold = min(1, s.total*interval/l)
		}
		return s
	}
	// Warm instances are gone before the next request, new ones too unless
	// they take long to start. Requests meanwhile wait for them, if they take
	// several, or start their own.
	group := math.Ceil(in.cold/interval - 1e-9) // requests until the first has been served
	each := max(1, min(group, math.Floor(in.concurrency)))
	served, runs, life := each, in.cold, in.cold+idle
	if group*interval-in.cold < idle { // and one more in time, after which it idles again
		served++
		runs += in.service
		life = group*interval + in.service + idle
	}
	starts := perSecond / served
	return poolState{cold: 1 / served, waits: (each - 1) / served, running: starts * runs, total: starts * life}
}

// holding is instances that hold connections open.
type holding struct {
	// open connections there are on average, opened a second, and an instance
	// holds each.
	open, opened, each float64
	// perSecond are the messages, of which an instance sustains so many.
	perSecond, sustained float64
}

// held is a pool whose instances hold connections. With Poisson arrivals the
// share of time without an open connection is e^-N for N on average, and an
// instance stops if none opens before its idle time is over (M/G/inf, Takacs
// 1962). Beyond what one instance holds, there are as many as hold them all.
func (in *instances) held(h holding) poolState {
	closed := math.Exp(-h.open)
	down := closed * math.Exp(-h.opened*in.idle)
	s := poolState{running: 1 - closed, total: 1 - down, whole: true}
	if h.open > h.each {
		s.running = math.Ceil(h.open/h.each - 1e-9)
	}
	s.running = max(s.running, h.perSecond/h.sustained) // what the messages take
	s.total = max(s.total, s.running)
	if h.perSecond > 0 {
		s.cold = min(1, down*h.opened/h.perSecond)
	}
	if in.keptWarm {
		s.keep = 1
		s.total, s.cold = max(1, s.total), 0
	}
	return s
}
