package engine

import (
	"math"

	"crossover/engine/catalog"
)

// JointLine is a difference that comes from parts sharing an account: below 0
// for a fee paid once, above for an allowance that two parts draw on.
type JointLine struct {
	Title  string
	Amount float64
}

// joint prices the chosen estimates as bills of one account at each provider:
// plan and control-plane fees are paid once, included amounts and credits are
// there once, and volume tiers count everything together. It appends the
// differences to the single bills to lines, unless nil, and returns the price
// of the whole.
func (sv *solver) joint(picks []*Estimate, lines *[]JointLine) float64 {
	total := 0.0
	sv.meters, sv.pools, sv.grants = sv.meters[:0], sv.pools[:0], sv.grants[:0]
	for _, e := range picks {
		total += e.Monthly
		sv.count(e)
	}
	add := func(title string, amount float64) {
		total += amount
		if lines != nil {
			*lines = append(*lines, JointLine{Title: title, Amount: amount})
		}
	}
	for i := range sv.meters {
		m := &sv.meters[i]
		charge := sv.settle(m)
		if m.grant >= 0 {
			sv.grants[m.grant].charged += charge
		}
		if d := charge - m.paid; math.Abs(d) > negligible {
			add(m.title(), d)
		}
	}
	for i := range sv.grants {
		g := &sv.grants[i]
		if d := g.used - min(g.amount, g.charged); math.Abs(d) > negligible {
			add(sv.v.e.cat.Providers[g.provider].Title+" credit, given once", d)
		}
	}
	return max(0, total) // less is rounding noise
}

// negligible is a difference in dollars that is rounding noise.
const negligible = 1e-9

// meter is a rate that one or more of the chosen bills charge.
type meter struct {
	line     *line
	provider int
	// pool and grant are places in the solver's lists, or -1.
	pool, grant int
	// quantity and paid are sums over the bills, before credits; dearest is
	// the largest single amount.
	quantity, paid, dearest float64
	off                     float64
}

// allowance is what is left of an included amount of an account.
type allowance struct {
	id   string
	left float64
}

// grant is a credit of an account: what the single bills used of it, and what
// the joint bill has for it to pay.
type grant struct {
	provider      int
	amount        float64
	kind          catalog.IncludedKind
	used, charged float64
}

// count adds one bill to the meters.
func (sv *solver) count(e *Estimate) {
	o := &sv.v.e.offers[e.Offer]
	credit := -1
	if c := o.Credit; c != nil && (sv.s.Free || c.Kind == catalog.IncludedPlan) {
		credit = sv.grant(o.provider, c)
	}
	for k := range e.Bill {
		l := &e.Bill[k]
		g := -1
		if credit >= 0 && creditsGroup(o.Credit, l.Group) {
			g = credit
			sv.grants[g].used += l.CreditUSD
		}
		gross := l.Amount + l.CreditUSD
		cl := o.lineOf(l.Meter)
		if cl == nil { // the price of a size: nothing to share
			if g >= 0 {
				sv.grants[g].charged += gross
			}
			continue
		}
		m := sv.meter(o, cl, l, g)
		m.quantity += l.Quantity
		m.paid += gross
		m.dearest = max(m.dearest, gross)
	}
}

// meter finds or adds the meter of a bill's line.
func (sv *solver) meter(o *offer, cl *line, l *Line, credit int) *meter {
	for i := range sv.meters {
		m := &sv.meters[i]
		if m.provider == o.provider && m.line.Rate == cl.Rate && m.grant == credit {
			return m
		}
	}
	m := meter{line: cl, provider: o.provider, pool: -1, grant: credit, off: l.Discount}
	if cl.pool >= 0 {
		m.pool = sv.pool(&o.pools[cl.pool])
	}
	sv.meters = append(sv.meters, m)
	return &sv.meters[len(sv.meters)-1]
}

// pool finds or adds an included amount.
func (sv *solver) pool(p *pool) int {
	for i := range sv.pools {
		if sv.pools[i].id == p.id {
			return i
		}
	}
	a := allowance{id: p.id}
	if p.plan || sv.s.Free {
		a.left = p.amount
	}
	sv.pools = append(sv.pools, a)
	return len(sv.pools) - 1
}

// grant finds or adds a provider's credit.
func (sv *solver) grant(provider int, c *catalog.Credit) int {
	for i := range sv.grants {
		if g := &sv.grants[i]; g.provider == provider && g.amount == c.Amount && g.kind == c.Kind {
			return i
		}
	}
	sv.grants = append(sv.grants, grant{provider: provider, amount: c.Amount, kind: c.Kind})
	return len(sv.grants) - 1
}

// settle is the joint charge of a meter, before credits.
func (sv *solver) settle(m *meter) float64 {
	if m.line.rate.Account {
		return m.dearest
	}
	included := 0.0
	if m.pool >= 0 {
		a := &sv.pools[m.pool]
		included = min(a.left, m.quantity)
		a.left -= included
	}
	t := m.line.tariff
	return t.Charge(t.Billable(m.quantity, included)) * (1 - m.off)
}

func (m *meter) title() string {
	if m.line.rate.Account {
		return m.line.rate.Title + ", paid once"
	}
	return m.line.rate.Title + ", counted together"
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

// least is a lower bound on what an estimate adds to any layout: fees paid by
// another part, usage at the lowest price of its tiers and unrounded, and all
// of the credit. Included amounts and credits of an account cannot do more for
// several parts together than for each alone.
func (sv *solver) least(e *Estimate) float64 {
	o := &sv.v.e.offers[e.Offer]
	sum, credited := 0.0, 0.0
	for k := range e.Bill {
		l := &e.Bill[k]
		low := l.Amount + l.CreditUSD
		if cl := o.lineOf(l.Meter); l.Account {
			low = 0
		} else if cl != nil && (len(cl.tariff.Tiers) > 1 || cl.tariff.RoundUp > 0) {
			price := math.Inf(1)
			for _, t := range cl.tariff.Tiers {
				price = min(price, t.Price)
			}
			low = min(low, max(0, l.Quantity-l.Included+l.Credited)*price*(1-l.Discount))
		}
		if o.Credit != nil && creditsGroup(o.Credit, l.Group) {
			credited += low
		} else {
			sum += low
		}
	}
	if c := o.Credit; c != nil && (sv.s.Free || c.Kind == catalog.IncludedPlan) {
		credited = max(0, credited-c.Amount)
	}
	return sum + credited
}
