package catalog

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// sizeQuantities says which quantity a size's own price is multiplied by, for
// each unit a table of sizes can have.
var sizeQuantities = map[string]Quantity{
	"second": QInstanceSeconds,
	"hour":   QInstanceHours,
	"month":  QInstanceMonths,
}

// everyModel lists the quantities all billing models compute.
var everyModel = []Quantity{
	QRequests, QHours, QMonths, QEgressGB, QEgressGiB, QLogGB, QTrafficGB, QLCUHours,
	QArrivals, QSteps, QMessages, QMessageGiB, QConnectionMinutes, QObjectRequests, QObjectGBSeconds,
	QStateGBMonths, QStateReads, QStateWrites,
}

// Quantities returns the quantities the model computes for a part, and so what
// the bill of an offer with this model can be made of. An unknown model
// computes those of every model.
func (m Model) Quantities() []Quantity {
	switch m {
	case PerInvocation:
		return append([]Quantity{QGBSeconds, QProvisionedGBSeconds, QProvisionedDurationGBSeconds}, everyModel...)
	case CPUTime:
		return append([]Quantity{QCPUMilliseconds, QCPUSeconds, QCPUHours}, everyModel...)
	case ActiveInstance:
		return append([]Quantity{
			QVCPUSeconds, QVCPUHours, QGiBSeconds, QGiBHours, QIdleVCPUSeconds, QIdleGiBSeconds,
		}, everyModel...)
	case ActiveCPU:
		return append([]Quantity{
			QCPUMilliseconds, QCPUSeconds, QCPUHours, QGiBSeconds, QGiBHours,
		}, everyModel...)
	case Uptime, Provisioned, Nodes:
		return append([]Quantity{
			QVCPUSeconds, QVCPUHours, QGiBSeconds, QGiBHours, QGPUSeconds,
			QInstanceSeconds, QInstanceHours, QInstanceMonths,
		}, everyModel...)
	}
	return slices.Clone(everyModel)
}

func (v *validator) offer(path string, o *Offer, p *Provider) {
	v.offerNames(path, o, p)
	if !slices.Contains(Kinds, o.Kind) {
		v.add(path+".kind", o.Kind, oneOf("one of", texts(Kinds)))
	}
	if !slices.Contains(Models, o.Model) {
		v.add(path+".model", o.Model, oneOf("one of", texts(Models)))
	}
	if len(o.Arch) == 0 {
		v.add(path+".arch", "", oneOf("at least one of", Archs))
	}
	for i, a := range o.Arch {
		if !slices.Contains(Archs, a) {
			v.add(fmt.Sprintf("%s.arch[%d]", path, i), a, oneOf("one of", Archs))
		}
	}
	for i, r := range o.Runtimes {
		if !slices.Contains(Runtimes, r) {
			v.add(fmt.Sprintf("%s.runtimes[%d]", path, i), r, oneOf("one of", Runtimes))
		}
	}
	v.compute(path+".compute", &o.Compute, p)
	v.billing(path+".billing", &o.Billing)
	v.scaling(path+".scaling", &o.Scaling)
	v.policy(path+".policy", &o.Policy)
	v.limits(path+".limits", &o.Limits)
	v.needs(path, o, p)
	if !v.starts[o.Start] {
		names := make([]string, 0, len(v.starts))
		names = append(names, sortedKeys(v.starts)...)
		v.add(path+".start", o.Start, oneOf("one of the start classes", names))
	}
	if len(o.Bill) == 0 {
		v.add(path+".bill", "", "at least one line")
	}
	for i := range o.Bill {
		v.billLine(fmt.Sprintf("%s.bill[%d]", path, i), &o.Bill[i], o, p)
	}
	if o.Credit != nil {
		v.credit(path+".credit", o.Credit, o)
	}
}

func (v *validator) offerNames(path string, o *Offer, p *Provider) {
	v.id(path+".id", o.ID)
	if !strings.HasPrefix(o.ID, p.ID+"-") {
		v.add(path+".id", o.ID, "a name that starts with its provider: "+p.ID+"-")
	}
	if v.offers[o.ID] {
		v.add(path+".id", o.ID, "a name no other offer has")
	}
	v.offers[o.ID] = true
	v.text(path+".title", o.Title)
	v.text(path+".short", o.Short)
	if n := utf8.RuneCountInString(o.Short); n > ShortColumns {
		v.add(path+".short", o.Short, fmt.Sprintf("at most %d columns, not %d", ShortColumns, n))
	}
	if other := v.shorts[o.Short]; other != "" {
		v.add(path+".short", o.Short, "a short name no other offer has: "+other+" has it")
	}
	v.shorts[o.Short] = o.ID
	v.id(path+".product", o.Product)
	if o.Warms != "" {
		v.warms(path+".warms", o, p)
	}
}

