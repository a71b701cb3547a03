package pane

import (
	"crossover/engine/verify"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/split"
	"crossover/tui/table"
)

// Conformance is the page of published worked examples and how far they are
// reproduced.
type Conformance struct {
	detailed[*verify.Result]
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
	if p.table.Columns == nil {
		p.table = table.Table[*verify.Result]{Columns: exampleColumns, Lead: 1}
	}
	p.draw(c, in, min(10, in.H/3), cut,
		func(i int) *verify.Result { return &p.results[i] },
		func(i, width int) []paint.TextRow { return exampleDetail(c, &p.results[i], width) })
}

// Say says the example selected aloud, "" where there is none.
func (p *Conformance) Say(c *paint.Canvas) string {
	return p.chosen(func(i int) string { return p.table.Say(c, &p.results[i]) })
}

// Words are the examples that show as text, and what is told of the one selected.
func (p *Conformance) Words(c *paint.Canvas) []string {
	return p.words(func(i int) string { return p.table.Say(c, &p.results[i]) })
}

// Example returns example i of the page.
func (p *Conformance) Example(i int) *verify.Result { return &p.results[i] }

// exampleColumns are the columns of the page. A narrow one has room for a sign
// that says whether the published figure is the computed one.
var exampleColumns = []table.Column[*verify.Result]{
	{
		Title: "example", Width: 16, Flex: true,
		Cell: func(p *table.Pen, x *verify.Result) { p.Text(x.Title, p.Style.Text) },
		Say:  func(_ *paint.Canvas, x *verify.Result) string { return x.Title },
	},
	{Title: "published", Width: 14, Right: true, Weight: 1, Cell: func(p *table.Pen, x *verify.Result) { p.Text(x.PublishedText, p.Style.Value) }},
	{Title: "computed", Width: 14, Least: 9, Right: true, Weight: 2, Cell: func(p *table.Pen, x *verify.Result) { p.Text(x.ComputedText(), p.Style.Value) }},
	{
		Title: "status", Width: 11, Least: 4, Gap: 2, Weight: 1,
		Cell: func(p *table.Pen, x *verify.Result) {
			sign, st := judged(p.Canvas, x)
			p.Sign(sign, st)
			p.Skip(1)
			p.Text(string(x.Status), st)
		},
		Say: func(_ *paint.Canvas, x *verify.Result) string { return string(x.Status) },
	},
}

// judged is the sign of how an example came out.
func judged(c *paint.Canvas, x *verify.Result) (rune, cell.Style) {
	switch {
	case !x.OK():
		return c.Glyph.Cross, c.Style.Bad
	case x.Status == verify.Slip:
		return c.Glyph.Warn, c.Style.Warning
	default:
		return c.Glyph.Check, c.Style.Good
	}
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

// Records are the titles and the examples that the filter leaves, as text.
func (p *Conformance) Records(c *paint.Canvas) [][]string {
	return p.table.Records(c, len(p.shown), func(i int) *verify.Result { return &p.results[p.shown[i]] })
}
