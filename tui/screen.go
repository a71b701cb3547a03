package tui

import (
	"slices"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/progress"
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

// listScreen is a list with a detail below it. Screens of that kind embed it.
type listScreen struct {
	plain
	// kind is the kind of figure of a row.
	kind figureKind
	rows rows
	// asked is set once the computation of the rows has started, and count counts them.
	asked bool
	count progress.Count
}

// rows is the list of a listScreen.
type rows interface {
	page
	// Chosen returns the selected row, and Row the one at a cell.
	Chosen() (i int, ok bool)
	Row(x, y int) (i int, ok bool)
	// Working reports whether the rows are still being computed.
	Working() bool
	// At selects the row at a cell, and reports whether it was already selected.
	At(x, y int) bool
	// Detail returns the view of the selected row's details.
	Detail() *paint.View
	// Say returns the selected row as text, Words the visible rows and the details, and
	// Records all filtered rows.
	Say(c *paint.Canvas) string
	Words(c *paint.Canvas) []string
	Records(c *paint.Canvas) [][]string
}

// compute starts to compute the rows when the list is first shown; then stores them.
func (s *listScreen) compute(h *host, shown bool, rows func() (then doneMsg)) tea.Cmd {
	switch {
	case !shown:
		return nil
	case s.asked:
		return h.watch(s.rows.Working())
	}
	s.asked = true
	return func() tea.Msg { return rows() }
}

func (s *listScreen) hints() string {
	return "up/down, filter, explain, other-up/other-down, page-up/page-down, back"
}

func (s *listScreen) figures(h *host) []figure {
	if i, ok := s.rows.Chosen(); ok {
		return []figure{{kind: s.kind, index: i}}
	}
	return s.plain.figures(h)
}

func (s *listScreen) at(_ *host, x, y int) spot {
	i, ok := s.rows.Row(x, y)
	return spot{figure: figure{kind: s.kind, index: i}, has: ok, press: func(*host) { s.rows.At(x, y) }}
}

func (s *listScreen) views(*host) []*paint.View  { return []*paint.View{s.rows.Detail()} }
func (s *listScreen) list(*host) page            { return s.rows }
func (s *listScreen) filter(*host) page          { return s.rows }
func (s *listScreen) words(h *host) []string     { return s.rows.Words(&h.canvas) }
func (s *listScreen) row(h *host) string         { return s.rows.Say(&h.canvas) }
func (s *listScreen) records(h *host) [][]string { return s.rows.Records(&h.canvas) }

// startFilter starts a filter of the current list, or of the offers if the screen has
// none.
func startFilter(m *Model) {
	if m.screen().filter(&m.host) == nil {
		m.show(state.Offers)
	}
	m.filtering, m.pane = true, onSliders
}

// filterKey passes a key to the filter being typed, and reports whether there is one.
func filterKey(m *Model, msg tea.KeyPressMsg) bool {
	p := m.screen().filter(&m.host)
	if !m.filtering || p == nil {
		m.filtering = false
		return false
	}
	text := p.Filtered()
	switch msg.String() {
	case "enter", "up", "down", "tab":
		m.filtering = false
		if p, ok := p.(*sliderPage); ok {
			p.keep()
		}
	case "esc":
		m.filtering = false
		p.Filter("")
	case "backspace":
		m.filtering = text != "" // in an empty filter backspace ends it
		_, n := utf8.DecodeLastRuneInString(text)
		p.Filter(text[:len(text)-n])
	default:
		const longest = 40
		if len(text)+len(msg.Text) <= longest {
			p.Filter(text + printable(msg.Text))
		}
	}
	return true
}

// printable returns the printable ASCII characters of s. All searched text is ASCII.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, s)
}

// viewsOf returns the views on the screen that can scroll, the main one first.
func viewsOf(m *Model) []*paint.View {
	return slices.DeleteFunc(m.screen().views(&m.host), func(v *paint.View) bool { return !v.Overflows() })
}

// scrollPages scrolls the screen's list by pages, or else its first view.
func scrollPages(m *Model, pages int) {
	rows := m.rects.Body.H / 2
	if _, offers := m.screen().list(&m.host).(*offerPage); offers {
		rows = m.rects.Body.H - 4 // the list fills the screen
	}
	switch v := viewsOf(m); {
	case m.screen().list(&m.host) != nil:
		m.screen().list(&m.host).Move(pages * max(rows, 1))
	case len(v) > 0:
		v[0].Scroll(pages * v[0].Page())
	}
}

// scrollOther scrolls the rest of the screen by pages: the detail of a list, or all views
// but the first.
func scrollOther(m *Model, pages int) {
	v := viewsOf(m)
	if m.screen().list(&m.host) == nil && len(v) > 1 {
		v = v[1:]
	}
	if len(v) == 0 {
		m.say("everything else shows")
	}
	for _, v := range v {
		v.Scroll(pages * v.Page())
	}
}

// wheelView scrolls the view at a cell, and reports whether there is one that can scroll.
func wheelView(m *Model, x, y, rows int) bool {
	for _, v := range viewsOf(m) {
		if v.Contains(x, y) {
			v.Scroll(rows)
			return true
		}
	}
	return false
}
