package plan

import (
	"math"

	"crossover/engine/billing"
	"crossover/engine/catalog"
	"crossover/engine/coldstart"
	"crossover/engine/scenario"
	"crossover/engine/traffic"
)

// Workload is a part of a scenario in plain numbers: everything that an offer is compiled
// for.
type Workload struct {
	Offers *Offers
	Assume *assumptions
	// uses are services that requests use elsewhere, at the user's own prices.
	uses  *Uses
	terms *scenario.Terms
	// startTimes multiplies the start times of instances.
	bound               Bound
	startTimes          float64
	Part                *scenario.Part
	Hours, Month        float64 // the billed month in hours and in seconds
	serviceS            float64 // on one full vCPU
	BilledS             float64 // 0, or the billed time regardless of the CPU
	CPU, CPUS           float64
	MemoryMB, RequestMB float64
	gpuSpeed            float64 // of the GPU the duration was measured on
	GPU                 bool
	Pieces              []traffic.Piece
	LogTimes            [traffic.MaxPieces]float64 // log10 of each piece's multiple of the mean rate
	Busiest             float64                    // the largest multiple among the pieces
	Deterministic       bool
	fixed               scenario.SizeWanted
	Burst, BurstS       float64
	P99                 float64 // seconds, 0 for none
	EgressGB, EgressGiB float64 // a request
	OutboundGB, logKB   float64 // a request
	// Online is the share of the time during which clients are connected; Connections is
	// the number open during that time.
	Online      float64
	utilisation float64
	redundancy  float64 // 0 leaves copies to the level
	level       scenario.Level
	free        bool
	commit      string
	groups      scenario.Lines
	gb          string
	// TrafficGB is the bytes in and out per request.
	TrafficGB float64
	longestS  float64 // of one request, on one full vCPU
	// Needs are the conditions of bill lines that hold. Event is set if work does not
	// arrive over HTTP.
	Needs needSet
	Event bool
	// Connections are open at once on average, each for connectionS. fanOut messages of
	// messageKB are sent for each one received, and Room connections share an object.
	Connections, connectionS float64
	messageKB, fanOut, Room  float64
	StateMB, GPUMB           float64
	stateReads, stateWrites  float64 // a request
	rounded                  *Rounded
}

// NewWorkload reads the terms of part i of s, with the assumptions at a bound. pieces and
// uses are buffers for its traffic and its uses, and rounded keeps results for later ones.
func (o *Offers) NewWorkload(s *scenario.Scenario, i int, b Bound, pieces []traffic.Piece, uses *Uses, rounded *Rounded) Workload {
	p := s.Part(i)
	uses.set(p.Uses)
	w := Workload{
		Offers: o, bound: b, Assume: &o.assume[b], uses: uses, terms: &s.Terms, startTimes: b.Factor(s.Uncertainty),

		Part: p, Hours: s.Hours(), Month: s.Hours() * 3600,
		serviceS: p.DurationMS / 1e3, BilledS: p.BilledMS / 1e3, CPU: p.CPU,
		MemoryMB: p.MemoryMB, RequestMB: p.RequestMB,
		GPU: p.GPU != "none", gpuSpeed: o.gpuSpeed(p.GPU),
		Pieces: p.Shape.Pieces(pieces[:0]), Deterministic: p.Shape.Deterministic(),
		Burst: p.Burst, BurstS: p.BurstS, P99: p.P99MS / 1e3,
		rounded:     rounded,
		utilisation: s.Utilisation, redundancy: s.Redundancy, level: s.Level, free: s.Free, commit: string(s.Commit), groups: s.Lines, gb: s.GB,
	}
	w.fixed = p.Size.Wanted()
	w.setNeeds(p)
	w.setOnline(p)
	switch w.gb { // count all bytes out in the same unit
	case "binary":
		w.EgressGB = w.EgressGiB
	case "decimal":
		w.EgressGiB = w.EgressGB
	}
	if w.Deterministic {
		w.Burst = 1 // equal intervals leave no room for bursts
	}
	w.CPUS = w.serviceS * w.CPU
	for i, pc := range w.Pieces {
		w.LogTimes[i] = math.Log10(pc.Times)
		w.Busiest = max(w.Busiest, pc.Times)
	}
	return w
}

// LogGB returns the logs that a request writes, in GB.
func (w *Workload) LogGB() float64 { return w.logKB / 1e6 }

// Open returns the mean number of connections over the month.
func (w *Workload) Open() float64 { return w.Connections * w.Online }

