package engine

import "crossover/engine/catalog"

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
	// meter is the offer's.
	meter *meter
}

// total adds up the bill for u under terms t without writing it down: the same
// sums in the same order as bill.
func (r *run) total(u *usage, x *variant, t *terms) float64 {
	left := t.included
	sum, credit := 0.0, t.credit
	for i := range r.lines {
		l := &r.lines[i]
		if l.absent(u.copies, x) {
			continue
		}
		quantity := u.q[l.quantity] * l.times
		amount := 0.0
		if l.tariff == nil {
			amount = quantity * (l.size(x).Price * l.factor)
		} else {
			billable := quantity
			if l.allowance >= 0 {
				billable = l.tariff.Billable(quantity, left[l.allowance])
				left[l.allowance] = max(0, left[l.allowance]-quantity)
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
func (r *run) bill(dst []Line, u *usage, x *variant) ([]Line, float64) {
	left := r.terms.included
	sum, credit := 0.0, r.terms.credit
	for i := range r.lines {
		l := &r.lines[i]
		if l.absent(u.copies, x) {
			continue
		}
		out := charge(l, u.q[l.quantity]*l.times, &left, x)
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
func charge(l *planLine, quantity float64, left *[maxAllowances]float64, x *variant) Line {
	out := Line{
		Title: l.title, Group: l.Group, Quantity: quantity, Billable: quantity, Unit: l.unit, Discount: l.off, meter: l.meter,
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
	if l.allowance >= 0 {
		out.Included = min(quantity, left[l.allowance])
		left[l.allowance] = max(0, left[l.allowance]-quantity)
	}
	out.Billable = l.tariff.Billable(quantity, out.Included)
	out.Amount = l.tariff.Charge(out.Billable) * l.factor
	out.UnitPrice = l.tariff.UnitPrice(out.Billable) * l.factor
	return out
}
