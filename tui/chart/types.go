package chart

import (
	"math"

	"crossover/tui/cell"
	"crossover/tui/glyph"
)

// Format appends the text of an axis value to dst and returns it, as
// strconv.AppendFloat does. Every rune must be one column wide.
type Format func(dst []byte, v float64) []byte

// Emphasis says how prominent a series is, in addition to its style.
type Emphasis uint8

// The degrees of emphasis.
const (
	// Normal is a plain line.
	Normal Emphasis = iota
	// Dominant is drawn over all others.
	Dominant
	// Faint is a dotted line, drawn under all others.
	Faint
)

// Series is one curve.
type Series struct {
	// Name is written at the curve's end. Every rune must be one column wide.
	Name string
	// Mark identifies the curve without colour: at its end and on the cursor. In ASCII it
	// also draws the curve.
	Mark rune
	// Style colours the line, the mark and the name.
	Style cell.Style
	// Emphasis says how much the curve stands out.
	Emphasis Emphasis
	// Step holds each value until the next sample instead of joining samples by straight
	// lines.
	Step bool
	// Values holds y at positions spread evenly over the x scale, from its Min to its Max.
	// NaN is a gap. On a log axis, zero or less is drawn in the band if there is one, and
	// lies below the plot otherwise. Only [Chart.Draw] reads the slice.
	Values []float64
	// Low and High, unless they are empty, bound the area shaded around the curve, with as
	// many samples as Values.
	Low, High []float64
}

// Marker is a point worth a mark, such as a crossover.
type Marker struct {
	// X and Y are its place in axis values.
	X, Y float64
	// Text is written near the mark if there is room, or Short if that fits. A text that
	// would hide another mark or text is left out.
	Text, Short string
	// Rune replaces the glyph of a crossover unless it is 0.
	Rune rune
	// Minor marks come after all others, and are drawn only with their Text.
	Minor bool
}

// Second is a number in the second row under the x axis.
type Second struct {
	// X is its place in axis values.
	X float64
	// Text is the number with its unit.
	Text string
	// Style is the number's look.
	Style cell.Style
	// Line draws a line through the plot there, behind the curves.
	Line bool
}

// Phase is a stretch of the x axis, drawn as a segment of the ribbon.
type Phase struct {
	// From and To bound it in axis values.
	From, To float64
	// Name is written in the segment if it fits, or Mark if only that does.
	Name string
	// Mark identifies the phase without colour.
	Mark rune
	// Style colours it.
	Style cell.Style
}

// Cursor is a vertical line at a value of x.
type Cursor struct {
	// On draws it.
	On bool
	// X is its place in axis values.
	X float64
	// Text is written under the caret; if it is empty, X is, as XFormat writes it.
	Text string
	// Marks puts the mark of every series where the line crosses its curve.
	Marks bool
}

// Hover is a cross through one cell of the plot, for a mouse.
type Hover struct {
	// On draws it.
	On bool
	// Column and Row are the cell, in the coordinates of the buffer.
	Column, Row int
}

// Band is a row under a log axis for values that the axis cannot show: curves run in it
// where they are at or below the axis' lowest value.
type Band struct {
	// On gives the chart a band.
	On bool
	// Label is written beside the band, for instance "$0".
	Label string
}

// dots returns the resolution inside one cell of a way to draw curves, and the bits of its
// dots.
func dots(k glyph.Kind) (x, y int, bits *[2][4]uint8) {
	switch k {
	case glyph.Braille:
		return 2, 4, &brailleBits
	case glyph.Octant:
		return 2, 4, &octantBits
	case glyph.Block:
		return 2, 2, &blockBits
	case glyph.ASCII:
	}
	return 1, 1, &wholeBits
}

// Styles holds the characters and styles of a chart.
type Styles struct {
	// Glyphs are the characters; its Plot is the way curves are drawn. Without them only
	// curves are drawn, in braille.
	Glyphs *glyph.Set
	// Axis, Grid and Label are the axes' lines, the lines behind the curves and
	// the numbers beside the axes.
	Axis, Grid, Label cell.Style
	// Marker is the style of a crossover's mark, and MarkerText that of its text.
	Marker, MarkerText cell.Style
	// Cursor, Ghost and Hover are the three kinds of line through the plot.
	Cursor, Ghost, Hover cell.Style
}

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
