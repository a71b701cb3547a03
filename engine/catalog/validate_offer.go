package catalog

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// sizeQuantities maps the unit of a size table to the quantity that a size's own price is
// multiplied by.
var sizeQuantities = map[string]Quantity{
	"second": QInstanceSeconds,
	"hour":   QInstanceHours,
	"month":  QInstanceMonths,
}

// everyModel lists the quantities that all billing models compute.
var everyModel = []Quantity{
	QRequests, QFrontRequests, QOutboundGB, QHours, QMonths, QEgressGB, QEgressGiB, QLogGB, QLogGiB, QTrafficGB, QLCUHours,
	QArrivals, QSteps, QMessages, QMessageGiB, QConnectionMinutes, QObjectRequests, QObjectGBSeconds,
	QStateGBMonths, QStateReads, QStateWrites,
}

// Quantities returns the quantities that the model computes for a part, which are those an
// offer with this model can bill. For an unknown model it returns those of every model.
func (m Model) Quantities() []Quantity {
	switch m {
	case PerInvocation:
		return append([]Quantity{QGBSeconds, QProvisionedGBSeconds, QProvisionedDurationGBSeconds, QDiskGBSeconds}, everyModel...)
	case CPUTime:
		return append([]Quantity{QCPUMilliseconds, QCPUSeconds, QCPUHours}, everyModel...)
	case ActiveInstance:
		return append([]Quantity{
			QVCPUSeconds, QVCPUHours, QGiBSeconds, QGiBHours, QIdleVCPUSeconds, QIdleGiBSeconds, QDiskGBSeconds, QDiskGBHours,
		}, everyModel...)
	case ActiveCPU:
		return append([]Quantity{
			QCPUMilliseconds, QCPUSeconds, QCPUHours, QGiBSeconds, QGiBHours, QInstanceSeconds, QDiskGBSeconds, QDiskGBHours,
		}, everyModel...)
	case Uptime, Provisioned, Nodes:
		return append([]Quantity{
			QVCPUSeconds, QVCPUHours, QGiBSeconds, QGiBHours, QGPUSeconds,
			QInstanceSeconds, QInstanceHours, QInstanceMonths, QDiskGBSeconds, QDiskGBHours, QDiskGBMonths,
		}, everyModel...)
	}
	return slices.Clone(everyModel)
}

func (v *validator) offer(path string, o *Offer, p *Provider) {
	v.offerNames(path, o, p)
	v.compute(path+".compute", &o.Compute, p)
	if s := &o.Scaling; s.MaxConcurrency != 0 && s.Concurrency > s.MaxConcurrency {
		v.add(path+".scaling.concurrency", s.Concurrency, fmt.Sprintf("at most max_concurrency, %v", s.MaxConcurrency))
	}
	v.gone(path+".scaling.gone", o.Scaling.Gone)
	v.policy(path+".policy", &o.Policy)
	v.beside(path, o, p)
	if !v.starts[o.Start] {
		v.add(path+".start", o.Start, OneOf("one of the start classes", sortedKeys(v.starts)))
	}
	for i := range o.Bill {
		v.billLine(fmt.Sprintf("%s.bill[%d]", path, i), &o.Bill[i], o, p)
	}
	v.credit(path+".credit", o)
}

func (v *validator) offerNames(path string, o *Offer, p *Provider) {
	if !strings.HasPrefix(o.ID, p.ID+"-") {
		v.add(path+".id", o.ID, "a name that starts with its provider: "+p.ID+"-")
	}
	if v.offers[o.ID] {
		v.add(path+".id", o.ID, "a name no other offer has")
	}
	v.offers[o.ID] = true
	if n := utf8.RuneCountInString(o.Short); n > ShortColumns {
		v.add(path+".short", o.Short, fmt.Sprintf("at most %d columns, not %d", ShortColumns, n))
	}
	if other := v.shorts[o.Short]; other != "" {
		v.add(path+".short", o.Short, "a short name no other offer has: "+other+" has it")
	}
	v.shorts[o.Short] = o.ID
	if o.Warms != "" {
		v.warms(path+".warms", o, p)
	}
}