// setOnline limits the connections and their messages to the hours in which clients are
// online. A part with its own shape defines these hours by the shape.
func (w *Workload) setOnline(p *scenario.Part) {
	const day = 24 * 3.6e6
	w.Online = 1
	if w.Connections == 0 || !(p.OnlineMS < day) {
		return
	}
	w.Online = p.OnlineMS / day
	if p.Shape == (traffic.Shape{}) {
		w.Pieces = append(w.Pieces[:0], traffic.Piece{Share: w.Online, Times: 1 / w.Online}, traffic.Piece{Share: 1 - w.Online})
	}
}

// moment is the part of the time in which requests arrive at an even rate: inside bursts,
// or outside.
type moment struct {
	Time, Requests float64 // shares
	PerSecond      float64
}

// Moments splits a mean rate into the time outside bursts and inside: the two states of
// the arrival process of package coldstart. Without bursts the second has no share.
func (w *Workload) Moments(perSecond float64) [2]moment {
	if w.Burst <= 1 {
		return [2]moment{{1, 1, perSecond}}
	}
	quiet, peak, begin, end := coldstart.MMPP(perSecond, w.Burst, w.BurstS)
	in := begin / (begin + end)
	return [2]moment{
		{1 - in, (1 - in) * quiet / perSecond, quiet},
		{in, in * peak / perSecond, peak},
	}
}

// SetDuration changes the time of a request on one full vCPU, in seconds.
func (w *Workload) SetDuration(s float64) {
	w.serviceS, w.CPUS = s, s*w.CPU
	w.longestS = max(w.Part.LongestMS/1e3, s)
}

// Billed returns the mean time in seconds that an offer bills for invocations of n messages
// or requests, each of which takes serviceS seconds on average.
func (w *Workload) Billed(o *Offer, serviceS, n float64) float64 {
	r := rounding{ms: serviceS * 1e3, granularity: o.Billing.GranularityMS, minimum: o.Billing.MinimumMS}
	switch o.Model {
	case catalog.CPUTime:
		r.ms, r.cv = w.CPUS*1e3, w.Assume.serviceCV
	case catalog.PerInvocation, catalog.ActiveInstance: // other models do not round each request
		r.cv = w.Assume.serviceCV
	case catalog.ActiveCPU, catalog.Uptime, catalog.Provisioned, catalog.Nodes:
	}
	if w.BilledS > 0 { // a fixed billed duration
		r.ms, r.cv = w.BilledS*1e3, 0
	}
	if n > 1 {
		r.ms, r.cv = n*r.ms, r.cv/math.Sqrt(n)
	}
	return w.rounded.mean(r)
}

// rounding describes how times are rounded for the bill. All fields are in milliseconds
// except cv, the coefficient of variation.
type rounding struct{ ms, cv, granularity, minimum float64 }

// Rounded caches mean rounded times, one per hash: the sizes of an offer and the offers of
// several vendors often have the same, and a step of a slider leaves most as they were. It
// must be used by one goroutine at a time.
type Rounded [512]struct {
	of      rounding
	seconds float64
}

// mean returns the mean rounded time in seconds.
func (r *Rounded) mean(of rounding) float64 {
	h := math.Float64bits(of.ms) ^ math.Float64bits(of.granularity)<<1 ^ math.Float64bits(of.minimum)<<2
	at := &r[h*0x9e3779b97f4a7c15>>55] // Fibonacci hashing
	if at.of != of {
		at.of, at.seconds = of, billing.MeanRoundedTime(of.ms, of.cv, of.granularity, of.minimum)/1e3
	}
	return at.seconds
}

// Bound selects a value from the range of each uncertain input.
type Bound uint8

// The bounds.
const (
	// Typical selects the values of the catalogue and the scenario.
	Typical Bound = iota
	// Low selects the values at which offers cost least and answer soonest, High those at
	// which they cost most and answer last.
	Low
	High
	numBounds
)

// assumptions are the catalogue's assumptions as plain numbers.
type assumptions struct {
	serviceCV, ServiceCV2    float64
	workingSetShare          float64 // of the memory of a part
	edgeRTT, regionRTT       float64 // seconds
	ConnPerRequest, ConnS    float64
	requestKB, LogKB, codeMB float64
	serverConcurrency        float64
	inFlightSpread           float64
	queueBatch, batchWaitS   float64
	sharedCore               float64 // the share that is sustained
	PingIntervalS, PingMS    float64
	connectionMB             float64
	instanceConnections      float64
	stateReads, stateWrites  float64 // a request
}

