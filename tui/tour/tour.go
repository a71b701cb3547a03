// Package tour holds the guided tour as data: each step puts the explorer into a state and
// explains it. The caller draws the steps and decides when the next one follows.
package tour

import (
	"time"
	"unicode/utf8"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/state"
)

// Place is the part of the screen that a step explains and that its text must not cover.
type Place uint8

// The places.
const (
	// Sliders are the sliders of Explore.
	Sliders Place = iota
	// Chart is the chart of Explore.
	Chart
	// Page is the upper part of another screen.
	Page
)

// Step is one step of the tour.
type Step struct {
	Title string
	// Text explains the step, and Brief is the version for a small screen. Words in braces
	// are replaced by facts at the time: the rate of the selected part, its cheapest offer
	// and that offer's price a month, the point along the chart where another offer
	// becomes the cheapest, the price of the layout, and the keys of some actions.
	Text, Brief string
	// Tokens change the default system into the step's scenario.
	Tokens []string
	Screen state.Screen
	// Axis is the axis of the chart.
	Axis engine.Axis
	// At is the place explained, and Slider the slider that gets the focus.
	At     Place
	Slider string
}

// Steps returns the tour.
func Steps() []Step {
	return []Step{
		{
			Title:  "A side project",
			Text:   "A hundred requests a day, and nobody paid to look after them. At {rate} the cheapest is {cheapest}, {price} a month: a platform that runs only when called costs next to nothing. {left} and {right} move the slider.",
			Brief:  "At {rate}, {cheapest} costs {price} a month. {left} and {right} move the slider.",
			Tokens: []string{"level=hobby", "rate=100/day", "memory=256MB", "edge.p99=none"}, Slider: "rate",
		},
		{
			Title:  "The same at 1,000/s",
			Text:   "Only the traffic has changed: at {rate} the cheapest is {cheapest}, {price} a month. The first line says so in words. Each curve is an offer; where the lowest two cross, the answer flips.",
			Brief:  "At {rate} it is {cheapest}, {price}. Where the lowest curves cross, the answer flips.",
			Tokens: []string{"rate=1k/s", "memory=256MB"}, At: Chart, Slider: "rate",
		},
		{
			Title:  "The day it flips",
			Text:   "Somewhere in between the answer flips. Here traffic starts at {rate} and grows by a fifth each month, and the chart runs by month: {flip}. Move then, and not before.",
			Brief:  "Growing by a fifth each month from {rate}: {flip}.",
			Tokens: []string{"rate=1M/month", "memory=256MB", "growth=20%/month"}, At: Chart, Slider: "growth", Axis: engine.AxisMonth,
		},
		{
			Title:  "The cold start",
			Text:   "Price is not everything: when requests are rare, functions stop in between and some requests wait for a cold start. With a p99 target of 1 s at {rate}, {cheapest} is the cheapest that meets it, {price} a month.",
			Brief:  "Rare requests meet cold starts. With a p99 target of 1 s, {cheapest} is the cheapest that meets it.",
			Tokens: []string{"rate=5/h", "p99=1s"}, Screen: state.Latency, At: Page, Slider: "rate",
		},
		{
			Title:  "The hybrid",
			Text:   "All parts together, each where it is cheapest: the whole layout costs {layout} a month, with a reason for each choice. From here {palette} runs any command, {scenarios} loads and saves scenarios, {help} lists the keys.",
			Brief:  "All parts in the cheapest layout: {layout} a month. {palette} runs any command, {help} lists the keys.",
			Tokens: []string{"rate=50/s"}, Screen: state.Layout, At: Page, Slider: "rate",
		},
	}
}

// The time to find the place of a step, and to read a character: some 200 words a minute,
// the speed of reading for pleasure.
const (
	looking   = 3 * time.Second
	character = time.Second / 20
)

// Reading returns the time needed to read the step.
func (s *Step) Reading() time.Duration {
	return looking + time.Duration(utf8.RuneCountInString(s.Text))*character
}

// Apply returns the state of a step. It keeps pins and most of the state, but resets the
// settings that would change how the step looks.
func (s *Step) Apply(st state.State) (state.State, error) {
	sc, err := scenario.Parse(scenario.Default(), s.Tokens...)
	if err != nil {
		return st, err
	}
	st.Scenario, st.Screen, st.Offer = sc, s.Screen, -1
	st.Axis, st.Measure = s.Axis, state.Monthly
	st.Solo, st.Linear, st.Tornado, st.Variants, st.Hidden, st.Marked = false, false, false, false, state.OfferSet{}, state.OfferSet{}
	st.Follow()
	return st, nil
}
