package engine

import (
	"math"

	"crossover/engine/catalog"
)

// maxAllowances is the most included amounts one offer's bill can draw on; a
// catalogue with more is not compiled.
const maxAllowances = 12

// monthCost is what one instance of size x costs when it runs all month, by
// first prices: what sizes are compared by.
func (p *plan) monthCost(x *variant) float64 {
	var q quantities
	q.setInstances(p, x, p.work.month)
	sum := 0.0
	for i := range p.lines {
		l := &p.lines[i]
		price := l.size(x).Price
		if l.tariff != nil {
			price = l.tariff.UnitPrice(0)
		}
		sum += q[l.quantity] * l.times * price * l.factor
	}
	return sum
}

// chunks is how many requests a response counts as, or how many messages one
// does, or how much more than its bytes.
func (l *meter) chunks(w *workload) float64 {
	kb := w.part.ResponseKB
	if l.quantity != qRequests {
		kb = w.messageKB
	}
	switch {
	case l.leastKB > 0:
		return max(1, l.leastKB/kb)
	case l.chunkKB > 0:
		return max(1, math.Ceil(kb/l.chunkKB-1e-9))
	}
	return 1
}

// size is the size whose price the line has: a store's, or the instance's.
func (l *planLine) size(x *variant) *catalog.Size {
	if l.stored != nil {
		return l.stored
	}
	return x.size
}

// absent reports whether a line is not on the bill of so many copies: one for
// several copies where there is one, or one for a single copy where there are
// more. A line for state is for a single copy only if that has room for it.
func (l *planLine) absent(copies float64, x *variant) bool {
	if !l.several && !l.single {
		return false
	}
	alone := copies <= 1 && (l.need != stateNeed || x.keepsState)
	return l.several && alone || l.single && !alone
}
