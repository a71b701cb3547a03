package catalog

import (
	"fmt"
	"slices"
)

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
