package plan

import (
	"fmt"
	"slices"

	"crossover/engine/catalog"
)

// accounts holds the meters, allowances and credits that bills of one account share, over
// all offers.
type accounts struct {
	Meters     []sharedMeter
	Allowances []sharedAllowance
	Credits    []sharedCredit
}

// sharedMeter is a rate under one credit or none. Lines excluded from the rate's allowance
// are counted on a separate meter, with separate tiers.
type sharedMeter struct {
	Provider int
	// Rate is the rate's ID; it is empty for prices of sizes under a credit.
	Rate string
	// Class is the class of the region in which it is charged; empty for account fees.
	Class             catalog.Class
	Meter             *Meter
	Allowance, Credit int
}

type sharedAllowance struct {
	Allowance
	provider int
	// PerMachine is set if machines bring the allowance.
	PerMachine bool
}

type sharedCredit struct {
	Provider int
	Amount   float64
	Kind     catalog.IncludedKind
}

// share finds the meters, allowances and credit of an offer among those of earlier offers,
// and adds the new ones.
func (c *Offers) share(o *Offer) {
	o.Packs, o.credit = o.packable(), -1
	if given := o.Credit; given != nil {
		o.credit = c.Shared.creditOf(sharedCredit{o.Provider, given.Amount, given.Kind})
	}
	for i := range o.lines {
		l := &o.lines[i]
		m := sharedMeter{Provider: o.Provider, Rate: l.Rate, Meter: l, Allowance: -1, Credit: -1}
		if l.ListRate == nil {
			m.Rate = ""
		}
		if l.ListRate == nil || !l.ListRate.Account {
			m.Class = o.Site.Class
		}
		if o.credit >= 0 && slices.Contains(o.Credit.Groups, l.Group) {
			m.Credit = o.credit
		}
		if l.allowance >= 0 {
			m.Allowance = c.Shared.allowanceOf(sharedAllowance{o.allowances[l.allowance], o.Provider, l.allowance == o.Brings})
			if l.allowance == o.Brings {
				o.BringsTo = m.Allowance
			}
		}
		l.Account = c.Shared.meterOf(m)
		switch {
		case l.Group == catalog.GroupEgress && (l.Counted == QEgressGB || l.Counted == QEgressGiB):
			o.Out = l
		case l.Group == catalog.GroupCrossAZ && l.Counted == QTrafficGB:
			o.Zone = l
		}
	}
}

func (a *accounts) creditOf(c sharedCredit) int {
	for i := range a.Credits {
		if a.Credits[i] == c {
			return i
		}
	}
	a.Credits = append(a.Credits, c)
	return len(a.Credits) - 1
}

func (a *accounts) allowanceOf(p sharedAllowance) int {
	for i := range a.Allowances {
		if a.Allowances[i].ID == p.ID {
			return i
		}
	}
	a.Allowances = append(a.Allowances, p)
	return len(a.Allowances) - 1
}

func (a *accounts) meterOf(m sharedMeter) int {
	for i := range a.Meters {
		if x := &a.Meters[i]; x.Provider == m.Provider && x.Rate == m.Rate && x.Class == m.Class && x.Allowance == m.Allowance && x.Credit == m.Credit {
			return i
		}
	}
	a.Meters = append(a.Meters, m)
	return len(a.Meters) - 1
}

// Title returns a title for the joint line of the meter.
func (m *sharedMeter) Title() string {
	switch {
	case m.Meter.ListRate == nil:
		return "Machines under a credit"
	case m.Meter.ListRate.Account:
		return m.Meter.ListRate.Title + ", paid once"
	default:
		return m.Meter.ListRate.Title + ", counted together"
	}
}

// Between returns a title for the joint line of flows between parts on the meter.
func (m *sharedMeter) Between(c *Offers) string {
	title := "machines"
	if m.Meter.ListRate != nil {
		title = m.Meter.ListRate.Title
	}
	return fmt.Sprintf("%s: %s, between parts", c.Cat.Providers[m.Provider].Title, title)
}
