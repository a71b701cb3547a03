// Package coldstart computes the steady state of a pool of instances that start on demand
// and expire when idle: the probability of a cold start, and the number of running and
// idle instances.
//
// # What is modelled
//
// A platform gives each request to an instance with a free slot, or starts a new instance
// when there is none (early binding: the request that triggers a start waits for that
// instance). An instance expires after it has been idle for the idle expiry. Requests do
// not queue; with a cap, requests beyond it are rejected.
//
// With last-in-first-out reuse the pool size is the maximum of the number of requests in
// flight over the last idle-expiry seconds. A cold start is therefore an arrival that
// lifts the number in flight above its maximum of that window. All models here follow from
// that identity.
//
// [Solver.Solve] uses an ordered-hunt model (exponential service, exact for a fixed
// ranking of instances) for one request per instance, a hazard model for several, and
// a two-phase record process for bursts. The newest instance with a free slot takes a
// request, as in SimFaaS; most recently used and oldest first differ from that by
// O(Service/Idle), under 0.5 % from Idle = 30·Service on.
//
// Service and initialisation times are assumed to be exponential. Constant service times
// change the cold-start probability by about -2 % and the pool by +0.6 %; a coefficient of
// variation of 2 changes them by +3 % and -1 %. For larger variation use a simulation.
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
