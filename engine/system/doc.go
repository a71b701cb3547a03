// Package system lays out whole systems: which offer for which part, priced
// together.
//
// A [Planner] quotes every offer for every part, makes of the quotes a problem of
// package layout — bills, meters and machines that parts share, flows between
// them — and explains its solution: the runner-up, what excluded each cheaper
// offer, alternatives, where the choice flips, the layouts that no other beats, and
// how the answer changes while traffic grows.
package system
