// Package plan compiles offers for parts of a scenario.
//
// [Compile] turns a catalogue into arrays once: offers, meters, sizes, allowances, and
// what the bills of one account share. A [Workload] is a part of a scenario in plain
// numbers. [Plan.Prepare] combines one offer and one workload into everything that does
// not depend on the rate: the sizes to consider and the capacity of an instance of each,
// the lines of the bill under the scenario's terms, and the reasons against the offer.
//
// The capacity of an instance — slots, CPU, memory, connections — is computed in one
// place, [Size], for pools that scale with requests and for fleets.
//
// Memory is in MB (= MiB), times are in seconds unless a name says milliseconds,
// prices in US dollars.
package plan

import (
	"math"
	"slices"

	"crossover/engine/autoscale"
	"crossover/engine/billing"
	"crossover/engine/catalog"
	"crossover/engine/latency"
	"crossover/engine/scenario"
)

// Plan is an offer compiled for a part: everything that does not depend on the rate.
type Plan struct {
	Offer *Offer
	Work  *Workload
	// Sizes are the sizes to consider, cheapest first. The first Cheap of them can be the
	// cheapest; the rest are tried if those miss the latency target.
	Sizes []Size
	Cheap int
	// Slow is set if the smallest size is left out because even warm requests miss the
	// latency target on it. TooSlow is that size.
	Slow    bool
	TooSlow Size
	// leastMB is the least memory of the size being compiled.
	leastMB float64
	Lines   []Line
	Batches Batches
	// Terms are the scenario's terms, Unfree the same without free tiers.
	Terms, Unfree Terms
	// Asked is the fewest copies of a provisioned offer that the terms ask for.
	Asked float64
	// Most bounds the number of instances. Kept is the number always running besides those
	// that the offer itself buys warm.
	Most Ceiling
	Kept float64
	// fixed is the size that the user fixes, if the offer sells it.
	fixed scenario.SizeWanted
	// Free is set if Terms and Unfree differ.
	Free bool
	Init latency.Start
	// startS is the mean time in seconds from a request that starts an instance until it
	// serves.
	startS float64
	// BillsInit is set if initialisation is billed: the vendor bills it, and the user did
	// not fix the billed duration of a request or whole lives of instances are billed.
	BillsInit bool
	// mbPerGB is the number of MB in a GB on the bill.
	mbPerGB float64
	RTT     float64
	Refused Reasons
}

// Hopeless reports whether the offer cannot run the part at any load: a limit excludes it,
// or even warm requests without waiting miss the latency target on every size.
func (p *Plan) Hopeless() bool {
	if p.Refused.Blocks() {
		return true
	}
	target := p.Work.P99
	return target > 0 && !slices.ContainsFunc(p.Sizes, func(x Size) bool {
		return p.warm(&x, target)
	})
}

// warm reports whether warm requests on size x that do not wait meet a latency target.
func (p *Plan) warm(x *Size, target float64) bool {
	l := latency.OfWarm(p.RTT, x.ServiceS, p.Variance(x))
	p.Work.Cut(&l, 1, 0)
	return l.Within(target)
}

// Cut limits the runs of a job to its longest, if given: those of a batch of messages, which
// may have waited for one another.
func (w *Workload) Cut(l *latency.Distribution, batch, waitS float64) {
	if w.Part.LongestMS > 0 && w.Part.Job() {
		l.Cut(w.longestS*batch + waitS)
	}
}

// Line is a meter of the offer under the scenario's terms.
type Line struct {
	*Meter
	Tariff    *billing.Tariff
	Counted   int
	Allowance int
	// Each multiplies the quantity, Off is the discount of a commitment, and Factor the
	// remaining part of the price.
	Each, Off, Factor float64
	Credited          bool
	// Stored is the size chosen to hold state, if the line is for one.
	Stored *catalog.Size
}

// Terms are the included amounts, indexed by the offer's allowances, and the credit.
type Terms struct {
	Included [MaxAllowances]float64
	Credit   float64
}

