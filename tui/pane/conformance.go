package pane

import (
	"crossover/engine/verify"
	"crossover/tui/cell"
	"crossover/tui/controls"
)

// Conformance is the page of published worked examples and how far they are
// reproduced.
type Conformance struct {
	list
	results []verify.Result
	r       cell.Rect
}

// Set hands the page its results.
func (p *Conformance) Set(results []verify.Result) { p.results, p.fresh = results, false }

// Ready reports whether the results are there.
func (p *Conformance) Ready() bool { return p.results != nil }

// Draw paints the page: a row an example, and the selected one's steps below.
func (p *Conformance) Draw(c *Canvas, r cell.Rect) {
	p.refresh(len(p.results), func(i int) string {
		x := &p.results[i]
		return x.ID + " " + x.Section + " " + x.Title + " " + x.Source + " " + string(x.Status)
	})
	in := c.Box(r, "Conformance: published examples, recomputed", c.filterNote(p.filter, len(p.shown), len(p.results)), true)
	if in.H < 5 {
		return
	}
	if !p.Ready() {
		c.Text(in.X+1, in.Y, "working", c.Style.Muted, in.X+in.W)
		return
	}
	head, body := in.CutTop(1)
	body, foot := body.CutBottom(min(9, in.H/3))
	status := in.X + in.W - 9
	computed := status - 2
	published := computed - 14
	st := c.Style.Heading
	c.Text(head.X+1, head.Y, "example", st, published)
	c.Text(published-9, head.Y, "published", st, published)
	c.Text(computed-8, head.Y, "computed", st, computed)
	c.Text(status, head.Y, "status", st, in.X+in.W)
	p.scroll(body.H)
	p.r = body
	for i := p.first; i < len(p.shown) && i-p.first < body.H; i++ {
		row := cell.Rect{X: body.X, Y: body.Y + i - p.first, W: body.W, H: 1}
		p.drawRow(c, row, &p.results[p.shown[i]], i == p.at, published, computed, status)
	}
	if len(p.shown) > 0 {
		p.drawDetail(c, foot, &p.results[p.shown[p.at]])
	}
}

func (p *Conformance) drawRow(c *Canvas, r cell.Rect, x *verify.Result, selected bool, published, computed, status int) {
	text, value, mark := c.Style.Text, c.Style.Value, c.Style.Good
	sign := c.Glyph.Check
	switch {
	case !x.OK():
		mark, sign = c.Style.Bad, c.Glyph.Cross
	case x.Status == verify.Slip:
		mark, sign = c.Style.Warning, c.Glyph.Warn
	}
	if selected {
		c.B.Fill(r, ' ', c.Style.Selection)
		text, value, mark = c.selected(text), c.selected(value), c.selected(mark)
	}
	c.Text(r.X+1, r.Y, x.Title, text, published-14)
	c.Text(published-len(x.PublishedText), r.Y, x.PublishedText, value, published)
	got := x.ComputedText()
	c.Text(computed-len(got), r.Y, got, value, computed)
	c.B.Set(status, r.Y, sign, mark)
	c.Text(status+2, r.Y, string(x.Status), mark, r.X+r.W)
}

// drawDetail shows how one figure was arrived at.
func (p *Conformance) drawDetail(c *Canvas, r cell.Rect, x *verify.Result) {
	y := r.Y
	line := func(text string, st cell.Style) {
		if y < r.Y+r.H {
			c.Text(r.X+1, y, text, st, r.X+r.W)
			y++
		}
	}
	to := c.Text(r.X+1, y, x.Source, c.Style.Link, r.X+r.W)
	c.B.AddLink(r.X+1, y, to-r.X-1, x.Source)
	y++
	if x.Err != nil {
		line(x.Err.Error(), c.Style.Bad)
	}
	if x.Reason != "" {
		line("a slip of the source: "+x.Reason+"; its inputs give "+x.Really, c.Style.Warning)
	}
	for _, l := range x.Lines {
		line(string(appendLine(c.num[:0], &l)), c.Style.Muted)
	}
	for _, s := range x.Steps {
		is := s.Name + " = "
		if s.Is != "" {
			is += s.Is + " = "
		}
		line(string(controls.AppendNumber(append(c.num[:0], is...), s.Value)), c.Style.Muted)
	}
	if x.Note != "" {
		line(x.Note, c.Style.Muted)
	}
}

// At selects the example at a cell, if there is one.
func (p *Conformance) At(x, y int) {
	if p.r.Contains(x, y) {
		p.Press(y - p.r.Y)
	}
}

// appendLine writes one line of an example's sum.
func appendLine(dst []byte, l *verify.LineResult) []byte {
	if l.Side != "" {
		dst = append(append(dst, l.Side...), ": "...)
	}
	dst = append(append(dst, l.Title...), ": "...)
	dst = append(controls.AppendNumber(dst, l.Quantity), ' ')
	dst = append(dst, l.Unit...)
	if l.Included > 0 {
		dst = controls.AppendNumber(append(dst, " less "...), l.Included)
	}
	dst = controls.AppendPrice(append(dst, " at "...), l.UnitPrice)
	return controls.AppendUSD(append(dst, " = "...), l.Amount)
}
