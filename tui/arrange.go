package tui

import (
	"crossover/tui/cell"
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
