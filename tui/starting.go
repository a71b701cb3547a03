package tui

import (
	tea "charm.land/bubbletea/v2"

	"crossover/engine/scenario"
	"crossover/tui/palette"
	"crossover/tui/state"
)

// shapes are the scenarios offered to a new user, with their names there.
var shapes = [...]struct{ preset, does string }{
	{"webhook", "a webhook: short, rare, in bursts"},
	{"web-api", "an API that people wait for"},
	{"edge-auth", "at the edge: a check before every request"},
	{"websockets-50k", "sockets: connections that stay open"},
	{"nightly-batch", "a batch: a long run every night"},
	{"gpu-inference", "a model on a GPU"},
}

// openStart asks a new user what to run.
func openStart(m *Model) {
	d := &menu{}
	d.box.Title, d.box.Note, d.box.Prompt, d.box.NoteAt = "What do you want to run?", "enter chooses, esc shows an example", "/ ", 44
	for _, x := range shapes {
		for i := range m.opts.Presets {
			if s := &m.opts.Presets[i]; s.Name == x.preset {
				d.add(palette.Item{Text: x.does, Note: s.Title}, just(func(m *Model) {
					loadScenario(m, s)
					startHint(m)
				}))
			}
		}
	}
	d.add(palette.Item{Text: "my own: one part, set with the sliders", Note: "type 3M/month, or move the slider"}, just(func(m *Model) {
		m.setScenario(*m.newPart("app"))
		startHint(m)
	}))
	d.add(palette.Item{Text: "show me round", Note: "the guided tour, two minutes"}, func(m *Model) tea.Cmd {
		goTour(m, 0)
		return nil
	})
	d.open(m)
}

// startHint shows how to continue after the first choice.
func startHint(m *Model) {
	m.say("type a number to set the " + string(scenario.GroupRequest) + " rate, as 3M/month; " + m.keys.key("palette") + " runs any command by name, " + m.keys.key("help") + " lists the keys")
}

// chosenPane is a pane of Explore that can receive keys.
type chosenPane uint8

// The panes, in the order of the numbers on their borders.
const (
	onSliders chosenPane = iota
	onChart
	onContenders
	onLayout
	numPanes
)

// paneZooms are the zooms in which the panes fill the screen.
var paneZooms = [numPanes]state.Zoom{onChart: state.ZoomChart, onContenders: state.ZoomSide, onLayout: state.ZoomLayout}

// paneNumbers are the numbers on their borders.
var paneNumbers = [numPanes]string{"1", "2", "3", "4"}

// paneHints are the key hints of the panes, in the format of [KeyMap.hints].
var paneHints = [numPanes]string{
	onChart:      "left/right=pan, up/down=zoom, measure, axis, explain, zoom=alone, band, linear=equal steps or decades, solo=the selected alone, variants, months, back",
	onContenders: "up/down=offer, open, play, explain, zoom=alone, hide=hide, show-all=show all, order=sort, variants, tornado=what moves the price, cheapest=follow the cheapest, back",
	onLayout:     "left/right=part, open, lock, ban-offer, ban-vendor, allow-all, explain, back",
}

// choosePane gives the keys to a pane of Explore, and shows Explore.
func choosePane(m *Model, p chosenPane) {
	if m.st.Screen != state.Explore || m.st.Zoomed != state.NoZoom {
		m.edit("screen", func(s *state.State) {
			if s.Screen = state.Explore; s.Zoomed != state.NoZoom {
				s.Zoomed = paneZooms[p]
			}
		})
	}
	m.filtering = false
	m.pane = p
	m.gate.Touch()
}

// onPane returns the pane that receives keys.
func (h *host) onPane() chosenPane {
	if h.st.Screen != state.Explore {
		return onSliders
	}
	return h.pane
}

// steer handles an arrow key in the pane that receives keys, and reports whether it did.
func steer(m *Model, dx, dy int) bool {
	switch p := m.onPane(); {
	case p == onChart && dx != 0:
		m.pan(0.1 * float64(dx))
	case p == onChart:
		times := 1.5
		if dy < 0 {
			times = 1 / times
		}
		m.edit("look", func(s *state.State) { s.Zoom(times) })
	case p == onContenders && dy != 0:
		m.selectNext(dy)
	case p == onLayout:
		m.selectPart(m.st.Scenario.Selected + dx + dy)
	default:
		return false
	}
	return true
}
