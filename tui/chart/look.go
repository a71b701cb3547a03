package chart

import "crossover/tui/cell"

// Raster names a way of drawing lines with characters.
type Raster uint8

// The rasterisers, from the finest to the plainest.
const (
	// Braille draws with 2×4 dots in a cell.
	Braille Raster = iota
	// Octant draws with the solid eighths of a cell (Unicode 16).
	Octant
	// Block draws with the quadrants of a cell.
	Block
	// ASCII draws each series with its own [Series.Mark], one a cell.
	ASCII
)

// dots returns the raster's resolution inside one cell, and the bits of its dots.
func (r Raster) dots() (x, y int, bits *[2][4]uint8) {
	switch r {
	case Braille:
		return 2, 4, &brailleBits
	case Octant:
		return 2, 4, &octantBits
	case Block:
		return 2, 2, &blockBits
	case ASCII:
	}
	return 1, 1, &wholeBits
}

// Runes holds the characters of everything but the curves, each one column wide. A zero
// GridH, GridV or BandDivider leaves out that grid.
type Runes struct {
	AxisH, AxisV, Corner  rune // the two axes and where they meet
	TickX, MinorX, TickY  rune // on an axis: a labelled tick, an unlabelled one
	GridH, GridV          rune // behind the curves, at labelled ticks
	Cursor, Ghost, Hover  rune // vertical lines: you are here, pinned, the mouse
	HoverH                rune // the horizontal line through the mouse
	Caret, GhostCaret     rune // where those lines meet the x axis
	Marker                rune // a crossover
	Leader, Rise, Fall    rune // from a curve's end to its name: level, up, down
	Ellipsis              rune // ends a shortened name
	Ribbon, RibbonSplit   rune // a phase's body and its left edge
	BandTick, BandDivider rune // the y axis beside the band; the band's grid
	Shade                 rune // between a series' Low and High, where a dot is a cell
}

// UnicodeRunes returns characters from the box-drawing block, all one column
// wide in terminals that do not treat ambiguous characters as wide.
func UnicodeRunes() Runes {
	return Runes{
		AxisH: '─', AxisV: '│', Corner: '└',
		TickX: '┬', MinorX: '┴', TickY: '┤',
		GridH: '┈', GridV: '┊',
		Cursor: '│', Ghost: '┆', Hover: '╎', HoverH: '╌',
		Caret: '▲', GhostCaret: '△',
		Marker: '◆',
		Leader: '─', Rise: '╱', Fall: '╲',
		Ellipsis: '…',
		Ribbon:   '━', RibbonSplit: '┃',
		BandTick: '┤', BandDivider: '┈', Shade: ':',
	}
}

// ASCIIRunes returns characters of ASCII only.
func ASCIIRunes() Runes {
	return Runes{
		AxisH: '-', AxisV: '|', Corner: '+',
		TickX: '+', MinorX: '\'', TickY: '+',
		GridH: '.', GridV: '.',
		Cursor: '|', Ghost: ':', Hover: ':', HoverH: '-',
		Caret: '^', GhostCaret: '\'',
		Marker: 'X',
		Leader: '-', Rise: '/', Fall: '\\',
		Ellipsis: '~',
		Ribbon:   '=', RibbonSplit: '|',
		BandTick: '+', BandDivider: '.', Shade: ':',
	}
}

// Look holds the characters and styles of a chart.
type Look struct {
	// Raster draws the curves.
	Raster Raster
	// Runes draw everything else.
	Runes Runes
	// Axis, Grid and Label are the axes' lines, the lines behind the curves and
	// the numbers beside the axes.
	Axis, Grid, Label cell.Style
	// Marker is the style of a crossover's mark, and MarkerText that of its text.
	Marker, MarkerText cell.Style
	// Cursor, Ghost and Hover are the three kinds of line through the plot.
	Cursor, Ghost, Hover cell.Style
}
