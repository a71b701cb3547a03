package engine

import (
	"crossover/engine/catalog"
	"crossover/engine/plan"
	"crossover/engine/pool"
	"crossover/engine/scenario"
)

// Engine is a compiled catalogue. Its answers never change, and it is safe to
// share between goroutines. What changes lives in an [Evaluator]; evaluators of
// one engine share what they have worked out about pools of instances.
type Engine struct {
	offers *plan.Offers
	pools  pool.KnotCache
}

// New compiles a catalogue. It returns an error for a catalogue that refers to
// something it does not have; package data validates in more detail, with
// files and lines.
func New(c *catalog.Catalog) (*Engine, error) {
	list, err := plan.Compile(c)
	if err != nil {
		return nil, err
	}
	return &Engine{offers: list}, nil
}

// Catalog returns the catalogue the engine was compiled from; it must not be
// changed.
func (e *Engine) Catalog() *catalog.Catalog { return e.offers.Cat }

// Len returns the number of offers.
func (e *Engine) Len() int { return len(e.offers.List) }

// Offer returns offer i, which must not be changed.
func (e *Engine) Offer(i int) *catalog.Offer { return e.offers.List[i].Offer }

// Provider returns the provider of offer i.
func (e *Engine) Provider(i int) *catalog.Provider {
	return &e.offers.Cat.Providers[e.offers.List[i].Provider]
}

// Site returns where offer i runs in the system of s: in the region asked for, or
// in the nearest one in which it is sold.
func (e *Engine) Site(s *scenario.Scenario, i int) catalog.Site {
	return e.offers.In(catalog.Class(s.Region)).List[i].Site
}

// Find returns the index of the offer with that ID, or -1.
func (e *Engine) Find(id string) int { return e.offers.Find(id) }

// IDs returns the IDs of all offers in the engine's order, which is sorted.
func (e *Engine) IDs() []string { return e.offers.IDs() }

// Check reports, joined, names in s that the catalogue does not have: the
// offers that parts are locked to, their sizes, and what is allowed or banned. Each is a
// [*scenario.TokenError]; a scenario cannot know by itself.
func (e *Engine) Check(s *scenario.Scenario) error { return e.offers.Check(s) }

// Variants returns, for each product, the offers that run on it; the first of
// each group comes first in the catalogue.
func (e *Engine) Variants() [][]int {
	var out [][]int
	at := map[string]int{}
	for i := range e.offers.List {
		p := e.offers.List[i].Product
		k, ok := at[p]
		if !ok {
			k = len(out)
			at[p] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], i)
	}
	return out
}
