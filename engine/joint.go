package engine

import (
	"crossover/engine/billing"
	"crossover/engine/catalog"
)

// joint prices the chosen estimates as bills of one account at each provider:
// plan and control-plane fees are paid once, included amounts and credits are
// there once, and volume tiers count everything together. It returns the
// differences to the single bills, and the price of the whole.
func (sv *solver) joint(picks []*Estimate) ([]JointLine, float64) {
	total := 0.0
	var meters []meter
	pools := map[string]float64{}
	for _, e := range picks {
		total += e.Monthly
		o := &sv.v.e.offers[e.Offer]
		for k := range e.Bill {
			meters = addMeter(meters, o, &e.Bill[k])
		}
		for _, p := range o.pools {
			if p.plan || sv.s.Free {
				pools[p.id] = p.amount
			}
		}
	}
	var lines []JointLine
	for i := range meters {
		m := &meters[i]
		if m.parts < 2 && (m.pool == "" || !sharedPool(meters, m)) {
			if m.pool != "" {
				pools[m.pool] = max(0, pools[m.pool]-m.quantity)
			}
			continue
		}
		if d := m.settle(pools); d > 1e-9 || d < -1e-9 {
			lines = append(lines, JointLine{Title: m.title(), Amount: d})
			total += d
		}
	}
	for _, l := range sv.credits(picks) {
		lines = append(lines, l)
		total += l.Amount
	}
	return lines, total
}

// meter is a rate that one or more of the chosen bills charge.
type meter struct {
	line     *line
	provider int
	pool     string
	// quantity and paid are sums over the bills; dearest is the largest
	// single amount.
	quantity, paid, dearest float64
	discount                float64
	parts                   int
}

// addMeter counts in one line of a bill.
func addMeter(meters []meter, o *offer, l *Line) []meter {
	cl := o.lineOf(l.Meter)
	if cl == nil || cl.tariff == nil {
		return meters
	}
	at := -1
	for i := range meters {
		if meters[i].provider == o.provider && meters[i].line.Rate == cl.Rate {
			at = i
		}
	}
	if at < 0 {
		m := meter{line: cl, provider: o.provider, discount: l.Discount}
		if cl.pool >= 0 {
			m.pool = o.pools[cl.pool].id
		}
		meters = append(meters, m)
		at = len(meters) - 1
	}
	m := &meters[at]
	m.quantity += l.Quantity
	// What a credit paid for is settled apart: count the line in full.
	m.paid += l.Amount + l.CreditUSD
	m.dearest = max(m.dearest, l.Amount+l.CreditUSD)
	m.parts++
	return meters
}

// sharedPool reports whether another meter draws on the same included amount.
func sharedPool(meters []meter, m *meter) bool {
	for i := range meters {
		if &meters[i] != m && meters[i].pool == m.pool {
			return true
		}
	}
	return false
}

// settle is the difference between the joint charge and the single ones.
func (m *meter) settle(pools map[string]float64) float64 {
	if m.line.rate.Account {
		return m.dearest - m.paid
	}
	included := 0.0
	if m.pool != "" {
		included = min(pools[m.pool], m.quantity)
		pools[m.pool] -= included
	}
	t := m.line.tariff
	return t.Charge(t.Billable(m.quantity, included))*(1-m.discount) - m.paid
}

func (m *meter) title() string {
	if m.line.rate.Account {
		return m.line.title + ", paid once"
	}
	return m.line.title + ", counted together"
}

// credits takes back what several parts on one plan got more than once.
func (sv *solver) credits(picks []*Estimate) []JointLine {
	var lines []JointLine
	type given struct {
		amount, used float64
		parts        int
		title        string
	}
	byPlan := map[string]*given{}
	var order []string
	for _, e := range picks {
		o := &sv.v.e.offers[e.Offer]
		if o.Credit == nil || (o.Credit.Kind == catalog.IncludedFree && !sv.s.Free) {
			continue
		}
		used := 0.0
		for k := range e.Bill {
			used += e.Bill[k].CreditUSD
		}
		key := sv.v.e.cat.Providers[o.provider].ID
		g := byPlan[key]
		if g == nil {
			g = &given{amount: o.Credit.Amount, title: sv.v.e.cat.Providers[o.provider].Title + " credit, given once"}
			byPlan[key] = g
			order = append(order, key)
		}
		g.used += used
		g.parts++
	}
	for _, key := range order {
		if g := byPlan[key]; g.parts > 1 && g.used > g.amount {
			lines = append(lines, JointLine{Title: g.title, Amount: g.used - g.amount})
		}
	}
	return lines
}

func creditsGroup(c *catalog.Credit, g catalog.Group) bool {
	for _, x := range c.Groups {
		if x == g {
			return true
		}
	}
	return false
}

// lineOf returns the compiled line that charges a rate, or nil.
func (o *offer) lineOf(rate string) *line {
	for i := range o.lines {
		if o.lines[i].rate != nil && o.lines[i].Rate == rate {
			return &o.lines[i]
		}
	}
	return nil
}

func (o *offer) tariffOf(rate string) *billing.Tariff {
	if l := o.lineOf(rate); l != nil {
		return l.tariff
	}
	return nil
}
