package pane

import (
	"math"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/diagram"
	"crossover/tui/format"
	"crossover/tui/paint"
)

// System is the diagram of a layout: clients, and a box for each part with its offer and
// price.
type System struct {
	Head
	paint.View
	// Alternative is the layout drawn, or nil for the recommended one.
	Alternative *engine.Alternative
	boxes       spots
	list        []int
	flow        flow
}

// Draw paints the diagram of layout l of s, or a list if there is no room for boxes.
func (p *System) Draw(c *paint.Canvas, r cell.Rect, l *engine.Layout, s *scenario.Scenario, e *engine.Engine) {
	in := p.box(c, r, p.heading(c, l, r.W-8), "")
	p.boxes, p.list = p.boxes[:0], p.list[:0]
	p.Hide()
	n := len(l.Choices)
	if n == 0 || in.Empty() {
		return
	}
	if p.boxes = append(p.boxes, p.flow.draw(c, in, l, s, e)...); len(p.boxes) > 0 {
		for i := range l.Choices {
			p.list = append(p.list, l.Choices[i].Estimate.Offer)
		}
		return
	}
	clients := 10
	if in.W < 110 {
		clients = 0
	}
	w := (in.W - clients - 4*(n-1)) / n
	if in.H < 3 || w < 16 {
		p.drawList(c, in, l, s.Selected, e)
		c.More(r, &p.View)
		return
	}
	p.drawBoxes(c, in, l, s, e, clients, min(w, 34))
}

// heading returns the cost of the layout, with a comparison if it fits in room columns.
func (p *System) heading(c *paint.Canvas, l *engine.Layout, room int) string {
	whole := p.against(c, l)
	if cell.Columns(whole) <= room || len(l.Choices) == 0 {
		return whole
	}
	for _, end := range []string{": ", ". ", " ("} {
		if short, _, cut := strings.Cut(whole, end); cut && cell.Columns(short) <= room {
			return short
		}
	}
	return p.called(l) + "  " + c.Money.Text(l.Monthly) + "/month"
}

// called returns the name of the layout. None is recommended if a part cannot be run.
func (p *System) called(l *engine.Layout) string {
	if p.Alternative != nil {
		return "Instead, " + p.Alternative.Noun()
	}
	if !l.Feasible && len(l.Choices) > 0 {
		return "No layout can run every part; the nearest"
	}
	return "Recommended layout"
}

// against returns the heading in full.
func (p *System) against(c *paint.Canvas, l *engine.Layout) string {
	t := append(c.Num[:0], p.called(l)...)
	if len(l.Choices) == 0 {
		return c.Keep(t)
	}
	t = append(c.Money.Append(append(t, "  "...), l.Monthly), "/month"...)
	if l.Gap > 0 { // the search ended early
		t = append(format.AppendChance(append(t, ", at most "...), l.Gap), " above the cheapest"...)
	}
	switch a := l.Single(); {
	case p.Alternative != nil:
		if more := p.Alternative.Difference; more > 0 {
			t = append(c.Money.Append(append(t, ", "...), more), " more than the recommended layout"...)
		}
	case a != nil && (a.Weighed() <= 0 || 1-l.Weighed()/a.Weighed() < 0.005):
		t = append(append(t, ", all of it on "...), a.Title...)
	case a != nil:
		t = format.AppendNumber(append(t, ", "...), math.Round((1-l.Weighed()/a.Weighed())*100))
		t = append(append(append(t, " % under the best "...), a.Noun()...), " ("...)
		t = append(c.Money.Append(append(append(t, a.Title...), ' '), a.Monthly), ')')
		if l.Operations > 0 {
			t = append(t, " with operations"...)
		}
	case l.Feasible:
		t = append(t, "; no single vendor can run every part"...)
		if x := l.Alone; x != nil {
			t = append(append(append(t, ". "...), x.Title...), " alone costs "...)
			t = append(c.Money.Append(t, x.Monthly), ", but "...)
			t = append(append(t, l.Choices[x.Misses[0].Part].Part...), ' ')
			t = append(t, x.Misses[0].Reasons[0].String()...)
		}
	}
	c.Num = t
	return c.Keep(t)
}

func (p *System) drawBoxes(c *paint.Canvas, in cell.Rect, l *engine.Layout, s *scenario.Scenario, e *engine.Engine, clients, w int) {
	x, mid := in.X, in.Y+1
	if clients > 0 {
		x = c.Text(x+1, mid, "clients", c.Style.Node, x+clients)
		x = arrow(c, x, mid, in.X+clients)
	}
	for i := range l.Choices {
		ch := &l.Choices[i]
		r := cell.Rect{X: x, Y: in.Y, W: w, H: min(in.H, 4)}
		p.boxes, p.list = append(p.boxes, r), append(p.list, ch.Estimate.Offer)
		drawPart(c, r, ch, s, i, e)
		x += w
		if i+1 < len(l.Choices) {
			if flows(s, i+1) {
				x = arrow(c, x, mid, x+4)
			} else {
				x += 4
			}
		}
	}
}

// flows reports whether requests reach part i from the part before it. Scheduled work
// starts by itself.
func flows(s *scenario.Scenario, i int) bool {
	return i < s.Len() && !s.Part(i).Shape.Deterministic() && !s.Part(i-1).Shape.Deterministic()
}

// arrow draws an arrow from x to column end.
func arrow(c *paint.Canvas, x, y, end int) int {
	for ; x < end-1; x++ {
		c.B.Set(x, y, c.Glyph.Flow, c.Style.Flow)
	}
	c.B.Set(x, y, c.Glyph.FlowHead, c.Style.Flow)
	return x + 1
}

// minListed is the least width of a part in the list, in columns.
const minListed = 18

func (p *System) drawList(c *paint.Canvas, in cell.Rect, l *engine.Layout, selected int, e *engine.Engine) {
	// If there are fewer rows than parts, parts share a row.
	n := len(l.Choices)
	perRow := min((n+in.H-1)/in.H, max(in.W/minListed, 1))
	w := in.W / perRow
	p.Fit(in, (n+perRow-1)/perRow)
	p.Follow(selected / perRow)
	for i := range l.Choices {
		ch := &l.Choices[i]
		r := p.Row(i / perRow)
		if !r.Empty() {
			r.X, r.W = in.X+i%perRow*w, w
		}
		p.boxes, p.list = append(p.boxes, r), append(p.list, ch.Estimate.Offer)
		if r.Empty() {
			continue
		}
		end := r.X + r.W - 1
		x := drawAdds(c, end, r.Y, ch, 9)
		if perRow > 2 || w < 24 {
			c.Text(r.X+1, r.Y, e.Offer(ch.Estimate.Offer).Short, c.Style.Text, x-1)
			continue
		}
		y := c.Text(r.X+1, r.Y, ch.Part, c.Style.Label, r.X+8)
		c.Text(max(y+1, r.X+8), r.Y, e.Offer(ch.Estimate.Offer).Short, c.Style.Text, x-1)
	}
}

// At returns the part at x, y and its offer.
func (p *System) At(x, y int) (part, offer int, ok bool) {
	if part, ok = p.boxes.at(x, y); ok {
		offer = p.list[part]
	}
	return part, offer, ok
}

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
	f.edges, f.rates, f.from = f.edges[:0], f.rates[:0], append(f.from[:0], make([]string, s.Len())...)
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
