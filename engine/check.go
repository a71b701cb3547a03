package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"crossover/engine/nearest"
	"crossover/engine/scenario"
)

// check reports, joined, names in s that the catalogue does not have: the
// offers that parts are locked to, and what is allowed or banned. Each is a
// [*scenario.TokenError]; a scenario cannot know by itself.
func (c *offers) check(s *scenario.Scenario) error {
	var errs []error
	for i := range s.Len() {
		p := s.Part(i)
		if p.Lock != "" && c.find(p.Lock) < 0 {
			errs = append(errs, &scenario.TokenError{Token: p.Name + ".lock=" + p.Lock,
				Problem: fmt.Sprintf("there is no offer %q%s", p.Lock, c.suggest(p.Lock, c.ids()))})
		}
	}
	errs = append(errs, c.checkPlaces("allow", s.Allow)...)
	errs = append(errs, c.checkPlaces("ban", s.Ban)...)
	return errors.Join(errs...)
}

func (c *offers) checkPlaces(key string, list scenario.Places) []error {
	var errs []error
	for _, word := range list.Words() {
		if !c.names(scenario.Places(word)) {
			errs = append(errs, &scenario.TokenError{Token: key + "=" + string(list),
				Problem: fmt.Sprintf("there is no offer, product or provider %q%s", word, c.suggest(word, c.places()))})
		}
	}
	return errs
}

// names reports whether a list names any offer.
func (c *offers) names(list scenario.Places) bool {
	return slices.ContainsFunc(c.list, func(o offer) bool {
		return list.Has(o.ID, o.Product, c.cat.Providers[o.provider].ID)
	})
}

// places lists what can be allowed or banned: providers, products, offers.
func (c *offers) places() []string {
	var out []string
	for i := range c.cat.Providers {
		out = append(out, c.cat.Providers[i].ID)
	}
	for i := range c.list {
		out = append(out, c.list[i].Product)
	}
	out = append(out, c.ids()...)
	slices.Sort(out)
	return slices.Compact(out)
}

// suggest names what a misspelt word may have meant, or lists the providers.
func (c *offers) suggest(word string, known []string) string {
	var providers []string
	for i := range c.cat.Providers {
		providers = append(providers, c.cat.Providers[i].ID)
	}
	return nearest.Question(strings.TrimSuffix(word, "*"), known, "; the providers are "+strings.Join(providers, ", "))
}

// find returns the place of the offer with that ID, or -1.
func (c *offers) find(id string) int {
	if i, ok := c.byID[id]; ok {
		return i
	}
	return -1
}

// ids returns the IDs of all offers in their order, which is sorted.
func (c *offers) ids() []string {
	ids := make([]string, len(c.list))
	for i := range c.list {
		ids[i] = c.list[i].ID
	}
	return ids
}
