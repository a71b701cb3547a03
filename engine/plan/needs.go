package plan

import (
	"cmp"
	"math"
	"slices"

	"crossover/engine/billing"
	"crossover/engine/catalog"
	"crossover/engine/nearest"
	"crossover/engine/scenario"
)

// This file handles needs of parts beyond answering requests: the needs of a part, those
// an offer refuses, and the quantities that follow from them.

// needSet is a set of needs, with a bit for each in the order of [catalog.Needs].
type needSet uint16

// has reports whether the set contains a need.
func (s needSet) has(n needSet) bool { return s&n != 0 }

// The needs that the engine refers to by name.
var (
	HTTPNeed        = needOf(catalog.NeedHTTP)
	connectionsNeed = needOf(catalog.NeedConnections)
	stateNeed       = needOf(catalog.NeedState)
	databaseNeed    = needOf(catalog.NeedDatabase)
	diskNeed        = needOf(catalog.NeedDisk)
)

// needOf returns the set with one need, or the empty set for an empty name.
func needOf(n catalog.Need) needSet {
	for i, x := range catalog.Needs {
		if x == n {
			return 1 << i
		}
	}
	return 0
}

// setNeeds reads a part's needs, and the bytes that a request moves over the network.
func (w *Workload) setNeeds(p *scenario.Part) {
	a := w.Assume
	w.longestS = max(p.LongestMS, p.DurationMS) / 1e3
	if w.BilledS > 0 { // times are as billed, on any offer
		w.longestS = max(p.LongestMS/1e3, w.BilledS)
	}
	w.messageKB = max(p.MessageKB, 1e-3) // an empty message still has a byte
	w.StateMB, w.GPUMB = p.StateMB, p.GPUMemoryMB
	w.stateReads, w.stateWrites = a.stateReads, a.stateWrites
	w.Needs = HTTPNeed
	inKB, outKB := a.requestKB, p.ResponseKB
	switch {
	case p.Connections > 0:
		w.Connections, w.connectionS = p.Connections, p.ConnectionMS/1e3
		w.fanOut, w.Room = p.FanOut, p.Room
		w.Needs |= connectionsNeed
		inKB, outKB = w.messageKB, w.fanOut*w.messageKB
	case p.Trigger != "" && p.Trigger != scenario.Triggers[0]:
		w.Event, w.Needs = true, needOf(catalog.Need(p.Trigger))
		inKB = w.messageKB
	}
	for _, x := range [...]struct {
		amount float64
		need   needSet
	}{{w.StateMB, stateNeed}, {p.DatabaseMB, databaseNeed}, {p.DiskMB, diskNeed}} {
		if x.amount > 0 {
			w.Needs |= x.need
		}
	}
	w.logKB = cmp.Or(p.LogKB, a.LogKB)
	w.TrafficGB = (inKB + outKB) / 1e6
	w.OutboundGB = p.OutboundKB / 1e6
	w.EgressGB, w.EgressGiB = (outKB+p.OutboundKB)/1e6, (outKB+p.OutboundKB)*1e3/(1<<30)
}

// Exchanged returns the GB that a part receives and sends per request.
func (o *Offers) Exchanged(p *scenario.Part) (request, response float64) {
	w := Workload{Assume: &o.assume[Typical]}
	w.setNeeds(p)
	response = w.EgressGB - w.OutboundGB
	return w.TrafficGB - response, response
}

// refuseNeeds adds reasons for the needs an offer cannot meet.
func (p *Plan) refuseNeeds() {
	o, w := p.Offer, p.Work
	p.refuseConnections()
	p.refuseMessages()
	if unmet := w.Needs & o.refuses &^ connectionsNeed; unmet != 0 {
		for i, n := range catalog.Needs {
			switch {
			case !unmet.has(1 << i):
			case n == catalog.NeedDatabase:
				p.Refused.Add(Reason{Code: DatabaseMissing, Detail: o.Refuses[n]})
			case n == catalog.NeedDisk:
				p.Refused.Add(Reason{Code: DiskLimit, Value: w.Part.DiskMB, Limit: o.Compute.DiskMB})
			case n == catalog.NeedState:
				p.Refused.Add(Reason{Code: StateMissing, Value: w.StateMB, Detail: o.Refuses[n]})
			default:
				p.Refused.Add(Reason{Code: TriggerMissing, Detail: o.Refuses[n]})
			}
		}
	}
	if w.Needs.has(databaseNeed) && !o.refuses.has(databaseNeed) && !o.keeps.has(databaseNeed) {
		p.Refused.Add(Reason{Code: DatabaseMissing, Detail: "has no managed database with a known price"})
	}
	refuseDisk(p)
	if w.Part.LogKB > 0 && !o.buys(catalog.GroupLogs, w) {
		p.Refused.Add(Reason{Code: LogsUnpriced})
	}
	if w.Needs.has(stateNeed) && !o.refuses.has(stateNeed) && !o.keeps.has(stateNeed) && o.Model != catalog.Nodes {
		p.Refused.Add(Reason{Code: StateMissing, Value: w.StateMB, Detail: "no store with a known price is offered beside it"})
	}
}

