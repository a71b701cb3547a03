package plan

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"crossover/engine/catalog"
)

// MaxAllowances is the largest number of allowances that one offer's bill can use. A
// catalogue with more is not compiled.
const MaxAllowances = 16

// price sets the prices of size x.
func price(p *Plan, x *Size) {
	x.MonthCost = p.monthCost(x, x.AllocMB)
	if !p.Offer.Model.Pooled() && x.memory.step > 0 {
		x.mbCost = (x.MonthCost - p.monthCost(x, 0)) / x.AllocMB
	}
}

// monthCost returns the price of one instance of size x that runs all month with memoryMB,
// at first-tier prices. It is used to compare sizes.
func (p *Plan) monthCost(x *Size, memoryMB float64) float64 {
	var q Quantities
	q.SetInstances(p, x, memoryMB, p.Work.Month)
	sum := 0.0
	for i := range p.Lines {
		l := &p.Lines[i]
		price := l.SizeOf(x).Price
		if l.Tariff != nil {
			price = l.Tariff.UnitPrice(0)
		}
		sum += q[l.Counted] * l.Each * price * l.Factor
	}
	return sum
}

// chunks returns the number of units that a request or message counts as, or for minimum
// sizes the factor by which it counts as more than its bytes.
func (m *Meter) chunks(w *Workload) float64 {
	kb := w.Part.ResponseKB
	if m.Counted != QRequests && m.Counted != QFrontRequests || m.chunkNeed != 0 {
		kb = w.messageKB
	}
	switch {
	case m.LeastKB > 0:
		return max(1, m.LeastKB/kb)
	case m.ChunkKB == 0 || m.chunkNeed != 0 && !w.Needs.has(m.chunkNeed):
		return 1
	}
	first := max(m.FirstKB, m.ChunkKB)
	return 1 + max(0, math.Ceil((kb-first)/m.ChunkKB-1e-9))
}

// Calls returns the number of calls that a message or a request counts as: its chunks and,
// if messages are read in batches, its share of the calls that read and delete a batch. Of
// the batches that are assumed, or that the user fixed, and within the limit of one message,
// it takes the one with the fewest calls, as a read is counted in chunks. batch is 0 without
// batches.
func (m *Meter) Calls(w *Workload) (calls, batch float64) {
	if calls = m.chunks(w); !m.Batched {
		return calls, 0
	}
	most, least := w.Assume.queueBatch, math.Inf(1)
	if b := w.Part.Batch; b > 0 {
		_, read := w.Offers.Cat.Assumptions.QueueBatch.Range()
		most = min(b, read)
	}
	if m.MaxKB > 0 {
		most = max(1, min(most, math.Floor(m.MaxKB/w.messageKB)))
	}
	for n := most; n >= 1; n-- {
		read := max(1, math.Ceil(n*w.messageKB/cmp.Or(m.ChunkKB, math.Inf(1))-1e-9))
		if share := (read + 1) / n; share < least-1e-12 {
			batch, least = n, share
		}
	}
	return calls + least, batch
}

// SizeOf returns the size that has the line's price: a store's, or the instance's.
func (l *Line) SizeOf(x *Size) *catalog.Size {
	if l.Stored != nil {
		return l.Stored
	}
	return x.Machine
}

// Absent reports whether a line is missing from the bill for a number of copies: a line
// for several copies if there is one, or a line for a single copy if there are more. A
// line for state counts a single copy only if that has room for the state.
func (l *Line) Absent(copies float64, x *Size) bool {
	if !l.several && !l.single {
		return false
	}
	alone := copies <= 1 && (l.need != stateNeed || x.KeepsState)
	return l.several && alone || l.single && !alone
}

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
func (o *Offers) share(offer *Offer) {
	offer.Packs, offer.credit = offer.packable(), -1
	if given := offer.Credit; given != nil {
		offer.credit = o.Shared.creditOf(sharedCredit{offer.Provider, given.Amount, given.Kind})
	}
	for i := range offer.lines {
		l := &offer.lines[i]
		m := sharedMeter{Provider: offer.Provider, Rate: l.Rate, Meter: l, Allowance: -1, Credit: -1}
		if l.ListRate == nil {
			m.Rate = ""
		}
		if l.ListRate == nil || !l.ListRate.Account {
			m.Class = offer.Site.Class
		}
		if offer.credit >= 0 && slices.Contains(offer.Credit.Groups, l.Group) {
			m.Credit = offer.credit
		}
		if l.allowance >= 0 {
			m.Allowance = o.Shared.allowanceOf(sharedAllowance{offer.allowances[l.allowance], offer.Provider, l.allowance == offer.Brings})
			if l.allowance == offer.Brings {
				offer.BringsTo = m.Allowance
			}
		}
		l.Account = o.Shared.meterOf(m)
		switch {
		case l.Group == catalog.GroupEgress && (l.Counted == QEgressGB || l.Counted == QEgressGiB):
			offer.Out = l
		case l.Group == catalog.GroupCrossAZ && l.Counted == QTrafficGB:
			offer.Zone = l
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
