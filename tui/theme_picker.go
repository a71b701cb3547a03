package tui

import (
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/tui/glyph"
	"crossover/tui/pane"
)

// themePicker is the dialog for choosing a theme and a character set. The selection is
// applied at once.
type themePicker struct {
	pane pane.ThemePicker
	// theme, glyphs and chosen are restored on cancel.
	theme  int
	glyphs *glyph.Set
	chosen bool
}

// openThemes opens the dialog, or shows the next theme if there is no room for it.
func openThemes(m *Model) {
	if m.rects.Summary {
		preview(m, m.theme+1)
		return
	}
	m.picker.theme, m.picker.glyphs, m.picker.chosen = m.theme, m.canvas.Glyph, m.chosen
	m.dialog = &m.picker
}

// closeThemes closes the dialog, and restores the previous theme and characters unless keep is set.
func closeThemes(m *Model, keep bool) {
	m.closeDialog()
	if keep {
		m.say("theme " + m.opts.Themes[m.theme].Name + ", characters " + m.canvas.Glyph.Kind.String())
		return
	}
	m.chosen = m.picker.chosen
	m.useGlyphs(m.picker.glyphs)
	m.useTheme(m.picker.theme)
}

// preview shows theme i, wrapping around at both ends.
func preview(m *Model, i int) {
	n := len(m.opts.Themes)
	m.chosen = true
	m.useTheme((i%n + n) % n)
}

// nextGlyphs shows the character set n places on. It skips octants if the terminal cannot
// draw them.
func nextGlyphs(m *Model, n int) {
	const sets = int(glyph.ASCII) + 1
	k := m.canvas.Glyph.Kind
	for ok := false; !ok; ok = k != glyph.Octant || m.octants {
		k = glyph.Kind((int(k) + n + sets) % sets)
	}
	m.useGlyphs(glyph.New(k, m.opts.Narrow))
}

// useGlyphs sets the character set.
func (m *Model) useGlyphs(s *glyph.Set) {
	if m.octants {
		s = s.WithOctants()
	}
	m.canvas.Glyph = s
	m.gate.Touch()
}

// ASCII reports whether the session draws with ASCII only.
func (m *Model) ASCII() bool { return m.canvas.Glyph.Kind == glyph.ASCII }

// key handles a key while the dialog is open.
func (t *themePicker) key(m *Model, msg tea.KeyPressMsg) tea.Cmd {
	k, page := &m.keys, t.pane.Page()
	last := len(m.opts.Themes) - 1
	switch {
	case msg.String() == "enter", key.Matches(msg, *k.of("open")):
		closeThemes(m, true)
	case key.Matches(msg, *k.of("back"), *k.of("quit")):
		closeThemes(m, false)
	case key.Matches(msg, *k.of("up")):
		preview(m, m.theme-1)
	case key.Matches(msg, *k.of("down"), *k.of("theme")):
		preview(m, m.theme+1)
	case key.Matches(msg, *k.of("home")):
		preview(m, 0)
	case key.Matches(msg, *k.of("end")):
		preview(m, last)
	case key.Matches(msg, *k.of("page-up")):
		preview(m, max(m.theme-page, 0))
	case key.Matches(msg, *k.of("page-down")):
		preview(m, min(m.theme+page, last))
	case key.Matches(msg, *k.of("left")):
		nextGlyphs(m, -1)
	case key.Matches(msg, *k.of("right")):
		nextGlyphs(m, 1)
	}
	return nil
}

func (t *themePicker) paste(*Model, string) {}

func (t *themePicker) wheel(m *Model, n int) { preview(m, m.theme-n) }

// press handles a click: on a theme it shows that theme, on the current one it keeps it,
// and outside the dialog it cancels.
func (t *themePicker) press(m *Model, x, y int) tea.Cmd {
	i, ok := t.pane.At(x, y)
	switch {
	case ok && i == m.theme:
		closeThemes(m, true)
	case ok && i < len(m.opts.Themes):
		preview(m, i)
	case t.pane.Glyphs(x, y):
		nextGlyphs(m, 1)
	case !t.pane.Contains(x, y):
		closeThemes(m, false)
	}
	return nil
}

// paint draws the dialog over the screen.
func (t *themePicker) paint(m *Model) {
	_, body := m.buffer.Bounds().CutTop(1)
	body, _ = body.CutBottom(1)
	t.pane.Draw(&m.canvas, body, m.opts.Themes, m.theme, t.theme, m.canvas.Glyph.Kind.String())
}

// hints returns the key hints of the dialog.
func (t *themePicker) hints() []pane.Hint {
	return []pane.Hint{
		{Key: "up/down", Does: "preview"}, {Key: "enter", Does: "keep"}, {Key: "esc", Does: "go back"},
		{Key: "left/right", Does: "characters"},
	}
}

// Motion is the amount of animation. What the user moves is always shown.
type Motion uint8

// The amounts of animation.
const (
	// MotionFull shows a simulation as it runs.
	MotionFull Motion = iota
	// MotionReduced shows a simulation in a few steps, and paints less often while
	// something is dragged.
	MotionReduced
	// MotionOff shows a simulation only when it has stopped.
	MotionOff
)

var motionNames = [...]string{"full", "reduced", "off"}

// String returns the name of the amount.
func (m Motion) String() string { return motionNames[m] }

// ParseMotion returns the amount with a name.
func ParseMotion(name string) (m Motion, ok bool) {
	i := slices.Index(motionNames[:], name)
	return Motion(max(i, 0)), i >= 0
}

// MotionNames returns the names of the amounts for help texts.
func MotionNames() string { return strings.Join(motionNames[:], ", ") }

// each returns the time between two views of a run, and the factor by which the run
// advances further between them. The total time is the same for any amount.
func (m Motion) each() (every time.Duration, times int) {
	if m == MotionReduced {
		return reducedTimes * simEvery, reducedTimes
	}
	return simEvery, 1
}

// frames returns the least time between two frames.
func (m Motion) frames() time.Duration {
	if m == MotionReduced {
		return reducedInterval
	}
	return frameInterval
}

// reducedInterval is the least time between two frames with reduced motion.
const reducedInterval = time.Second / 30

// reducedTimes is the factor by which reduced motion shows fewer views of a run.
const reducedTimes = 15
