// Package pool is instances over time: how many of them a rate of requests keeps
// running, and how many requests start one.
//
// [Instances] is all that this follows from besides the rate. A [Solver] asks
// the cold-start model (package coldstart) and remembers its answers; along an
// axis it interpolates between knots, which solvers of one [KnotCache] share. What
// needs no model has a formula of its own: requests at equal distances, one
// instance a run, instances that hold connections.
//
// Rates are in requests per second and times in seconds. Valid ranges are those of
// package coldstart.
package pool
