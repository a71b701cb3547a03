package plan

import (
	"math"

	"crossover/engine/catalog"
)

// MaxAllowances is the most included amounts one offer's bill can draw on; a
// catalogue with more is not compiled.
const MaxAllowances = 16

// monthCost is what one instance of size x costs when it runs all month, by
// first prices: what sizes are compared by.
func (p *Plan) monthCost(x *Size) float64 {
	var q Quantities
	q.SetInstances(p, x, x.AllocMB, p.Work.Month)
	sum := 0.0
	for i := range p.Lines {
		l := &p.Lines[i]
		price := l.SizeOf(x).Price
		if l.Tariff != nil {
			price = l.Tariff.UnitPrice(0)
		}
		sum += q[l.Counted] * l.Each * price * l.Factor
	}
	return sum
}

// chunks is how many requests a response counts as, or how many messages one
// does, or how much more than its bytes.
func (l *Meter) chunks(w *Workload) float64 {
	kb := w.Part.ResponseKB
	if l.Counted != QRequests && l.Counted != QFrontRequests || l.chunkNeed != 0 {
		kb = w.messageKB
	}
	switch {
	case l.LeastKB > 0:
		return max(1, l.LeastKB/kb)
	case l.ChunkKB == 0 || l.chunkNeed != 0 && !w.Needs.has(l.chunkNeed):
		return 1
	}
	first := max(l.FirstKB, l.ChunkKB)
	return 1 + max(0, math.Ceil((kb-first)/l.ChunkKB-1e-9))
}

// calls is what a message or a request counts as: its chunks, and where messages are read in
// batches its share of the calls that read one and delete it.
func (l *Meter) calls(w *Workload) float64 {
	if !l.Batched {
		return l.chunks(w)
	}
	n := w.Assume.queueBatch
	if l.MaxKB > 0 { // a batch is no larger than a message may be
		n = max(1, min(n, math.Floor(l.MaxKB/w.messageKB)))
	}
	read := 1.0
	if l.ChunkKB > 0 {
		read = max(1, math.Ceil(n*w.messageKB/l.ChunkKB-1e-9))
	}
	return l.chunks(w) + (read+1)/n
}

// SizeOf is the size whose price the line has: a store's, or the instance's.
func (l *Line) SizeOf(x *Size) *catalog.Size {
	if l.Stored != nil {
		return l.Stored
	}
	return x.Machine
}

// Absent reports whether a line is not on the bill of so many copies: one for
// several copies where there is one, or one for a single copy where there are
// more. A line for state is for a single copy only if that has room for it.
func (l *Line) Absent(copies float64, x *Size) bool {
	if !l.several && !l.single {
		return false
	}
	alone := copies <= 1 && (l.need != stateNeed || x.KeepsState)
	return l.several && alone || l.single && !alone
}
