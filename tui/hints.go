package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"

	"crossover/tui/pane"
	"crossover/tui/state"
)

// hint tells what a binding does, or several together, by their first keys. A
// binding without keys is not told of.
func hint(does string, all ...*key.Binding) pane.Hint {
	var keys []string
	for _, b := range all {
		if len(b.Keys()) > 0 {
			keys = append(keys, b.Help().Key)
		}
	}
	if keys == nil {
		return pane.Hint{}
	}
	return pane.Hint{Key: strings.Join(keys, "/"), Does: does}
}

// told leaves out the hints that have nothing to tell.
func told(list ...pane.Hint) []pane.Hint {
	out := list[:0]
	for _, h := range list {
		if h != (pane.Hint{}) {
			out = append(out, h)
		}
	}
	return out
}

// hintSet is the hints that the bindings of a session give.
type hintSet struct {
	do      []pane.Hint // and what holds everywhere
	always  []pane.Hint
	screens [state.NumScreens][]pane.Hint
}

// newHints makes the hints of k.
func newHints(k *KeyMap) hintSet {
	var h hintSet
	h.always = told(hint("screen", &k.NextScreen), hint("help", &k.Help), hint("quit", &k.Quit))
	h.do = append(told(hint("do", &k.Palette)), h.always...)
	for s := range state.NumScreens {
		h.screens[s] = told(k.screenHints(s)...)
	}
	return h
}

// always returns the hints that hold everywhere but in a dialog; there is not
// always room for the first.
func (m *Model) always() []pane.Hint {
	switch {
	case m.dialog != nil, m.tour.on && m.width < 100:
		return nil
	case m.width < 100:
		return m.hinted.always
	default:
		return m.hinted.do
	}
}

// hints are what the keys do on the screen that shows.
func (m *Model) hints() []pane.Hint {
	if m.dialog != nil {
		return m.dialog.hints()
	}
	if i := m.sliders.Focus; m.controls.Controls[i].Slider.Editing() {
		return []pane.Hint{{Key: "enter", Does: "set"}, {Key: "esc", Does: "leave it"}, {Key: "", Does: "with a unit, such as " + example(m.controls.Controls[i].Key)}}
	}
	if m.filtering && m.filterable() != nil {
		return []pane.Hint{{Key: "enter", Does: "keep the filter"}, {Key: "esc", Does: "drop it"}}
	}
	if m.tour.on {
		return m.tourHints()
	}
	return m.hinted.screens[m.st.Screen]
}

// screenHints are the hints of a screen, the most useful first.
func (k *KeyMap) screenHints(s state.Screen) []pane.Hint {
	adjust, choose := hint("adjust", &k.Left, &k.Right), hint("select", &k.Up, &k.Down)
	bill, next, part := hint("bill", &k.Open), hint("next offer", &k.NextOffer), hint("next part", &k.NextPart)
	scroll, back := hint("scroll", &k.PageUp, &k.PageDown), hint("back", &k.Back)
	why, resize := hint("why", &k.Explain), hint("resize panes", &k.Edge)
	detail := hint("scroll the detail", &k.OtherUp, &k.OtherDown)
	switch s {
	case state.Explore:
		return []pane.Hint{
			adjust, choose, bill, why, hint("measure", &k.Measure), hint("axis", &k.Axis), hint("zoom", &k.ZoomIn, &k.ZoomOut), next, part,
			hint("pin", &k.Pin), hint("undo", &k.Undo), hint("export", &k.Export), hint("copy", &k.Copy), resize,
			hint("months", &k.Months), hint("band", &k.Band),
		}
	case state.Offers:
		return []pane.Hint{choose, adjust, bill, why, hint("filter", &k.Filter), hint("variants", &k.Variants), part}
	case state.Latency:
		return []pane.Hint{adjust, choose, next, why, bill, part, resize}
	case state.Compare:
		return []pane.Hint{adjust, choose, hint("pin or unpin", &k.Pin), why, hint("drop pins", &k.DropPins), next, hint("filter", &k.Filter), hint("axis", &k.Axis)}
	case state.Simulate:
		return []pane.Hint{adjust, choose, hint("run or pause", &k.Play), why, hint("again", &k.Again), next, part, resize}
	case state.Layout:
		return []pane.Hint{part, hint("growth", &k.Growth), why, hint("lock", &k.Lock), hint("ban offer", &k.BanOffer), hint("ban vendor", &k.BanVendor), hint("allow all", &k.AllowAll), adjust, choose, scroll}
	case state.Verdicts:
		return []pane.Hint{choose, hint("try it", &k.Open), why, hint("filter", &k.Filter), detail, scroll, back}
	case state.Prices, state.Conformance:
		return []pane.Hint{choose, hint("filter", &k.Filter), why, detail, scroll, back}
	case state.Bill:
		return []pane.Hint{adjust, choose, next, why, scroll, back}
	default:
		return []pane.Hint{adjust, choose}
	}
}
