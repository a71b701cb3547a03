package plan

import (
	"math"

	"crossover/engine/catalog"
)

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