// refuseDisk adds reasons for disk that instances cannot have, or whose size is unknown.
func refuseDisk(p *Plan) {
	c, need := &p.Offer.Compute, p.Work.Part.DiskMB
	most := max(c.MaxDiskMB, c.DiskMB)
	switch {
	case need == 0:
	case Over(need, most):
		p.Refused.Add(Reason{Code: DiskLimit, Value: need, Limit: most})
	case most == 0:
		p.Refused.Add(Reason{Code: DiskUnknown, Value: need})
	}
}

// refuseState adds a reason for state that machines cannot keep: there are several copies
// or none has room, and no store beside them has a price.
func refuseState(p *Plan) {
	o, w := p.Offer, p.Work
	if o.Model != catalog.Nodes || !w.Needs.has(stateNeed) || o.refuses.has(stateNeed) || o.keeps.has(stateNeed) {
		return
	}
	switch {
	case p.Asked > 1:
		p.Refused.Add(Reason{Code: StateMissing, Value: w.StateMB, Detail: "its copies share no memory, and no store with a known price is offered beside them"})
	case !slices.ContainsFunc(p.Sizes, func(x Size) bool { return x.KeepsState }):
		p.Refused.Add(Reason{Code: StateMissing, Value: w.StateMB, Detail: "no machine has room for it, and no store with a known price is offered beside it"})
	}
}

// Scatters reports whether the copies would each keep part of the state: the machines keep
// it themselves and do not share it, and no store beside them has a price.
func Scatters(p *Plan, copies float64) bool {
	o := p.Offer
	return copies > 1 && o.Model == catalog.Nodes && p.Work.Needs.has(stateNeed) && !o.refuses.has(stateNeed) && !o.keeps.has(stateNeed)
}

// refuseMessages adds a reason for messages that are too large for the meter that delivers
// them.
func (p *Plan) refuseMessages() {
	most := math.Inf(1)
	for i := range p.Lines {
		if l := p.Lines[i].MaxKB; l > 0 {
			most = min(most, l)
		}
	}
	if Over(p.Work.messageKB, most) {
		p.Refused.Add(Reason{Code: MessageLimit, Value: p.Work.messageKB, Limit: most})
	}
}

// refuseConnections adds the reasons about connections: the offer cannot hold those of the
// part, or is made for connections that the part does not have.
func (p *Plan) refuseConnections() {
	o, w := p.Offer, p.Work
	c := &o.Connections
	switch {
	case w.Connections == 0:
		switch {
		case o.Hold == catalog.HoldGateway || o.Hold == catalog.HoldObject:
			p.Refused.Add(Reason{Code: NothingToHold, Detail: "is for connections held open; the part has none"})
		case o.Hold == catalog.HoldHibernating && w.StateMB == 0:
			p.Refused.Add(Reason{Code: NothingToHold, Detail: "is for connections and state; the part has neither"})
		}
		return
	case o.Hold == catalog.HoldNone || o.refuses.has(connectionsNeed):
		why := o.Refuses[catalog.NeedConnections]
		if why == "" {
			why = "it runs only while it handles a request"
		}
		p.Refused.Add(Reason{Code: ConnectionLimit, Value: w.Connections, Detail: why})
		return
	}
	if Over(w.messageKB, c.MaxMessageKB) {
		p.Refused.Add(Reason{Code: MessageLimit, Value: w.messageKB, Limit: c.MaxMessageKB})
	}
	if Over(w.connectionS, c.MaxS) {
		p.Refused.Add(Reason{Code: ConnectionCut, Value: w.connectionS, Limit: c.MaxS})
	}
	if rate := w.Connects(o) * w.Busiest; Over(rate, c.SoftConnectsPerS) {
		p.Refused.Add(Reason{Code: ConnectQuota, Value: rate, Limit: c.SoftConnectsPerS})
	}
}

// Steps returns the number of steps in a run of size x.
func (s *Size) Steps(o *Offer) float64 {
	if o.Billing.StepS == 0 {
		return 1
	}
	return max(1, math.Ceil(s.ServiceS/o.Billing.StepS-1e-9))
}

