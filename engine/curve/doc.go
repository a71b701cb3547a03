// Package curve follows offers along an axis: costs and p99 at its points, where
// two curves cross, which offer is the cheapest in which stretch, what bends a
// curve, and the band between the ends of what is not known for sure.
//
// Crossings and stretches are exact to 1e-9 of the value: they are bracketed
// between evenly spread points and the points at which a curve steps or bends, and
// then bisected on the exact cost.
package curve
