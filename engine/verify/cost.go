package verify

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/billing"
	"crossover/engine/catalog"
	"crossover/engine/each"
	"crossover/engine/nearest"
	"crossover/engine/scenario"
)

func indexed(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

// cents rounds a line's amount, or a sum, to cents if the source does.
func (r *run) cents(amount float64) float64 {
	if r.ex.Convention.Rounding == RoundCents {
		return roundAway(amount, 2)
	}
	return amount
}

// sum adds up lines, and records each line and the named amounts. Lines with the same
// allowance share it, in order.
func (r *run) sum(side, field string, lines []Line) (float64, error) {
	left := map[string]float64{}
	total := 0.0
	for i := range lines {
		out, err := r.charge(indexed(field, i), &lines[i], left)
		if err != nil {
			return 0, err
		}
		out.Side = side
		r.out.Lines = append(r.out.Lines, out)
		if name := lines[i].Name; name != "" {
			r.values[name] = out.Amount
		}
		total += out.Amount
	}
	return r.cents(total), nil
}

// charge prices one line. left holds the rest of shared allowances.
func (r *run) charge(field string, l *Line, left map[string]float64) (LineResult, error) {
	quantity, err := r.eval(field+".quantity", l.Quantity)
	if err != nil {
		return LineResult{}, err
	}
	if quantity < 0 {
		return LineResult{}, r.wrong(field+".quantity", l.Quantity, fmt.Sprintf("at least 0: it gives %v", quantity))
	}
	p, included := r.ownPrice("", &l.Rate), l.Included
	if l.Ref != "" {
		if p, err = r.priceOf(field+".rate", l.Ref); err != nil {
			return LineResult{}, err
		}
		if own, ok := r.ex.Rates[l.Ref]; ok && included == "" {
			included = own.Included
		}
	}
	out := LineResult{Title: cmp.Or(l.Title, p.title), Quantity: quantity, Unit: p.unit, Source: p.source, AsOf: p.asOf}
	if out.Included, err = r.take(field, included, p.pool, quantity, left); err != nil {
		return out, err
	}
	out.price(&p.tariff)
	out.Amount = r.cents(out.Amount)
	return out, nil
}

// take returns the number of units included: those the line states, or the rest of its
// rate's pool.
func (r *run) take(field, included, pool string, quantity float64, left map[string]float64) (float64, error) {
	if included != "" {
		x, err := r.eval(field+".included", included)
		return min(max(x, 0), quantity), err
	}
	if pool == "" {
		return 0, nil
	}
	if _, drawn := left[pool]; !drawn {
		left[pool] = r.included(pool)
	}
	taken := min(quantity, left[pool])
	left[pool] -= taken
	return taken, nil
}

// price sets the cost of the line's quantity.
func (l *LineResult) price(t *billing.Tariff) {
	l.Billable = t.Billable(l.Quantity, l.Included)
	l.UnitPrice = t.UnitPrice(l.Billable)
	l.Amount = t.Charge(l.Billable)
}

// bill adds up the lines of an offer's bill that count, and records each.
func (r *run) bill(side string, sc *scenario.Scenario, s *Side, field string) (float64, error) {
	o := r.engine.Find(s.Offer)
	if o < 0 {
		return 0, r.wrong(field+"offer", s.Offer, "an offer of the catalogue: "+few(s.Offer, r.engine.IDs()))
	}
	est := r.evaluator.Estimate(sc, sc.Selected, o)
	if err := r.knownMeters(field+"meters", s.Meters, est.Bill); err != nil {
		return 0, err
	}
	total, counted := 0.0, 0
	for i := range est.Bill {
		l := &est.Bill[i]
		if len(s.Groups) > 0 && !slices.Contains(s.Groups, l.Group) ||
			len(s.Meters) > 0 && !slices.Contains(s.Meters, l.Meter) {
			continue
		}
		out := LineResult{
			Side: side, Title: l.Title, Unit: l.Unit, Quantity: l.Quantity, Included: l.Included, Billable: l.Billable,
			UnitPrice: l.UnitPrice, Amount: r.cents(l.Amount), Source: l.Provenance.Source, AsOf: l.Provenance.AsOf,
		}
		r.out.Lines = append(r.out.Lines, out)
		total += out.Amount
		counted++
	}
	if counted == 0 {
		return 0, r.wrong(field+"groups", fmt.Sprint(s.Groups), "a group that the bill of "+s.Offer+" has")
	}
	return r.cents(total), nil
}

// knownMeters checks that every meter to count is on the bill.
func (r *run) knownMeters(field string, meters []string, bill []engine.Line) error {
	have := each.Of(bill, func(l *engine.Line) string { return l.Meter })
	for _, m := range meters {
		if !slices.Contains(have, m) {
			return r.wrong(field, m, "a meter of the bill: "+strings.Join(have, ", "))
		}
	}
	return nil
}

// price is a rate ready to be charged.
type price struct {
	title, unit  string
	source, asOf string
	tariff       billing.Tariff
	// pool is the shared allowance of the rate, or empty.
	pool string
}

// priceOf finds the rate that a reference names, in the catalogue or in the example.
func (r *run) priceOf(field, ref string) (price, error) {
	at, class, away := strings.Cut(ref, "@")
	parts := strings.SplitN(at, "/", 3)
	if len(parts) == 1 {
		own, ok := r.ex.Rates[ref]
		if !ok {
			return price{}, r.wrong(field, ref, catalog.OneOf("a rate of the example", slices.Sorted(maps.Keys(r.ex.Rates))))
		}
		return r.ownPrice(ref, &own), nil
	}
	p, err := r.provider(field, parts[0])
	if err != nil {
		return price{}, err
	}
	if away {
		if _, sold := p.Regions[catalog.Class(class)]; !sold {
			return price{}, r.wrong(field, ref, catalog.OneOf("a class of regions that "+p.ID+" sells in besides its own", catalog.Texts(slices.Sorted(maps.Keys(p.Regions)))))
		}
		p = r.cache.at(p, catalog.Class(class))
	}
	if len(parts) == 3 {
		t, s, err := r.size(field, p, parts[1], parts[2])
		if err != nil {
			return price{}, err
		}
		return price{title: s.Name, unit: "instance-" + t.Unit, source: t.Source, asOf: t.AsOf,
			tariff: billing.Flat(s.Price)}, nil
	}
	rate, ok := p.Rates[parts[1]]
	if !ok {
		return price{}, r.wrong(field, ref, "a rate of "+p.ID+": "+few(parts[1], slices.Sorted(maps.Keys(p.Rates))))
	}
	out := price{title: rate.Title, unit: rate.Unit, source: rate.Source, asOf: rate.AsOf,
		tariff: tariff(rate.Price, rate.Tiers, rate.Per, rate.RoundUp)}
	if rate.Pool != "" {
		out.pool = p.ID + "/" + rate.Pool
	}
	return out, nil
}

// provider finds a provider of the catalogue.
func (r *run) provider(field, id string) (*catalog.Provider, error) {
	if p := r.cat.Provider(id); p != nil {
		return p, nil
	}
	return nil, r.wrong(field, id, catalog.OneOf("a provider of the catalogue", r.cat.ProviderIDs()))
}

// size finds one size of a provider's table.
func (r *run) size(field string, p *catalog.Provider, table, name string) (*catalog.SizeTable, *catalog.Size, error) {
	t, ok := p.SizeTables[table]
	if !ok {
		return nil, nil, r.wrong(field, table, catalog.OneOf("a table of sizes of "+p.ID, slices.Sorted(maps.Keys(p.SizeTables))))
	}
	if t.Unit == "" {
		return nil, nil, r.wrong(field, table, "a table of sizes with prices: these are billed by vCPU and memory")
	}
	names := make([]string, len(t.Sizes))
	for i := range t.Sizes {
		if t.Sizes[i].Name == name {
			return &t, &t.Sizes[i], nil
		}
		names[i] = t.Sizes[i].Name
	}
	return nil, nil, r.wrong(field, name, "a size of "+p.ID+"/"+table+": "+few(name, names))
}

// ownPrice returns a rate of the example. Its source is the example's unless it states
// another.
func (r *run) ownPrice(title string, own *Rate) price {
	return price{title: title, unit: own.Unit, source: cmp.Or(own.Source, r.ex.Source), asOf: cmp.Or(own.AsOf, r.ex.AsOf),
		tariff: tariff(own.Price, own.Tiers, own.Per, own.RoundUp)}
}

// tariff converts prices for per units to prices per unit.
func tariff(flat float64, tiers []catalog.Tier, per, roundUp float64) billing.Tariff {
	per = cmp.Or(per, 1)
	t := billing.Flat(flat / per)
	t.RoundUp = roundUp
	if len(tiers) == 0 {
		return t
	}
	t.Tiers = nil
	for _, tier := range tiers {
		t.Tiers = append(t.Tiers, billing.Tier{UpTo: cmp.Or(tier.UpTo, math.Inf(1)), Price: tier.Price / per})
	}
	return t
}

// included returns the amount of a pool under the example's convention.
func (r *run) included(pool string) float64 {
	id, name, _ := strings.Cut(pool, "/")
	if p := r.cat.Provider(id).Pools[name]; p.Kind == catalog.IncludedPlan || r.ex.Convention.Free == "on" {
		return p.Amount
	}
	return 0
}

// override compiles a copy of the catalogue with the example's prices. The engine's own
// catalogue does not change.
func (r *run) override() error {
	if len(r.ex.Overrides) == 0 {
		return nil
	}
	c := *r.cat
	c.Providers = slices.Clone(c.Providers)
	for i := range c.Providers {
		p := &c.Providers[i]
		p.Rates, p.Pools, p.SizeTables = maps.Clone(p.Rates), maps.Clone(p.Pools), maps.Clone(p.SizeTables)
	}
	r.cat = &c
	for i := range r.ex.Overrides {
		if err := r.replace(indexed("overrides", i)+".rate", &r.ex.Overrides[i]); err != nil {
			return err
		}
	}
	e, err := engine.New(r.cat)
	if err != nil {
		return r.wrong("overrides", "", "a catalogue that compiles: "+err.Error())
	}
	r.engine, r.evaluator = e, e.NewEvaluator()
	return nil
}

// replace replaces one price in r.cat, which is a copy.
func (r *run) replace(field string, o *Override) error {
	parts := strings.SplitN(o.Ref, "/", 3)
	if strings.Contains(o.Ref, "@") {
		return r.wrong(field, o.Ref, "a price at the provider's home: those of other regions follow it")
	}
	p, err := r.provider(field, parts[0])
	if err != nil {
		return err
	}
	if len(parts) == 3 {
		return r.replaceSize(field, p, parts[1], parts[2], o)
	}
	if _, err := r.priceOf(field, o.Ref); err != nil {
		return err
	}
	rate := p.Rates[parts[len(parts)-1]]
	if o.Price != nil || len(o.Tiers) > 0 {
		rate.Price, rate.Tiers, rate.Per = 0, slices.Clone(o.Tiers), o.Per
		if o.Price != nil {
			rate.Price = *o.Price
		}
	}
	rate.Price *= 1 - o.Off
	rate.Tiers = slices.Clone(rate.Tiers)
	for i := range rate.Tiers {
		rate.Tiers[i].Price *= 1 - o.Off
	}
	if o.Included != nil {
		pool, ok := p.Pools[rate.Pool]
		if !ok {
			return r.wrong(field, o.Ref, "a rate with an included amount")
		}
		pool.Amount = *o.Included
		p.Pools[rate.Pool] = pool
	}
	p.Rates[parts[1]] = rate
	return nil
}

// replaceSize changes the price of one size.
func (r *run) replaceSize(field string, p *catalog.Provider, table, name string, o *Override) error {
	if _, _, err := r.size(field, p, table, name); err != nil {
		return err
	}
	if len(o.Tiers) > 0 || o.Included != nil || o.Per != 0 {
		return r.wrong(field, o.Ref, "only a price or off for a size")
	}
	t := p.SizeTables[table]
	t.Sizes = slices.Clone(t.Sizes)
	for i := range t.Sizes {
		if s := &t.Sizes[i]; s.Name == name {
			if o.Price != nil {
				s.Price = *o.Price
			}
			s.Price *= 1 - o.Off
		}
	}
	p.SizeTables[table] = t
	return nil
}

// few lists the names nearest to an unknown one.
func few(name string, names []string) string {
	const most = 4
	text := strings.Join(nearest.Names(name, names, most), ", ")
	if len(names) > most {
		text += ", …"
	}
	return text
}
