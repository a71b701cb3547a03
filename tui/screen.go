package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/tui/paint"
	"crossover/tui/result"
	"crossover/tui/state"
	"crossover/tui/why"
)

// screen is a tab of the explorer. It owns its content, and the session uses it only
// through this interface. A new screen is a file of its own and a line in newScreens.
type screen interface {
	// prepare computes the content of the next frame synchronously.
	prepare(h *host)
	// draw paints the screen.
	draw(h *host)
	// hints returns the actions for the footer, the most useful first, in the format of
	// [KeyMap.hints], separated by commas.
	hints() string
	// figures returns the figures that can be explained, the focused one first.
	figures(h *host) []figure
	// explain explains one of its figures; ok is false if that no longer exists.
	explain(h *host, v *engine.Evaluator, f figure) (x why.Explanation, ok bool)
	// at returns the item at a cell.
	at(h *host, x, y int) spot
	// point highlights the item under a mouse without a button, or nothing if on is
	// false. It reports whether that changes the screen.
	point(h *host, x, y int, on bool) bool
	// wheel handles a turn of the wheel by n rows down, and reports whether it did.
	wheel(h *host, x, y, n int) bool
	// views returns the views that may scroll, the main one first. Lists that follow a
	// selection are not among them.
	views(h *host) []*paint.View
	// list returns the list that keys move in, and filter the one that a filter applies
	// to; either may be nil.
	list(h *host) page
	filter(h *host) page
	// do runs an action that this screen overrides, and reports whether it overrides it.
	do(h *host, action string) (tea.Cmd, bool)
	// offer returns the offer that actions apply to.
	offer(h *host) int
	// words returns the content as sentences, and row the selected row as text.
	words(h *host) []string
	row(h *host) string
	// work starts the screen's background work; shown is set for the current screen.
	work(h *host, shown bool) tea.Cmd
	// report adds the screen's content to a text export.
	report(v *result.View)
	// records returns the titles and rows of its table, or nil.
	records(h *host) [][]string
}

// newScreens returns the screens of a session, by tab.
func newScreens() [state.NumScreens]screen {
	claims, prices, examples := &verdictsScreen{}, &pricesScreen{}, &conformanceScreen{}
	claims.listScreen = listScreen{kind: ofClaim, rows: &claims.judged}
	prices.listScreen = listScreen{kind: ofPrice, rows: &prices.prices}
	examples.listScreen = listScreen{kind: ofExample, rows: &examples.examples}
	return [...]screen{
		state.Explore:     &exploreScreen{},
		state.Offers:      &offersScreen{},
		state.Layout:      &layoutScreen{},
		state.Latency:     &latencyScreen{},
		state.Simulate:    &simulateScreen{},
		state.Compare:     &compareScreen{},
		state.Bill:        &billScreen{},
		state.Verdicts:    claims,
		state.Prices:      prices,
		state.Conformance: examples,
	}
}

// spot is the item drawn at a cell.
type spot struct {
	// figure is the figure there, if has is set.
	figure figure
	has    bool
	// press handles a click; nil does nothing.
	press func(h *host)
}

// page is a list that keys move in and a filter applies to.
type page interface {
	Filter(string)
	Filtered() string
	Move(n int)
}

// plain is an empty screen. Screens embed it, and override what they have.
type plain struct{}

func (plain) prepare(*host) {}

func (plain) figures(h *host) []figure { return []figure{h.offerFigure(why.Monthly)} }

func (plain) explain(*host, *engine.Evaluator, figure) (why.Explanation, bool) {
	return why.Explanation{}, false
}

func (plain) point(*host, int, int, bool) bool { return false }
func (plain) wheel(*host, int, int, int) bool  { return false }
func (plain) views(*host) []*paint.View        { return nil }
func (plain) list(*host) page                  { return nil }
func (plain) filter(*host) page                { return nil }
func (plain) do(*host, string) (tea.Cmd, bool) { return nil, false }
func (plain) offer(h *host) int                { return h.answer.Selected }
func (plain) row(*host) string                 { return "" }
func (plain) work(*host, bool) tea.Cmd         { return nil }
func (plain) report(*result.View)              {}

func (plain) records(*host) [][]string { return nil }

// screen returns the current screen.
func (h *host) screen() screen { return h.screens[h.st.Screen] }
