package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"crossover/engine/nearest"
	"crossover/engine/scenario"
)

// Check reports, joined, names in s that the catalogue does not have: the
// offers that parts are locked to, and what is allowed or banned. Each is a
// [*scenario.TokenError]; a scenario cannot know by itself.
func (e *Engine) Check(s *scenario.Scenario) error {
	var errs []error
	for i := range s.Len() {
		p := s.Part(i)
		if p.Lock != "" && e.Find(p.Lock) < 0 {
			errs = append(errs, &scenario.TokenError{Token: p.Name + ".lock=" + p.Lock,
				Problem: fmt.Sprintf("there is no offer %q%s", p.Lock, e.suggest(p.Lock, e.IDs()))})
		}
	}
	errs = append(errs, e.checkPlaces("allow", s.Allow)...)
	errs = append(errs, e.checkPlaces("ban", s.Ban)...)
	return errors.Join(errs...)
}

func (e *Engine) checkPlaces(key string, list scenario.Places) []error {
	var errs []error
	for _, word := range list.Words() {
		if !e.names(scenario.Places(word)) {
			errs = append(errs, &scenario.TokenError{Token: key + "=" + string(list),
				Problem: fmt.Sprintf("there is no offer, product or provider %q%s", word, e.suggest(word, e.places()))})
		}
	}
	return errs
}

// names reports whether a list names any offer.
func (e *Engine) names(list scenario.Places) bool {
	return slices.ContainsFunc(e.offers, func(o offer) bool {
		return list.Has(o.ID, o.Product, e.cat.Providers[o.provider].ID)
	})
}

// places lists what can be allowed or banned: providers, products, offers.
func (e *Engine) places() []string {
	var out []string
	for i := range e.cat.Providers {
		out = append(out, e.cat.Providers[i].ID)
	}
	for i := range e.offers {
		out = append(out, e.offers[i].Product)
	}
	out = append(out, e.IDs()...)
	slices.Sort(out)
	return slices.Compact(out)
}

// suggest names what a misspelt word may have meant, or lists the providers.
func (e *Engine) suggest(word string, known []string) string {
	var providers []string
	for i := range e.cat.Providers {
		providers = append(providers, e.cat.Providers[i].ID)
	}
	return nearest.Question(strings.TrimSuffix(word, "*"), known, "; the providers are "+strings.Join(providers, ", "))
}
