package pane

import (
	"slices"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/diagram"
	"crossover/tui/format"
	"crossover/tui/paint"
)

// flow is the diagram of a layout: boxes for the parts, and arrows with rates for the
// requests between them.
type flow struct {
	edges []diagram.Edge
	rates []float64 // of each edge, requests per second
	from  []string  // the outside caller of each part

	// picture is cached while the edges and the room stay the same.
	picture diagram.Picture
	fits    bool
	drawn   []diagram.Edge
	n       int
	room    cell.Rect
}

// arrange lays out n boxes in r, unless the picture is up to date.
func (f *flow) arrange(n int, r cell.Rect) {
	if n == f.n && r == f.room && slices.Equal(f.edges, f.drawn) {
		return
	}
	f.n, f.room, f.drawn = n, r, append(f.drawn[:0], f.edges...)
	f.picture, f.fits = diagram.Arrange(n, f.edges, r, flowSize)
}

// flowMargin is the width left of the first boxes for their callers.
const flowMargin = 11

// flowSize bounds the boxes of the diagram.
var flowSize = diagram.Size{MinWidth: 19, MaxWidth: 30, MinHeight: 4, MaxHeight: 5, MinGap: 9, MaxGap: 16}

// draw paints the diagram into r and returns the boxes of the parts, or nil if there is
// no room.
func (f *flow) draw(c *paint.Canvas, r cell.Rect, l *engine.Layout, s *scenario.Scenario, e *engine.Engine) []cell.Rect {
	f.collect(s, l.Flows)
	margin, room := r.CutLeft(flowMargin)
	f.arrange(len(l.Choices), room)
	if !f.fits {
		return nil
	}
	p := &f.picture
	for _, w := range p.Wires {
		c.B.Set(w.X, w.Y, wire(c, w.Dirs), c.Style.Flow)
	}
	for _, h := range p.Heads {
		c.B.Set(h.X, h.Y, c.Glyph.FlowHead, c.Style.Flow)
		label(c, h.Label, f.rates[h.Edge])
	}
	for i, b := range p.Boxes {
		if f.from[i] != "" && b.X == room.X {
			y := b.Y + b.H/2
			x := c.Text(margin.X+1, y, f.from[i], c.Style.Node, b.X)
			arrow(c, x, y, b.X)
		}
		drawPart(c, b, &l.Choices[i], s, i, e)
	}
	return p.Boxes
}

// collect reads the flows between parts and from outside.
func (f *flow) collect(s *scenario.Scenario, flows []engine.Flow) {
	f.edges, f.rates, f.from = f.edges[:0], f.rates[:0], f.from[:0]
	for range s.Len() {
		f.from = append(f.from, "")
	}
	for _, x := range flows {
		switch x.From {
		case engine.Clients:
			f.from[x.To] = "clients"
		case engine.Schedule:
			f.from[x.To] = "schedule"
		default:
			f.edges = append(f.edges, diagram.Edge{From: x.From, To: x.To})
			f.rates = append(f.rates, x.PerSecond)
		}
	}
}

// label writes a rate above a wire, if it fits.
func label(c *paint.Canvas, r cell.Rect, perSecond float64) {
	c.Num = format.AppendRate(c.Num[:0], perSecond)
	if len(c.Num) <= r.W {
		c.Number(r.X+(r.W+len(c.Num))/2, r.Y, c.Style.Muted, r.W)
	}
}

// wire returns the character of a cell of wire that leads to dirs.
func wire(c *paint.Canvas, dirs uint8) rune {
	const n, s, e, w = diagram.North, diagram.South, diagram.East, diagram.West
	b := &c.Glyph.Box
	switch {
	case dirs&(n|s) == 0:
		return c.Glyph.Flow
	case dirs&(e|w) == 0:
		return b.Vertical
	}
	return [...]rune{
		e | s: b.TopLeft, w | s: b.TopRight, e | n: b.BottomLeft, w | n: b.BottomRight,
		e | n | s: b.TeeLeft, w | n | s: b.TeeRight, e | w | s: b.TeeTop, e | w | n: b.TeeBottom, e | w | n | s: b.Cross,
	}[dirs]
}

// drawAdds draws a part's share of the bill, right-aligned at column end, with the mark
// of its least certain price. It returns the first column.
func drawAdds(c *paint.Canvas, end, y int, ch *engine.Choice, width int) int {
	if l := ch.Estimate.Weakest(); l != nil {
		if mark := l.Provenance.Doubt(c.Today).Mark(); mark != "" {
			end--
			c.Text(end, y, mark, c.Style.Warning, end+1)
		}
	}
	return c.USD(end, y, ch.Adds, c.Style.Value, width)
}

// drawPart draws the box of a part: its name and rate, the offer, the price and the
// latency, and with enough room the runner-up or a warning.
func drawPart(c *paint.Canvas, r cell.Rect, ch *engine.Choice, s *scenario.Scenario, i int, e *engine.Engine) {
	c.Num = format.AppendRate(c.Num[:0], s.PerSecond(i))
	in := c.Box(r, ch.Part, string(c.Num), i == s.Selected)
	o, end := e.Offer(ch.Estimate.Offer), in.X+in.W
	st := c.Style.Text
	if !ch.Estimate.Feasible() {
		st = c.Style.Infeasible
	}
	name := o.Title
	if len(name) > in.W-1 {
		name = o.Short
	}
	if ch.On != "" {
		name = "on " + ch.On + "'s machines"
	}
	if in.H < 2 {
		x := drawAdds(c, end, in.Y, ch, 9)
		c.Text(in.X+1, in.Y, o.Short, st, x-1)
		return
	}
	c.Text(in.X+1, in.Y, name, st, end)
	x := drawAdds(c, end, in.Y+1, ch, 12)
	c.Num = format.AppendMillis(append(c.Num[:0], TimeWord(&ch.Estimate)...), ch.Estimate.Latency.P99MS)
	if in.X+1+len(c.Num) < x {
		c.Text(in.X+1, in.Y+1, string(c.Num), c.Style.Muted, x-1)
	}
	if in.H < 3 {
		return
	}
	if reason, ok := ch.Estimate.FirstReason(); ok && (!reason.Code.Assumed() || ch.RunnerUp == nil) {
		note := offerNote{text: reason.String(), brief: reason.Brief()}
		c.Text(in.X+1, in.Y+2, note.in(in.W-1), c.Style.Warning, end)
	} else if ch.RunnerUp != nil {
		c.Num = append(append(c.Num[:0], "next "...), e.Offer(ch.RunnerUp.Offer).Short...)
		c.Text(in.X+1, in.Y+2, string(c.Num), c.Style.Faint, end)
	}
}

// TimeWord returns the word before an estimate's 99th percentile: the run time of a job,
// or the latency of a request.
func TimeWord(e *engine.Estimate) string {
	if e.Job {
		return "run "
	}
	return "p99 "
}

// diagramHeight returns the rows of a system's diagram with the tallest boxes.
func diagramHeight(s *scenario.Scenario) int {
	var f flow
	f.collect(s, engine.Flows(s))
	return diagram.Height(s.Len(), f.edges, flowSize.MaxHeight)
}
