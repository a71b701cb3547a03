package plan

import (
	"math"

	"crossover/engine/catalog"
)

// This file is about functions that take several messages of a queue per invocation. A batch
// of n messages is one invocation that runs n times as long. Platforms collect a batch for a
// limited time, and start the function when that is over or the batch is full.

// Batches says how many messages of a queue an invocation can take.
type Batches struct {
	// Most is the largest number, 1 where messages come one by one.
	Most float64
	// WindowS is the longest time in seconds for which a batch is collected; 0 means that it
	// is what is there, which is taken to fill it.
	WindowS float64
	// Fixed is set if the user fixed the number. Otherwise a batch may delay its messages by
	// WaitS seconds: by no more than the latency target, if Targeted is set.
	Fixed, Targeted bool
	WaitS           float64
}

// String says what a batch is limited by.
func (b *Batches) String() string {
	switch {
	case b.Fixed && b.WindowS > 0:
		return "as batch=" + Count(b.Most) + " and a window of " + seconds(b.WindowS) + " have it"
	case b.Fixed:
		return "as batch fixes it"
	case b.Targeted:
		return "the most that the target leaves room for"
	default:
		return "which delay one by " + seconds(b.WaitS) + " at most (assumed)"
	}
}

// setBatches finds the batches of an offer, and adds reasons for a number fixed by the user
// that it does not take.
func (p *Plan) setBatches() {
	o, w := p.Offer, p.Work
	asked, read := w.Part.Batch, false
	p.Batches = Batches{Most: 1}
	for i := range o.lines {
		l := &o.lines[i]
		if !w.Needs.has(l.need) {
			continue
		}
		read = read || l.Batched
		if l.Batch == 0 || o.Model != catalog.CPUTime && (o.Model != catalog.PerInvocation || o.Billing.StepS > 0) {
			continue
		}
		p.Batches = Batches{Most: max(1, l.Batch), WindowS: l.WindowS, WaitS: w.Assume.batchWaitS}
		if l.BatchKB > 0 {
			p.Batches.Most = max(1, min(l.Batch, math.Floor(l.BatchKB/w.messageKB)))
		}
		if w.P99 > 0 {
			p.Batches.WaitS, p.Batches.Targeted = w.P99, true
		}
	}
	switch b := &p.Batches; {
	case asked == 0:
		if b.WindowS == 0 { // nothing says how many are there at once
			b.Most = 1
		}
	case b.WaitS > 0:
		if asked > b.Most {
			p.Refused.Add(Reason{Code: BatchLimit, Value: asked, Limit: b.Most})
		}
		b.Most, b.Fixed = asked, true
	case read:
	case w.Event:
		p.Refused.Add(Reason{Code: BatchUnused, Detail: "its queue gives an invocation one message at a time"})
	default:
		p.Refused.Add(Reason{Code: BatchUnused, Detail: "requests come one by one; batches are of trigger=queue and trigger=fifo"})
	}
}

// MostOn returns the largest batch on size x: one that runs no longer than the offer allows,
// and computes no more.
func (p *Plan) MostOn(x *Size) float64 {
	b, most := &p.Batches, p.Batches.Most
	if b.Fixed || most == 1 {
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

// fixedBatch returns the number of messages of an invocation that the user fixed, or 1.
func (p *Plan) fixedBatch() float64 {
	if p.Batches.Fixed {
		return p.Batches.Most
	}
	return 1
}
