package verdict

import (
	"fmt"
	"slices"

	"crossover/engine"
	"crossover/engine/catalog"
)

// resolved is a set as a list of offers.
type resolved struct {
	title  string
	offers []int
}

// sets are the sets of a file, as indices into an engine.
type sets struct {
	engine *engine.Engine
	named  map[string]resolved
}

func newSets(e *engine.Engine, f *File) sets {
	out := sets{engine: e, named: map[string]resolved{}}
	for name, s := range f.Sets {
		r := resolved{title: s.Title}
		for i := range e.Len() {
			if s.has(e.Offer(i), e.Provider(i).ID) {
				r.offers = append(r.offers, i)
			}
		}
		out.named[name] = r
	}
	return out
}

// find returns the set with the given name, or a set of the offer with the given ID.
func (s *sets) find(name string) (resolved, error) {
	if r, ok := s.named[name]; ok {
		if len(r.offers) == 0 {
			return r, fmt.Errorf("no offer of the catalogue belongs to the set %s", name)
		}
		return r, nil
	}
	if i := s.engine.Find(name); i >= 0 {
		return resolved{title: s.engine.Offer(i).Title, offers: []int{i}}, nil
	}
	return resolved{}, fmt.Errorf("there is no set and no offer %q", name)
}

// has reports whether an offer of a provider belongs to the set.
func (s *Set) has(o *catalog.Offer, provider string) bool {
	if slices.Contains(s.Except, o.ID) {
		return false
	}
	if slices.Contains(s.Offers, o.ID) {
		return true
	}
	if len(s.Kinds)+len(s.Models)+len(s.Providers)+len(s.Products) == 0 {
		return false
	}
	return (len(s.Kinds) == 0 || slices.Contains(s.Kinds, o.Kind)) &&
		(len(s.Models) == 0 || slices.Contains(s.Models, o.Model)) &&
		(len(s.Providers) == 0 || slices.Contains(s.Providers, provider)) &&
		(len(s.Products) == 0 || slices.Contains(s.Products, o.Product))
}
