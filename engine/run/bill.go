package run

import (
	"cmp"
	"fmt"
	"slices"

	"crossover/engine/billing"
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

// Derivation says how one line of a bill was computed. The product of its factors is the
// quantity, and the sum of its slices the amount before a credit.
type Derivation struct {
	Factors []Factor
	// Slices are the amounts charged by tier. The price of a size is a single slice.
	Slices []billing.Slice
}

// Factor is one factor of a quantity.
type Factor struct {
	Value float64
	// Name describes the factor, with its unit.
	Name string
}

// Explain returns the estimate of one offer for a part, and an explanation of each line of
// its bill.
func (pt *Part) Explain(offer int) (Estimate, []Derivation) {
	var e Estimate
	var z Result
	ld, r := pt.Load(), pt.Run(offer)
	r.Estimate(&e, &z, offer, &ld, Full)
	x, u := z.Size.Size, z.Usage()
	var out []Derivation
	for k := range r.Lines {
		l := &r.Lines[k]
		if l.Absent(u.copies, x) {
			continue
		}
		line := &e.Bill[len(out)]
		ex := Derivation{Factors: r.factors(x, u, &ld, l.Counted)}
		if l.Each != 1 {
			name := "each"
			if _, n := l.Calls(r.Work); n > 0 {
				name = fmt.Sprintf("calls each, with %g read at once", n)
			}
			ex.Factors = append(ex.Factors, Factor{l.Each, name})
		}
		charged := line.Billable + line.Credited
		if l.Tariff == nil {
			ex.Slices = []billing.Slice{{Units: charged, Price: line.UnitPrice, Amount: charged * line.UnitPrice}}
		} else {
			ex.Slices = l.Tariff.Split(charged, nil)
			for j := range ex.Slices {
				ex.Slices[j].Price *= l.Factor
				ex.Slices[j].Amount *= l.Factor
			}
		}
		out = append(out, ex)
	}
	return e, out
}

// factors returns the factors of a quantity.
func (r *Run) factors(x *plan.Size, u *usage, ld *Load, quantity int) []Factor {
	w := r.Work
	q := u.q[quantity]
	month := Factor{w.Month, "s in the month"}
	hours := Factor{w.Hours, "h in the month"}
	requests := Factor{ld.PerMonth, arrivals(w)}
	// per divides the quantity by the known factors. The rest is a mean over the month
	// that includes cold starts and rounding.
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
	gb := Factor{r.Gigabytes(x.RequestMB), "GB of memory"}
	vcpu := Factor{r.BilledVCPU(x), "vCPU each"}
	gib := Factor{r.Gigabytes(u.memoryMB), "GiB each"}
	switch quantity {
	case plan.QRequests:
		switch {
		case w.Connections > 0:
			return []Factor{{q, "requests: messages that a gateway sends on, and connections opened"}}
		case ld.PerSecond == 0:
			return []Factor{requests}
		case u.batch.of > 1:
			return []Factor{requests, {per(requests), "invocations each, in batches"}}
		}
		return []Factor{{ld.PerSecond, "requests/s"}, month}
	case plan.QArrivals:
		return []Factor{requests}
	case plan.QConnectionMinutes:
		return []Factor{{w.Open(), "connections open, on average"}, {w.Month / 60, "min in the month"}}
	case plan.QObjectGBSeconds:
		return with("objects awake, on average", Factor{r.Gigabytes(x.AllocMB), "GB each"}, month)
	case plan.QGBSeconds, plan.QProvisionedDurationGBSeconds:
		return []Factor{requests, gb, {per(requests, gb), "s billed a request, on average"}}
	case plan.QProvisionedGBSeconds:
		return []Factor{{u.Keep, "instances kept warm"}, gb, month}
	case plan.QVCPUSeconds:
		return with("instances billed, on average", vcpu, month)
	case plan.QVCPUHours:
		return with("instances billed, on average", vcpu, hours)
	case plan.QGiBSeconds:
		return with("instances billed, on average", gib, month)
	case plan.QGiBHours:
		return with("instances billed, on average", gib, hours)
	case plan.QIdleVCPUSeconds:
		return with("kept instances idle, on average", vcpu, month)
	case plan.QIdleGiBSeconds:
		return with("kept instances idle, on average", gib, month)
	case plan.QGPUSeconds:
		return with("instances billed, on average", Factor{x.GPUs, "GPUs each"}, month)
	case plan.QInstanceSeconds:
		return with("instances, on average", month)
	case plan.QInstanceHours:
		return with("instances, on average", hours)
	case plan.QDiskGBSeconds:
		return with(beyondDisk, month)
	case plan.QDiskGBHours:
		return with(beyondDisk, hours)
	case plan.QLCUHours:
		return with("capacity units, on average", hours)
	case plan.QHours:
		return []Factor{hours}
	}
	if each := ofEach[quantity]; each != "" {
		return []Factor{requests, {per(requests), each}}
	}
	return []Factor{{q, cmp.Or(ofAll[quantity], "month")}}
}

const beyondDisk = "GB of disk beyond what is included, on average"

// ofEach describes a request's share of the quantities that are proportional to requests, and
// ofAll the quantities that are not explained further.
var (
	ofEach = map[int]string{
		plan.QFrontRequests: "at the front door for each", plan.QSteps: "steps a run",
		plan.QMessages: "messages each", plan.QMessageGiB: "GiB each",
		plan.QStateReads: "reads each (assumed)", plan.QStateWrites: "writes each (assumed)",
		plan.QCPUMilliseconds: "ms of computing", plan.QCPUSeconds: "s of computing", plan.QCPUHours: "h of computing",
		plan.QEgressGB: "GB out for each", plan.QEgressGiB: "GiB out for each", plan.QOutboundGB: "GB sent besides the response",
		plan.QLogGB: "GB of logs each", plan.QLogGiB: "GiB of logs each", plan.QTrafficGB: "GB in and out for each",
	}
	ofAll = map[int]string{
		plan.QObjectRequests: "requests: connections opened, and a share of the messages received",
		plan.QStateGBMonths:  "GB of state", plan.QInstanceMonths: "instances, on average", plan.QDiskGBMonths: beyondDisk,
	}
)

// arrivals names the thing that the rate counts.
func arrivals(w *plan.Workload) string {
	switch {
	case w.Connections > 0:
		return "messages received"
	case w.Event:
		return "events"
	default:
		return "requests"
	}
}
