package engine

import (
	"math"

	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// This file is what parts need beyond answering requests: which needs a part
// has, which of them an offer refuses, and the quantities that come of them.

// needSet is a set of needs, a bit for each in the order of [catalog.Needs].
type needSet uint16

// has reports whether the set has a need.
func (s needSet) has(n needSet) bool { return s&n != 0 }

// The needs the engine asks for by name.
var (
	httpNeed        = needOf(catalog.NeedHTTP)
	connectionsNeed = needOf(catalog.NeedConnections)
	stateNeed       = needOf(catalog.NeedState)
)

// needOf is the set of one need; of none for an empty name.
func needOf(n catalog.Need) needSet {
	for i, x := range catalog.Needs {
		if x == n {
			return 1 << i
		}
	}
	return 0
}

// setNeeds reads a part's needs, and what a request moves over the network.
func (w *workload) setNeeds(p *scenario.Part) {
	a := w.assume
	w.longestS = max(p.LongestMS, p.DurationMS) / 1e3
	if w.billedS > 0 { // times are what is billed, wherever it runs
		w.longestS = max(p.LongestMS/1e3, w.billedS)
	}
	w.messageKB = max(p.MessageKB, 1e-3) // an empty message is still a byte
	w.stateMB, w.gpuMB = p.StateMB, p.GPUMemoryMB
	w.stateReads, w.stateWrites = a.stateReads, a.stateWrites
	w.needs = httpNeed
	inKB, outKB := a.requestKB, p.ResponseKB
	switch {
	case p.Connections > 0:
		w.connections, w.connectionS = p.Connections, p.ConnectionMS/1e3
		w.fanOut, w.room = p.FanOut, p.Room
		w.needs |= connectionsNeed
		inKB, outKB = w.messageKB, w.fanOut*w.messageKB
	case p.Trigger != "" && p.Trigger != scenario.Triggers[0]:
		w.event, w.needs = true, needOf(catalog.Need(p.Trigger))
		inKB = w.messageKB
	}
	if w.stateMB > 0 {
		w.needs |= stateNeed
	}
	w.egressGB, w.egressGiB = outKB/1e6, outKB*1e3/(1<<30)
	w.trafficGB = w.egressGB + inKB/1e6
}

// exchanged is what a part receives and sends for each request, in GB.
func (c *offers) exchanged(p *scenario.Part) (request, response float64) {
	w := workload{assume: &c.assume[Typical]}
	w.setNeeds(p)
	return w.trafficGB - w.egressGB, w.egressGB
}

// refuseNeeds notes the needs an offer cannot meet.
func (p *plan) refuseNeeds() {
	o, w := p.offer, p.work
	p.refuseConnections()
	if unmet := w.needs & o.refuses &^ connectionsNeed; unmet != 0 {
		for i, n := range catalog.Needs {
			switch {
			case !unmet.has(1 << i):
			case n == catalog.NeedState:
				p.refused.add(Reason{Code: StateMissing, Value: w.stateMB, Detail: o.Refuses[n]})
			default:
				p.refused.add(Reason{Code: TriggerMissing, Detail: o.Refuses[n]})
			}
		}
	}
	if w.needs.has(stateNeed) && !o.refuses.has(stateNeed) && !o.keeps.has(stateNeed) && o.Model != catalog.Nodes {
		p.refused.add(Reason{Code: StateMissing, Value: w.stateMB, Detail: "nothing beside it is priced for that"})
	}
}

// refuseConnections notes what speaks against an offer that has to hold
// connections open, or would have to and need not.
func (p *plan) refuseConnections() {
	o, w := p.offer, p.work
	c := &o.Connections
	switch {
	case w.connections == 0:
		switch {
		case o.hold == catalog.HoldGateway || o.hold == catalog.HoldObject:
			p.refused.add(Reason{Code: NothingToHold, Detail: "is for connections held open; the part has none"})
		case o.hold == catalog.HoldHibernating && w.stateMB == 0:
			p.refused.add(Reason{Code: NothingToHold, Detail: "is for connections and state; the part has neither"})
		}
		return
	case o.hold == catalog.HoldNone || o.refuses.has(connectionsNeed):
		why := o.Refuses[catalog.NeedConnections]
		if why == "" {
			why = "it runs only while it answers"
		}
		p.refused.add(Reason{Code: ConnectionLimit, Value: w.connections, Detail: why})
		return
	}
	if over(w.messageKB, c.MaxMessageKB) {
		p.refused.add(Reason{Code: MessageLimit, Value: w.messageKB, Limit: c.MaxMessageKB})
	}
	if over(w.connectionS, c.MaxS) {
		p.refused.add(Reason{Code: ConnectionCut, Value: w.connectionS, Limit: c.MaxS})
	}
	if rate := w.connects(o) * w.busiest; over(rate, c.SoftConnectsPerS) {
		p.refused.add(Reason{Code: ConnectQuota, Value: rate, Limit: c.SoftConnectsPerS})
	}
}

// steps is how many steps a run of size x is made of.
func (x *variant) steps(o *offer) float64 {
	if o.Billing.StepS == 0 {
		return 1
	}
	return max(1, math.Ceil(x.serviceS/o.Billing.StepS-1e-9))
}

// counted is how much of a quantity each request, event or message counts as, 0
// where it is not in proportion, and what there is without any. What a request
// is depends on who holds connections: for an instance or an object a connection
// is one, however many messages pass over it.
func (w *workload) counted(o *offer, quantity int) (each, base float64) {
	opened := w.connects(o) * w.month
	switch quantity {
	case qRequests:
		switch {
		case w.connections == 0 || o.hold == catalog.HoldNone:
			return 1, 0
		case o.hold == catalog.HoldGateway:
			return 1, opened * o.Connections.EachConnect
		}
		return 0, opened
	case qArrivals:
		return 1, 0
	case qMessages:
		return 1 + w.fanOut, 0
	case qMessageGiB:
		return (1 + w.fanOut) * w.messageKB * 1e3 / (1 << 30), 0
	case qObjectRequests:
		if w.connections == 0 {
			return 1, 0
		}
		return 1 / max(1, o.Connections.MessagesPerRequest), opened
	case qStateReads:
		return w.stateReads, 0
	case qStateWrites:
		return w.stateWrites, 0
	case qEgressGB:
		return w.egressGB, 0
	case qEgressGiB:
		return w.egressGiB, 0
	case qTrafficGB:
		return w.trafficGB, 0
	}
	return 0, 0
}
