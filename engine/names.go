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

// This file gives callers names for the types of the packages behind this one.

// One offer for one part.
type (
	// Estimate is the offer's bill, instances, cold starts, latency, and the reasons
	// against it.
	Estimate = run.Estimate
	// Line is one line of a bill: a meter's quantity and its cost.
	Line = run.Line
	// Latency is a request's time as its client sees it, in milliseconds.
	Latency = run.Latency
	// Derivation says how one line of a bill was computed.
	Derivation = run.Derivation
	// Factor is one factor of a line's quantity.
	Factor = run.Factor
	// Warmed is an offer run with a measure against cold starts or queues.
	Warmed = run.Warmed
	// Chosen is the setting chosen for an offer within what the scenario leaves open, and
	// the reason.
	Chosen = run.Chosen
	// Sized is an offer in one of its sizes.
	Sized = run.Sized
	// Setting is a setting of an offer's instances.
	Setting = run.Setting
	// Spread is the distribution of a request's time, class by class.
	Spread = latency.Spread
	// Class is the kind of start a request has: a warm instance, a queue, a cold start.
	Class = latency.Class
)

// Less orders two estimates as offers are ranked: feasible ones first, then by price to
// the cent, by p99 and by ID.
func Less(a, b *Estimate) bool { return run.Less(a, b) }

// Rank sorts estimates from the best to the worst.
func Rank(list []Estimate) { run.Rank(list) }

// Nearer reports whether a misses the part's needs by less than b; if neither does, whether
// it ranks first.
func Nearer(a, b *Estimate) bool { return run.Nearer(a, b) }

// Nearest returns the estimate that misses the part's needs by the least, or nil for an
// empty list.
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

// Reasons why an offer cannot run a part, and warnings.
type (
	// Reason is one reason, in words and as a code.
	Reason = plan.Reason
	// ReasonCode is the kind of a reason.
	ReasonCode = plan.ReasonCode
)

// The reasons that callers distinguish; see [plan.ReasonCode].
const (
	Closed         = plan.Closed
	GPUMissing     = plan.GPUMissing
	Locked         = plan.Locked
	GPUNotNeeded   = plan.GPUNotNeeded
	LatencyTarget  = plan.LatencyTarget
	DearerTogether = plan.DearerTogether
)

// Curves and their axes.
type (
	// Axis is the quantity along which a curve runs.
	Axis = axis.Axis
	// Window is a stretch of an axis, evenly divided on the axis' scale.
	Window = axis.Window
	// Curves are the $/month of every offer along a window.
	Curves = curve.Curves
	// Crossover is the exact value on an axis at which two offers cost the same.
	Crossover = curve.Crossover
	// Phase is an interval of an axis in which one offer is the cheapest.
	Phase = curve.Phase
	// Bend is a point at which something changes the course of a curve: a tier, a size, an
	// instance more.
	Bend = curve.Bend
	// Band is the range of an offer's price between the low and high ends of uncertain
	// inputs.
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

// A whole system.
type (
	// Layout is the recommended assignment of a system's parts to offers, priced
	// as a whole.
	Layout = system.Layout
	// Choice is the offer chosen for one part, with reasons.
	Choice = system.Choice
	// Exclusion is an offer that would cost less than the chosen one, with the reason that
	// rules it out.
	Exclusion = system.Exclusion
	// JointLine is a named difference between a layout's price and the sum of its bills.
	JointLine = system.JointLine
	// Shortfall is a part whose needs a layout misses, and by how much.
	Shortfall = system.Shortfall
	// Alternative is the cheapest layout under a condition.
	Alternative = system.Alternative
	// Cost is a layout's bill, and the costs counted besides.
	Cost = system.Cost
	// System is a scenario prepared for several questions about its layouts.
	System = system.System
	// Assignment is a bare layout: an offer for each part, and the price.
	Assignment = system.Assignment
	// Compromise is a layout on the Pareto front of price, p99 and vendors.
	Compromise = system.Compromise
	// Flip is a value at which a layout would place a part elsewhere.
	Flip = system.Flip
	// LayoutPhase is an interval of an axis in which one layout is the cheapest.
	LayoutPhase = system.LayoutPhase
	// Growth is a system whose traffic grows month by month.
	Growth = system.Growth
	// GrowthChange is the moment at which another layout becomes the cheapest.
	GrowthChange = system.GrowthChange
	// Move is a migration in a growth plan.
	Move = system.Move
	// Flow is traffic inside a system.
	Flow = system.Flow
)

// AlternativeNames lists the alternatives in their order; see
// [system.AlternativeNames].
var AlternativeNames = system.AlternativeNames

// The origins of requests other than parts.
const (
	Clients  = system.Clients
	Schedule = system.Schedule
)

// Flows derives who calls whom from the rates; see [system.Flows].
func Flows(s *scenario.Scenario) []Flow { return system.Flows(s) }
