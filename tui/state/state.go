// Package state is what can be shared: the scenario on screen and how it is
// looked at. A [State] is a comparable value, so undo, saved scenarios, tokens
// and sessions that follow each other are all the same thing: reading,
// replacing or following it. What belongs to one terminal — its size, theme,
// glyphs — is not in here.
package state

import (
	"math"

	"crossover/engine"
	"crossover/engine/scenario"
)

// Screen is one of the tabs.
type Screen uint8

// The screens, in the order of their tabs.
const (
	Explore Screen = iota
	Offers
	Layout
	Latency
	Simulate
	Compare
	Bill
	Verdicts
	Prices
	Conformance
	NumScreens
)

var screenNames = [...]string{"Explore", "Offers", "Layout", "Latency", "Simulate", "Compare", "Bill", "Verdicts", "Prices", "Conformance"}

// String returns the tab's title.
func (s Screen) String() string { return screenNames[s] }

// Measure is what a chart's y axis counts.
type Measure uint8

// The measures.
const (
	// Monthly is dollars a month.
	Monthly Measure = iota
	// PerMillion is dollars for a million requests: functions run flat, fixed
	// capacity falls, and the crossovers leap to the eye.
	PerMillion
	// Relative is the multiple of the cheapest offer's price.
	Relative
	// P99 is the latency that 99 % of requests stay within.
	P99
	NumMeasures
)

var measureNames = [...]string{"/month", "/million requests", "x the cheapest", "p99 latency"}

// Money reports whether the measure is an amount.
func (m Measure) Money() bool { return m == Monthly || m == PerMillion }

// String names the measure for a chart's title, after the sign of the currency
// where it is an amount.
func (m Measure) String() string { return measureNames[m] }

// Zoom is the pane of Explore that has all the room.
type Zoom uint8

// The panes that can be zoomed, in the order in which they come up.
const (
	NoZoom Zoom = iota
	ZoomChart
	ZoomSide
	ZoomRanking
	ZoomLayout
	NumZooms
)

// State is what is shown.
type State struct {
	Scenario scenario.Scenario
	Screen   Screen
	Axis     engine.Axis
	Measure  Measure
	// Center and Span are the chart's window on each axis, in decades.
	Center, Span [engine.NumAxes]float64
	// Offer is the selected offer's index in the engine, or -1 for the
	// cheapest, whichever that is.
	Offer int
	// Pins are scenarios to compare with.
	Pins Pins
	// Hidden are offers that are not shown, nor counted among the cheapest.
	Hidden OfferSet
	// Solo draws the curve of the selected offer and the cheapest one only.
	Solo bool
	// Order sorts the list of offers, and Filter leaves those with its words.
	Order  Order
	Filter string
	// Growing shows how the system grows in place of other layouts.
	Growing bool
	// Zoomed is the pane that has all the room.
	Zoomed Zoom
	// Linear gives the y axis equal steps instead of decades.
	Linear bool
	// Tornado shows what moves the price in place of the cold starts.
	Tornado bool
	// Variants shows every offer of a product, not only its best.
	Variants bool
}

// DefaultSpan is how many decades a chart shows at first.
const DefaultSpan = 4

// New returns the state in which a scenario is first looked at.
func New(s scenario.Scenario) State {
	st := State{Scenario: s, Offer: -1}
	for a := range st.Span {
		st.Span[a] = DefaultSpan
	}
	st.Span[engine.AxisMemory] = 2
	for a := range st.Center {
		st.Center[a] = st.handle(engine.Axis(a))
	}
	return st
}

// handle is where the selected part stands on an axis, in decades. Without
// traffic it is the axis' low end.
func (s *State) handle(a engine.Axis) float64 {
	lo, hi := a.Range()
	x := a.Value(&s.Scenario, s.Scenario.Selected)
	return math.Log10(min(max(x, lo), hi))
}

// margin is how close to its edge the handle may come before the window
// follows, as a fraction of the window.
const margin = 0.12

// Follow moves the window no further than it must to keep the handle in view,
// and keeps it on the axis. Call it after every change.
func (s *State) Follow() {
	if !s.Axis.Fits(&s.Scenario, s.Scenario.Selected) {
		s.Axis = engine.AxisRate
	}
	for a := range s.Center {
		axis := engine.Axis(a)
		h, room := s.handle(axis), s.Span[a]*(0.5-margin)
		s.Center[a] = min(max(s.Center[a], h-room), h+room)
		s.clamp(axis)
	}
}

// clamp keeps the window on the axis.
func (s *State) clamp(a engine.Axis) {
	lo, hi := a.Range()
	l, h := math.Log10(lo), math.Log10(hi)
	s.Span[a] = min(max(s.Span[a], minSpan), h-l)
	half := s.Span[a] / 2
	s.Center[a] = min(max(s.Center[a], l+half), h-half)
}

// minSpan is the narrowest window, in decades.
const minSpan = 0.5

// Window returns the stretch of the axis the chart shows.
func (s *State) Window() engine.Window {
	a := s.Axis
	half := s.Span[a] / 2
	return engine.Window{Axis: a, Lo: math.Pow(10, s.Center[a]-half), Hi: math.Pow(10, s.Center[a]+half)}
}

// Zoom multiplies the width of the window, around the handle.
func (s *State) Zoom(times float64) {
	a := s.Axis
	h := s.handle(a)
	s.Center[a] = h + (s.Center[a]-h)*times
	s.Span[a] *= times
	s.clamp(a)
}

// Pan moves the window by a fraction of its width. The handle may leave it.
func (s *State) Pan(fraction float64) {
	s.Center[s.Axis] += s.Span[s.Axis] * fraction
	s.clamp(s.Axis)
}

// NextAxis shows the next axis that the selected part can be moved along.
func (s *State) NextAxis() {
	for range engine.NumAxes {
		s.Axis = (s.Axis + 1) % engine.NumAxes
		if s.Axis.Fits(&s.Scenario, s.Scenario.Selected) {
			return
		}
	}
}

// MoveTo puts the selected part at x on the axis shown, to three digits: a
// column of a chart means no more, and memory is sold in whole MB.
func (s *State) MoveTo(x float64) {
	lo, hi := s.Axis.Range()
	x = min(max(x, lo), hi)
	switch p := s.Scenario.SelectedPart(); s.Axis {
	case engine.AxisMemory:
		x = math.Round(x)
	case engine.AxisRate:
		x = threeDigits(x)
		if p.Share > 0 { // the part it is a share of has a limit, too
			hi = min(hi, p.Share*scenario.MaxRate)
		}
	default:
		x = threeDigits(x)
	}
	s.Axis.Set(&s.Scenario, s.Scenario.Selected, min(max(x, lo), hi))
}

// threeDigits rounds x > 0 to three significant digits.
func threeDigits(x float64) float64 {
	digits := 2 - int(math.Floor(math.Log10(x)))
	if digits < 0 {
		unit := math.Pow10(-digits)
		return math.Round(x/unit) * unit
	}
	unit := math.Pow10(digits)
	return math.Round(x*unit) / unit
}
