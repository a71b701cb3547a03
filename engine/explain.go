package engine

import "crossover/engine/billing"

// Explanation says how one line of a bill came about: the product of its
// factors is its quantity, and its slices add up to what is charged before a
// credit.
type Explanation struct {
	Factors []Factor
	// Slices are what each tier charges; the price of a size is a single one.
	Slices []billing.Slice
}

// Factor is one factor of a quantity, with the value it has.
type Factor struct {
	Value float64
	// Name says what it is, with its unit.
	Name string
}

// explain returns the estimate of one offer for a part, and for each line of its
// bill how it came about.
func (pt *part) explain(offer int) (Estimate, []Explanation) {
	var e Estimate
	var z result
	ld, r := pt.load(), &pt.runs[offer]
	r.estimate(&e, &z, offer, &ld, full)
	x, u := z.size.variant, z.usage()
	var out []Explanation
	for k := range r.lines {
		l := &r.lines[k]
		if l.absent(u.copies, x) {
			continue
		}
		line := &e.Bill[len(out)]
		ex := Explanation{Factors: r.factors(x, u, &ld, l.quantity)}
		if l.times != 1 {
			ex.Factors = append(ex.Factors, Factor{l.times, "each"})
		}
		charged := line.Billable + line.Credited
		if l.tariff == nil {
			ex.Slices = []billing.Slice{{Units: charged, Price: line.UnitPrice, Amount: charged * line.UnitPrice}}
		} else {
			ex.Slices = l.tariff.Split(charged, nil)
			for j := range ex.Slices {
				ex.Slices[j].Price *= l.factor
				ex.Slices[j].Amount *= l.factor
			}
		}
		out = append(out, ex)
	}
	return e, out
}

// factors are what a quantity is the product of.
func (r *run) factors(x *variant, u *usage, ld *load, quantity int) []Factor {
	w := r.work
	q := u.q[quantity]
	month := Factor{w.month, "s in the month"}
	hours := Factor{w.hours, "h in the month"}
	requests := Factor{ld.perMonth, w.arrivals()}
	// per is what is left of the quantity once the known factors are taken out:
	// a mean over the month, with cold starts and rounding in it.
	per := func(known ...Factor) float64 {
		rest := q
		for _, f := range known {
			if f.Value == 0 {
				return 0
			}
			rest /= f.Value
		}
		return rest
	}
	with := func(mean string, known ...Factor) []Factor {
		return append([]Factor{{per(known...), mean}}, known...)
	}
	gb := Factor{r.gigabytes(x.requestMB), "GB of memory"}
	vcpu := Factor{r.billedVCPU(x), "vCPU each"}
	gib := Factor{r.gigabytes(x.allocMB), "GiB each"}
	switch quantity {
	case qRequests:
		switch {
		case w.connections > 0:
			return []Factor{{q, "requests: messages that a gateway sends on, and connections opened"}}
		case ld.perSecond == 0:
			return []Factor{requests}
		}
		return []Factor{{ld.perSecond, "requests/s"}, month}
	case qArrivals:
		return []Factor{requests}
	case qSteps:
		return []Factor{requests, {per(requests), "steps a run"}}
	case qMessages:
		return []Factor{requests, {per(requests), "messages each"}}
	case qMessageGiB:
		return []Factor{requests, {per(requests), "GiB each"}}
	case qConnectionMinutes:
		return []Factor{{w.connections, "connections open, on average"}, {w.month / 60, "min in the month"}}
	case qObjectRequests:
		return []Factor{{q, "requests: connections opened, and a share of the messages received"}}
	case qObjectGBSeconds:
		gb := Factor{r.gigabytes(x.allocMB), "GB each"}
		return with("objects awake, on average", gb, month)
	case qStateGBMonths:
		return []Factor{{q, "GB of state"}}
	case qStateReads:
		return []Factor{requests, {per(requests), "reads each (assumed)"}}
	case qStateWrites:
		return []Factor{requests, {per(requests), "writes each (assumed)"}}
	case qGBSeconds, qProvisionedDurationGBSeconds:
		return []Factor{requests, gb, {per(requests, gb), "s billed a request, on average"}}
	case qProvisionedGBSeconds:
		return []Factor{{u.keep, "instances kept warm"}, gb, month}
	case qCPUMilliseconds:
		return []Factor{requests, {per(requests), "ms of computing"}}
	case qCPUSeconds:
		return []Factor{requests, {per(requests), "s of computing"}}
	case qCPUHours:
		return []Factor{requests, {per(requests), "h of computing"}}
	case qVCPUSeconds:
		return with("instances billed, on average", vcpu, month)
	case qVCPUHours:
		return with("instances billed, on average", vcpu, hours)
	case qGiBSeconds:
		return with("instances billed, on average", gib, month)
	case qGiBHours:
		return with("instances billed, on average", gib, hours)
	case qIdleVCPUSeconds:
		return with("kept instances idle, on average", vcpu, month)
	case qIdleGiBSeconds:
		return with("kept instances idle, on average", gib, month)
	case qGPUSeconds:
		return with("instances billed, on average", Factor{x.gpus, "GPUs each"}, month)
	case qInstanceSeconds:
		return with("instances, on average", month)
	case qInstanceHours:
		return with("instances, on average", hours)
	case qInstanceMonths:
		return []Factor{{q, "instances, on average"}}
	case qEgressGB:
		return []Factor{requests, {w.egressGB, "GB out for each"}}
	case qEgressGiB:
		return []Factor{requests, {w.egressGiB, "GiB out for each"}}
	case qLogGB:
		return []Factor{requests, {per(requests), "GB of logs each"}}
	case qTrafficGB:
		return []Factor{requests, {per(requests), "GB in and out for each"}}
	case qLCUHours:
		return with("capacity units, on average", hours)
	case qHours:
		return []Factor{hours}
	default:
		return []Factor{{q, "month"}}
	}
}

// arrivals is what the rate counts.
func (w *workload) arrivals() string {
	switch {
	case w.connections > 0:
		return "messages received"
	case w.event:
		return "events"
	default:
		return "requests"
	}
}
