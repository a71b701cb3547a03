package engine

import (
	"crossover/engine/axis"
	"crossover/engine/curve"
	"crossover/engine/latency"
	"crossover/engine/plan"
	"crossover/engine/run"
	"crossover/engine/scenario"
	"crossover/engine/system"
)

// This file is the names that callers use of the packages behind this one.

// What one offer means for one part.
type (
	// Estimate is its bill, its instances, its cold starts, its latency, and what
	// speaks against it.
	Estimate = run.Estimate
	// Line is one line of a bill: what a meter counted, and what it costs.
	Line = run.Line
	// ColdStart is the chance that a request waits for an instance to initialise,
	// and the time that adds, given that it happens.
	ColdStart = run.ColdStart
	// Latency is a request's time as its client sees it, in milliseconds.
	Latency = run.Latency
	// Fleet is the mean number of instances over the month, and the most there
	// are.
	Fleet = run.Fleet
	// Explanation says how one line of a bill came about.
	Explanation = run.Explanation
	// Factor is one factor of a line's quantity.
	Factor = run.Factor
	// Warmed is an offer run with a Mitigation.
	Warmed = run.Warmed
	// Mitigation is something done to have fewer cold starts, or shorter queues.
	Mitigation = run.Mitigation
	// Chosen is what was chosen of how an offer is run, within what the scenario leaves
	// open, and why.
	Chosen = run.Chosen
	// Sized is an offer in one of its sizes.
	Sized = run.Sized
	// Setting is what can be set of an offer's instances.
	Setting = run.Setting
	// Spread is the distribution of a request's time, class by class.
	Spread = latency.Spread
	// Class is what a request meets: a warm instance, a queue, a cold start.
	Class = latency.Class
)

// Less orders two estimates as offers are ranked: feasible ones first, then by
// price to the cent, by p99 and by ID.
func Less(a, b *Estimate) bool { return run.Less(a, b) }

// Rank sorts estimates from the best to the worst.
func Rank(list []Estimate) { run.Rank(list) }

// Nearest is the estimate that misses what the part needs by the least, or nil in
// an empty list.
func Nearest(list []Estimate) *Estimate { return run.Nearest(list) }

// AsIs is the mitigation that does nothing.
const AsIs = run.AsIs

// Headroom is the mitigation that runs a fleet of fixed size at a lower
// utilisation.
const Headroom = run.Headroom

// The classes of requests.
const (
	Warm       = latency.Warm
	Waiting    = latency.Waiting
	Cold       = latency.Cold
	NumClasses = latency.NumClasses
)

// Why an offer cannot run a part, or what to watch out for.
type (
	// Reason is one of them, in words and as a code.
	Reason = plan.Reason
	// ReasonCode is the kind of a reason.
	ReasonCode = plan.ReasonCode
)

// The reasons that callers tell from the others; see [plan.ReasonCode].
const (
	Closed            = plan.Closed
	GPUMissing        = plan.GPUMissing
	Locked            = plan.Locked
	GPUNotNeeded      = plan.GPUNotNeeded
	LatencyTarget     = plan.LatencyTarget
	DearerTogether    = plan.DearerTogether
	WorkingSetAssumed = plan.WorkingSetAssumed
	SharedCores       = plan.SharedCores
)

// What curves run along, and what they show.
type (
	// Axis is what a curve runs along.
	Axis = axis.Axis
	// Window is a stretch of an axis, evenly divided on the axis' scale.
	Window = axis.Window
	// Curves are the $/month of every offer along a window.
	Curves = curve.Curves
	// Crossover is the exact value on an axis at which two offers cost the same.
	Crossover = curve.Crossover
	// Phase is an interval of an axis in which one offer is the cheapest.
	Phase = curve.Phase
	// Bend is a point at which something changes what a curve does.
	Bend = curve.Bend
	// Band is what offers come to between a low and a high end of what is not
	// known for sure.
	Band = curve.Band
)

// The axes; see [axis.Axis].
const (
	AxisRate        = axis.Rate
	AxisMemory      = axis.Memory
	AxisDuration    = axis.Duration
	AxisConnections = axis.Connections
	AxisMonth       = axis.Month
	NumAxes         = axis.Num
)

// AxisNames lists the axes as they are written.
func AxisNames() []string { return axis.Names() }

// ParseAxis reads an axis.
func ParseAxis(s string) (Axis, error) { return axis.Parse(s) }

// MoreInstances is the kind of bend at which one more instance is bought.
const MoreInstances = curve.MoreInstances

// What a whole system comes to.
type (
	// Layout is the recommended assignment of a system's parts to offers, priced
	// as a whole.
	Layout = system.Layout
	// Choice is the offer chosen for one part, and why.
	Choice = system.Choice
	// Exclusion is an offer that would cost less than the one chosen, and what
	// rules it out.
	Exclusion = system.Exclusion
	// JointLine is a named difference between a layout's price and the sum of its
	// bills.
	JointLine = system.JointLine
	// Shortfall is a part whose needs a layout misses, and by how much.
	Shortfall = system.Shortfall
	// Alternative is the cheapest layout under a condition.
	Alternative = system.Alternative
	// Cost is what a layout is billed, and what counts besides.
	Cost = system.Cost
	// Assignment is a layout by itself: an offer for each part, and the price.
	Assignment = system.Assignment
	// Compromise is a layout that no other one beats in price, p99 and vendors.
	Compromise = system.Compromise
	// Flip is where a layout would place a part elsewhere.
	Flip = system.Flip
	// LayoutPhase is an interval of an axis in which one layout is the cheapest.
	LayoutPhase = system.LayoutPhase
	// Growth is a system whose traffic grows month by month.
	Growth = system.Growth
	// GrowthChange is a moment at which another layout becomes the cheapest.
	GrowthChange = system.GrowthChange
	// Move is a migration of a growth's plan.
	Move = system.Move
	// Flow is traffic inside a system.
	Flow = system.Flow
)

// AlternativeNames lists the alternatives in their order; see
// [system.AlternativeNames].
var AlternativeNames = system.AlternativeNames

// What requests start from besides parts.
const (
	Clients  = system.Clients
	Schedule = system.Schedule
)

// Flows derives who calls whom from the rates; see [system.Flows].
func Flows(s *scenario.Scenario) []Flow { return system.Flows(s) }
