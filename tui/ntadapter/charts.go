package ntadapter

import (
	"math"
	"slices"

	"charm.land/lipgloss/v2"
	"github.com/NimbleMarkets/ntcharts/v2/canvas"
	"github.com/NimbleMarkets/ntcharts/v2/canvas/graph"
	"github.com/NimbleMarkets/ntcharts/v2/canvas/runes"

	"crossover/tui/cell"
)

// Bar is a horizontal bar: a solid body and, if Tail is the larger value, a lighter tail
// after it.
type Bar struct {
	// Value is the value at which the body ends and Tail that at which the tail ends, for
	// instance the median and the 99th percentile. A value that is not a positive number
	// has no length; one above Max ends at the right edge.
	Value, Tail float64
	// Style and TailStyle are the styles of body and tail, Ground that of the rest of the
	// row.
	Style, TailStyle, Ground cell.Style
}

// Bars draws horizontal bars, one a row.
type Bars struct {
	// Max is the value of a full-width bar. For a logarithmic scale, the caller sets Max
	// to 1 and computes values 0…1.
	Max float64
	// Bars are drawn from the top; those beyond the rectangle are not.
	Bars []Bar
	// ASCII draws with '=' and '-' in place of blocks and shades.
	ASCII bool
	// Limit draws a line across all bars at its value, if 0 < Limit ≤ Max. LimitRune is
	// the line's character, '|' if 0, and LimitStyle its style.
	Limit      float64
	LimitRune  rune
	LimitStyle cell.Style

	width int // of rows
	rows  []barRow
}

// barRow holds the drawn characters of one bar.
type barRow struct {
	body, whole int // eighths of a cell; -1 if never drawn
	cells       []barCell
}

// barCell is the character of one cell of a bar. A cell of the tail has one
// only if the bar covers at least half of it.
type barCell struct {
	r    rune
	tail bool
}

// Draw paints the bars into r and returns how many it painted. The rest of r is
// blanked.
func (b *Bars) Draw(buf *cell.Buffer, r cell.Rect) int {
	r = clip(buf, r)
	if r.Empty() {
		return 0
	}
	if b.width != r.W {
		b.width, b.rows = r.W, b.rows[:0]
	}
	n := min(len(b.Bars), r.H)
	b.grow(n)
	buf.Fill(r, ' ', 0)
	on := barCanvases.borrow(r.W, 1)
	for i := range n {
		b.update(on, i, r.W)
		b.paint(buf, r.X, r.Y+i, i)
	}
	barCanvases.giveBack(on)
	b.drawLimit(buf, cell.Rect{X: r.X, Y: r.Y, W: r.W, H: n})
	return n
}

// grow makes room for n rows, new ones marked as never drawn.
func (b *Bars) grow(n int) {
	old := len(b.rows)
	if n <= old {
		return
	}
	b.rows = slices.Grow(b.rows, n-old)[:n]
	for i := old; i < n; i++ {
		b.rows[i].body, b.rows[i].whole = -1, -1
	}
}

// update draws bar i on a canvas if it is not the one drawn last, and keeps
// the characters.
func (b *Bars) update(on *surface, i, w int) {
	row := &b.rows[i]
	body := eighths(b.Bars[i].Value, b.Max, w)
	whole := max(eighths(b.Bars[i].Tail, b.Max, w), body)
	if row.body == body && row.whole == whole {
		return
	}
	row.body, row.whole = body, whole
	row.cells = slices.Grow(row.cells[:0], w)[:w]
	clear(row.cells)
	on.trace(whole)
	for x := range row.cells {
		if c := on.take(x, 0); c != 0 && coverage(c) >= 4 {
			row.cells[x] = barCell{r: c, tail: true}
		}
	}
	on.trace(body)
	for x := range row.cells {
		if c := on.take(x, 0); c != 0 {
			row.cells[x] = barCell{r: c}
		}
	}
}

// trace draws a bar of a length on the blank canvas.
func (s *surface) trace(length int) {
	if length > 0 {
		graph.DrawRowLeftToRight(&s.model, canvas.Point{}, float64(length)/8, lipgloss.Style{})
	}
}