// warms checks that an offer bought to keep instances warm says whose.
func (v *validator) warms(path string, o *Offer, p *Provider) {
	if !o.Billing.KeptWarm {
		v.add(path, o.Warms, "nothing, or kept_warm: true under billing")
	}
	if !slices.ContainsFunc(p.Offers, func(x Offer) bool { return x.ID == o.Warms && !x.Billing.KeptWarm }) {
		v.add(path, o.Warms, "the id of an offer of the provider that is not kept warm itself")
	}
}

func (v *validator) compute(path string, c *Compute, p *Provider) {
	if c.Sizes == "" {
		v.positive(path+".max_mb", c.MaxMB)
		if c.MBPerVCPU == 0 {
			v.positive(path+".vcpu", c.VCPU)
		}
		if c.Only != "" {
			v.add(path+".only", c.Only, "a table in sizes beside it")
		}
	} else if t, ok := p.SizeTables[c.Sizes]; !ok {
		v.add(path+".sizes", c.Sizes, oneOf("one of the provider's size tables", sortedKeys(p.SizeTables)))
	} else if !slices.ContainsFunc(t.Sizes, func(s Size) bool { return strings.HasPrefix(s.Name, c.Only) }) {
		v.add(path+".only", c.Only, "how at least one size of table "+c.Sizes+" starts")
	}
	v.notNegative(path+".min_mb", c.MinMB)
	v.notNegative(path+".max_mb", c.MaxMB)
	v.notNegative(path+".step_mb", c.StepMB)
	v.notNegative(path+".mb_per_vcpu", c.MBPerVCPU)
	v.notNegative(path+".vcpu", c.VCPU)
	v.notNegative(path+".reserve_mb", c.ReserveMB)
	v.notNegative(path+".reserve_vcpu", c.ReserveVCPU)
	if c.MaxMB != 0 && c.MinMB > c.MaxMB {
		v.add(path+".min_mb", c.MinMB, fmt.Sprintf("at most max_mb, %v", c.MaxMB))
	}
	figures := *c
	figures.Sizes, figures.Only, figures.Provenance = "", "", Provenance{}
	if figures != (Compute{}) {
		v.provenance(path, c.Provenance)
	}
}

func (v *validator) billing(path string, b *Billing) {
	v.notNegative(path+".granularity_ms", b.GranularityMS)
	v.notNegative(path+".minimum_ms", b.MinimumMS)
	v.notNegative(path+".step_s", b.StepS)
	switch b.Idle {
	case "", IdleFree, IdleRate, IdleActive:
	default:
		v.add(path+".idle", b.Idle, "free, idle or active")
	}
	figures := *b
	figures.Provenance = Provenance{}
	if figures != (Billing{}) {
		v.provenance(path, b.Provenance)
	}
}

func (v *validator) scaling(path string, s *Scaling) {
	v.notNegative(path+".concurrency", s.Concurrency)
	v.notNegative(path+".max_concurrency", s.MaxConcurrency)
	v.notNegative(path+".idle_s", s.IdleS)
	v.notNegative(path+".lifetime_s", s.LifetimeS)
	v.notNegative(path+".scale_out_s", s.ScaleOutS)
	v.notNegative(path+".min_instances", s.MinInstances)
	v.fraction(path+".min_cold_probability", s.MinColdProbability)
	v.fraction(path+".target_cpu", s.TargetCPU)
	if s.MaxConcurrency != 0 && s.Concurrency > s.MaxConcurrency {
		v.add(path+".concurrency", s.Concurrency, fmt.Sprintf("at most max_concurrency, %v", s.MaxConcurrency))
	}
	figures := *s
	figures.Provenance = Provenance{}
	if figures != (Scaling{}) {
		v.provenance(path, s.Provenance)
	}
}

func (v *validator) limits(path string, l *Limits) {
	v.notNegative(path+".max_duration_s", l.MaxDurationS)
	v.notNegative(path+".max_event_duration_s", l.MaxEventDurationS)
	v.notNegative(path+".max_cpu_ms", l.MaxCPUMS)
	v.notNegative(path+".max_memory_mb", l.MaxMemoryMB)
	v.notNegative(path+".max_response_kb", l.MaxResponseKB)
	v.notNegative(path+".max_requests_per_day", l.MaxRequestsPerDay)
	v.notNegative(path+".max_instances", l.MaxInstances)
	v.notNegative(path+".soft_instances", l.SoftInstances)
	v.notNegative(path+".soft_requests_per_s", l.SoftRequestsPerS)
	figures := *l
	figures.Provenance = Provenance{}
	if figures != (Limits{}) {
		v.provenance(path, l.Provenance)
	}
}