// initFor returns the start times of the first entry that matches the part. An entry for
// an architecture matches only offers with no other.
func initFor(s *catalog.Start, p *scenario.Part, archs []string) latency.Start {
	t := latency.Start{OverheadS: s.OverheadMS / 1e3}
	for i := range s.Inits {
		in := &s.Inits[i]
		if in.Runtime != "" && in.Runtime != p.Runtime || in.Package != "" && in.Package != p.Package {
			continue
		}
		if in.Arch != "" && (len(archs) != 1 || archs[0] != in.Arch) {
			continue
		}
		t.P50S = in.P50MS / 1e3
		if in.P95MS > in.P50MS && in.P50MS > 0 {
			t.Sigma = math.Log(in.P95MS/in.P50MS) / latency.Z95
		}
		return t
	}
	return t
}

// Prepare compiles offer o for workload w into p and reuses p's buffers. p keeps a pointer
// to w.
func (p *Plan) Prepare(o *Offer, w *Workload) {
	p.begin(o, w)
	p.sizes()
	refuseState(p)
	p.prune()
	p.refuseTimes()
}

// PrepareSize is Prepare for a single size of the offer. It reports whether that size
// holds the part.
func (p *Plan) PrepareSize(o *Offer, w *Workload, name string) bool {
	p.begin(o, w)
	k := slices.IndexFunc(o.Sizes, func(z catalog.Size) bool { return z.Name == name })
	x, fits := p.variant(&o.Sizes[k], 1)
	if !fits || !o.is(&o.Sizes[k], &p.fixed) || w.lesserGPU(&o.Sizes[k]) != 0 {
		return false
	}
	price(p, &x)
	p.Sizes, p.Cheap = append(p.Sizes[:0], x), 1
	refuseState(p)
	p.refuseTimes()
	return true
}

// begin compiles everything except the sizes.
func (p *Plan) begin(o *Offer, w *Workload) {
	p.Offer, p.Work = o, w
	p.Refused, p.Slow = Reasons{}, false
	p.RTT = w.Assume.regionRTT + w.Offers.away(o, w.bound)
	if o.Edge {
		p.RTT = w.Assume.edgeRTT
	}
	if w.Part.Job() { // no client waits
		p.RTT = 0
	}
	p.Init = initFor(o.start, w.Part, o.Arch).Times(w.startTimes)
	p.startS = p.Init.OverheadS + p.Init.Mean()
	p.mbPerGB = mbPerGB(o, w.gb)
	p.BillsInit = o.Billing.Init && (w.BilledS == 0 || o.Billing.Idle == catalog.IdleActive)
	p.fixed = w.fixSize(o, &p.Refused)
	p.Asked, p.Most, p.Kept = p.copies(), Ceiling{w.Part.Max, "max"}, o.kept(&w.Part.Counts)
	if n := w.Part.Copies; n > 0 {
		p.Most = Ceiling{n, "copies"}
	}
	p.apply()
	p.applyUses()
	setBatches(p)
	p.refuse()
	w.refuseRegion(o, &p.Refused)
	p.refuseLevel()
	w.refuseCounts(o, &p.Refused)
	p.refuseNeeds()
}

// banned returns the term of the scenario that rules the offer out, or "".
func (p *Plan) banned() string {
	t, o, provider := p.Work.terms, p.Offer, p.Work.Offers.provider(p.Offer).ID
	switch {
	case t.Ban.Has(o.ID, o.Product, provider):
		return "ban=" + string(t.Ban)
	case t.Allow != "" && !t.Allow.Has(o.ID, o.Product, provider):
		return "allow=" + string(t.Allow)
	default:
		return ""
	}
}

