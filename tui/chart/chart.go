// Package chart paints a line chart with logarithmic or linear axes into a rectangle of a
// [cell.Buffer]. It was made for cost curves that cross. It therefore has steps, a band
// below the log axis for "free", names at the curves' ends, crossover marks, a "you are
// here" line and a ribbon of phases under the x axis.
//
// A [Chart] is a struct of plain values that the caller fills before each frame, and
// [Chart.Draw] paints it. Its buffers are kept between frames: at a size and number of
// series it has drawn before, drawing allocates nothing. Bad input never panics: values
// that are not finite are not drawn, and parts that do not fit are left out.
//
// One rule fixes the horizontal geometry. A plot of W columns shows X.Min at the centre of
// its first column and X.Max at the centre of its last one; values between lie evenly on
// the scale. Under that rule [Layout.Column] and [Chart.XAt] are inverses of each other,
// and so are [Layout.Row] and [Chart.YAt] on the vertical axis.
package chart

import (
	"cmp"
	"unicode/utf8"

	"crossover/tui/cell"
	"crossover/tui/glyph"
)

// Chart is a line chart. The caller fills its exported fields before each
// [Chart.Draw]; the zero value draws nothing but is ready to use. A Chart is
// for one goroutine at a time, and must not be copied after its first Draw.
type Chart struct {
	// X and Y are the axes.
	X, Y Scale
	// XFormat and YFormat write axis values; without one an axis has no numbers.
	XFormat, YFormat Format
	// XTitle is written right of the x axis' numbers if there is room.
	XTitle string
	// YLabelWidth fixes the width of the y labels, so that the plot does not move when the
	// labels change. 0 measures the labels of each frame.
	YLabelWidth int
	// Series are the curves, the most important first: it is drawn over the
	// others and is the last to lose its name.
	Series []Series
	// Markers are the points to mark, the most important first.
	Markers []Marker
	// Second are numbers in a second row under the x axis, the most important
	// first.
	Second []Second
	// Phases are the segments of the ribbon under the x axis, and Families those of
	// a ribbon above it.
	Phases, Families []Phase
	// Cursor is the main line through the plot, Ghost a second one under it.
	Cursor, Ghost Cursor
	// Hover is the cross under the mouse.
	Hover Hover
	// Band is the row for values below the log axis.
	Band Band
	// Styles holds the characters and styles.
	Styles Styles

	work work
}

// blank stands for the glyphs of a chart that has none.
var blank glyph.Set

// work holds the state of a drawing; it is kept to reuse its memory.
type work struct {
	buf     *cell.Buffer
	area    cell.Rect
	layout  Layout
	glyphs  *glyph.Set
	x, y    mapping
	ready   bool // both axes are usable
	plane   plane
	sampler sampler
	ys      []float64
	tops    []float64 // of a shaded series
	ends    []end
	spots   []spot
	xTicks  []Tick // of xCache, or none
	yTicks  []Tick
	xCache  tickCache
	yCache  tickCache
	names   []name
	texts   []cell.Rect // texts and marks in the plot
	order   []int       // of the markers, in which their texts are written
	spans   []span      // texts under the x axis
	scratch []byte
}

// Draw paints the chart into r, and nothing outside it, and returns where its parts
// are. The part of r outside the buffer is ignored.
func (c *Chart) Draw(b *cell.Buffer, r cell.Rect) Layout {
	if b == nil {
		return Layout{}
	}
	w := &c.work
	r = r.Intersect(b.Bounds())
	w.buf, w.area, w.glyphs = b, r, cmp.Or(c.Styles.Glyphs, &blank)
	w.layout = c.Layout(r)
	w.names, w.texts, w.spans = w.names[:0], w.texts[:0], w.spans[:0]
	if r.Empty() {
		w.plane.reset(0, 0, w.glyphs.Plot)
		w.buf = nil
		return w.layout
	}
	b.Fill(r, ' ', 0)
	c.prepare()
	c.drawGrid()
	c.drawAxes()
	c.drawLines()
	if w.ready {
		c.drawCurves()
		c.drawMarkers()
		c.drawNames()
	} else {
		w.plane.reset(0, 0, w.glyphs.Plot)
	}
	c.drawUnderAxis()
	c.drawSecond()
	c.drawRibbons()
	w.buf = nil // the buffer is the caller's: do not keep it alive
	return w.layout
}

