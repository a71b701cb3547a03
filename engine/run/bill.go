package run

import (
	"slices"

	"crossover/engine/catalog"
	"crossover/engine/plan"
)

// Line is one line of a bill: a meter's quantity and its cost.
type Line struct {
	// Meter is the rate's ID, or the size's name where the size has the price.
	Meter string
	Title string
	Group catalog.Group
	// Quantity is in Unit per month. Included is the part free of charge: a free tier, a
	// plan's allowance, or what a credit pays for. Billable is the part charged.
	Quantity, Included, Billable float64
	Unit                         string
	// CreditUSD is the amount a plan's credit paid of this line, and Credited the units it
	// paid for, which are counted in Included.
	CreditUSD, Credited float64
	// UnitPrice is the average price of a billable unit in dollars.
	UnitPrice float64
	// Amount is in dollars.
	Amount float64
	// Account is set for fees paid once per account, however many parts use them.
	Account bool
	// Discount is the fraction taken off by a commitment, already applied to UnitPrice.
	Discount float64
	// Provenance is the source of the rate.
	Provenance catalog.Provenance
	// meter is the offer's meter that the line bills.
	meter *plan.Meter
}

// Compiled returns the offer's meter that the line bills.
func (l *Line) Compiled() *plan.Meter { return l.meter }

// total sums the bill for u under terms t without building its lines. It adds the same
// amounts in the same order as bill.
func (r *Run) total(u *usage, x *plan.Size, t *plan.Terms) float64 {
	left := included(r, u, x, t)
	sum, credit := 0.0, t.Credit
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Absent(u.copies, x) {
			continue
		}
		quantity := u.q[l.Counted] * l.Each
		amount := 0.0
		if l.Tariff == nil {
			amount = quantity * (l.SizeOf(x).Price * l.Factor)
		} else {
			billable := quantity
			if l.Allowance >= 0 {
				billable = l.Tariff.Billable(quantity, left[l.Allowance])
				left[l.Allowance] = max(0, left[l.Allowance]-quantity)
			} else if l.Tariff.RoundUp > 0 {
				billable = l.Tariff.Billable(quantity, 0)
			}
			amount = l.Tariff.Charge(billable) * l.Factor
		}
		if l.Credited && credit > 0 {
			paid := min(credit, amount)
			credit -= paid
			amount -= paid
		}
		sum += amount
	}
	return sum
}

// included returns the allowances under terms t, including those that machines bring.
func included(r *Run, u *usage, x *plan.Size, t *plan.Terms) [plan.MaxAllowances]float64 {
	left := t.Included
	if k := r.Offer.Brings; k >= 0 && left[k] > 0 {
		left[k] = r.Offer.Brought(x.Machine) * u.total
	}
	return left
}

// bill appends the lines of the bill for u to dst and returns it with the sum of their
// amounts. A credit appears as included usage of the lines it pays for, so that no line is
// negative.
func (r *Run) bill(dst []Line, u *usage, x *plan.Size) ([]Line, float64) {
	left := included(r, u, x, &r.Terms)
	sum, credit := 0.0, r.Terms.Credit
	dst = slices.Grow(dst, len(r.Lines))
	for i := range r.Lines {
		l := &r.Lines[i]
		if l.Absent(u.copies, x) {
			continue
		}
		out := charge(l, u.q[l.Counted]*l.Each, &left, x)
		if l.Credited && credit > 0 && out.Amount > 0 {
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
func charge(l *plan.Line, quantity float64, left *[plan.MaxAllowances]float64, x *plan.Size) Line {
	out := Line{
		Title: l.Name, Group: l.Group, Quantity: quantity, Billable: quantity, Unit: l.Unit, Discount: l.Off, meter: l.Meter,
	}
	if l.Tariff == nil {
		size := l.SizeOf(x)
		if l.Stored != nil {
			out.Title = l.Store.Title(size)
		}
		out.Meter, out.Provenance = size.Name, l.SizeProvenance
		if size.Own != nil { // a user's file changed this size
			out.Provenance = *size.Own
		}
		if out.Title == "" {
			out.Title = size.Name
		}
		out.UnitPrice = size.Price * l.Factor
		out.Amount = quantity * out.UnitPrice
		return out
	}
	out.Meter, out.Provenance, out.Account = l.Rate, l.ListRate.Provenance, l.ListRate.Account
	if l.Allowance >= 0 {
		out.Included = min(quantity, left[l.Allowance])
		left[l.Allowance] = max(0, left[l.Allowance]-quantity)
	}
	out.Billable = l.Tariff.Billable(quantity, out.Included)
	out.Amount = l.Tariff.Charge(out.Billable) * l.Factor
	out.UnitPrice = l.Tariff.UnitPrice(out.Billable) * l.Factor
	return out
}