// warms checks that an offer bought to keep instances warm names another offer.
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
		v.given(path+".max_mb", c.MaxMB)
		if c.MBPerVCPU == 0 {
			v.given(path+".vcpu", c.VCPU)
		}
		if c.Only != "" {
			v.add(path+".only", c.Only, "a table in sizes beside it")
		}
	} else if t, ok := p.SizeTables[c.Sizes]; !ok {
		v.add(path+".sizes", c.Sizes, OneOf("one of the provider's size tables", sortedKeys(p.SizeTables)))
	} else if !slices.ContainsFunc(t.Sizes, func(s Size) bool { return strings.HasPrefix(s.Name, c.Only) }) {
		v.add(path+".only", c.Only, "how at least one size of table "+c.Sizes+" starts")
	}
	if c.MaxMB != 0 && c.MinMB > c.MaxMB {
		v.add(path+".min_mb", c.MinMB, fmt.Sprintf("at most max_mb, %v", c.MaxMB))
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
		v.add(path+".rate", l.Rate, OneOf("one of the provider's rates", sortedKeys(p.Rates)))
	case l.Used && (l.Quantity != QArrivals || l.Group != GroupUses):
		v.add(path+".quantity", l.Quantity, "arrivals, in the group uses: parts say how many of the rate each of theirs takes")
	case l.Used:
	default:
		v.unit(path, l, p.Rates[l.Rate].Unit)
	}
	if computed := o.Model.Quantities(); !slices.Contains(computed, l.Quantity) {
		v.add(path+".quantity", l.Quantity, OneOf("a quantity the model "+string(o.Model)+" computes", Texts(computed)))
	}
	v.chunks(path, l)
	if l.Batch == 0 && (l.BatchKB > 0 || l.WindowS > 0) {
		v.add(path+".batch", "", "the most messages of an invocation, beside batch_kb and window_s")
	}
	if l.LeastKB > 0 && l.Quantity != QMessageGiB {
		v.add(path+".least_kb", l.LeastKB, "no least size: only message_gib counts bytes of messages")
	}
	if l.NoPool && p.Rates[l.Rate].Pool == "" {
		v.add(path+".no_pool", "true", "a line whose rate has a pool")
	}
}

// unit checks that a rate has the unit of the line's quantity, unless Times converts
// between them.
func (v *validator) unit(path string, l *BillLine, unit string) {
	if counted := l.Quantity.Unit(); l.Times == 0 && counted != "" && plainUnit(unit) != plainUnit(counted) {
		v.add(path+".quantity", l.Quantity, fmt.Sprintf("a quantity in the rate's unit, %s, or times to convert: this one counts %s", unit, counted))
	}
}

