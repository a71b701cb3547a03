package engine

import (
	"math"

	"crossover/engine/catalog"
)

// Line is one line of a bill: what a meter counted, and what it costs.
type Line struct {
	// Meter is the rate's ID, or the size's name where the size has the price.
	Meter string
	Title string
	Group catalog.Group
	// Quantity is in Unit a month. Included is what is free of charge: a free
	// tier, a plan's allowance, or what a credit pays for. Billable is charged.
	Quantity, Included, Billable float64
	Unit                         string
	// CreditUSD is what a plan's credit paid of this line, and Credited the
	// units it paid for; they are in Included.
	CreditUSD, Credited float64
	// UnitPrice is the average price of a billable unit, in dollars.
	UnitPrice float64
	// Amount is in dollars.
	Amount float64
	// Account is set for fees paid once however many parts use them.
	Account bool
	// Discount is the fraction a commitment takes off, already in UnitPrice.
	Discount float64
	// Provenance is the rate's.
	Provenance catalog.Provenance
	// of is the offer's line.
	of *line
}

// maxPools is the most included amounts one offer's bill can draw on; New
// checks it.
const maxPools = 12

// total adds up the bill for u under terms t without writing it down: the same
// sums in the same order as bill.
func (p *plan) total(u *usage, x *variant, t *terms) float64 {
	left := t.included
	sum, credit := 0.0, t.credit
	for i := range p.lines {
		l := &p.lines[i]
		if l.absent(u, x) {
			continue
		}
		quantity := u.q[l.quantity] * l.times
		amount := 0.0
		if l.tariff == nil {
			amount = quantity * (l.size(x).Price * l.factor)
		} else {
			billable := quantity
			if l.pool >= 0 {
				billable = l.tariff.Billable(quantity, left[l.pool])
				left[l.pool] = max(0, left[l.pool]-quantity)
			} else if l.tariff.RoundUp > 0 {
				billable = l.tariff.Billable(quantity, 0)
			}
			amount = l.tariff.Charge(billable) * l.factor
		}
		if l.credited && credit > 0 {
			paid := min(credit, amount)
			credit -= paid
			amount -= paid
		}
		sum += amount
	}
	return sum
}

// bill appends the lines of the bill for u to dst and returns it with the sum
// of their amounts. A credit is shown as included usage of the lines it pays
// for, so that every line is at least 0.
func (p *plan) bill(dst []Line, u *usage, x *variant) ([]Line, float64) {
	left := p.terms.included
	sum, credit := 0.0, p.terms.credit
	for i := range p.lines {
		l := &p.lines[i]
		if l.absent(u, x) {
			continue
		}
		out := l.charge(u.q[l.quantity]*l.times, &left, x)
		if l.credited && credit > 0 && out.Amount > 0 {
			paid := min(credit, out.Amount)
			credit -= paid
			units := out.Billable
			if paid < out.Amount {
				units *= paid / out.Amount
			}
			out.Included += units
			out.Billable -= units
			out.Amount -= paid
			out.CreditUSD, out.Credited = paid, units
		}
		sum += out.Amount
		dst = append(dst, out)
	}
	return dst, sum
}

// charge prices one line, before credits.
func (l *planLine) charge(quantity float64, left *[maxPools]float64, x *variant) Line {
	out := Line{
		Title: l.title, Group: l.Group, Quantity: quantity, Billable: quantity, Unit: l.unit, Discount: l.off, of: l.line,
	}
	if l.tariff == nil {
		size := l.size(x)
		if l.stored != nil {
			out.Title = l.store.title(size)
		}
		out.Meter, out.Provenance = size.Name, l.sizeProvenance
		if size.Own != nil { // a user's file changed this size
			out.Provenance = *size.Own
		}
		if out.Title == "" {
			out.Title = size.Name
		}
		out.UnitPrice = size.Price * l.factor
		out.Amount = quantity * out.UnitPrice
		return out
	}
	out.Meter, out.Provenance, out.Account = l.Rate, l.rate.Provenance, l.rate.Account
	if l.pool >= 0 {
		out.Included = min(quantity, left[l.pool])
		left[l.pool] = max(0, left[l.pool]-quantity)
	}
	out.Billable = l.tariff.Billable(quantity, out.Included)
	out.Amount = l.tariff.Charge(out.Billable) * l.factor
	out.UnitPrice = l.tariff.UnitPrice(out.Billable) * l.factor
	return out
}

// monthCost is what one instance of size x costs when it runs all month, by
// first prices: what sizes are compared by.
func monthCost(p *plan, x *variant, w *workload) float64 {
	var u usage
	u.setInstances(p, x, w.month, w)
	sum := 0.0
	for i := range p.lines {
		l := &p.lines[i]
		price := l.size(x).Price
		if l.tariff != nil {
			price = l.tariff.UnitPrice(0)
		}
		sum += u.q[l.quantity] * l.times * price * l.factor
	}
	return sum
}

// chunks is how many requests a response counts as, or how many messages one
// does, or how much more than its bytes.
func (l *line) chunks(w *workload) float64 {
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

// absent reports whether a line is not on the bill: one for several copies
// where there is one, or one for a single copy where there are more. For state
// a single copy has to have room for it.
func (l *planLine) absent(u *usage, x *variant) bool {
	if !l.several && !l.single {
		return false
	}
	alone := u.copies <= 1 && (l.need != stateNeed || x.keepsState)
	return l.several && alone || l.single && !alone
}
