// Package tour is the guided tour as data: steps that each put the explorer
// into a state and say something about it. It draws nothing; whoever shows the
// steps decides what leads from one to the next, be it a key or a clock.
package tour

import (
	"time"
	"unicode/utf8"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/state"
)

// Place is what a step talks about, and its words must not hide.
type Place uint8

// The places.
const (
	// Sliders are those of Explore.
	Sliders Place = iota
	// Chart is the chart of Explore.
	Chart
	// Page is the upper part of another screen.
	Page
)

// Step is one step of the tour.
type Step struct {
	Title string
	// Text is what it says, and Brief the same for a small screen. Words in
	// braces stand for what is true when it is shown: the rate
	// of the part selected, the cheapest offer for it and its price a month, the
	// price of the layout, and the keys of some actions.
	Text, Brief string
	// Tokens make the step's scenario of the default system.
	Tokens []string
	Screen state.Screen
	// At is what it talks about, and Slider the one that gets the focus.
	At     Place
	Slider string
}

// Steps returns the tour.
func Steps() []Step {
	return []Step{
		{
			Title:  "A scenario",
			Text:   "A scenario is how often, how big and how long. At {rate} the cheapest place for the api is {cheapest}, for {price} a month. Try it: {left} and {right} move the slider, and so does the mouse.",
			Brief:  "At {rate}, {cheapest} is cheapest: {price} a month. {left} and {right} move the slider.",
			Tokens: []string{"rate=5/h"}, Slider: "rate",
		},
		{
			Title:  "Where it flips",
			Text:   "The same api at {rate}: here {cheapest} is cheapest, for {price} a month. Each curve is an offer, and where two of the lowest cross the answer flips. Click into the chart to move there.",
			Brief:  "At {rate} it is {cheapest}, {price}. Where the lowest curves cross, the answer flips.",
			Tokens: []string{"rate=200/s"}, At: Chart, Slider: "rate",
		},
		{
			Title:  "Why it costs that",
			Text:   "Every price opens into a bill: what is metered, what is free, the tier it falls into, and the dated page the rate was read from. With 2 GB of memory {cheapest} comes to {price} a month.",
			Brief:  "Every price opens into its bill, with sources. With 2 GB {cheapest} comes to {price}.",
			Tokens: []string{"rate=200/s", "memory=2GB"}, Screen: state.Bill, At: Page, Slider: "memory",
		},
		{
			Title:  "How it feels",
			Text:   "Price is not all: when requests are rare and functions stop in between, some wait for a cold start. With a p99 target of 1 s, {cheapest} is the cheapest that keeps it at {rate}, for {price} a month.",
			Brief:  "Rare requests meet cold starts. With a p99 of 1 s, {cheapest} is the cheapest that keeps it.",
			Tokens: []string{"rate=5/h", "p99=1s"}, Screen: state.Latency, At: Page, Slider: "rate",
		},
		{
			Title:  "The whole system",
			Text:   "All parts together: the cheapest layout is {layout} a month, with reasons for each choice. From here {palette} does anything by its name, {scenarios} keeps scenarios, {help} lists the keys.",
			Brief:  "All parts in the cheapest layout: {layout} a month. {palette} does anything, {help} lists the keys.",
			Tokens: []string{"rate=50/s"}, Screen: state.Layout, At: Page, Slider: "rate",
		},
	}
}

// How long it takes to see where a step is, and to read a character of it: some
// 200 words a minute, which people take who read for pleasure.
const (
	looking   = 3 * time.Second
	character = time.Second / 20
)

// Reading returns how long somebody takes to read the step.
func (s *Step) Reading() time.Duration {
	return looking + time.Duration(utf8.RuneCountInString(s.Text))*character
}

// Apply returns the state that a step shows: pins and the rest of what was there
// stay, but what would make the step look otherwise is put aside.
func (s *Step) Apply(st state.State) (state.State, error) {
	sc, err := scenario.Parse(scenario.Default(), s.Tokens...)
	if err != nil {
		return st, err
	}
	st.Scenario, st.Screen, st.Offer = sc, s.Screen, -1
	st.Axis, st.Measure = engine.AxisRate, state.Monthly
	st.Solo, st.Linear, st.Tornado, st.Variants, st.Hidden, st.Marked = false, false, false, false, state.OfferSet{}, state.OfferSet{}
	st.Follow()
	return st, nil
}
