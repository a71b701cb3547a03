package pane

import (
	"crossover/engine/verify"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/split"
	"crossover/tui/style"
)

// Conformance is the page of published worked examples and how far they are
// reproduced.
type Conformance struct {
	detailed
	results []verify.Result
}

// Set hands the page its results.
func (p *Conformance) Set(results []verify.Result) {
	p.results, p.fresh = results, false
	p.forget()
}

// Ready reports whether the results are there.
func (p *Conformance) Ready() bool { return p.results != nil }

// Draw paints the page: a row an example, and the selected one's steps below.
func (p *Conformance) Draw(c *paint.Canvas, r cell.Rect, cut *split.Cutter) {
	p.refresh(len(p.results), func(i int) string {
		x := &p.results[i]
		return x.ID + " " + x.Section + " " + x.Title + " " + x.Source + " " + string(x.Status)
	})
	in := c.Box(r, "Conformance: published examples, recomputed", filterNote(c, p.filter, len(p.shown), len(p.results)), true)
	if in.H < 5 {
		return
	}
	if !p.Ready() {
		c.Text(in.X+1, in.Y, "working", c.Style.Muted, in.X+in.W)
		return
	}
	head, body := in.CutTop(1)
	k := conformanceColumns(in)
	st := c.Style.Heading
	c.Text(head.X+1, head.Y, "example", st, k.title)
	if k.published > 0 {
		c.Text(k.published-9, head.Y, "published", st, k.published)
		c.Text(k.status, head.Y, "status", st, in.X+in.W)
	}
	c.Text(k.computed-8, head.Y, "computed", st, k.computed)
	p.draw(c, body, min(10, in.H/3), cut,
		func(r cell.Rect, i int, selected bool) { p.drawRow(c, r, &p.results[i], selected, k) },
		func(i, width int) []paint.TextRow { return exampleDetail(c, &p.results[i], width) })
}

// Example returns example i of the page.
func (p *Conformance) Example(i int) *verify.Result { return &p.results[i] }

// conformanceCols are the columns of the page: the right ends of the names and
// the figures, 0 for no room, and where the status starts.
type conformanceCols struct{ title, published, computed, status int }

// conformanceColumns leaves a narrow page the computed figure and a sign for
// whether the published one is the same.
func conformanceColumns(in cell.Rect) conformanceCols {
	if in.W < 60 {
		k := conformanceCols{status: in.X + in.W - 2}
		k.computed = k.status - 1
		k.title = k.computed - 9
		return k
	}
	k := conformanceCols{status: in.X + in.W - 9}
	k.computed = k.status - 2
	k.published = k.computed - 14
	k.title = k.published - 14
	return k
}

func (p *Conformance) drawRow(c *paint.Canvas, r cell.Rect, x *verify.Result, selected bool, k conformanceCols) {
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
		text, value, mark = style.Selected(text), style.Selected(value), style.Selected(mark)
	}
	c.Text(r.X+1, r.Y, x.Title, text, k.title)
	if k.published > 0 {
		c.Text(k.published-len(x.PublishedText), r.Y, x.PublishedText, value, k.published)
		c.Text(k.status+2, r.Y, string(x.Status), mark, r.X+r.W)
	}
	got := x.ComputedText()
	c.Text(k.computed-len(got), r.Y, got, value, k.computed)
	c.B.Set(k.status, r.Y, sign, mark)
}

// exampleDetail is how one figure was arrived at, in rows of some width.
func exampleDetail(c *paint.Canvas, x *verify.Result, width int) (rows []paint.TextRow) {
	rows = append(rows, paint.TextRow{Text: x.Source, Style: c.Style.Link, Link: x.Source})
	line := func(text string, st cell.Style) { rows = paint.Wrapped(rows, 0, text, st, width) }
	if x.Err != nil {
		line(x.Err.Error(), c.Style.Bad)
	}
	if x.Reason != "" {
		line("a slip of the source: "+x.Reason+"; its inputs give "+x.Really, c.Style.Warning)
	}
	for _, l := range x.Lines {
		line(string(appendLine(nil, &l)), c.Style.Muted)
	}
	for _, s := range x.Steps {
		is := s.Name + " = "
		if s.Is != "" {
			is += s.Is + " = "
		}
		line(string(format.AppendNumber([]byte(is), s.Value)), c.Style.Muted)
	}
	if x.Note != "" {
		line(x.Note, c.Style.Muted)
	}
	return rows
}

// appendLine writes one line of an example's sum.
func appendLine(dst []byte, l *verify.LineResult) []byte {
	if l.Side != "" {
		dst = append(append(dst, l.Side...), ": "...)
	}
	dst = append(append(dst, l.Title...), ": "...)
	dst = append(format.AppendNumber(dst, l.Quantity), ' ')
	dst = append(dst, l.Unit...)
	if l.Included > 0 {
		dst = format.AppendNumber(append(dst, " less "...), l.Included)
	}
	dst = format.AppendPrice(append(dst, " at "...), l.UnitPrice)
	return format.AppendUSD(append(dst, " = "...), l.Amount)
}

// Len is how many rows the page has without a filter.
func (p *Conformance) Len() int { return len(p.results) }
