package chart

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"crossover/tui/cell"
	"crossover/tui/glyph"
)

// paper fills a test's buffer before a chart is drawn on it.
const paper = '~' + 1

// onPaper returns a buffer filled with paper and a rectangle in it, with a margin of two
// cells around the rectangle.
func onPaper(w, h int) (*cell.Buffer, cell.Rect) {
	b := cell.New(w+4, h+4)
	b.Fill(b.Bounds(), paper, 99)
	return b, cell.Rect{X: 2, Y: 2, W: w, H: h}
}

// checkMargin fails the test if a cell outside r was painted, or one inside was not.
func checkMargin(t *testing.T, b *cell.Buffer, r cell.Rect) {
	t.Helper()
	for y := range b.Height() {
		for x := range b.Width() {
			if got := b.At(x, y).Rune == paper; got == r.Contains(x, y) {
				t.Fatalf("cell %d,%d of a chart in %+v: painted %v", x, y, r, !got)
			}
		}
	}
}

// checkTexts fails the test if two texts overlap or one leaves its place.
func checkTexts(t *testing.T, c *Chart, l Layout) {
	t.Helper()
	w := &c.work
	all := l.Plot
	all.H += l.Band.H
	for i, a := range w.texts {
		if all.Intersect(a) != a {
			t.Fatalf("text %+v is not in the plot %+v", a, all)
		}
		for _, b := range w.texts[:i] {
			if !a.Intersect(b).Empty() {
				t.Fatalf("texts %+v and %+v overlap", a, b)
			}
		}
	}
	for i, a := range w.spans {
		if a.from < l.XLabels.X || a.to > l.XLabels.X+l.XLabels.W {
			t.Fatalf("label %+v is not in the row %+v", a, l.XLabels)
		}
		for _, b := range w.spans[:i] {
			if a.from <= b.to && b.from <= a.to {
				t.Fatalf("labels %+v and %+v touch", a, b)
			}
		}
	}
	for i, n := range w.names {
		if n.row < 0 || n.row >= l.Gutter.H || i > 0 && n.row <= w.names[i-1].row {
			t.Fatalf("names %+v in %d rows", w.names, l.Gutter.H)
		}
	}
}

// TestEverySize draws at every small size and checks that nothing is drawn outside the
// rectangle and no texts overlap.
func TestEverySize(t *testing.T) {
	t.Parallel()
	for _, r := range rasters {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			c := crowd(9, 50, r.raster)
			c.XTitle = "req/s"
			c.Hover = Hover{On: true, Column: 17, Row: 5}
			c.Series[1].Low, c.Series[1].High = c.Series[2].Values, c.Series[0].Values
			for w := range 61 {
				for h := range 31 {
					b, rect := onPaper(w, h)
					checkTexts(t, c, c.Draw(b, rect))
					checkMargin(t, b, rect)
				}
			}
		})
	}
}

// TestOutsideTheBuffer draws into rectangles that lie partly outside the buffer.
func TestOutsideTheBuffer(t *testing.T) {
	t.Parallel()
	c := crowd(3, 50, glyph.Braille)
	b := cell.New(20, 10)
	for _, r := range []cell.Rect{
		{X: -5, Y: -5, W: 15, H: 8}, {X: 15, Y: 5, W: 100, H: 100}, {X: 40, Y: 40, W: 10, H: 10},
		{X: 0, Y: 0, W: -3, H: 5}, {X: math.MaxInt - 1, Y: 0, W: 10, H: 10}, {W: math.MaxInt, H: math.MaxInt},
	} {
		c.Draw(b, r)
	}
	c.Draw(nil, cell.Rect{W: 5, H: 5})
	c.Draw(&cell.Buffer{}, cell.Rect{W: 5, H: 5})
}

// odd returns a number that is often an edge case.
func odd(rng *rand.Rand) float64 {
	nuisances := [...]float64{
		math.NaN(), math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1), -1, 1, 1e300, -1e300,
		math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 1e-310, 0.1, 1000,
	}
	if i := rng.IntN(2 * len(nuisances)); i < len(nuisances) {
		return nuisances[i]
	}
	return math.Exp(rng.NormFloat64() * 5)
}

