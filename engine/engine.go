// Package engine answers one question: where should this part of a system
// run, what does it cost a month, and at what traffic does the answer flip?
//
// It is pure computation: no I/O, clock, environment, logging or package
// state, and the same input gives the same bits.
//
// [New] compiles a catalogue once into arrays; it is then immutable and can be
// shared. [Engine.NewEvaluator] makes the buffers one user needs. Given a
// scenario, an [Evaluator] gives
//
//   - an [Estimate] of every offer: bill, fleet, cold starts, latency and what
//     makes it infeasible ([Evaluator.Estimates]),
//   - curves of $/month along rate, memory or duration ([Evaluator.Sweep]),
//   - the exact points where two curves cross ([Evaluator.Crossovers]) and the
//     stretches in which one offer is cheapest ([Evaluator.Phases]),
//   - the cheapest layout of the whole system ([Evaluator.Recommend]).
//
// # The rooms
//
// This package is the front page. Its answers are computed in the packages behind it,
// whose imports point one way:
//
//	verify, verdict
//	  │
//	  ▼
//	engine ──▶ sim
//	  │
//	  ├──▶ curve ───┐
//	  │             │
//	  └──▶ system ──┼──▶ layout
//	                ▼
//	               run ──▶ pool ──▶ coldstart, autoscale ──▶ queue
//	                │       │
//	                ▼       ▼
//	              plan ──▶ latency
//	                │
//	                ▼
//	              catalog, billing, scenario, traffic
//
// plan compiles an offer for a part, pool computes instances over time, run evaluates one
// offer for one part, curve follows it along an axis, and system lays out all parts
// together. Each returns its results as values, or writes them to a buffer that the caller
// lends.
//
// # How a number comes about
//
// A part's mean rate is spread over the month by its shape (package traffic). Its request
// takes D·(1−cpu) + D·cpu/min(v, 1) on v vCPUs. The offer's billing model turns both into
// quantities: requests, GB-seconds, instance hours. Package coldstart describes pools of
// instances that come and go, and package queue fleets sized in advance. Each line of the
// offer's bill multiplies a quantity by a rate of the catalogue under its tiers,
// allowances and rounding (package billing). The lines of a bill are data; the ways to
// turn usage into quantities are seven models in code (usage.go of package run).
//
// # Units
//
// Rates are requests per second, memory MB (= MiB), times seconds unless the
// name says milliseconds, prices US dollars a month of the scenario's length.
package engine

import (
	"crossover/engine/catalog"
	"crossover/engine/plan"
	"crossover/engine/pool"
	"crossover/engine/scenario"
)

// Engine is a compiled catalogue. It is safe for concurrent use. Mutable state is in an
// [Evaluator]; the evaluators of one engine share their results about pools of instances.
type Engine struct {
	offers *plan.Offers
	pools  pool.KnotCache
}

// New compiles a catalogue. It returns an error if an entry refers to one that does not
// exist. Package data validates in more detail, with files and lines.
func New(c *catalog.Catalog) (*Engine, error) {
	list, err := plan.Compile(c)
	if err != nil {
		return nil, err
	}
	return &Engine{offers: list}, nil
}

// Catalog returns the catalogue the engine was compiled from. It must not be changed.
func (e *Engine) Catalog() *catalog.Catalog { return e.offers.Cat }

// Len returns the number of offers.
func (e *Engine) Len() int { return len(e.offers.List) }

// Offer returns offer i, which must not be changed.
func (e *Engine) Offer(i int) *catalog.Offer { return e.offers.List[i].Offer }

// Provider returns the provider of offer i.
func (e *Engine) Provider(i int) *catalog.Provider {
	return &e.offers.Cat.Providers[e.offers.List[i].Provider]
}

// Site returns where offer i runs in the scenario s: in the region asked for, or in the
// nearest one in which it is sold.
func (e *Engine) Site(s *scenario.Scenario, i int) catalog.Site {
	return e.offers.In(catalog.Class(s.Region)).List[i].Site
}

// Find returns the index of the offer with the given ID, or -1.
func (e *Engine) Find(id string) int { return e.offers.Find(id) }

// IDs returns the IDs of all offers in the engine's order, which is sorted.
func (e *Engine) IDs() []string { return e.offers.IDs() }

// Check returns an error that joins a [*scenario.TokenError] for each name in s that is
// not in the catalogue: the offers that parts are locked to, their sizes, and the names
// allowed or banned.
func (e *Engine) Check(s *scenario.Scenario) error { return e.offers.Check(s) }

// Variants returns the offers of each product. The first of each group comes first in the
// catalogue.
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
