package engine_test

import "crossover/engine/catalog"

// garden is a small catalogue made for a test: one provider, whose instances start at
// once. With cpu=0% and utilisation=100% a fleet's machine serves its concurrency divided
// by the duration, and costs follow directly from the rates.
type garden struct{ p catalog.Provider }

func newGarden(id string) *garden {
	return &garden{catalog.Provider{
		ID: id, Title: id, Pools: map[string]catalog.Pool{}, Rates: map[string]catalog.Rate{}, SizeTables: map[string]catalog.SizeTable{},
	}}
}

// rate adds a price and returns its name.
func (g *garden) rate(id string, r catalog.Rate) string {
	r.Title, r.Unit = id, "unit"
	g.p.Rates[id] = r
	return id
}

// offer adds an offer billed by rates, each with its quantity.
func (g *garden) offer(name string, credit *catalog.Credit, bill ...catalog.BillLine) {
	for i := range bill {
		if bill[i].Group == "" {
			bill[i].Group = catalog.GroupRequests
		}
	}
	g.p.Offers = append(g.p.Offers, catalog.Offer{
		ID: g.p.ID + "-" + name, Title: name, Short: name, Product: name, Kind: catalog.KindFunction, Model: catalog.CPUTime,
		Arch: []string{"x86"}, Start: "start", Compute: catalog.Compute{VCPU: 1, MaxMB: 1 << 20}, Bill: bill, Credit: credit,
	})
}

// line adds an offer with a fee a month and a price per request.
func (g *garden) line(name string, fee, request float64) {
	g.offer(name, nil,
		catalog.BillLine{Rate: g.rate(name+"-fee", catalog.Rate{Price: fee}), Quantity: catalog.QMonths},
		catalog.BillLine{Rate: g.rate(name+"-request", catalog.Rate{Price: request}), Quantity: catalog.QRequests})
}

// fleet adds an offer of machines at a price a month and with a concurrency.
func (g *garden) fleet(name string, price, concurrency float64) {
	g.p.SizeTables[name] = catalog.SizeTable{Unit: "month", Sizes: []catalog.Size{{Name: name, VCPU: 1, MemoryMB: 1 << 20, Price: price}}}
	g.offer(name, nil, catalog.BillLine{Size: true, Quantity: catalog.QInstanceMonths})
	o := &g.p.Offers[len(g.p.Offers)-1]
	o.Model, o.Compute = catalog.Nodes, catalog.Compute{Sizes: name}
	o.Scaling.Concurrency = concurrency
}

// free adds an included amount and returns its name.
func (g *garden) free(name string, amount float64, kind catalog.IncludedKind) string {
	g.p.Pools[name] = catalog.Pool{Amount: amount, Kind: kind, Unit: "unit"}
	return name
}

// planted returns the catalogue of some gardens.
func planted(gardens ...*garden) *catalog.Catalog {
	one := catalog.Assumption{Value: 1, Note: "planted"}
	c := &catalog.Catalog{
		AsOf:   "2026-01-01",
		Starts: []catalog.Start{{ID: "start", Inits: []catalog.Init{{P50MS: 1e-9, P95MS: 1e-9}}}},
		Assumptions: catalog.Assumptions{ServiceCV: one, EdgeRTTMS: one, RegionRTTMS: one, ConnectionsPerRequest: one,
			ConnectionS: one, RequestKB: one, CodeMB: one, WorkingSetShare: catalog.Assumption{Value: 0.125}, ServerConcurrency: one},
	}
	for _, g := range gardens {
		c.Providers = append(c.Providers, g.p)
	}
	return c
}

// even holds the terms under which planted machines serve exactly their concurrency.
const even = "parts=a cpu=0% duration=100ms request_memory=0MB memory=1MB response=0KB utilisation=100% "
