package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/tui/glyph"
	"crossover/tui/pane"
)

// looking is the dialog in which a theme and the characters are chosen: what is
// selected in it shows at once.
type looking struct {
	on   bool
	pane pane.Looks
	// theme, glyphs and chosen are what to go back to.
	theme  int
	glyphs *glyph.Set
	chosen bool
}

// choosing reports whether the dialog is on screen: a summary has no room for
// it.
func (m *Model) choosing() bool { return m.looks.on && !m.rects.Summary }

// openLooks opens the dialog, or goes through the themes where there is no room
// for it.
func (m *Model) openLooks() {
	if m.rects.Summary {
		m.preview(m.theme + 1)
		return
	}
	m.looks.on, m.looks.theme, m.looks.glyphs, m.looks.chosen = true, m.theme, m.canvas.Glyph, m.chosen
}

// closeLooks closes the dialog, and unless what shows is to be kept goes back.
func (m *Model) closeLooks(keep bool) {
	m.looks.on = false
	if keep {
		m.say("theme " + m.opts.Themes[m.theme].Name + ", characters " + m.canvas.Glyph.Kind.String())
		return
	}
	m.chosen = m.looks.chosen
	m.useGlyphs(m.looks.glyphs)
	m.useTheme(m.looks.theme)
}

// preview shows theme i, going round at both ends.
func (m *Model) preview(i int) {
	n := len(m.opts.Themes)
	m.chosen = true
	m.useTheme((i%n + n) % n)
}

// nextGlyphs shows the set of characters n further on.
func (m *Model) nextGlyphs(n int) {
	const sets = int(glyph.ASCII) + 1
	k := glyph.Kind((int(m.canvas.Glyph.Kind) + n + sets) % sets)
	m.useGlyphs(glyph.New(k, m.opts.Narrow))
}

// useGlyphs draws with a set of characters.
func (m *Model) useGlyphs(s *glyph.Set) {
	m.canvas.Glyph = s
	m.encoder.ASCII = s.Kind == glyph.ASCII
	m.encoder.NoLinks = m.encoder.ASCII
	m.gate.Touch()
}

// onLooksKey handles a key while the dialog is open.
func (m *Model) onLooksKey(msg tea.KeyPressMsg) tea.Cmd {
	k, page := &m.keys, m.looks.pane.Page()
	last := len(m.opts.Themes) - 1
	switch {
	case msg.String() == "ctrl+c":
		return tea.Quit
	case msg.String() == "enter", key.Matches(msg, k.Open):
		m.closeLooks(true)
	case key.Matches(msg, k.Back, k.Quit):
		m.closeLooks(false)
	case key.Matches(msg, k.Up):
		m.preview(m.theme - 1)
	case key.Matches(msg, k.Down, k.Theme):
		m.preview(m.theme + 1)
	case key.Matches(msg, k.Home):
		m.preview(0)
	case key.Matches(msg, k.End):
		m.preview(last)
	case key.Matches(msg, k.PageUp):
		m.preview(max(m.theme-page, 0))
	case key.Matches(msg, k.PageDown):
		m.preview(min(m.theme+page, last))
	case key.Matches(msg, k.Left):
		m.nextGlyphs(-1)
	case key.Matches(msg, k.Right):
		m.nextGlyphs(1)
	}
	return nil
}

// pressLooks handles a click while the dialog is open: on a theme it shows it,
// on the one that shows it keeps it, and outside it goes back.
func (m *Model) pressLooks(x, y int) {
	i, ok := m.looks.pane.At(x, y)
	switch {
	case ok && i == m.theme:
		m.closeLooks(true)
	case ok && i < len(m.opts.Themes):
		m.preview(i)
	case m.looks.pane.Glyphs(x, y):
		m.nextGlyphs(1)
	case !m.looks.pane.Contains(x, y):
		m.closeLooks(false)
	}
}

// paintLooks draws the dialog over the screen.
func (m *Model) paintLooks() {
	_, body := m.buffer.Bounds().CutTop(1)
	body, _ = body.CutBottom(1)
	m.looks.pane.Draw(&m.canvas, body, m.opts.Themes, m.theme, m.looks.theme, m.canvas.Glyph.Kind.String())
}

// lookHints are what the keys do in the dialog.
func lookHints() []pane.Hint {
	return []pane.Hint{
		{Key: "up/down", Does: "preview"}, {Key: "enter", Does: "keep"}, {Key: "esc", Does: "go back"},
		{Key: "left/right", Does: "characters"},
	}
}
