package chart

import "crossover/tui/cell"

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
	// Rune replaces [Runes.Marker] unless it is 0.
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