func (v *validator) billLine(path string, l *BillLine, o *Offer, p *Provider) {
	_, known := p.Rates[l.Rate]
	switch {
	case l.Table != "":
		v.tableLine(path, l, p)
	case l.Rate == "" && !l.Size:
		v.add(path+".rate", "", "a rate, or size: true for the size's own price")
	case l.Rate != "" && l.Size:
		v.add(path+".rate", l.Rate, "a rate or size: true, not both")
	case l.Size:
		v.sizeLine(path, l, o, p)
	case !known:
		v.add(path+".rate", l.Rate, oneOf("one of the provider's rates", sortedKeys(p.Rates)))
	}
	if computed := o.Model.Quantities(); !slices.Contains(computed, l.Quantity) {
		v.add(path+".quantity", l.Quantity, oneOf("a quantity the model "+string(o.Model)+" computes", texts(computed)))
	}
	v.notNegative(path+".times", l.Times)
	v.chunks(path, l)
	v.notNegative(path+".least_kb", l.LeastKB)
	if l.LeastKB > 0 && l.Quantity != QMessageGiB {
		v.add(path+".least_kb", l.LeastKB, "no least size: only message_gib counts bytes of messages")
	}
	if l.When != "" && l.When != "several" && l.When != "single" {
		v.add(path+".when", l.When, "several or single, or nothing")
	}
	v.need(path+".need", l.Need)
	if l.Unless != "" && !slices.Contains(Groups, l.Unless) {
		v.add(path+".unless", l.Unless, oneOf("nothing, or one of", texts(Groups)))
	}
	if l.NoPool && p.Rates[l.Rate].Pool == "" {
		v.add(path+".no_pool", "true", "a line whose rate has a pool")
	}
	if !slices.Contains(Groups, l.Group) {
		v.add(path+".group", l.Group, oneOf("one of", texts(Groups)))
	}
}

// chunks checks what makes a large message count as several, and the largest.
func (v *validator) chunks(path string, l *BillLine) {
	v.notNegative(path+".chunk_kb", l.ChunkKB)
	if l.ChunkKB > 0 && l.Quantity != QRequests && l.Quantity != QMessages {
		v.add(path+".chunk_kb", l.ChunkKB, "no chunks: only requests and messages are counted in them")
	}
	if l.FirstKB != 0 && (l.ChunkKB == 0 || !(l.FirstKB >= l.ChunkKB)) {
		v.add(path+".first_kb", l.FirstKB, "a first chunk at least as large as chunk_kb")
	}
	v.need(path+".chunk_need", l.ChunkNeed)
	v.notNegative(path+".max_kb", l.MaxKB)
}

// need checks the name of a need, or of none.
func (v *validator) need(path string, n Need) {
	if n != "" && !slices.Contains(Needs, n) {
		v.add(path, n, oneOf("nothing, or one of", texts(Needs)))
	}
}

// sizeLine checks a line priced by the chosen size itself.
func (v *validator) sizeLine(path string, l *BillLine, o *Offer, p *Provider) {
	t, ok := p.SizeTables[o.Compute.Sizes]
	if !ok {
		v.add(path+".size", "true", "an offer whose compute names a size table")
		return
	}
	if want := sizeQuantities[t.Unit]; want == "" {
		v.add(path+".size", "true", "a rate: the sizes of table "+o.Compute.Sizes+" have no price")
	} else if l.Quantity != want {
		v.add(path+".quantity", l.Quantity, fmt.Sprintf("%s: the sizes are priced by the %s", want, t.Unit))
	}
}

func (v *validator) credit(path string, c *Credit, o *Offer) {
	v.positive(path+".amount", c.Amount)
	v.included(path+".kind", c.Kind)
	if len(c.Groups) == 0 {
		v.add(path+".groups", "", oneOf("at least one of", texts(Groups)))
	}
	for i, g := range c.Groups {
		if !slices.ContainsFunc(o.Bill, func(l BillLine) bool { return l.Group == g }) {
			v.add(fmt.Sprintf("%s.groups[%d]", path, i), g, "a group that the offer's bill has lines of")
		}
	}
	v.provenance(path, c.Provenance)
}

func texts[T ~string](names []T) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = string(n)
	}
	return out
}
