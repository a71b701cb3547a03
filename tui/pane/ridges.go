package pane

import (
	"math"

	"crossover/engine"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/glyph"
	"crossover/tui/ntadapter"
	"crossover/tui/paint"
)

// ridges draws a latency distribution: a ridge for each class of requests over a common
// logarithmic time axis. Each ridge has the full height, and the share of the class is
// beside it: to scale, one cold request in a thousand would be invisible.
type ridges struct {
	sparks [engine.NumClasses]ntadapter.Spark
	lo, hi float64
}

// draw paints the ridges, lines for the percentiles of all requests and the target, and
// the axis below.
func (p *ridges) draw(c *paint.Canvas, r cell.Rect, d *engine.Spread, l *engine.Latency, target float64) {
	p.span(d, l, target)
	body, axis := r.CutBottom(1)
	legend := cell.Rect{}
	if body.H >= 5 {
		body, legend = body.CutBottom(1)
	}
	n := 0
	for class := range engine.NumClasses {
		if d.Share(class) > 0 {
			n++
		}
	}
	var heads [engine.NumClasses]cell.Rect
	room := body
	for class := range engine.NumClasses {
		if d.Share(class) <= 0 {
			continue
		}
		var ridge cell.Rect
		ridge, room = room.CutTop(room.H / n)
		if n--; ridge.H >= 2 {
			heads[class], ridge = ridge.CutTop(1)
		}
		p.drawRidge(c, ridge, class, d)
	}
	p.drawLine(c, body, l.P50MS, c.Glyph.GridV, c.Style.Muted)
	p.drawLine(c, body, l.P95MS, c.Glyph.GridV, c.Style.Muted)
	p.drawLine(c, body, l.P99MS, c.Glyph.CursorLine, c.Style.Cursor)
	if target > 0 {
		p.drawLine(c, body, target, c.Glyph.CursorLine, c.Style.SLO)
	}
	for class, head := range heads {
		drawClass(c, head, engine.Class(class), d)
	}
	p.drawAxis(c, axis)
	p.drawLegend(c, legend, l, target)
}

// span sets the ends of the axis so that it has nearly all requests of each class, the
// 99th percentile and the target.
func (p *ridges) span(d *engine.Spread, l *engine.Latency, target float64) {
	p.lo, p.hi = math.Inf(1), 0
	for class := range engine.NumClasses {
		if d.Share(class) > 0 {
			p.lo = min(p.lo, ClassQuantile(d, class, 0.002))
			p.hi = max(p.hi, ClassQuantile(d, class, 0.998))
		}
	}
	p.hi = max(p.hi, l.P99MS)
	if target > 0 {
		p.lo, p.hi = min(p.lo, target), max(p.hi, target)
	}
	p.lo, p.hi = p.lo/1.15, p.hi*1.15
}

// ClassQuantile returns the time within which a share q of a class' requests is answered,
// in milliseconds.
func ClassQuantile(d *engine.Spread, class engine.Class, q float64) float64 {
	lo, hi := 1e-3, 1e9
	for hi/lo > 1.001 {
		mid := math.Sqrt(lo * hi)
		if d.Within(class, mid) < q {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// column returns the column of a time in r.
func (p *ridges) column(r cell.Rect, ms float64) int {
	return r.X + int(math.Round(math.Log(ms/p.lo)/math.Log(p.hi/p.lo)*float64(r.W-1)))
}

// classLook returns the colour of a class.
func classLook(c *paint.Canvas, class engine.Class) cell.Style {
	return [...]cell.Style{engine.Warm: c.Style.Good, engine.Waiting: c.Style.Accent, engine.Cold: c.Style.Warning}[class]
}

// drawRidge draws one ridge.
func (p *ridges) drawRidge(c *paint.Canvas, r cell.Rect, class engine.Class, d *engine.Spread) {
	spark := &p.sparks[class]
	spark.Values = spark.Values[:0]
	before := 0.0
	for x := range r.W {
		to := p.lo * math.Pow(p.hi/p.lo, (float64(x)+0.5)/float64(max(r.W-1, 1)))
		within := d.Within(class, to)
		spark.Values = append(spark.Values, within-before)
		before = within
	}
	spark.Style, spark.ASCII = classLook(c, class), c.Glyph.Kind == glyph.ASCII
	spark.Draw(c.B, r)
}

// drawClass writes the name, share and percentiles of a ridge's class.
func drawClass(c *paint.Canvas, r cell.Rect, class engine.Class, d *engine.Spread) {
	if r.Empty() {
		return
	}
	c.Num = append(append(c.Num[:0], class.String()...), ' ')
	c.Num = format.AppendChance(c.Num, d.Share(class))
	if r.W >= 40 {
		c.Num = format.AppendMillis(append(c.Num, ", p50 "...), ClassQuantile(d, class, 0.5))
	}
	c.Num = format.AppendMillis(append(c.Num, ", p99 "...), ClassQuantile(d, class, 0.99))
	c.Text(r.X+1, r.Y, string(c.Num), classLook(c, class), r.X+r.W)
}

// drawLine draws a vertical line at a time, behind what is already drawn.
func (p *ridges) drawLine(c *paint.Canvas, r cell.Rect, ms float64, sign rune, st cell.Style) {
	if math.IsNaN(ms) {
		return
	}
	x := p.column(r, ms)
	for y := r.Y; y < r.Y+r.H; y++ {
		if c.B.At(x, y).Rune == ' ' {
			c.B.Set(x, y, sign, st)
		}
	}
}

// drawAxis writes round times under the ridges.
func (p *ridges) drawAxis(c *paint.Canvas, r cell.Rect) {
	end := r.X
	for decade := math.Floor(math.Log10(p.lo)); decade <= math.Log10(p.hi); decade++ {
		for _, m := range [...]float64{1, 2, 5} {
			ms := m * math.Pow(10, decade)
			if ms < p.lo || ms > p.hi {
				continue
			}
			c.Num = format.AppendMillis(c.Num[:0], ms)
			x := p.column(r, ms) - len(c.Num)/2
			if x < end || x+len(c.Num) > r.X+r.W {
				continue
			}
			c.B.Bytes(x, r.Y, c.Num, c.Style.Muted, len(c.Num))
			end = x + len(c.Num) + 3
		}
	}
}

// drawLegend writes the percentiles of all requests, and the target.
func (p *ridges) drawLegend(c *paint.Canvas, r cell.Rect, l *engine.Latency, target float64) {
	if r.Empty() {
		return
	}
	x, end := r.X+1, r.X+r.W
	write := func(name string, ms float64, st cell.Style) {
		c.Num = format.AppendMillis(append(append(c.Num[:0], name...), ' '), ms)
		x = c.Text(x, r.Y, string(c.Num), st, end) + 2
	}
	if r.W >= 64 {
		x = c.Text(x, r.Y, "all requests", c.Style.Text, end) + 2
	}
	write("p50", l.P50MS, c.Style.Muted)
	if r.W >= 50 {
		write("p95", l.P95MS, c.Style.Muted)
	}
	write("p99", l.P99MS, c.Style.Cursor)
	if target > 0 {
		write("target", target, c.Style.SLO)
	}
}