// paint copies the characters of bar i to a row of the buffer.
func (b *Bars) paint(buf *cell.Buffer, x, y, i int) {
	bar := &b.Bars[i]
	for dx, c := range b.rows[i].cells {
		switch {
		case c.r == 0:
			buf.Set(x+dx, y, ' ', bar.Ground)
		case c.tail:
			buf.Set(x+dx, y, b.tailRune(), bar.TailStyle)
		default:
			buf.Set(x+dx, y, b.bodyRune(c.r), bar.Style)
		}
	}
}

// tailRune returns the character of the tail.
func (b *Bars) tailRune() rune {
	if b.ASCII {
		return '-'
	}
	return '░'
}

// bodyRune returns the character for a left block of the body.
func (b *Bars) bodyRune(r rune) rune {
	switch {
	case !b.ASCII:
		return r
	case coverage(r) >= 4:
		return '='
	}
	return '.'
}

// coverage returns how many eighths of a cell a left block covers.
func coverage(r rune) int {
	if r < '█' || r > '▏' { // U+2588 full … U+258F one eighth
		return 0
	}
	return 8 - int(r-'█')
}

// drawLimit paints the line across the bars.
func (b *Bars) drawLimit(buf *cell.Buffer, r cell.Rect) {
	if !(b.Limit > 0) || !(b.Limit <= b.Max) {
		return
	}
	line := b.LimitRune
	if line == 0 {
		line = '|'
	}
	// The cell in which a bar of this value would end.
	x := min((eighths(b.Limit, b.Max, r.W)-1)/8, r.W-1)
	buf.Fill(cell.Rect{X: r.X + max(x, 0), Y: r.Y, W: 1, H: r.H}, line, b.LimitStyle)
}

// Spark draws a series as columns, the newest value at the right.
type Spark struct {
	// Values are the series, the oldest first. A value that is not a positive number has
	// no column.
	Values []float64
	// ASCII draws with characters of growing weight in place of blocks.
	ASCII bool
	// Style is the style of the columns.
	Style cell.Style

	w, h    int   // of cells
	heights []int // the height of each column, in eighths of a cell
	drawn   []int // the heights that cells shows
	cells   []rune
}

// sparkRamp has the characters for one to eight eighths.
const sparkRamp = ".:-=+*%#"

// Draw paints the sparkline into r and returns the value of a column of full
// height, 0 if there is none.
func (s *Spark) Draw(buf *cell.Buffer, r cell.Rect) float64 {
	r = clip(buf, r)
	if r.Empty() {
		return 0
	}
	if s.w != r.W || s.h != r.H {
		s.w, s.h = r.W, r.H
		s.cells = slices.Grow(s.cells[:0], r.W*r.H)[:r.W*r.H]
		clear(s.cells)
		s.drawn = slices.Grow(s.drawn[:0], r.W)[:r.W]
		clear(s.drawn)
	}
	s.heights = slices.Grow(s.heights[:0], r.W)[:r.W]
	top := s.measure(r.W, r.H)
	on := sparkCanvases.borrow(1, r.H)
	for x, height := range s.heights {
		if height != s.drawn[x] {
			s.update(on, x, height)
		}
	}
	sparkCanvases.giveBack(on)
	s.paint(buf, r)
	return top
}

// measure computes the heights of all columns. It returns the largest visible value,
// whose column has full height.
func (s *Spark) measure(w, h int) (top float64) {
	for x := range w {
		top = max(top, s.column(x, w))
	}
	for x := range w {
		s.heights[x] = eighths(s.column(x, w), top, h)
	}
	return top
}

// column returns the value of column x of w, or 0. The newest values are visible.
func (s *Spark) column(x, w int) float64 {
	i := len(s.Values) - w + x
	if i < 0 || !(s.Values[i] > 0) || math.IsInf(s.Values[i], 0) {
		return 0
	}
	return s.Values[i]
}

// update draws column x on a canvas and keeps its characters.
func (s *Spark) update(on *surface, x, height int) {
	s.drawn[x] = height
	if height > 0 {
		graph.DrawColumnBottomToTop(&on.model, canvas.Point{Y: s.h - 1}, float64(height)/8, lipgloss.Style{})
	}
	for y := range s.h {
		s.cells[y*s.w+x] = on.take(0, y)
	}
}

// paint copies the characters to the buffer.
func (s *Spark) paint(buf *cell.Buffer, r cell.Rect) {
	buf.Fill(r, ' ', 0)
	for i, c := range s.cells {
		if c == 0 {
			continue
		}
		if s.ASCII && c >= '▁' && c <= '█' { // U+2581 one eighth … U+2588 full
			c = rune(sparkRamp[c-'▁'])
		}
		buf.Set(r.X+i%r.W, r.Y+i/r.W, c, s.Style)
	}
}

