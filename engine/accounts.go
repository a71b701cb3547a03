package engine

import (
	"fmt"

	"crossover/engine/catalog"
)

// accounts are what bills of one account share, of all offers: meters, included
// amounts and credits.
type accounts struct {
	meters  []sharedMeter
	pools   []sharedPool
	credits []sharedCredit
}

// sharedMeter is a rate as bills with one credit, or none, charge it.
type sharedMeter struct {
	provider int
	// rate is the rate's ID; for prices of sizes under a credit it is empty.
	rate         string
	line         *line
	pool, credit int
}

type sharedPool struct {
	pool
	provider int
}

type sharedCredit struct {
	provider int
	amount   float64
	kind     catalog.IncludedKind
}

// share finds the meters, pools and credit of an offer among those of the
// offers before it, and adds what is new.
func (e *Engine) share(o *offer) {
	o.packs, o.credit = o.packable(), -1
	if c := o.Credit; c != nil {
		o.credit = e.shared.creditOf(sharedCredit{o.provider, c.Amount, c.Kind})
	}
	for i := range o.lines {
		l := &o.lines[i]
		m := sharedMeter{provider: o.provider, rate: l.Rate, line: l, pool: -1, credit: -1}
		if l.rate == nil {
			m.rate = ""
		}
		if o.credit >= 0 && creditsGroup(o.Credit, l.Group) {
			m.credit = o.credit
		}
		if l.pool >= 0 {
			m.pool = e.shared.poolOf(sharedPool{o.pools[l.pool], o.provider})
		}
		l.meter = e.shared.meterOf(m)
		switch {
		case l.Group == catalog.GroupEgress && (l.quantity == qEgressGB || l.quantity == qEgressGiB):
			o.out = l
		case l.Group == catalog.GroupCrossAZ && l.quantity == qTrafficGB:
			o.zone = l
		}
	}
}

func (a *accounts) creditOf(c sharedCredit) int {
	for i := range a.credits {
		if a.credits[i] == c {
			return i
		}
	}
	a.credits = append(a.credits, c)
	return len(a.credits) - 1
}

func (a *accounts) poolOf(p sharedPool) int {
	for i := range a.pools {
		if a.pools[i].id == p.id {
			return i
		}
	}
	a.pools = append(a.pools, p)
	return len(a.pools) - 1
}

func (a *accounts) meterOf(m sharedMeter) int {
	for i := range a.meters {
		if x := &a.meters[i]; x.provider == m.provider && x.rate == m.rate && x.credit == m.credit {
			return i
		}
	}
	a.meters = append(a.meters, m)
	return len(a.meters) - 1
}

func creditsGroup(c *catalog.Credit, g catalog.Group) bool {
	for _, x := range c.Groups {
		if x == g {
			return true
		}
	}
	return false
}

// title names the difference that a meter makes.
func (m *sharedMeter) title() string {
	switch {
	case m.line.rate == nil:
		return "Machines under a credit"
	case m.line.rate.Account:
		return m.line.rate.Title + ", paid once"
	default:
		return m.line.rate.Title + ", counted together"
	}
}

// between names what flows between parts change on a meter.
func (m *sharedMeter) between(e *Engine) string {
	title := "machines"
	if m.line.rate != nil {
		title = m.line.rate.Title
	}
	return fmt.Sprintf("%s: %s, between parts", e.cat.Providers[m.provider].Title, title)
}
