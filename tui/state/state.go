// Package state is the part of a session that can be shared: the scenario on screen and
// how it is viewed. A [State] is a comparable value, so undo, saved scenarios, tokens and
// sessions that follow each other all read, replace or follow a State. It excludes
// properties of one terminal, such as its size, theme and glyphs.
package state

import (
	"math"
	"math/bits"

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

// Measure is the quantity on a chart's y axis.
type Measure uint8

// The measures.
const (
	// Monthly is dollars per month.
	Monthly Measure = iota
	// Relative is the multiple of the cheapest offer's price.
	Relative
	// PerMillion is dollars per million requests: functions are flat, fixed capacity
	// falls, and crossovers are easy to see.
	PerMillion
	// P99 is the 99th percentile of the latency.
	P99
	NumMeasures
)

var measureNames = [...]string{"/month", "x the cheapest", "/million requests", "p99 latency"}

// Money reports whether the measure is an amount.
func (m Measure) Money() bool { return m == Monthly || m == PerMillion }

// String returns the measure's name for a chart's title, which follows the currency sign
// if it is an amount.
func (m Measure) String() string { return measureNames[m] }

// Band says which curves have a band for uncertain inputs.
type Band uint8

// The bands, in the order in which the key cycles through them.
const (
	NoBand Band = iota
	// BandSelected is the selected offer, or the cheapest one.
	BandSelected
	// BandDrawn is every drawn curve.
	BandDrawn
	NumBands
)

var bandNames = [...]string{"none", "selected", "drawn"}

// String returns the name of the setting.
func (b Band) String() string { return bandNames[b] }

// Zoom is the pane of Explore that fills the screen.
type Zoom uint8

// The panes that can be zoomed, in the order in which the key cycles through them.
const (
	NoZoom Zoom = iota
	ZoomChart
	ZoomSide
	ZoomRanking
	ZoomLayout
	NumZooms
)

// State is everything shown on the screen.
type State struct {
	Scenario scenario.Scenario
	View
}

// View is how a scenario is looked at.
type View struct {
	Screen  Screen
	Axis    engine.Axis
	Measure Measure
	// Center and Span are the chart's window on each axis: in decades, or for months as
	// fractions of the range.
	Center, Span [engine.NumAxes]float64
	// Month is the month viewed on the month axis. It does not change the scenario.
	Month float64
	// Offer is the selected offer's index in the engine, or -1 for the cheapest offer at
	// any time.
	Offer int
	// Pins are scenarios to compare with.
	Pins Pins
	// Hidden are offers that are not shown and never count as the cheapest.
	Hidden OfferSet
	// Marked are offers that are always drawn. If there are exactly two, only these are
	// shown.
	Marked OfferSet
	// Solo draws only the curves of the selected offer and the cheapest one.
	Solo bool
	// Order sorts the list of offers. Filter keeps the offers that contain its words.
	Order  Order
	Filter string
	// Alternative names the layout shown in place of the recommended one, from
	// [engine.AlternativeNames]; empty for none.
	Alternative string
	// Growing shows the growth of the system in place of other layouts.
	Growing bool
	// Zoomed is the pane that fills the screen.
	Zoomed Zoom
	// Linear makes the y axis linear instead of logarithmic.
	Linear bool
	// Band selects the curves with a band for uncertain inputs.
	Band Band
	// Tornado shows the sensitivity analysis in place of the cold starts.
	Tornado bool
	// Variants shows every offer of a product, not only the best.
	Variants bool
}

// Out returns the offers left out: the hidden ones or, in a head-to-head, all but two.
func (s *State) Out() OfferSet {
	if s.Marked.Len() != 2 {
		return s.Hidden
	}
	return s.Marked.Others()
}

// DefaultSpan is the initial number of decades in a chart.
const DefaultSpan = 4

// New returns the initial state for a scenario.
func New(s scenario.Scenario) State {
	st := State{s, View{Offer: -1}}
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

// Handle returns the position of the chart's cursor on the present axis: the selected
// part's value, or the month viewed.
func (s *State) Handle() float64 { return s.value(s.Axis) }

func (s *State) value(a engine.Axis) float64 {
	if a == engine.AxisMonth {
		return s.Month
	}
	return a.Value(&s.Scenario, s.Scenario.Selected)
}

// RateAt returns the selected part's rate in a month, in requests per second.
func (s *State) RateAt(month float64) float64 {
	r := s.Scenario.PerSecond(s.Scenario.Selected)
	if s.Scenario.Grows(s.Scenario.Selected) {
		r *= s.Scenario.Growth.Times(month)
	}
	return r
}

// reach returns the range of an axis.
func (s *State) reach(a engine.Axis) (lo, hi float64) {
	return a.Reach(&s.Scenario, s.Scenario.Selected)
}

// handle returns the position of the chart's cursor on an axis, in the units of the
// window. Without traffic it is the axis' low end.
func (s *State) handle(a engine.Axis) float64 {
	lo, hi := s.reach(a)
	x := min(max(s.value(a), lo), hi)
	if a == engine.AxisMonth {
		return x / hi
	}
	return math.Log10(x)
}

// margin is the smallest distance of the handle from the window's edge before the window
// follows, as a fraction of the window.
const margin = 0.12

// Follow moves the window as little as possible to keep the handle in view and the window
// on the axis. Call it after every change.
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

// minSpan is the narrowest window in decades, and minMonths in months.
const minSpan, minMonths = 0.5, 3.

// Window returns the window of the axis that the chart shows.
func (s *State) Window() engine.Window {
	a := s.Axis
	half := s.Span[a] / 2
	if a == engine.AxisMonth {
		_, hi := s.reach(a)
		return engine.Window{Axis: a, Lo: max(s.Center[a]-half, 0) * hi, Hi: min(s.Center[a]+half, 1) * hi}
	}
	return engine.Window{Axis: a, Lo: math.Pow(10, s.Center[a]-half), Hi: math.Pow(10, s.Center[a]+half)}
}

// Zoom multiplies the width of the window, centred on the handle.
func (s *State) Zoom(times float64) {
	a := s.Axis
	h := s.handle(a)
	s.Center[a] = h + (s.Center[a]-h)*times
	s.Span[a] *= times
	s.clamp(a)
}

// Pan moves the window by a fraction of its width. The handle may leave the window.
func (s *State) Pan(fraction float64) {
	s.Center[s.Axis] += s.Span[s.Axis] * fraction
	s.clamp(s.Axis)
}

// NextAxis switches to the next axis that fits the selected part.
func (s *State) NextAxis() {
	for range engine.NumAxes {
		s.Axis = (s.Axis + 1) % engine.NumAxes
		if s.Axis.Fits(&s.Scenario, s.Scenario.Selected) {
			return
		}
	}
}

// MoveTo moves the selected part to x on the present axis, rounded to three digits,
// because a column of a chart is no more precise and memory is sold in whole MB. On the
// month axis it sets the month viewed, rounded to a tenth, and does not move the part.
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
		if p.Share > 0 { // the root part has a limit, too
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

// OfferSet is a set of offers by their index in the engine. It is comparable. Indices
// beyond its capacity are in no set.
type OfferSet [4]uint64

// Has reports whether an offer is in the set.
func (s *OfferSet) Has(o int) bool { return o>>6 < len(s) && s[o>>6]&(1<<(o&63)) != 0 }

// Add returns the set with an offer added.
func (s OfferSet) Add(o int) OfferSet {
	if o>>6 < len(s) {
		s[o>>6] |= 1 << (o & 63)
	}
	return s
}

// Toggle returns the set with an offer added, or removed if it is in it.
func (s OfferSet) Toggle(o int) OfferSet {
	if o>>6 < len(s) {
		s[o>>6] ^= 1 << (o & 63)
	}
	return s
}

// Others returns the set of all offers that are not in the set.
func (s OfferSet) Others() OfferSet {
	for i := range s {
		s[i] = ^s[i]
	}
	return s
}

// Len returns how many offers are in the set.
func (s *OfferSet) Len() (n int) {
	for _, b := range s {
		n += bits.OnesCount64(b)
	}
	return n
}

// Order is the sort order of the list of offers.
type Order uint8

// The orders.
const (
	// ByPrice sorts by rank: the cheapest first, infeasible offers last.
	ByPrice Order = iota
	ByLatency
	ByColdStart
	ByKind
	ByProvider
	ByName
	NumOrders
)

var orderNames = [...]string{"price", "p99", "cold starts", "kind", "provider", "name"}

// String returns the name of the order.
func (o Order) String() string { return orderNames[o] }

// MaxPins is the largest number of pinned scenarios.
const MaxPins = 3

// Pins are scenarios to compare with, in the order they were pinned; unused entries are
// nil. The scenario behind a pin is never changed, so states can share it.
type Pins [MaxPins]*scenario.Scenario

// Len returns how many scenarios are pinned.
func (p Pins) Len() int {
	n := 0
	for n < len(p) && p[n] != nil {
		n++
	}
	return n
}

// Last returns the scenario pinned last, or nil.
func (p Pins) Last() *scenario.Scenario {
	if n := p.Len(); n > 0 {
		return p[n-1]
	}
	return nil
}

// Toggle returns the pins with a scenario added, replacing the oldest if all are used, or
// removed if it is pinned.
func (p Pins) Toggle(s *scenario.Scenario) Pins {
	n := p.Len()
	for i := range n {
		if *p[i] == *s {
			return p.without(i)
		}
	}
	if n == len(p) {
		p = p.without(0)
		n--
	}
	pinned := *s
	p[n] = &pinned
	return p
}

func (p Pins) without(i int) Pins {
	copy(p[i:], p[i+1:])
	p[len(p)-1] = nil
	return p
}