// Line is one line of a [Series] chart.
type Line struct {
	// Values are the values, oldest first. A value that is not finite is a gap.
	Values []float64
	// Style is the style of the line.
	Style cell.Style
}

// Series draws values over time as lines of box-drawing characters, one value a
// column and the newest at the right, on a linear scale.
type Series struct {
	// Lines are drawn in order, later ones over earlier ones.
	Lines []Line
	// Min and Max are the values at the centres of the bottom and the top row.
	// If Min is not below Max, they are taken from the values shown.
	Min, Max float64
	// ASCII draws with '-', '|', '.' and '\'' in place of box-drawing characters.
	ASCII bool

	rows []int // of one run of values
}

// Draw paints the lines into r and returns the values at its bottom and its top
// row, both 0 if there is nothing to show.
func (s *Series) Draw(buf *cell.Buffer, r cell.Rect) (low, high float64) {
	r = clip(buf, r)
	if r.Empty() {
		return 0, 0
	}
	buf.Fill(r, ' ', 0)
	low, high, ok := s.bounds(r.W)
	if !ok {
		return 0, 0
	}
	on := lineCanvases.borrow(r.W, r.H)
	for i := range s.Lines {
		s.drawLine(on, buf, r, &s.Lines[i], low, high)
	}
	lineCanvases.giveBack(on)
	return low, high
}

// bounds returns the scale: the caller's, or the range of the visible values.
func (s *Series) bounds(w int) (low, high float64, ok bool) {
	if s.Min < s.Max && finite(s.Min) && finite(s.Max) && finite(s.Max-s.Min) {
		return s.Min, s.Max, true
	}
	low, high = math.Inf(1), math.Inf(-1)
	for i := range s.Lines {
		for _, v := range newest(s.Lines[i].Values, w) {
			if finite(v) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	if low == high { // a flat line goes through the middle
		d := max(math.Abs(low)/2, 1)
		low, high = low-d, high+d
	}
	return low, high, low < high && finite(high-low)
}

// finite reports whether v is a number.
func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// newest returns the last n values.
func newest(values []float64, n int) []float64 { return values[max(len(values)-n, 0):] }

// drawLine draws one line, in runs of finite values.
func (s *Series) drawLine(on *surface, buf *cell.Buffer, r cell.Rect, line *Line, low, high float64) {
	values := newest(line.Values, r.W)
	start := r.W - len(values)
	s.rows = s.rows[:0]
	for i, v := range values {
		if finite(v) {
			s.rows = append(s.rows, rowOf(v, low, high, r.H))
			continue
		}
		s.drawRun(on, buf, r, start+i-len(s.rows), line.Style)
		s.rows = s.rows[:0]
	}
	s.drawRun(on, buf, r, r.W-len(s.rows), line.Style)
}

// rowOf returns the row of a value, limited to the h rows of the canvas: values outside
// the scale run along its edge.
func rowOf(v, low, high float64, h int) int {
	p := min(max((v-low)/(high-low), 0), 1)
	return h - 1 - int(math.Round(p*float64(h-1)))
}

// drawRun draws the values in s.rows on the canvas, from column x on, and moves
// the characters to the buffer.
func (s *Series) drawRun(on *surface, buf *cell.Buffer, r cell.Rect, x int, style cell.Style) {
	if len(s.rows) == 0 {
		return
	}
	graph.DrawLineSequence(&on.model, false, x, s.rows, runes.ArcLineStyle, lipgloss.Style{})
	prev := s.rows[0]
	for i, row := range s.rows {
		// A column holds the path from the previous row to its own.
		for y := min(prev, row); y <= max(prev, row); y++ {
			if c := on.take(x+i, y); c != 0 {
				buf.Set(r.X+x+i, r.Y+y, s.glyph(c), style)
			}
		}
		prev = row
	}
}

// glyph returns the character for one of ntcharts' line characters.
func (s *Series) glyph(c rune) rune {
	if !s.ASCII {
		return c
	}
	switch c {
	case runes.LineVertical:
		return '|'
	case runes.ArcDownRight, runes.ArcDownLeft:
		return '.'
	case runes.ArcUpRight, runes.ArcUpLeft:
		return '\''
	}
	return '-'
}