// Layout returns where Draw puts the parts of the chart in a rectangle that
// lies in its buffer.
func (c *Chart) Layout(r cell.Rect) Layout {
	w := &c.work
	wants := Wants{Band: c.Band.On && c.Y.Kind == Log10, Ribbon: len(c.Phases) > 0, Families: len(c.Families) > 0, Second: len(c.Second) > 0, Gutter: c.gutterWant()}
	if r.W < minAxesW || r.H < minAxesH {
		return Arrange(r, wants)
	}
	// Labels depend on the plot's height only, and that not on their width.
	rows := Arrange(r, wants).Plot.H
	w.yTicks = w.yCache.of(c.Y, rows, 2+min(rows/20, 1)) // labels keep two or three rows apart
	wants.YLabel = c.YLabelWidth
	if wants.YLabel <= 0 {
		wants.YLabel = c.yLabelWant(wants.Band)
	}
	return Arrange(r, wants)
}

// XAt returns the value of the x axis at the centre of a column of the buffer,
// given the layout of the chart. Outside the plot it goes on in the same scale.
func (c *Chart) XAt(l Layout, column int) float64 { return c.X.Value(along(column-l.Plot.X, l.Plot.W)) }

// YAt returns the value of the y axis at the centre of a row of the buffer.
func (c *Chart) YAt(l Layout, row int) float64 {
	return c.Y.Value(along(l.Plot.Y+l.Plot.H-1-row, l.Plot.H))
}

// ColumnAt returns the column of the buffer that shows a value of x, and whether
// it is in the plot.
func (c *Chart) ColumnAt(l Layout, x float64) (int, bool) { return l.Column(c.X.Position(x)) }

// SeriesAt returns the index of the series drawn in a cell of the buffer by the
// last Draw, be it its line or its name, and whether there is one.
func (c *Chart) SeriesAt(column, row int) (int, bool) {
	l := &c.work.layout
	if l.Gutter.Contains(column, row) {
		for _, n := range c.work.names {
			if n.row == row-l.Gutter.Y {
				return n.series, true
			}
		}
		return 0, false
	}
	return c.work.plane.at(column-l.Plot.X, row-l.Plot.Y)
}

// prepare computes the axes.
func (c *Chart) prepare() {
	w := &c.work
	var okX, okY bool
	w.x, okX = c.X.mapping()
	w.y, okY = c.Y.mapping()
	w.ready = okX && okY
	w.xTicks = nil
	if okX && w.layout.XAxis.H > 0 {
		w.xTicks = w.xCache.of(c.X, w.layout.Plot.W, c.xGap())
	}
	if w.layout.YAxis.H == 0 {
		w.yTicks = nil
	}
}

// put paints one character if it is in the chart's rectangle.
func (w *work) put(x, y int, r rune, s cell.Style) {
	if w.area.Contains(x, y) {
		w.buf.Set(x, y, r, s)
	}
}

// write paints text from x, y to the right, at most limit columns. Text that does not fit
// ends in the ellipsis.
func (w *work) write(x, y int, text string, s cell.Style, limit int) {
	w.writeBytes(x, y, append(w.scratch[:0], text...), s, limit)
}

// writeBytes is write for text in bytes.
func (w *work) writeBytes(x, y int, text []byte, s cell.Style, limit int) {
	w.scratch = text[:0]
	n := utf8.RuneCount(text)
	used := min(n, max(limit, 0))
	for i := range used {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		if i == used-1 && used < n {
			r = w.glyphs.Ellipsis
		}
		w.put(x+i, y, r, s)
	}
}

// width returns the columns a text takes.
func width(s string) int { return utf8.RuneCountInString(s) }
