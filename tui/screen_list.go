package tui

import (
	"slices"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"crossover/engine/progress"
	"crossover/tui/paint"
	"crossover/tui/state"
)

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
	case "ctrl+c":
		m.filtering = false
		return false
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
	var out []byte
	for i := range len(s) {
		if s[i] >= ' ' && s[i] <= '~' {
			out = append(out, s[i])
		}
	}
	return string(out)
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
