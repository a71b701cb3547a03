// Package coldstart computes the steady state of a pool of instances that start
// on demand and expire when idle: how often a request meets a cold start, and
// how many instances run and idle meanwhile.
//
// # What is modelled
//
// Requests arrive at a platform that gives each to an instance with a free slot,
// or starts a new instance when there is none (early binding: the request that
// triggers a start waits for that instance). An instance that has been idle for
// the idle expiry is gone. Nothing queues; with a cap, requests beyond it are
// rejected.
//
// With last-in-first-out reuse the pool size is the maximum of the number of
// requests in flight over the last idle-expiry seconds, so a cold start is an
// arrival that lifts the number in flight above its maximum of that window.
// All models here follow from that identity.
//
// [Solver.Solve] uses an ordered-hunt model (exponential service, exact for a fixed
// ranking of instances) for one request per instance, a hazard model for several, and
// a two-phase record process for bursts. The newest instance with a free slot takes a
// request, as in SimFaaS; most recently used and oldest first differ from that by
// O(Service/Idle), under 0.5 % from Idle = 30·Service on.
//
// Service and initialisation times are taken as exponential. Constant service
// times move the cold-start probability by about -2 % and the pool by +0.6 %; a
// coefficient of variation of 2 moves them by +3 % and -1 %. Beyond that a
// simulation is the better tool.
//
// # Sources
//
// The early-binding pool is that of N. Mahmoudi and H. Khazaei, "Performance
// Modeling of Serverless Computing Platforms", IEEE Transactions on Cloud
// Computing, 2020, and of their simulator SimFaaS (2021), which the tests compare
// with. Overflow processes follow L. Takács, "Introduction to the Theory of
// Queues", 1962, and J. Riordan's moments in R. I. Wilkinson, "Theories for Toll
// Traffic Engineering in the U.S.A.", Bell System Technical Journal 35, 1956.
// Laplace transforms are inverted with the fixed Talbot method of J. Abate and
// P. P. Valkó, "Multi-precision Laplace Transform Inversion", International
// Journal for Numerical Methods in Engineering 60, 2004.
package coldstart
