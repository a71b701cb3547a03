package tui

import (
	"slices"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"crossover/tui/paint"
	"crossover/tui/state"
)

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
