package tui

import (
	"fmt"

	"crossover/tui/pane"
	"crossover/tui/split"
	"crossover/tui/state"
)

// edges is where this session has moved the edges between panes, and which of
// them is in hand. It belongs to one terminal: in a room everybody has their
// own.
type edges struct {
	sizes [state.NumScreens]split.Sizes
	// hover is under the mouse and chosen by keys, if they are there.
	hover, chosen held
	// last is the one that keys moved last on each screen.
	last [state.NumScreens]held
	// keep is set by a key after which the chosen edge stays chosen.
	keep bool
}

// held is an edge, or none.
type held struct {
	on   bool
	name split.Name
}

// arrange lays out a screen at the size of the session.
func (m *Model) arrange(c *split.Cutter, screen state.Screen) Rects {
	sizes, w, h := m.edges.sizes[screen], m.width, m.rows()
	r := Arrange(c, w, h, screen, sizes)
	if screen == state.Explore {
		r = zoomed(c, r, m.st.Zoomed, w, h, sizes)
	}
	return r
}

// wanted are the sizes of the screen that shows.
func (e *edges) wanted(h *host) *split.Sizes { return &e.sizes[h.st.Screen] }

// next chooses the next edge on the screen; after the last there is none.
func (e *edges) next(h *host) {
	e.keep = true
	list, at := h.cut.Edges(), 0
	for i := range list {
		if e.chosen.on && list[i].Name == e.chosen.name {
			at = i + 1
		}
	}
	if at == len(list) {
		e.chosen = held{}
		return
	}
	e.choose(h, list[at].Name)
	e.tell(h)
}

func (e *edges) choose(h *host, name split.Name) {
	e.chosen = held{true, name}
	e.last[h.st.Screen] = e.chosen
}

// inHand returns the edge that keys move: the one chosen, the last one, or
// the first there is.
func (e *edges) inHand(h *host) (split.Edge, bool) {
	for _, mark := range [...]held{e.chosen, e.last[h.st.Screen]} {
		if g, ok := h.cut.Find(mark.name); ok && mark.on {
			return g, true
		}
	}
	if list := h.cut.Edges(); len(list) > 0 {
		return list[0], true
	}
	return split.Edge{}, false
}

// move moves the edge in hand: up or left, or down or right.
func (e *edges) move(h *host, n int) {
	e.keep = true
	g, ok := e.inHand(h)
	if !ok {
		return
	}
	if g.Upright {
		n *= 2
	}
	e.choose(h, g.Name)
	e.put(h, g, g.At+n)
	e.tell(h)
}

// put moves an edge to a column or a row. The frame to come shows it there,
// and so do further keys before that.
func (e *edges) put(h *host, g split.Edge, at int) {
	e.wanted(h)[g.Name] = h.cut.Move(g.Name, at)
	h.gate.Touch()
}

// reset puts the edge in hand back in its place.
func (e *edges) reset(h *host) {
	if g, ok := e.inHand(h); ok {
		e.keep = true
		e.choose(h, g.Name)
		e.wanted(h)[g.Name] = 0
		h.say("the edge is back in its place")
	}
}

// resetAll puts every edge of every screen back in its place.
func (e *edges) resetAll(h *host) {
	e.sizes = [state.NumScreens]split.Sizes{}
	e.chosen = held{}
	h.say("every pane has its own size again")
}

// tell says which edge is in hand, and what moves it.
func (e *edges) tell(h *host) {
	h.say(fmt.Sprintf("%s: %s/%s move this edge, %s puts it back, %s the next", e.chosen.name, h.keys.key("edge-less"), h.keys.key("edge-more"), h.keys.key("edge-reset"), h.keys.key("edge")))
}

// point lights up the edge under the mouse.
func (e *edges) point(h *host, x, y int, on bool) {
	mark := held{}
	if g, ok := h.cut.At(x, y); ok && on {
		mark = held{true, g.Name}
	}
	if mark != e.hover {
		e.hover = mark
		h.gate.Touch()
	}
}

// grab takes hold of the edge at a cell, if there is one.
func (e *edges) grab(h *host, x, y int) bool {
	g, ok := h.cut.At(x, y)
	if !ok {
		return false
	}
	h.drag = drag{on: true, edge: held{true, g.Name}, off: y - g.At}
	if g.Upright {
		h.drag.off = x - g.At
	}
	return true
}

// drag moves the edge that the mouse holds.
func (e *edges) drag(h *host, x, y int) {
	g, ok := h.cut.Find(h.drag.edge.name)
	if !ok {
		return
	}
	at := y
	if g.Upright {
		at = x
	}
	e.put(h, g, at-h.drag.off)
}

// paint lights up the edge in hand: the one dragged, pointed at or chosen.
func (e *edges) paint(h *host) {
	for _, mark := range [...]held{h.drag.edge, e.hover, e.chosen} {
		if g, ok := h.cut.Find(mark.name); ok && mark.on {
			pane.LightEdge(&h.canvas, g)
			return
		}
	}
}
