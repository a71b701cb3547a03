// Package autoscale computes how many instances a platform's autoscaler runs, and how much
// requests on one instance slow each other.
//
// # What is modelled
//
// An autoscaler averages a signal over a window, divides it by the target of one
// instance, rounds up, and keeps the largest number it has wanted during the
// scale-in delay ([Policy]). The work that arrives does not depend on how many
// instances there are as long as they keep up, so the number of instances is the
// maximum, over the delay, of a function of the window's average alone.
//
// That average is a sum over the requests of the window. [Solve] takes it as gamma
// distributed with its exact mean and variance (the window averages of a compound
// Poisson process and of the number in flight in M/G/inf), and the times at which
// it rises above a level as those of a Gaussian process with the covariance of a
// moving average. Bursts move its mean: a rate that jumps between two values,
// averaged exponentially, has a beta distribution.
//
// Requests that compute at once share the CPU (processor sharing). With the least
// loaded instance first, instances together are close to one queue with as many
// servers as there are vCPUs (Erlang C).
//
// A burst that exceeds the capacity of the instances is followed as a fluid ([Late]):
// requests share instances or queue until the averages ask for more and the new ones have
// started. An average begins with the first request after an empty window.
//
// Package sim simulates the same platform request by request; docs/accuracy.md
// compares the two.
//
// # Sources
//
// Level crossings: J. Pickands, "Upcrossing Probabilities for Stationary Gaussian
// Processes", Transactions of the AMS 145, 1969, with the correction for sampling
// of D. Siegmund, "Corrected Diffusion Approximations in Certain Random Walk
// Problems", Advances in Applied Probability 11, 1979. Gamma quantiles: E. B. Wilson
// and M. M. Hilferty, "The Distribution of Chi-Square", PNAS 17, 1931. The filtered
// telegraph signal: W. M. Wonham and A. T. Fuller, "Probability densities of the
// smoothed 'random telegraph signal'", Journal of Electronics and Control 4, 1958.
package autoscale
