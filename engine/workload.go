package engine

import (
	"math"

	"crossover/engine/coldstart"
	"crossover/engine/scenario"
	"crossover/engine/traffic"
)

// workload is a part of a scenario in plain numbers: all that an offer is
// compiled for, besides the offer.
type workload struct {
	offers *offers
	assume *assumptions
	// uses are what requests use elsewhere, at prices of the user's own.
	uses  *uses
	terms *scenario.Terms
	// startTimes multiplies the times instances take to start.
	startTimes          float64
	part                *scenario.Part
	hours, month        float64 // the billed month in hours and in seconds
	serviceS            float64 // on one full vCPU
	billedS             float64 // 0, or what is billed whatever the CPU
	cpu, cpuS           float64
	memoryMB, requestMB float64
	gpuSpeed            float64 // of the GPU the duration was measured on
	gpu                 bool
	pieces              []traffic.Piece
	logTimes            [traffic.MaxPieces]float64 // log10 of each piece's multiple of the mean rate
	busiest             float64                    // the largest multiple among the pieces
	deterministic       bool
	burst, burstS       float64
	p99                 float64 // seconds, 0 for none
	egressGB, egressGiB float64 // a request
	utilisation, copies float64
	free                bool
	commit              string
	groups              scenario.Lines
	gb                  string
	// trafficGB is a request in and out.
	trafficGB float64
	longestS  float64 // of one request, on one full vCPU
	// needs are the conditions of bill lines that hold, and event is set where
	// work does not arrive over HTTP.
	needs needSet
	event bool
	// connections are open at once, on average, each for connectionS; fanOut
	// messages of messageKB are sent for one received, and room of them share
	// an object.
	connections, connectionS float64
	messageKB, fanOut, room  float64
	stateMB, gpuMB           float64
	stateReads, stateWrites  float64 // a request
}

// newWorkload reads the terms of part i of s, with the assumptions at a bound.
// pieces and uses are buffers for its traffic and for what its requests use
// elsewhere.
func (c *offers) newWorkload(s *scenario.Scenario, i int, b Bound, pieces []traffic.Piece, uses *uses) workload {
	p := s.Part(i)
	uses.set(p.Uses)
	w := workload{
		offers: c, assume: &c.assume[b], uses: uses, terms: &s.Terms, startTimes: b.of(s.Uncertainty),

		part: p, hours: s.Hours(), month: s.Hours() * 3600,
		serviceS: p.DurationMS / 1e3, billedS: p.BilledMS / 1e3, cpu: p.CPU,
		memoryMB: p.MemoryMB, requestMB: p.RequestMB,
		gpu: p.GPU != "none", gpuSpeed: c.gpuSpeed(p.GPU),
		pieces: p.Shape.Pieces(pieces[:0]), deterministic: p.Shape.Deterministic(),
		burst: p.Burst, burstS: p.BurstS, p99: p.P99MS / 1e3,
		utilisation: s.Utilisation, copies: s.Redundancy, free: s.Free, commit: string(s.Commit), groups: s.Lines, gb: s.GB,
	}
	w.setNeeds(p)
	switch w.gb { // bytes out, all counted alike
	case "binary":
		w.egressGB = w.egressGiB
	case "decimal":
		w.egressGiB = w.egressGB
	}
	if w.deterministic {
		w.burst = 1 // equal distances leave no room for bursts
	}
	w.cpuS = w.serviceS * w.cpu
	for i, pc := range w.pieces {
		w.logTimes[i] = math.Log10(pc.Times)
		w.busiest = max(w.busiest, pc.Times)
	}
	return w
}

// moment is part of the time in which requests come at an even rate: inside
// bursts, or outside them.
type moment struct {
	time, requests float64 // shares
	perSecond      float64
}

// moments splits a mean rate into the time inside bursts and outside: the two
// states of the arrival process of package coldstart. Without bursts the
// second has no share.
func (w *workload) moments(perSecond float64) [2]moment {
	if w.burst <= 1 {
		return [2]moment{{1, 1, perSecond}}
	}
	quiet, peak, begin, end := coldstart.MMPP(perSecond, w.burst, w.burstS)
	in := begin / (begin + end)
	return [2]moment{
		{1 - in, (1 - in) * quiet / perSecond, quiet},
		{in, in * peak / perSecond, peak},
	}
}

// setDuration changes the time of a request on one full vCPU, in seconds.
func (w *workload) setDuration(s float64) {
	w.serviceS, w.cpuS = s, s*w.cpu
	w.longestS = max(w.part.LongestMS/1e3, s)
}