// TestNonsense draws charts of edge cases.
func TestNonsense(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 4))
	var c Chart
	for range 2000 {
		fillWithNonsense(&c, rng)
		b, rect := onPaper(rng.IntN(90), rng.IntN(40))
		l := c.Draw(b, rect)
		checkMargin(t, b, rect)
		checkTexts(t, &c, l)
		c.SeriesAt(rng.IntN(90), rng.IntN(40))
		c.ColumnAt(l, odd(rng))
		l.Row(c.Y.Position(odd(rng)))
	}
}

// fillWithNonsense sets the fields of a chart to arbitrary values.
func fillWithNonsense(c *Chart, rng *rand.Rand) {
	flip := func() bool { return rng.IntN(2) == 0 }
	c.X, c.Y = Scale{Kind(rng.IntN(2)), odd(rng), odd(rng)}, Scale{Kind(rng.IntN(2)), odd(rng), odd(rng)}
	if flip() {
		c.X, c.Y = Scale{Log10, 0.1, 1000}, Scale{Log10, 1, 1e4}
	}
	c.XFormat, c.YFormat = plainNumber, dollars
	if rng.IntN(10) == 0 {
		c.XFormat, c.YFormat = nil, nil
	}
	c.Styles = Styles{Glyphs: &glyph.Set{Plot: glyph.Kind(rng.IntN(5))}}
	c.Band = Band{On: flip(), Label: "nothing"}
	c.YLabelWidth = rng.IntN(30) - 10
	c.Cursor = Cursor{On: flip(), X: odd(rng), Marks: flip()}
	c.Ghost = Cursor{On: flip(), X: odd(rng), Marks: flip(), Text: "ghost"}
	c.Hover = Hover{On: flip(), Column: rng.IntN(100) - 10, Row: rng.IntN(50) - 10}
	c.Series, c.Markers, c.Phases = c.Series[:0], c.Markers[:0], c.Phases[:0]
	for i := range rng.IntN(8) {
		s := Series{Mark: rune('A' + i), Emphasis: Emphasis(rng.IntN(5)), Step: flip()}
		if flip() {
			s.Name = fmt.Sprintf("series ‹%d›", i)
		}
		for range rng.IntN(30) * rng.IntN(30) {
			s.Values = append(s.Values, odd(rng))
		}
		c.Series = append(c.Series, s)
		c.Markers = append(c.Markers, Marker{X: odd(rng), Y: odd(rng), Text: "marker", Short: "m"})
		c.Phases = append(c.Phases, Phase{From: odd(rng), To: odd(rng), Name: "phase", Mark: 'p'})
	}
}

// TestDrawDoesNotAllocate checks the drawing path after the first frame.
func TestDrawDoesNotAllocate(t *testing.T) {
	for _, r := range rasters {
		c, b := crowd(14, 200, r.raster), cell.New(98, 32)
		c.Hover = Hover{On: true, Column: 40, Row: 9}
		c.XTitle = "req/s"
		k := 0
		if n := testing.AllocsPerRun(50, func() {
			k++ // a moving axis, so that nothing cached hides an allocation
			c.X.Max = 1000 * (1 + float64(k%7))
			c.Y.Max = 1e4 * (1 + float64(k%5))
			c.Cursor.X = float64(1 + k)
			c.Draw(b, b.Bounds())
		}); n != 0 {
			t.Errorf("%s: %v allocations a frame", r.name, n)
		}
	}
}

// TestNamesWhereThereIsRoom counts the named curves.
func TestNamesWhereThereIsRoom(t *testing.T) {
	t.Parallel()
	c := crowd(9, 50, glyph.Braille)
	all := len(c.Series)
	for _, tt := range []struct{ w, h, names int }{
		{98, 32, all}, {60, 16, all}, {60, 9, all - 3}, {30, 16, all}, {14, 16, 0}, {8, 3, 0},
	} {
		b := cell.New(tt.w, tt.h)
		c.Draw(b, b.Bounds())
		if n := len(c.work.names); n != tt.names {
			t.Errorf("%d×%d: %d names, want %d\n%s", tt.w, tt.h, n, tt.names, picture(b))
		}
	}
	// The most important curves keep their names.
	b := cell.New(60, 9)
	c.Draw(b, b.Bounds())
	for _, n := range c.work.names {
		if n.series >= len(c.work.names) {
			t.Errorf("series %d is named, a more important one is not", n.series)
		}
	}
}