// chunks checks the fields that make a large message count as several.
func (v *validator) chunks(path string, l *BillLine) {
	if l.ChunkKB > 0 && l.Quantity != QRequests && l.Quantity != QFrontRequests && l.Quantity != QMessages {
		v.add(path+".chunk_kb", l.ChunkKB, "no chunks: only requests and messages are counted in them")
	}
	if l.FirstKB != 0 && (l.ChunkKB == 0 || !(l.FirstKB >= l.ChunkKB)) {
		v.add(path+".first_kb", l.FirstKB, "a first chunk at least as large as chunk_kb")
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

// credit checks that a credit applies to existing lines.
func (v *validator) credit(path string, o *Offer) {
	if o.Credit == nil {
		return
	}
	for i, g := range o.Credit.Groups {
		if slices.Contains(Groups, g) && !slices.ContainsFunc(o.Bill, func(l BillLine) bool { return l.Group == g }) {
			v.add(fmt.Sprintf("%s.groups[%d]", path, i), g, "a group that the offer's bill has lines of")
		}
	}
}

// regions checks the other regions of a provider.
func (v *validator) regions(path string, p *Provider) {
	if len(p.Regions) > 0 && p.Class == "" {
		v.add(path+".class", "", OneOf("the class of the region at home, one of", Texts(Classes)))
	}
	for _, class := range Classes {
		r, ok := p.Regions[class]
		if !ok {
			continue
		}
		at := path + ".regions." + string(class)
		if !v.trips {
			v.add(at, class, "round trips between the classes in the assumptions")
		}
		if class == p.Class {
			v.add(at, class, "another class than that of the region at home")
		}
		v.region(at, &r, p)
	}
}

// region checks that the differences in a region refer to entries of the provider.
func (v *validator) region(path string, r *Region, p *Provider) {
	for i, word := range r.Offers {
		one := Region{Offers: []string{word}}
		if !slices.ContainsFunc(p.Offers, func(o Offer) bool { return one.sells(o.ID) }) {
			v.add(fmt.Sprintf("%s.offers[%d]", path, i), word, "an offer of the provider, or how IDs of its offers start with an asterisk")
		}
	}
	for _, id := range sortedKeys(r.Rates) {
		x, at := r.Rates[id], path+".rates."+id
		if home, ok := p.Rates[id]; ok {
			v.regional(at, &x, &home)
		} else {
			v.add(at, id, OneOf("one of the provider's rates", sortedKeys(p.Rates)))
		}
	}
	for _, id := range sortedKeys(r.Sizes) {
		v.regionalSizes(path+".sizes."+id, r.Sizes[id], id, p)
	}
	for _, id := range sortedKeys(r.Pools) {
		if _, ok := p.Pools[id]; !ok {
			v.add(path+".pools."+id, id, OneOf("one of the provider's pools", sortedKeys(p.Pools)))
		}
	}
}

// regionalSizes checks that factors and prices refer to sizes of a table.
func (v *validator) regionalSizes(path string, x RegionalSizes, id string, p *Provider) {
	t, ok := p.SizeTables[id]
	if !ok {
		v.add(path, id, OneOf("one of the provider's tables of sizes", sortedKeys(p.SizeTables)))
		return
	}
	for _, name := range sortedKeys(x.Prices) { // settled ones have become factors
		v.add(path+".prices."+name, x.Prices[name], "a size that has a price at home")
	}
	for _, start := range sortedKeys(x.Factors) {
		v.given(path+".factors."+start, x.Factors[start])
		if len(t.Named(start)) == 0 {
			v.add(path+".factors."+start, start, "how the names of sizes in the table start")
		}
	}
}

// regional checks that a regional rate has exactly one of factor, price and tiers.
func (v *validator) regional(path string, x *Regional, home *Rate) {
	given := 0
	for _, is := range []bool{x.Factor != 0, x.Price != 0, len(x.Tiers) > 0} {
		if is {
			given++
		}
	}
	switch {
	case given != 1:
		v.add(path, x.Price, "a factor, a price or tiers: one of them")
	case len(x.Tiers) > 0 && !x.Settled:
		v.add(path+".tiers", len(x.Tiers), "tiers that end where those of "+home.Title+" do at home")
	case x.Price != 0: // settled ones have become factors
		v.add(path+".price", x.Price, "a factor: "+home.Title+" has no price of its own at home")
	}
}

// roundTrips checks that there is one between any two classes, if there are any.
func (v *validator) roundTrips(c *Catalog) {
	for i, a := range Classes {
		for _, b := range Classes[i+1:] {
			if len(c.Assumptions.RoundTrips) > 0 && c.Between(a, b).MS == 0 {
				v.add("assumptions.round_trips", "", fmt.Sprintf("a round trip from %s to %s", a, b))
			}
		}
	}
	seen := map[[2]Class]bool{}
	for i, t := range c.Assumptions.RoundTrips {
		at := fmt.Sprintf("assumptions.round_trips[%d]", i)
		switch {
		case t.From == t.To:
			v.add(at+".to", t.To, "another class")
		case seen[[2]Class{t.From, t.To}] || seen[[2]Class{t.To, t.From}]:
			v.add(at, fmt.Sprintf("%s to %s", t.From, t.To), "two classes that are not listed before")
		case t.High != 0 && t.High < t.MS:
			v.add(at+".high", t.High, fmt.Sprintf("no less than the usual, %v", t.MS))
		}
		seen[[2]Class{t.From, t.To}] = true
	}
}
