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
	// keep is set by what leaves the chosen one chosen.
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
func (m *Model) wanted() *split.Sizes { return &m.edges.sizes[m.st.Screen] }

// nextEdge chooses the next edge on the screen; after the last there is none.
func (m *Model) nextEdge() {
	m.edges.keep = true
	list, at := m.cut.Edges(), 0
	for i := range list {
		if m.edges.chosen.on && list[i].Name == m.edges.chosen.name {
			at = i + 1
		}
	}
	if at == len(list) {
		m.edges.chosen = held{}
		return
	}
	m.choose(list[at].Name)
	m.tellEdge()
}

func (m *Model) choose(name split.Name) {
	m.edges.chosen = held{true, name}
	m.edges.last[m.st.Screen] = m.edges.chosen
}

// edgeInHand returns the edge that keys move: the one chosen, the last one, or
// the first there is.
func (m *Model) edgeInHand() (split.Edge, bool) {
	for _, h := range [...]held{m.edges.chosen, m.edges.last[m.st.Screen]} {
		if e, ok := m.cut.Find(h.name); ok && h.on {
			return e, true
		}
	}
	if list := m.cut.Edges(); len(list) > 0 {
		return list[0], true
	}
	return split.Edge{}, false
}

// moveEdge moves the edge in hand: up or left, or down or right.
func (m *Model) moveEdge(n int) {
	m.edges.keep = true
	e, ok := m.edgeInHand()
	if !ok {
		return
	}
	if e.Upright {
		n *= 2
	}
	m.choose(e.Name)
	m.putEdge(e, e.At+n)
	m.tellEdge()
}

// putEdge moves an edge to a column or a row. The frame to come shows it there,
// and so do further keys before that.
func (m *Model) putEdge(e split.Edge, at int) {
	m.wanted()[e.Name] = m.cut.Move(e.Name, at)
	m.gate.Touch()
}

// resetEdge puts the edge in hand back in its place.
func (m *Model) resetEdge() {
	if e, ok := m.edgeInHand(); ok {
		m.edges.keep = true
		m.choose(e.Name)
		m.wanted()[e.Name] = 0
		m.say("the edge is back in its place")
	}
}

// resetEdges puts every edge of every screen back in its place.
func (m *Model) resetEdges() {
	m.edges.sizes = [state.NumScreens]split.Sizes{}
	m.edges.chosen = held{}
	m.say("every pane has its own size again")
}

// tellEdge says which edge is in hand, and what moves it.
func (m *Model) tellEdge() {
	m.say(fmt.Sprintf("%s: %s/%s move this edge, %s puts it back, %s the next", m.edges.chosen.name, m.keys.key("edge-less"), m.keys.key("edge-more"), m.keys.key("edge-reset"), m.keys.key("edge")))
}

// pointEdge lights up the edge under the mouse.
func (m *Model) pointEdge(x, y int) {
	h := held{}
	if e, ok := m.cut.At(x, y); ok && !m.talking() {
		h = held{true, e.Name}
	}
	if h != m.edges.hover {
		m.edges.hover = h
		m.gate.Touch()
	}
}

// grab takes hold of the edge at a cell, if there is one.
func (m *Model) grab(x, y int) bool {
	e, ok := m.cut.At(x, y)
	if !ok {
		return false
	}
	m.drag = drag{on: true, edge: held{true, e.Name}, off: y - e.At}
	if e.Upright {
		m.drag.off = x - e.At
	}
	return true
}

// dragEdge moves the edge that the mouse holds.
func (m *Model) dragEdge(x, y int) {
	e, ok := m.cut.Find(m.drag.edge.name)
	if !ok {
		return
	}
	at := y
	if e.Upright {
		at = x
	}
	m.putEdge(e, at-m.drag.off)
}

// paintEdge lights up the edge in hand: the one dragged, pointed at or chosen.
func (m *Model) paintEdge() {
	for _, h := range [...]held{m.drag.edge, m.edges.hover, m.edges.chosen} {
		if e, ok := m.cut.Find(h.name); ok && h.on {
			pane.LightEdge(&m.canvas, e)
			return
		}
	}
}
