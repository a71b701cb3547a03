package run

import (
	"math"

	"crossover/engine/catalog"
	"crossover/engine/plan"
)

// This file adds warnings of quotas that a run exceeds, and of transfer that would be
// cheaper with further machines.

// warnOfQuotas adds the quotas exceeded at the peak by peak instances of size x or by the
// load. Of several exceeded quotas of one kind it adds the largest.
func warnOfQuotas(r *Run, to *plan.Reasons, x *plan.Size, ld *Load, peak float64) {
	list := r.Offer.Quotas
	for i := range list {
		q := &list[i]
		if q.Whose == catalog.LoadBalancer && (peak <= 1 || r.Work.Needs&plan.HTTPNeed == 0) {
			continue
		}
		value := quoted(r, q.Of, x, ld, peak)
		larger := i+1 < len(list) && list[i+1].Of == q.Of && list[i+1].Whose != catalog.LoadBalancer && plan.Over(value, list[i+1].Limit)
		if plan.Over(value, q.Limit) && !larger {
			to.Add(plan.Reason{Code: quotaCodes[q.Of], Value: value, Limit: q.Limit, Detail: string(q.Whose)})
		}
	}
}

var quotaCodes = map[catalog.Quotable]plan.ReasonCode{
	catalog.QuotaInstances: plan.InstanceQuota, catalog.QuotaVCPUs: plan.VCPUQuota,
	catalog.QuotaRequests: plan.RateQuota, catalog.QuotaConnections: plan.OpenQuota,
}

// quoted returns the quantity that a quota limits, at the peak.
func quoted(r *Run, of catalog.Quotable, x *plan.Size, ld *Load, peak float64) float64 {
	w := r.Work
	rate := ld.PerSecond * w.Busiest * w.Burst
	switch of {
	case catalog.QuotaVCPUs:
		return math.Ceil(peak) * r.BilledVCPU(x)
	case catalog.QuotaRequests:
		return rate * w.Part.Hits
	case catalog.QuotaConnections:
		if w.Connections > 0 {
			return w.Open() * w.Busiest
		}
		return rate * w.Part.Hits * w.Assume.ConnPerRequest * w.Assume.ConnS
	default:
		return math.Ceil(peak)
	}
}

// warnOfTransfer adds a warning if further machines, each with its included transfer,
// would cost less than the transfer charged beyond that of the present ones. The fleet is
// not sized that way, because nobody does so unasked.
func warnOfTransfer(r *Run, to *plan.Reasons, x *plan.Size, u *usage) {
	if r.out < 0 {
		return
	}
	l := &r.Lines[r.out]
	brought := r.Offer.Brought(x.Machine)
	n := math.Floor((u.q[l.Counted]*l.Each - u.total*brought) / brought)
	paid, bought := n*l.Tariff.Charge(brought)*l.Factor, n*x.MonthCost
	if n >= 1 && paid > bought {
		more := "one more machine"
		if n > 1 {
			more = plan.Count(n) + " more machines"
		}
		to.Add(plan.Reason{Code: plan.TransferBrought, Value: paid, Limit: bought, Detail: more})
	}
}
