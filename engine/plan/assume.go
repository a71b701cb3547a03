package plan

import "crossover/engine/catalog"

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
