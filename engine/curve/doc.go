// Package curve follows offers along an axis: costs and p99 at its points, crossovers of
// two curves, the phases in which one offer is the cheapest, bends and their causes, and
// the band between the ends of uncertain inputs.
//
// Crossovers and phases are exact to 1e-9 of the value. They are bracketed between evenly
// spread points and the points at which a curve steps or bends, and then bisected on the
// exact cost.
package curve
