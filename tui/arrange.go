package tui

import (
	"fmt"
	"slices"
	"strings"

	"crossover/tui/cell"
	"crossover/tui/pane"
	"crossover/tui/split"
	"crossover/tui/state"
)

// Rects holds the rectangles of a screen. A pane without room is empty.
type Rects struct {
	// Header and Footer are rows; Body is the content of screens other than Explore.
	Header, Footer, Body cell.Rect
	// Strip has the first sliders on screens other than Explore.
	Strip cell.Rect
	// Answer is the answer in words, on Explore.
	Answer cell.Rect
	// Sliders, Ranking, Curves, Contenders and System are the panes of Explore.
	Sliders, Ranking, Curves, Contenders, System cell.Rect
	// Borders is false if there is no room for them.
	Borders bool
	// Summary is set if there is room only for a few lines of text.
	Summary bool
}

// The sizes below which the layout changes.
const (
	minWidth, minHeight   = 40, 12
	midWidth, midHeight   = 76, 20
	tallWidth, tallHeight = 44, 44 // upright screens
)

// The least sizes of usable panes, with their borders if any. They limit the sizes that a
// user chooses.
const (
	leastColumn, leastCurves   = 26, 30
	leastSliders, leastRanking = 4, 3
	leastChart, leastRow       = 8, 3
	leastBody                  = 7
)

// Arrange lays out a screen of w by h cells with the cutter c, which then has its edges.
// It is pure: the same size, screen and sizes give the same rectangles, which never
// overlap or leave the screen.
func Arrange(c *split.Cutter, w, h int, screen state.Screen, sizes split.Sizes) Rects {
	r, all := frameOf(c, w, h, sizes)
	switch {
	case r.Summary:
	case screen != state.Explore:
		r.Strip, r.Body = cutStrip(c, all, h)
	default:
		r.Answer, all = cutAnswer(all)
		switch {
		case w >= midWidth && r.Borders:
			arrangeMid(c, &r, all)
		case r.Borders:
			arrangeTall(c, &r, all)
		default:
			arrangeSmall(c, &r, all)
		}
	}
	return r
}

// cutAnswer cuts off the answer at the top: two lines, three on a narrow screen, and a
// border if the height allows.
func cutAnswer(all cell.Rect) (top, rest cell.Rect) {
	n := 2
	if all.W < midWidth && all.H >= 14 {
		n++
	}
	if all.H >= borderedAnswer {
		n += 2
	}
	return all.CutTop(n)
}

// borderedAnswer is the height from which the answer has a border.
const borderedAnswer = 26

// frameOf returns the header and footer, and the space between them.
func frameOf(c *split.Cutter, w, h int, sizes split.Sizes) (r Rects, all cell.Rect) {
	all = cell.Rect{W: max(w, 0), H: max(h, 0)}
	if w < minWidth || h < minHeight {
		c.Begin(all, sizes)
		return Rects{Body: all, Summary: true}, cell.Rect{}
	}
	r.Header, all = all.CutTop(1)
	all, r.Footer = all.CutBottom(1)
	r.Borders = w >= midWidth && h >= midHeight || w >= tallWidth && h >= tallHeight
	c.Begin(all, sizes)
	return r, all
}

// cutStrip cuts off the strip of sliders at the top.
func cutStrip(c *split.Cutter, all cell.Rect, h int) (strip, rest cell.Rect) {
	return c.Top(split.Strip, all, min(3, h/6), 1, leastBody, split.Behind)
}

// systemRows returns the rows of the layout.
func systemRows(h int) int {
	switch {
	case h >= 34:
		return 7
	case h >= 28:
		return 6
	case h >= 22:
		return 5
	}
	return 4
}