// Counted returns the amount of a quantity per request, event or message, 0 if it is not
// proportional, and the base amount without any. The meaning of a request depends on where
// connections are held: for an instance or an object a connection is one request, however
// many messages pass over it.
func (w *Workload) Counted(o *Offer, quantity int) (each, base float64) {
	opened := w.Connects(o) * w.Month
	switch quantity {
	case QRequests:
		switch {
		case w.Connections == 0 || o.Hold == catalog.HoldNone:
			return 1, 0
		case o.Hold == catalog.HoldGateway:
			return 1, opened * o.Connections.EachConnect
		}
		return 0, opened
	case QFrontRequests:
		each, base = w.Counted(o, QRequests)
		return each * w.Part.Hits, base
	case QArrivals:
		return 1, 0
	case QOutboundGB:
		return w.OutboundGB, 0
	case QLogGB:
		return w.LogGB(), 0
	case QLogGiB:
		return w.LogGB() * 1e9 / (1 << 30), 0
	case QMessages:
		return 1 + w.fanOut, 0
	case QMessageGiB:
		return (1 + w.fanOut) * w.messageKB * 1e3 / (1 << 30), 0
	case QObjectRequests:
		if w.Connections == 0 {
			return 1, 0
		}
		return 1 / max(1, o.Connections.MessagesPerRequest), opened
	case QStateReads:
		return w.stateReads, 0
	case QStateWrites:
		return w.stateWrites, 0
	case QEgressGB:
		return w.EgressGB, 0
	case QEgressGiB:
		return w.EgressGiB, 0
	case QTrafficGB:
		return w.TrafficGB, 0
	}
	return 0, 0
}

// Uses are bill lines for services that requests of a part use elsewhere, at the user's
// own prices. The buffer avoids allocation.
type Uses struct {
	n    int
	list [scenario.MaxUses]use
}

// use is the bill line of one use.
type use struct {
	meter  Meter
	bill   catalog.BillLine
	rate   catalog.Rate
	tariff billing.Tariff
	tiers  [1]billing.Tier
	each   float64
	// scope names the offers that the line applies to; empty for all.
	scope scenario.Places
	// listed is set if the price is the catalogue's; see [Uses.of].
	listed bool
}

// set prepares the lines of a part's uses.
func (u *Uses) set(of scenario.Uses) {
	var list [scenario.MaxUses]scenario.Use
	u.n = of.Read(&list)
	for i := range u.n {
		from, to := &list[i], &u.list[i]
		to.each, to.scope, to.listed = from.Each, from.Scope, from.Per == 0
		to.tiers[0] = billing.Tier{UpTo: math.Inf(1), Price: from.Price / from.Per}
		to.tariff.Tiers = to.tiers[:]
		to.rate = catalog.Rate{Title: from.Name, Unit: from.Name, Per: from.Per, Price: from.Price,
			Provenance: catalog.Provenance{Note: "Priced in the scenario.", Override: "the scenario"}}
		to.bill = catalog.BillLine{Rate: from.Name, Quantity: catalog.QArrivals, Group: catalog.GroupUses}
		to.meter = Meter{BillLine: &to.bill, ListRate: &to.rate, Counted: QArrivals, Each: 1, allowance: -1, Account: -1, Name: from.Name, Unit: from.Name, Tariff: &to.tariff}
	}
}

// applyUses adds the lines of the part's uses to the plan's bill.
func (p *Plan) applyUses() {
	o := p.Offer
	for i := range p.Work.uses.n {
		u := &p.Work.uses.list[i]
		if !u.listed && u.isOf(o, p.Work.Offers) {
			p.Lines = append(p.Lines, Line{Meter: &u.meter, Tariff: &u.tariff, Counted: QArrivals, Allowance: -1, Each: u.each, Factor: 1})
		}
	}
}

// isOf reports whether a use applies to an offer.
func (u *use) isOf(o *Offer, c *Offers) bool {
	return u.scope == "" || u.scope.Has(o.ID, o.Product, c.provider(o).ID)
}

// of returns the number of units of a catalogue rate that each request uses on an offer.
func (u *Uses) of(rate string, o *Offer, c *Offers) float64 {
	n := 0.0
	for i := range u.n {
		if x := &u.list[i]; x.listed && x.meter.Name == rate && x.isOf(o, c) {
			n += x.each
		}
	}
	return n
}

// checkUses returns errors for uses of catalogue rates that no offer's bill can have.
func (o *Offers) checkUses(p *scenario.Part) (errs []error) {
	var list [scenario.MaxUses]scenario.Use
	for _, u := range list[:p.Uses.Read(&list)] {
		token := p.Name + ".uses"
		if bad := o.checkPlaces(token, u.Scope); len(bad) > 0 || u.Per > 0 {
			errs = append(errs, bad...)
			continue
		}
		var known []string
		for i := range o.List {
			offer := &o.List[i]
			for k := range offer.lines {
				if l := &offer.lines[k]; l.Used && (u.Scope == "" || u.Scope.Has(offer.ID, offer.Product, o.provider(offer).ID)) {
					known = append(known, l.Rate)
				}
			}
		}
		if !slices.Contains(known, u.Name) {
			slices.Sort(known)
			errs = append(errs, &scenario.TokenError{Token: token + "=" + string(p.Uses), Problem: "no rate for " + u.Name + " is known there" +
				nearest.Question(u.Name, slices.Compact(known), "; write the price, such as "+u.Name+":1@0.40/M")})
		}
	}
	return errs
}
