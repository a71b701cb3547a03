// Package system lays out whole systems: it chooses an offer for each part and prices them
// together.
//
// A [Planner] quotes every offer for every part and turns the quotes into a problem of
// package layout, with the bills, meters and machines that parts share and the flows
// between them. It explains the solution: the runner-up, what excluded each cheaper offer,
// alternatives, flips, the Pareto front, and how the answer changes while traffic grows.
package system
