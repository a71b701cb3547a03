package tui

import (
	"crossover/tui/cell"
	"crossover/tui/state"
)

// Rects is where everything goes on a screen of some size. A pane that has no
// room is empty.
type Rects struct {
	// Header and Footer are rows; Body is what a screen other than Explore
	// fills.
	Header, Footer, Body cell.Rect
	// Strip is where the first sliders stand on screens other than Explore.
	Strip cell.Rect
	// Sliders, Ranking, Curves, Cold and System are the panes of Explore.
	Sliders, Ranking, Curves, Cold, System cell.Rect
	// Borders is false where there is no room for them.
	Borders bool
	// Summary is set where there is room for a few lines of text only.
	Summary bool
}

// The sizes at which the screen folds.
const (
	minWidth, minHeight   = 40, 12
	midWidth, midHeight   = 76, 20
	wideWidth, wideHeight = 116, 28
)

// Arrange lays out a screen of w by h cells. It is pure: the same size and
// screen give the same rectangles, none of which overlap or leave the screen.
func Arrange(w, h int, screen state.Screen) Rects {
	all := cell.Rect{W: max(w, 0), H: max(h, 0)}
	if w < minWidth || h < minHeight {
		return Rects{Body: all, Summary: true}
	}
	var r Rects
	r.Header, all = all.CutTop(1)
	all, r.Footer = all.CutBottom(1)
	r.Borders = w >= midWidth && h >= midHeight
	switch {
	case screen != state.Explore:
		r.Strip, r.Body = all.CutTop(min(3, h/6))
	case w >= wideWidth && h >= wideHeight:
		arrangeWide(&r, all)
	case r.Borders:
		arrangeMid(&r, all)
	default:
		arrangeSmall(&r, all)
	}
	return r
}

// arrangeWide has three columns, and the layout under them.
func arrangeWide(r *Rects, all cell.Rect) {
	system := 5
	if all.H >= 34 {
		system = 7
	}
	all, r.System = all.CutBottom(system)
	left := 34 + min(max(all.W-140, 0)/8, 14)
	cold := 38
	if all.W >= 150 {
		cold = 44 + min(max(all.W-160, 0)/6, 20)
	}
	var column cell.Rect
	column, all = all.CutLeft(left)
	r.Curves, r.Cold = all.CutRight(cold)
	r.Sliders, r.Ranking = column.CutTop(slidersHeight(column.H))
}

// arrangeMid has the sliders and the ranking on the left, the chart on the
// right, and under it cold starts where there is height for them.
func arrangeMid(r *Rects, all cell.Rect) {
	system := 4
	if all.H >= 30 {
		system = 7
	}
	all, r.System = all.CutBottom(system)
	left := 30
	if all.W >= 100 {
		left = 34
	}
	var column cell.Rect
	column, all = all.CutLeft(left)
	if all.H >= 26 {
		all, r.Cold = all.CutBottom(min(12, all.H/3))
	}
	r.Curves = all
	r.Sliders, r.Ranking = column.CutTop(slidersHeight(column.H))
}

// slidersHeight leaves the ranking a third of the column, and the sliders no
// more than they need.
func slidersHeight(h int) int { return min(h-h/3, 21) }

// arrangeSmall stacks three sliders, the chart and the cheapest offers.
func arrangeSmall(r *Rects, all cell.Rect) {
	sliders, ranking := 3, 1
	if all.H >= 16 {
		sliders, ranking = 5, 3
	}
	if all.H >= 24 {
		sliders, ranking = 9, 5
	}
	r.Sliders, all = all.CutTop(sliders)
	r.Curves, r.Ranking = all.CutBottom(ranking)
}

// zoomed gives one pane of Explore all the room, under the first sliders. A
// screen too small for several panes at once stays as it is.
func (r Rects) zoomed(z state.Zoom, w, h int) Rects {
	if z == state.NoZoom || r.Summary || !r.Borders {
		return r
	}
	out := Rects{Header: r.Header, Footer: r.Footer, Borders: true}
	all := cell.Rect{Y: r.Header.Y + r.Header.H, W: w, H: h - r.Header.H - r.Footer.H}
	out.Strip, all = all.CutTop(min(3, h/6))
	switch z {
	case state.ZoomSide:
		out.Cold = all
	case state.ZoomLayout:
		out.System = all
	case state.ZoomRanking:
		out.Ranking = all
	default:
		out.Curves = all
	}
	return out
}
