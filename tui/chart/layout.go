package chart

import (
	"math"

	"crossover/tui/cell"
)

// The sizes from which parts of the chart appear, in columns and rows.
const (
	minAxesW, minAxesH = 12, 5 // only the curves below this size
	minBandH           = 7
	minRibbonH         = 8
	minSecondH         = 13 // a second row of numbers under the x axis
	minFamiliesH       = 14 // a second ribbon
	minMarkW           = 16 // a gutter for the marks
	minNameW           = 32 // a gutter for the names
	markGutter         = 3
)

// Wants holds the sizes that a chart needs for its margins.
type Wants struct {
	// YLabel is the width of the widest y label, and Gutter that of the widest name with
	// its leader and mark; 0 leaves out the margin.
	YLabel, Gutter int
	// Band, Ribbon, Families and Second are set to get these rows.
	Band, Ribbon, Families, Second bool
}

// Layout holds the places of the parts of a chart. A part without room is empty.
type Layout struct {
	// Plot holds the curves.
	Plot cell.Rect
	// Band is the row under the plot for values off the log axis.
	Band cell.Rect
	// YLabels is left of the y axis, and YAxis is its line, beside plot and band.
	YLabels, YAxis cell.Rect
	// XAxis is the line under the plot, and XLabels the row under it. XLabels has the
	// whole width, so that numbers may extend beyond the plot.
	XAxis, XLabels cell.Rect
	// Second is a second row of numbers, under XLabels.
	Second cell.Rect
	// Families and Ribbon are the rows of phases.
	Families, Ribbon cell.Rect
	// Gutter is right of the plot and holds the curves' names.
	Gutter cell.Rect
}

// Arrange divides r among the parts of a chart. It depends only on its arguments, and
// every part it returns lies in r.
func Arrange(r cell.Rect, w Wants) Layout {
	if r.Empty() {
		return Layout{}
	}
	if r.W < minAxesW || r.H < minAxesH {
		return Layout{Plot: r}
	}
	var l Layout
	rest := r
	if w.Ribbon && r.H >= minRibbonH {
		rest, l.Ribbon = rest.CutBottom(1)
	}
	if w.Families && r.H >= minFamiliesH {
		rest, l.Families = rest.CutBottom(1)
	}
	if w.Second && r.H >= minSecondH {
		rest, l.Second = rest.CutBottom(1)
	}
	rest, l.XLabels = rest.CutBottom(1)
	l.YLabels, rest = rest.CutLeft(min(max(w.YLabel, 0), r.W/3))
	rest, l.Gutter = rest.CutRight(gutterWidth(r.W, w.Gutter))
	rest, l.XAxis = rest.CutBottom(1)
	l.YAxis, rest = rest.CutLeft(1)
	if w.Band && r.H >= minBandH {
		rest, l.Band = rest.CutBottom(1)
	}
	l.Plot = rest
	l.YLabels.H, l.Gutter.H = l.Plot.H+l.Band.H, l.Plot.H+l.Band.H
	l.Ribbon.X, l.Ribbon.W = l.Plot.X, l.Plot.W
	l.XAxis.X, l.XAxis.W = l.Plot.X, l.Plot.W
	l.Families.X, l.Families.W = l.Plot.X, l.Plot.W
	for _, part := range [...]*cell.Rect{&l.Ribbon, &l.Families} {
		if part.H == 0 {
			*part = cell.Rect{}
		}
	}
	return l
}

// gutterWidth returns the width of the names' gutter in a chart w columns wide.
func gutterWidth(w, want int) int {
	switch {
	case want <= 0 || w < minMarkW:
		return 0
	case w < minNameW:
		return min(want, markGutter)
	}
	return min(want, w*7/20)
}

// Column returns the column of the buffer at position p of the x axis, and
// whether it is in the plot.
func (l Layout) Column(p float64) (int, bool) {
	c, ok := nearest(p, l.Plot.W)
	return l.Plot.X + c, ok
}

// Row returns the row of the buffer at position p of the y axis, and whether it
// is in the plot.
func (l Layout) Row(p float64) (int, bool) {
	c, ok := nearest(p, l.Plot.H)
	return l.Plot.Y + l.Plot.H - 1 - c, ok
}

// nearest returns the cell, of n, that holds position p, and whether there is one.
func nearest(p float64, n int) (int, bool) {
	// The tolerance accepts a value computed as the very end of the axis.
	const slack = 1e-9
	if n <= 0 || !(p >= -slack && p <= 1+slack) {
		return 0, false
	}
	return min(max(int(math.Floor(p*float64(n-1)+0.5)), 0), n-1), true
}

// along returns the position of cell i of n.
func along(i, n int) float64 {
	if n <= 1 {
		return 0
	}
	return float64(i) / float64(n-1)
}