// assumed reads the assumptions at a bound. For most of them a lower value is cheaper; for
// the capacities of an instance a higher one is.
func assumed(a *catalog.Assumptions, b Bound) assumptions {
	dear := func(f *catalog.Assumption) float64 {
		low, high := f.Range()
		return b.pick(f.Value, low, high)
	}
	cheap := func(f *catalog.Assumption) float64 {
		low, high := f.Range()
		return b.pick(f.Value, high, low)
	}
	cv := dear(&a.ServiceCV)
	return assumptions{
		serviceCV: cv, ServiceCV2: cv * cv, workingSetShare: a.WorkingSetShare.Value,
		edgeRTT: dear(&a.EdgeRTTMS) / 1e3, regionRTT: dear(&a.RegionRTTMS) / 1e3,
		ConnPerRequest: dear(&a.ConnectionsPerRequest), ConnS: dear(&a.ConnectionS),
		requestKB: dear(&a.RequestKB), LogKB: dear(&a.LogKB), codeMB: dear(&a.CodeMB),
		serverConcurrency: max(cheap(&a.ServerConcurrency), 1),
		inFlightSpread:    dear(&a.InFlightSpread),
		queueBatch:        max(1, cheap(&a.QueueBatch)),
		batchWaitS:        cheap(&a.BatchWaitS),
		sharedCore:        min(1, max(cheap(&a.SharedCore), 1e-3)),
		PingIntervalS:     max(cheap(&a.PingIntervalS), 1), PingMS: dear(&a.PingMS),
		connectionMB: max(dear(&a.ConnectionKB), 1e-3) / 1024, instanceConnections: max(cheap(&a.InstanceConnections), 1),
		stateReads: dear(&a.StateReads), stateWrites: dear(&a.StateWrites),
	}
}

// pick returns the figure for the bound.
func (b Bound) pick(typical, low, high float64) float64 {
	switch b {
	case Low:
		return low
	case High:
		return high
	default:
		return typical
	}
}

// Factor returns the factor at the bound for a figure with a relative uncertainty.
func (b Bound) Factor(uncertainty float64) float64 { return b.pick(1, 1-uncertainty, 1+uncertainty) }

// Batches says how many messages of a queue an invocation of a function takes. A batch of n
// messages is one invocation that runs n times as long. Platforms collect a batch for a
// limited time, and start the function when that is over or the batch is full.
type Batches struct {
	// Most is the largest number, 1 where messages come one by one. Fixed is the number that
	// the user fixed, or 0.
	Most, Fixed float64
	// WindowS is the longest time in seconds for which a batch is collected; 0 means that it
	// is what is there, which is taken to fill it. WaitS is by how much a batch may delay its
	// messages if the number is not fixed.
	WindowS, WaitS float64
}

// setBatches finds the batches of an offer, and adds reasons for a number fixed by the user
// that it does not take.
func setBatches(p *Plan) {
	o, w := p.Offer, p.Work
	asked, read := w.Part.Batch, false
	b := Batches{Most: 1}
	if p.Batches = b; asked == 0 && !w.Event {
		return
	}
	for i := range o.lines {
		l := &o.lines[i]
		if !w.Needs.has(l.need) {
			continue
		}
		read = read || l.Batched
		if l.Batch == 0 || o.Model != catalog.CPUTime && (o.Model != catalog.PerInvocation || o.Billing.StepS > 0) {
			continue
		}
		b = Batches{Most: l.Batch, WindowS: l.WindowS, WaitS: w.Assume.batchWaitS}
		if l.BatchKB > 0 {
			b.Most = max(1, min(l.Batch, math.Floor(l.BatchKB/w.messageKB)))
		}
		if w.P99 > 0 {
			b.WaitS = w.P99
		}
	}
	switch {
	case asked > 0 && b.WaitS > 0:
		if asked > b.Most {
			p.Refused.Add(Reason{Code: BatchLimit, Value: asked, Limit: b.Most})
		}
		b.Most, b.Fixed = asked, asked
	case b.WindowS == 0: // nothing says how many are there at once
		b.Most = 1
	}
	if p.Batches = b; asked == 0 || b.Fixed > 0 || read {
		return
	}
	unused := Reason{Code: BatchUnused, Detail: "requests come one by one; batches are of trigger=queue and trigger=fifo"}
	if w.Event {
		unused.Detail = "an invocation gets one message at a time"
	}
	p.Refused.Add(unused)
}

// MostOn returns the largest batch on size x: one that runs no longer than the offer allows,
// and computes no more.
func MostOn(p *Plan, x *Size) float64 {
	most := p.Batches.Most
	if p.Batches.Fixed > 0 || most == 1 {
		return most
	}
	if l := p.maxRun(); l > 0 {
		most = min(most, l/p.longest(x))
	}
	if l := p.Offer.Limits.MaxCPUMS; l > 0 && p.Work.CPUS > 0 {
		most = min(most, l/(p.Work.CPUS*1e3))
	}
	return max(1, math.Floor(most))
}
