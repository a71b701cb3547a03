package chart

import "crossover/tui/cell"

// Format appends the text of an axis value to dst and returns it, as
// strconv.AppendFloat does. Every rune must be one column wide.
type Format func(dst []byte, v float64) []byte

// Emphasis says how much a series should stand out, beyond its style.
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
	// Mark identifies the curve without colour: at its end and on the cursor. ASCII
	// curves consist of it.
	Mark rune
	// Style colours the line, the mark and the name.
	Style cell.Style
	// Emphasis says how much the curve stands out.
	Emphasis Emphasis
	// Step holds each value until the next sample instead of joining the two
	// by a straight line.
	Step bool
	// Values are y at positions spread evenly over the x scale, from its Min
	// to its Max. NaN is a gap. Zero or less on a log axis lies in the band if
	// there is one, and below the plot if there is none. The slice is read
	// during [Chart.Draw] only.
	Values []float64
	// Low and High, unless they are empty, bound what is shaded around the curve:
	// as many samples as Values has.
	Low, High []float64
}

// Marker is a point worth a mark, such as a crossover.
type Marker struct {
	// X and Y are its place in axis values.
	X, Y float64
	// Text is written near the mark if there is room, and Short if there is
	// only room for that. A mark stays without text rather than hide another.
	Text, Short string
	// Rune replaces [Runes.Marker] unless it is 0.
	Rune rune
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
	// Name is written in it where it fits, Mark where only that fits.
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
	// Text is written under its caret; if empty, the x axis' format of X.
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

// Band is a row under a log axis for values that have no place on it: curves
// run in it where they are at or below the axis' lowest value.
type Band struct {
	// On gives the chart a band.
	On bool
	// Label stands beside it, for instance "$0".
	Label string
}
