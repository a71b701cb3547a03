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
	// Relative is the multiple of the cheapest offer's price.
	Relative
	// PerMillion is dollars for a million requests: functions run flat, fixed
	// capacity falls, and the crossovers leap to the eye.
	PerMillion
	// P99 is the latency that 99 % of requests stay within.
	P99
	NumMeasures
)

var measureNames = [...]string{"/month", "x the cheapest", "/million requests", "p99 latency"}

// Money reports whether the measure is an amount.
func (m Measure) Money() bool { return m == Monthly || m == PerMillion }

// String names the measure for a chart's title, after the sign of the currency
// where it is an amount.
func (m Measure) String() string { return measureNames[m] }

// Band says which curves have a band between the low and the high end of what is
// uncertain.
type Band uint8

// The bands, in the order in which they come up.
const (
	NoBand Band = iota
	// BandSelected is the selected offer's, or the cheapest one's.
	BandSelected
	// BandDrawn is every curve's.
	BandDrawn
	NumBands
)

var bandNames = [...]string{"none", "selected", "drawn"}

// String names the curves that have one.
func (b Band) String() string { return bandNames[b] }

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
	// Center and Span are the chart's window on each axis: in decades, and as
	// fractions of the months that can be shown.
	Center, Span [engine.NumAxes]float64
	// Month is the month looked at on their axis. The scenario stays as it is.
	Month float64
	// Offer is the selected offer's index in the engine, or -1 for the
	// cheapest, whichever that is.
	Offer int
	// Pins are scenarios to compare with.
	Pins Pins
	// Hidden are offers that are not shown, nor counted among the cheapest.
	Hidden OfferSet
	// Marked are offers that are drawn whatever else is; two of them are alone, head
	// to head.
	Marked OfferSet
	// Solo draws the curve of the selected offer and the cheapest one only.
	Solo bool
	// Order sorts the list of offers, and Filter leaves those with its words.
	Order  Order
	Filter string
	// Alternative names the layout that is shown in place of the recommended one,
	// as [engine.AlternativeNames] do; empty for none.
	Alternative string
	// Growing shows how the system grows in place of other layouts.
	Growing bool
	// Zoomed is the pane that has all the room.
	Zoomed Zoom
	// Linear gives the y axis equal steps instead of decades.
	Linear bool
	// Band draws what is uncertain around curves.
	Band Band
	// Tornado shows what moves the price in place of the cold starts.
	Tornado bool
	// Variants shows every offer of a product, not only its best.
	Variants bool
}

// Out are the offers left out: those that are hidden or, of a head-to-head, all
// but two.
func (s *State) Out() OfferSet {
	if s.Marked.Len() != 2 {
		return s.Hidden
	}
	return s.Marked.Others()
}

// DefaultSpan is how many decades a chart shows at first.
const DefaultSpan = 4

// New returns the state in which a scenario is first looked at.
func New(s scenario.Scenario) State {
	st := State{Scenario: s, Offer: -1}
	for a := range st.Span {
		st.Span[a] = DefaultSpan
	}
	st.Span[engine.AxisMemory], st.Span[engine.AxisMonth] = 2, 1
	for a := range st.Center {
		st.Center[a] = st.handle(engine.Axis(a))
	}
	st.clamp(engine.AxisMonth)
	return st
}

// Handle is where the chart's cursor stands on the axis shown: where the selected
// part does, or at the month looked at.
func (s *State) Handle() float64 { return s.value(s.Axis) }

func (s *State) value(a engine.Axis) float64 {
	if a == engine.AxisMonth {
		return s.Month
	}
	return a.Value(&s.Scenario, s.Scenario.Selected)
}

// RateAt is the selected part's rate, in requests per second, in a month.
func (s *State) RateAt(month float64) float64 {
	r := s.Scenario.PerSecond(s.Scenario.Selected)
	if s.Scenario.Grows(s.Scenario.Selected) {
		r *= s.Scenario.Growth.Times(month)
	}
	return r
}

// reach returns the values an axis can show.
func (s *State) reach(a engine.Axis) (lo, hi float64) {
	return a.Reach(&s.Scenario, s.Scenario.Selected)
}

// handle is where the chart's cursor stands on an axis, in the units of the
// window. Without traffic it is the axis' low end.
func (s *State) handle(a engine.Axis) float64 {
	lo, hi := s.reach(a)
	x := min(max(s.value(a), lo), hi)
	if a == engine.AxisMonth {
		return x / hi
	}
	return math.Log10(x)
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
	_, last := s.reach(engine.AxisMonth)
	s.Month = min(s.Month, last)
	for a := range s.Center {
		axis := engine.Axis(a)
		h, room := s.handle(axis), s.Span[a]*(0.5-margin)
		s.Center[a] = min(max(s.Center[a], h-room), h+room)
		s.clamp(axis)
	}
}

// clamp keeps the window on the axis.
func (s *State) clamp(a engine.Axis) {
	lo, hi := s.reach(a)
	l, h, least := math.Log10(lo), math.Log10(hi), minSpan
	if a == engine.AxisMonth {
		l, h, least = 0, 1, min(minMonths/hi, 1)
	}
	s.Span[a] = min(max(s.Span[a], least), h-l)
	half := s.Span[a] / 2
	s.Center[a] = min(max(s.Center[a], l+half), h-half)
}

// minSpan is the narrowest window, in decades, and minMonths in months.
const minSpan, minMonths = 0.5, 3.

// Window returns the stretch of the axis the chart shows.
func (s *State) Window() engine.Window {
	a := s.Axis
	half := s.Span[a] / 2
	if a == engine.AxisMonth {
		_, hi := s.reach(a)
		return engine.Window{Axis: a, Lo: max(s.Center[a]-half, 0) * hi, Hi: min(s.Center[a]+half, 1) * hi}
	}
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
// column of a chart means no more, and memory is sold in whole MB. Months are
// looked at, to a tenth, and leave the part where it is.
func (s *State) MoveTo(x float64) {
	lo, hi := s.reach(s.Axis)
	x = min(max(x, lo), hi)
	switch p := s.Scenario.SelectedPart(); s.Axis {
	case engine.AxisMonth:
		s.Month = min(math.Round(x*10)/10, hi)
		return
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