// apply computes the bill lines, free tiers, credits and commitments.
func (p *Plan) apply() {
	o, w := p.Offer, p.Work
	p.Lines = p.Lines[:0]
	for i := range o.lines {
		l := &o.lines[i]
		if !l.applies(w) || l.Unless != "" && o.buys(l.Unless, w) {
			continue
		}
		each, _ := l.Calls(w)
		each *= l.Each
		if l.Used {
			if each = w.uses.of(l.Rate, o, w.Offers); each == 0 {
				continue
			}
		}
		d := o.sizeDiscounts
		if l.ListRate != nil {
			d = l.ListRate.Discounts
		}
		off := 0.0
		if len(d) > 0 && w.commit != "none" {
			off = d.Off(w.commit)
		}
		pl := Line{
			Meter: l, Tariff: l.Tariff, Counted: l.Counted, Allowance: l.allowance,
			Each: each, Off: off, Factor: 1 - off,
			Credited: o.Credit != nil && slices.Contains(o.Credit.Groups, l.Group),
		}
		if l.Store != nil {
			p.keep(&pl, l.Store)
		}
		p.Lines = append(p.Lines, pl)
	}
	p.Terms, p.Unfree = Terms{}, Terms{}
	for i := range o.allowances {
		if o.allowances[i].Plan {
			p.Unfree.Included[i] = o.allowances[i].Amount
		}
		if o.allowances[i].Plan || w.free {
			p.Terms.Included[i] = o.allowances[i].Amount
		}
	}
	if c := o.Credit; c != nil {
		if c.Kind == catalog.IncludedPlan {
			p.Unfree.Credit = c.Amount
		}
		if c.Kind == catalog.IncludedPlan || w.free {
			p.Terms.Credit = c.Amount
		}
	}
	p.Free = p.Terms != p.Unfree
}

// mbPerGB returns the number of MB in a GB: 1024, or 1000 for vendors with decimal units.
func mbPerGB(o *Offer, counted string) float64 {
	if counted == "decimal" || counted != "binary" && o.Billing.DecimalGB {
		return 1000
	}
	return 1024
}

// applies reports whether the line is on the bill of a part, ignoring alternatives.
func (m *Meter) applies(w *Workload) bool {
	return (m.need == 0 || w.Needs.has(m.need)) && m.wanted(w)
}

// buys reports whether a part's bill has a line of the group.
func (o *Offer) buys(g catalog.Group, w *Workload) bool {
	return slices.ContainsFunc(o.lines, func(l Meter) bool { return l.Group == g && l.applies(w) })
}

// wanted reports whether the line is on the bill. Regular lines are, unless the user
// switched their group off. Optional ones are if the user switched the group on or gives
// an amount of logs.
func (m *Meter) wanted(w *Workload) bool {
	if on, switched := w.groups.Of(string(m.Group)); switched {
		return on
	}
	return !m.Optional || m.Group == catalog.GroupLogs && w.Part.LogKB > 0
}

// averages reports whether the platform scales the offer by an average of a signal over
// time.
func (p *Plan) averages() bool {
	o := p.Offer
	return o.Model.Pooled() && o.Policy.Averages() && !p.Work.Holds(o)
}

// autoscaled reports whether instances of a size are scaled that way. If a request without
// a free slot starts an instance, instances that take one request at a time are not.
func (p *Plan) autoscaled(x *Size) bool {
	return p.averages() && x.GPUs == 0 && (x.Slots >= 2 || !p.Offer.Policy.OnRequest)
}

// Autoscale returns the question to package autoscale for instances of a size, without the
// rate. It is zero if requests start instances one by one.
//
// A target that would load an instance's CPU above the scenario's utilisation is lowered
// to it, because nobody keeps a rule that overloads instances. The policy's maximum number
// of instances is ignored: quotas only warn.
func (p *Plan) Autoscale(x *Size) (q autoscale.Question) {
	if !p.autoscaled(x) {
		return q
	}
	o, w := p.Offer, p.Work
	q.Policy = o.Policy.Autoscale(x.Slots, max(0, o.Scaling.IdleS-o.Policy.WindowS-o.Policy.ScaleInS))
	q.Most = 0
	q.Machine = autoscale.Machine{VCPU: x.vcpu, Slots: x.Slots, Start: x.ColdS - x.ServiceS}
	q.Compute = min(w.CPUS, x.ServiceS)
	q.Wait = max(0, x.ServiceS-q.Compute/min(1, x.vcpu))
	q.CV = math.Sqrt(w.Assume.ServiceCV2)
	if q.Policy.Rate > 0 { // but not so far that one request in a window wants several instances
		q.Policy.Rate = max(min(q.Policy.Rate, x.PerSecond), min(q.Policy.Rate, 1/max(q.Window, q.Every)))
	}
	if q.InFlight > 0 && q.CPU == 0 {
		q.InFlight = max(1, min(q.InFlight, x.PerSecond*x.ServiceS))
	}
	return q
}
