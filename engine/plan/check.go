package plan

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"crossover/engine/nearest"
	"crossover/engine/scenario"
)

// Check returns an error that joins a [*scenario.TokenError] for each name in s that is
// not in the catalogue: the offers that parts are locked to, their sizes, the offers and
// rates of their uses, and the names allowed or banned.
func (c *Offers) Check(s *scenario.Scenario) error {
	var errs []error
	for i := range s.Len() {
		p := s.Part(i)
		if p.Lock != "" && c.Find(p.Lock) < 0 {
			errs = append(errs, &scenario.TokenError{Token: p.Name + ".lock=" + p.Lock,
				Problem: fmt.Sprintf("there is no offer %q%s", p.Lock, c.suggest(p.Lock, c.IDs()))})
		}
		if w := p.Size.Wanted(); p.Size != "" && !slices.ContainsFunc(c.List, func(o Offer) bool { return o.sells(&w) }) {
			errs = append(errs, &scenario.TokenError{Token: p.Name + ".size=" + string(p.Size),
				Problem: "no offer sells such a size" + nearest.Question(w.Name, c.sizeNames(), "; size=auto leaves it to the search")})
		}
		errs = append(errs, c.checkUses(p)...)
	}
	errs = append(errs, c.checkPlaces("allow", s.Allow)...)
	errs = append(errs, c.checkPlaces("ban", s.Ban)...)
	return errors.Join(errs...)
}

// sizeNames lists the names of all sizes.
func (c *Offers) sizeNames() []string {
	var out []string
	for i := range c.List {
		for k := range c.List[i].Sizes {
			out = append(out, c.List[i].Sizes[k].Name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (c *Offers) checkPlaces(key string, list scenario.Places) []error {
	var errs []error
	for _, word := range list.Words() {
		if !c.names(scenario.Places(word)) {
			errs = append(errs, &scenario.TokenError{Token: key + "=" + string(list),
				Problem: fmt.Sprintf("there is no offer, product or provider %q%s", word, c.suggest(word, c.places()))})
		}
	}
	return errs
}

// names reports whether a list names at least one offer.
func (c *Offers) names(list scenario.Places) bool {
	return slices.ContainsFunc(c.List, func(o Offer) bool {
		return list.Has(o.ID, o.Product, c.Cat.Providers[o.Provider].ID)
	})
}

// places returns the names that can be allowed or banned: providers, products, offers.
func (c *Offers) places() []string {
	out := c.Cat.ProviderIDs()
	for i := range c.List {
		out = append(out, c.List[i].Product)
	}
	out = append(out, c.IDs()...)
	slices.Sort(out)
	return slices.Compact(out)
}

// suggest returns the likely meaning of a misspelt word, or a list of the providers.
func (c *Offers) suggest(word string, known []string) string {
	return nearest.Question(strings.TrimSuffix(word, "*"), known, "; the providers are "+strings.Join(c.Cat.ProviderIDs(), ", "))
}

// Find returns the index of the offer with the given ID, or -1.
func (c *Offers) Find(id string) int {
	if i, ok := c.byID[id]; ok {
		return i
	}
	return -1
}

// IDs returns the IDs of all offers in their order, which is sorted.
func (c *Offers) IDs() []string {
	ids := make([]string, len(c.List))
	for i := range c.List {
		ids[i] = c.List[i].ID
	}
	return ids
}
