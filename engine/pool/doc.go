// Package pool computes instances over time: how many a rate of requests keeps running,
// and how many requests start one.
//
// [Instances] holds everything this depends on, besides the rate. A [Solver] calls the
// cold-start model (package coldstart) and caches its results. Along an axis it
// interpolates between knots, which solvers of one [KnotCache] share. Cases that need no
// model have their own formulas: requests at equal intervals, one instance per run, and
// instances that hold connections.
//
// Rates are in requests per second and times in seconds. Valid ranges are those of
// package coldstart.
package pool
