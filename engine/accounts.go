package engine

import (
	"fmt"

	"crossover/engine/catalog"
)

// accounts are what bills of one account share, of all offers: meters, included
// amounts and credits.
type accounts struct {
	meters     []sharedMeter
	allowances []sharedAllowance
	credits    []sharedCredit
}

// sharedMeter is a rate as bills with one credit, or none, charge it.
type sharedMeter struct {
	provider int
	// rate is the rate's ID; for prices of sizes under a credit it is empty.
	rate              string
	meter             *meter
	allowance, credit int
}

type sharedAllowance struct {
	allowance
	provider int
}

type sharedCredit struct {
	provider int
	amount   float64
	kind     catalog.IncludedKind
}

// share finds the meters, allowances and credit of an offer among those of the
// offers before it, and adds what is new.
func (c *offers) share(o *offer) {
	o.packs, o.credit = o.packable(), -1
	if given := o.Credit; given != nil {
		o.credit = c.shared.creditOf(sharedCredit{o.provider, given.Amount, given.Kind})
	}
	for i := range o.lines {
		l := &o.lines[i]
		m := sharedMeter{provider: o.provider, rate: l.Rate, meter: l, allowance: -1, credit: -1}
		if l.rate == nil {
			m.rate = ""
		}
		if o.credit >= 0 && creditsGroup(o.Credit, l.Group) {
			m.credit = o.credit
		}
		if l.allowance >= 0 {
			m.allowance = c.shared.allowanceOf(sharedAllowance{o.allowances[l.allowance], o.provider})
		}
		l.account = c.shared.meterOf(m)
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

func (a *accounts) allowanceOf(p sharedAllowance) int {
	for i := range a.allowances {
		if a.allowances[i].id == p.id {
			return i
		}
	}
	a.allowances = append(a.allowances, p)
	return len(a.allowances) - 1
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
	case m.meter.rate == nil:
		return "Machines under a credit"
	case m.meter.rate.Account:
		return m.meter.rate.Title + ", paid once"
	default:
		return m.meter.rate.Title + ", counted together"
	}
}

// between names what flows between parts change on a meter.
func (m *sharedMeter) between(c *offers) string {
	title := "machines"
	if m.meter.rate != nil {
		title = m.meter.rate.Title
	}
	return fmt.Sprintf("%s: %s, between parts", c.cat.Providers[m.provider].Title, title)
}
