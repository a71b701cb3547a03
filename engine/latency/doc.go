// Package latency computes the distribution of a request's time, in seconds: a network
// round trip, then one of three classes of requests — warm, waiting and cold — each a
// lognormal that matches the mean and the variance of the sum of its stages (Fenton 1960).
package latency
