package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/tui/paint"
	"crossover/tui/result"
	"crossover/tui/state"
	"crossover/tui/why"
)

// screen is a tab of the explorer. It owns what is on it, and answers all that
// the session asks: the session knows no screen but by this. A new one is a file
// of its own and a line in newScreens.
type screen interface {
	// prepare works out what the next frame shows, at once.
	prepare(h *host)
	// draw paints the screen.
	draw(h *host)
	// hints are the actions told of in the footer, the most useful first, as
	// [KeyMap.hints] has them, with commas between.
	hints() string
	// figures lists the figures on it that can be explained, the one that has the
	// focus first.
	figures(h *host) []figure
	// explain explains one of its figures; ok is false for one that is no longer
	// there.
	explain(h *host, v *engine.Evaluator, f figure) (x why.Explanation, ok bool)
	// at returns what is drawn at a cell.
	at(h *host, x, y int) spot
	// point shows what is under a mouse that only points, unless on is false, and
	// reports whether that changed anything.
	point(h *host, x, y int, on bool) bool
	// wheel acts on a turn of the wheel by n rows down, and reports whether it was
	// for something on the screen.
	wheel(h *host, x, y, n int) bool
	// views lists what on it can have more than shows, the main one first. Lists
	// that follow a selection are not among them.
	views(h *host) []*paint.View
	// list is the list that keys go through, and filter the one that a filter is
	// for; nil where there is none.
	list(h *host) page
	filter(h *host) page
	// do does what an action means on this screen, and reports whether it means
	// something of its own here.
	do(h *host, action string) (tea.Cmd, bool)
	// offer is the offer that actions speak of.
	offer(h *host) int
	// words are what it shows as text, a sentence each, and row is the row
	// selected.
	words(h *host) []string
	row(h *host) string
	// work starts working out off the loop what is wanted of it; shown says
	// whether it is the one that shows.
	work(h *host, shown bool) tea.Cmd
	// receive takes in a message of what was worked out.
	receive(h *host, msg tea.Msg) tea.Cmd
	// report adds to what is copied.
	report(v *result.View)
	// records are the titles and rows of its table, nil where it has none.
	records(h *host) [][]string
}

// newScreens returns the screens of a session, by their tabs.
func newScreens() [state.NumScreens]screen {
	return [...]screen{
		state.Explore:     &exploreScreen{},
		state.Offers:      &offersScreen{},
		state.Layout:      &layoutScreen{},
		state.Latency:     &latencyScreen{},
		state.Simulate:    &simulateScreen{},
		state.Compare:     &compareScreen{},
		state.Bill:        &billScreen{},
		state.Verdicts:    newVerdictsScreen(),
		state.Prices:      newPricesScreen(),
		state.Conformance: newConformanceScreen(),
	}
}

// spot is what is drawn at a cell.
type spot struct {
	// figure is the figure there, if has is set.
	figure figure
	has    bool
	// press does what a click there does; nil for nothing.
	press func(h *host)
}

// page is a list that keys go through and a filter is for.
type page interface {
	Filter(string)
	Filtered() string
	Move(n int)
}

// plain is an empty screen. Screens embed it, and define the methods for what they
// have.
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
func (plain) receive(*host, tea.Msg) tea.Cmd   { return nil }
func (plain) report(*result.View)              {}

func (plain) records(*host) [][]string { return nil }

// screen returns the screen that shows.
func (h *host) screen() screen { return h.screens[h.st.Screen] }
