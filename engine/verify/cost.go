package verify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/billing"
	"crossover/engine/scenario"
)

func indexed(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

// cents rounds a line's amount, or a sum, to cents if the source does.
func (r *run) cents(amount float64) float64 {
	if r.ex.Convention.Rounding == RoundCents {
		return roundAway(amount, 2)
	}
	return amount
}

// sum adds up lines, and records each line and the named amounts. Lines with the same
// allowance share it, in order.
func (r *run) sum(side, field string, lines []Line) (float64, error) {
	left := map[string]float64{}
	total := 0.0
	for i := range lines {
		out, err := r.charge(indexed(field, i), &lines[i], left)
		if err != nil {
			return 0, err
		}
		out.Side = side
		r.out.Lines = append(r.out.Lines, out)
		if name := lines[i].Name; name != "" {
			r.values[name] = out.Amount
		}
		total += out.Amount
	}
	return r.cents(total), nil
}

// charge prices one line. left holds the rest of shared allowances.
func (r *run) charge(field string, l *Line, left map[string]float64) (LineResult, error) {
	quantity, err := r.eval(field+".quantity", l.Quantity)
	if err != nil {
		return LineResult{}, err
	}
	if quantity < 0 {
		return LineResult{}, r.wrong(field+".quantity", l.Quantity, fmt.Sprintf("at least 0: it gives %v", quantity))
	}
	p, included := r.ownPrice("", &l.Rate), l.Included
	if l.Ref != "" {
		if p, err = r.priceOf(field+".rate", l.Ref); err != nil {
			return LineResult{}, err
		}
		if own, ok := r.ex.Rates[l.Ref]; ok && included == "" {
			included = own.Included
		}
	}
	out := LineResult{Title: cmp.Or(l.Title, p.title), Quantity: quantity, Unit: p.unit, Source: p.source, AsOf: p.asOf}
	if out.Included, err = r.take(field, included, p.pool, quantity, left); err != nil {
		return out, err
	}
	out.price(&p.tariff)
	out.Amount = r.cents(out.Amount)
	return out, nil
}

// take returns the number of units included: those the line states, or the rest of its
// rate's pool.
func (r *run) take(field, included, pool string, quantity float64, left map[string]float64) (float64, error) {
	if included != "" {
		x, err := r.eval(field+".included", included)
		return min(max(x, 0), quantity), err
	}
	if pool == "" {
		return 0, nil
	}
	if _, drawn := left[pool]; !drawn {
		left[pool] = r.included(pool)
	}
	taken := min(quantity, left[pool])
	left[pool] -= taken
	return taken, nil
}

// price sets the cost of the line's quantity.
func (l *LineResult) price(t *billing.Tariff) {
	l.Billable = t.Billable(l.Quantity, l.Included)
	l.UnitPrice = t.UnitPrice(l.Billable)
	l.Amount = t.Charge(l.Billable)
}

// bill adds up the lines of an offer's bill that count, and records each.
func (r *run) bill(side string, sc *scenario.Scenario, s *Side, field string) (float64, error) {
	o := r.engine.Find(s.Offer)
	if o < 0 {
		return 0, r.wrong(field+"offer", s.Offer, "an offer of the catalogue: "+few(s.Offer, r.engine.IDs()))
	}
	est := r.evaluator.Estimate(sc, sc.Selected, o)
	if err := r.knownMeters(field+"meters", s.Meters, est.Bill); err != nil {
		return 0, err
	}
	total, counted := 0.0, 0
	for i := range est.Bill {
		l := &est.Bill[i]
		if len(s.Groups) > 0 && !slices.Contains(s.Groups, l.Group) ||
			len(s.Meters) > 0 && !slices.Contains(s.Meters, l.Meter) {
			continue
		}
		out := LineResult{
			Side: side, Title: l.Title, Unit: l.Unit, Quantity: l.Quantity, Included: l.Included, Billable: l.Billable,
			UnitPrice: l.UnitPrice, Amount: r.cents(l.Amount), Source: l.Provenance.Source, AsOf: l.Provenance.AsOf,
		}
		r.out.Lines = append(r.out.Lines, out)
		total += out.Amount
		counted++
	}
	if counted == 0 {
		return 0, r.wrong(field+"groups", fmt.Sprint(s.Groups), "a group that the bill of "+s.Offer+" has")
	}
	return r.cents(total), nil
}

// knownMeters checks that every meter to count is on the bill.
func (r *run) knownMeters(field string, meters []string, bill []engine.Line) error {
	have := make([]string, len(bill))
	for i := range bill {
		have[i] = bill[i].Meter
	}
	for _, m := range meters {
		if !slices.Contains(have, m) {
			return r.wrong(field, m, "a meter of the bill: "+strings.Join(have, ", "))
		}
	}
	return nil
}