// arrangeMid puts the sliders and the ranking on the left and the chart on the right,
// with the contenders below it if the height allows. The chart has more than 60 % of the
// width.
func arrangeMid(c *split.Cutter, r *Rects, all cell.Rect) {
	all, r.System = c.Bottom(split.Bottom, all, systemRows(all.H), leastChart, leastRow, split.Both)
	left := 30
	if all.W >= 100 {
		left = 34 + max(all.W-140, 0)/8
	}
	var column cell.Rect
	column, all = c.Left(split.Left, all, left, leastColumn, leastCurves, split.Both)
	if all.H >= 15 {
		rows := min(16, all.H/3)
		if all.H < 20 {
			rows = 4
		}
		r.Curves, r.Contenders = c.Bottom(split.Under, all, rows, leastChart, leastRow+1, split.Both)
	} else {
		r.Curves = all
	}
	// The ranking has a third of the column, and the sliders at most 21 rows.
	r.Sliders, r.Ranking = c.Top(split.Column, column, min(column.H-column.H/3, 21), leastSliders, leastRanking, split.Both)
}

// arrangeTall stacks all panes on an upright screen.
func arrangeTall(c *split.Cutter, r *Rects, all cell.Rect) {
	all, r.System = c.Bottom(split.Bottom, all, 7, leastChart+12, leastRow, split.Both)
	r.Sliders, all = c.Top(split.Column, all, 12, leastSliders, leastChart+8, split.Both)
	all, r.Contenders = c.Bottom(split.Under, all, all.H/4, leastChart+7, leastRow+1, split.Both)
	r.Curves, r.Ranking = all.CutBottom(7)
}

// arrangeSmall stacks three sliders or more, the chart and, if the height allows, the
// cheapest offers. There are no borders to drag.
func arrangeSmall(c *split.Cutter, r *Rects, all cell.Rect) {
	sliders, ranking := 3, 0
	if all.H >= 13 {
		sliders, ranking = 5, 3
	}
	if all.H >= 21 {
		sliders, ranking = 9, 5
	}
	r.Sliders, all = c.Top(split.Column, all, sliders, 3, 5, split.None)
	if r.Curves = all; ranking > 0 {
		r.Curves, r.Ranking = c.Bottom(split.Under, all, ranking, 4, 1, split.None)
	}
}

// zoomed gives one pane of Explore the whole space below the first sliders. A screen too
// small for borders stays as it is.
func zoomed(c *split.Cutter, r Rects, z state.Zoom, w, h int, sizes split.Sizes) Rects {
	if z == state.NoZoom || r.Summary || !r.Borders {
		return r
	}
	out, all := frameOf(c, w, h, sizes)
	out.Answer, all = cutAnswer(all)
	out.Strip, all = cutStrip(c, all, h)
	switch z {
	case state.ZoomSide:
		out.Contenders = all
	case state.ZoomLayout:
		out.System = all
	case state.ZoomRanking:
		out.Ranking = all
	default:
		out.Curves = all
	}
	return out
}

// edges holds the positions to which this session has moved the edges between panes, and
// the edge being moved. In a room everybody has their own.
type edges struct {
	sizes [state.NumScreens]split.Sizes
	// hover is the edge under the mouse, chosen the one chosen by keys.
	hover, chosen held
	// last is the edge that keys moved last, by screen.
	last [state.NumScreens]held
	// keep is set by keys that leave the chosen edge chosen.
	keep bool
}

// held is an edge, or none.
type held struct {
	on   bool
	name split.Name
}

// arrange lays out a screen at the session's size.
func (m *Model) arrange(c *split.Cutter, screen state.Screen) Rects {
	sizes, w, h := m.edges.sizes[screen], m.width, m.rows()
	r := Arrange(c, w, h, screen, sizes)
	if screen == state.Explore {
		r = zoomed(c, r, m.st.Zoomed, w, h, sizes)
	}
	return r
}

// wanted returns the sizes of the current screen.
func (e *edges) wanted(h *host) *split.Sizes { return &e.sizes[h.st.Screen] }

// next chooses the next edge of the screen; after the last one, none is chosen.
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

// inHand returns the edge that keys move: the chosen one, the last one, or the first.
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

// move moves that edge by n cells; less than 0 is up or left.
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