// TestHitTesting checks that columns, rows and values agree with the drawing.
func TestHitTesting(t *testing.T) {
	t.Parallel()
	c := crowd(4, 200, glyph.Braille)
	b := cell.New(80, 24)
	l := c.Draw(b, b.Bounds())
	if got := c.Layout(b.Bounds()); got != l {
		t.Errorf("Layout = %+v, Draw used %+v", got, l)
	}
	for x := l.Plot.X; x < l.Plot.X+l.Plot.W; x++ {
		if got, ok := c.ColumnAt(l, c.XAt(l, x)); got != x || !ok {
			t.Errorf("ColumnAt(XAt(%d)) = %d, %v", x, got, ok)
		}
	}
	for y := l.Plot.Y; y < l.Plot.Y+l.Plot.H; y++ {
		if got, ok := l.Row(c.Y.Position(c.YAt(l, y))); got != y || !ok {
			t.Errorf("Row(YAt(%d)) = %d, %v", y, got, ok)
		}
	}
	if c.XAt(l, l.Plot.X) != c.X.Min || c.XAt(l, l.Plot.X+l.Plot.W-1) != c.X.Max {
		t.Error("the ends of the plot are not the ends of the axis")
	}
	found := map[int]bool{}
	for y := range b.Height() {
		for x := range b.Width() {
			if s, ok := c.SeriesAt(x, y); ok {
				found[s] = true
				if style := b.At(x, y).Style; l.Plot.Contains(x, y) && style != c.Series[s].Style && style != 0 {
					t.Fatalf("SeriesAt(%d, %d) = %d, drawn in style %d", x, y, s, style)
				}
			}
		}
	}
	if len(found) != len(c.Series) {
		t.Errorf("found series %v", found)
	}
}

// TestShadesLieBetweenTheirBounds checks that every cell inside the bounds is marked in
// the series' style, no cell outside is, and other curves cross the area.
func TestShadesLieBetweenTheirBounds(t *testing.T) {
	t.Parallel()
	for _, r := range rasters {
		c := Chart{X: Scale{Min: 1, Max: 100}, Y: Scale{Kind: Linear, Min: 0, Max: 100}, Styles: Styles{Glyphs: glyphs(r.raster)}}
		c.Styles.Glyphs.GridH, c.Styles.Glyphs.GridV = ' ', ' '
		c.Series = []Series{
			{Mark: 'a', Style: 1, Values: []float64{50, 50}, Low: []float64{30, 30}, High: []float64{70, 70}},
			{Mark: 'b', Style: 2, Values: []float64{60, 60}},
			{Mark: 'c', Style: 3, Values: []float64{90, math.NaN()}, Low: []float64{90, math.NaN()}, High: []float64{90, math.NaN()}},
		}
		b, rect := onPaper(40, 25)
		l := c.Draw(b, rect)
		for y := l.Plot.Y; y < l.Plot.Y+l.Plot.H; y++ {
			at := c.YAt(l, y)
			got := b.At(l.Plot.X+l.Plot.W/2, y)
			row := 100 / float64(l.Plot.H)
			switch {
			case math.Abs(at-60) < row/2:
				if got.Style != 2 {
					t.Errorf("%s: the curve at 60 is hidden: %q in style %v", r.name, got.Rune, got.Style)
				}
			case at > 30+row && at < 70-row && math.Abs(at-60) > row:
				if got.Rune == ' ' || got.Style != 1 {
					t.Errorf("%s: %q in style %v at %v, inside", r.name, got.Rune, got.Style, at)
				}
			case (at < 30-row || at > 70+row) && at < 85:
				if got.Rune != ' ' {
					t.Errorf("%s: %q at %v, outside", r.name, got.Rune, at)
				}
			}
		}
		if r.raster == glyph.ASCII && !strings.ContainsRune(picture(b), ':') {
			t.Errorf("no shade in\n%s", picture(b))
		}
		if i, ok := c.SeriesAt(l.Plot.X+l.Plot.W/2, l.Plot.Y+l.Plot.H-1-int(0.4*float64(l.Plot.H))); !ok || i != 0 {
			t.Errorf("%s: the shade belongs to series %d, %v", r.name, i, ok)
		}
	}
}
