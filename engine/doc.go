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
// This package is the front page. What it answers with is worked out in packages
// behind it, whose arrows point one way:
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
// plan is an offer compiled for a part, pool is instances over time, run is one
// offer on one part, curve follows it along an axis, and system lays out all parts
// together. Each leaves what it found in a value that it returns, or in a buffer
// that the caller lends.
//
// # How a number comes about
//
// A part's mean rate is spread over the month by its shape (package traffic).
// Its request takes D·(1−cpu) + D·cpu/min(v, 1) on v vCPUs. The offer's
// billing model turns both into quantities: requests, GB-seconds, instance
// hours. Pools of instances that come and go are described by package
// coldstart, fleets sized in advance by package queue. Each line of the
// offer's bill multiplies a quantity by a rate of the catalogue under its
// tiers, included amounts and rounding (package billing). What a bill is made
// of is data; how usage becomes quantities is one of seven models, in code:
// see usage.go of package run.
//
// # Units
//
// Rates are requests per second, memory MB (= MiB), times seconds unless the
// name says milliseconds, prices US dollars a month of the scenario's length.
package engine
