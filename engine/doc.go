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
//	engine ──▶ system ──▶ layout
//	  │          │
//	  ├──▶ curve │
//	  │      │   │
//	  │      ▼   ▼
//	  │       run ──▶ pool ──▶ coldstart, queue
//	  │        │       │
//	  │        ▼       ▼
//	  │       plan ──▶ latency
//	  └──▶ sim
//
//	everybody ──▶ catalog, billing, scenario, traffic
//	system and curve ──▶ axis
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