// put moves an edge to a column or row. Further keys before the next frame start from
// there.
func (e *edges) put(h *host, g split.Edge, at int) {
	e.wanted(h)[g.Name] = h.cut.Move(g.Name, at)
	h.gate.Touch()
}

// reset returns the edge in hand to its default place.
func (e *edges) reset(h *host) {
	if g, ok := e.inHand(h); ok {
		e.keep = true
		e.choose(h, g.Name)
		e.wanted(h)[g.Name] = 0
		h.say("the edge is back in its place")
	}
}

// resetAll returns all edges of all screens to their default places.
func (e *edges) resetAll(h *host) {
	e.sizes = [state.NumScreens]split.Sizes{}
	e.chosen = held{}
	h.say("every pane has its own size again")
}

// tell shows the name of the edge in hand, and the keys that move it.
func (e *edges) tell(h *host) {
	h.say(fmt.Sprintf("%s: %s/%s move this edge, %s puts it back, %s the next", e.chosen.name, h.keys.key("edge-less"), h.keys.key("edge-more"), h.keys.key("edge-reset"), h.keys.key("edge")))
}

// point highlights the edge under the mouse.
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

// grab starts to drag the edge at a cell, if there is one.
func (e *edges) grab(h *host, x, y int) bool {
	g, ok := h.cut.At(x, y)
	if !ok {
		return false
	}
	off := along(g, x, y) - g.At // of the mouse from the edge
	h.drag = drag{edge: held{true, g.Name}, move: func(x, y int) {
		if g, ok := h.cut.Find(g.Name); ok {
			e.put(h, g, along(g, x, y)-off)
		}
	}}
	return true
}

// along returns the column or row of a cell, whichever an edge moves along.
func along(g split.Edge, x, y int) int {
	if g.Upright {
		return x
	}
	return y
}

// paint highlights the edge in hand: the one dragged, pointed at or chosen.
func (e *edges) paint(h *host) {
	for _, mark := range [...]held{h.drag.edge, e.hover, e.chosen} {
		if g, ok := h.cut.Find(mark.name); ok && mark.on {
			pane.LightEdge(&h.canvas, g)
			return
		}
	}
}

// Sizes holds the positions of moved edges between panes: by screen and edge, the share
// of the screen left of the edge or above it. They can be saved between sessions.
type Sizes map[string]map[string]float64

// screenKey returns the name of a screen in Sizes.
func screenKey(s state.Screen) string { return strings.ToLower(s.String()) }

// Sizes returns the positions of the edges moved in this session.
func (m *Model) Sizes() Sizes {
	out := Sizes{}
	for screen := range state.NumScreens {
		for name := range split.NumNames {
			if share := m.edges.sizes[screen][name]; share > 0 {
				if out[screenKey(screen)] == nil {
					out[screenKey(screen)] = map[string]float64{}
				}
				out[screenKey(screen)][name.Key()] = share
			}
		}
	}
	return out
}

// Check returns an error if a screen, an edge or a share is not valid.
func (s Sizes) Check() error {
	_, err := s.bySplit()
	return err
}

// bySplit returns the sizes by screen and edge without the invalid ones, and an error
// about one of those.
func (s Sizes) bySplit() (out [state.NumScreens]split.Sizes, err error) {
	var screens, edges []string
	for screen := range state.NumScreens {
		screens = append(screens, screenKey(screen))
	}
	for name := range split.NumNames {
		edges = append(edges, name.Key())
	}
	for screen, list := range s {
		at := slices.Index(screens, screen)
		if at < 0 {
			err = fmt.Errorf("%s: want a screen: %s", screen, strings.Join(screens, ", "))
			continue
		}
		for edge, share := range list {
			k := slices.Index(edges, edge)
			switch {
			case k < 0:
				err = fmt.Errorf("%s.%s: want an edge: %s", screen, edge, strings.Join(edges, ", "))
			case !(share > 0 && share < 1):
				err = fmt.Errorf("%s.%s: %v: want a share of the screen above 0 and below 1", screen, edge, share)
			default:
				out[at][k] = share
			}
		}
	}
	return out, err
}
