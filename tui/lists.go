package tui

import (
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"crossover/tui/state"
)

// page is a screen that is a list with a filter.
type page interface {
	Filter(string)
	Filtered() string
	Move(n int)
}

// page returns the list on screen, or nil where the screen is none.
func (m *Model) page() page {
	switch m.st.Screen {
	case state.Offers:
		return (*offerPage)(m)
	case state.Prices:
		return &m.prices
	case state.Conformance:
		return &m.conform
	case state.Verdicts:
		return &m.judged
	default:
		return nil
	}
}

// filterable returns the list on screen that a filter is for, or nil: Compare has
// one beside the sliders.
func (m *Model) filterable() page {
	if m.st.Screen == state.Compare {
		return (*offerPage)(m)
	}
	return m.page()
}

// startFilter begins a filter of the list on screen. Where there is none it goes
// to the offers.
func (m *Model) startFilter() {
	if m.filterable() == nil {
		m.show(state.Offers)
	}
	m.filtering = true
}

// offerPage is the list of offers. What it shows is part of what can be shared,
// so it is kept in the state.
type offerPage Model

// Filter leaves the offers with every word of s.
func (p *offerPage) Filter(s string) {
	(*Model)(p).edit("filter", func(st *state.State) { st.Filter = s })
}

// Filtered returns the filter.
func (p *offerPage) Filtered() string { return p.st.Filter }

// Move selects the offer n places on.
func (p *offerPage) Move(n int) { (*Model)(p).selectNext(max(min(n, 1<<20), -1<<20)) }

// filter gives keys to a filter being typed, and reports whether one is.
func (m *Model) filter(msg tea.KeyPressMsg) bool {
	p := m.filterable()
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
	case "esc":
		m.filtering = false
		p.Filter("")
	case "backspace":
		m.filtering = text != "" // with nothing left to take back it leaves
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

// printable is the ASCII of what was typed: all that is searched is.
func printable(s string) string {
	var out []byte
	for i := range len(s) {
		if s[i] >= ' ' && s[i] <= '~' {
			out = append(out, s[i])
		}
	}
	return string(out)
}

// verify starts recomputing the published examples when their page is first
// shown.
func (m *Model) verify() tea.Cmd {
	if m.st.Screen != state.Conformance || m.verifying || m.conform.Ready() || m.opts.Verify == nil {
		return nil
	}
	m.verifying = true
	run, ctx := m.opts.Verify, m.opts.Shared.ctx
	return func() tea.Msg { return verifiedMsg(run(ctx)) }
}
