package pane

import (
	"crossover/engine/progress"
	"crossover/engine/verify"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/split"
	"crossover/tui/table"
)

// Conformance is the page of published worked examples, compared with the engine's
// results.
type Conformance struct {
	page[*verify.Result]
	results []verify.Result
}

// Set sets the results.
func (p *Conformance) Set(results []verify.Result) {
	p.results = results
	p.renew()
}

// Draw paints the page: a row for each example, and the steps of the selected one below.
func (p *Conformance) Draw(c *paint.Canvas, r cell.Rect, cut *split.Cutter, count *progress.Count) {
	p.table.Columns, p.table.Lead = exampleColumns, 1
	p.draw(c, r, cut, content[*verify.Result]{
		title: "Published examples, recomputed", working: p.results == nil, count: count,
		n: len(p.results), row: func(i int) *verify.Result { return &p.results[i] },
		text: func(x *verify.Result) string {
			return x.ID + " " + x.Section + " " + x.Title + " " + x.Source + " " + string(x.Status)
		},
		tell:   exampleDetail,
		height: func(room int) int { return min(10, (room+1)/3) },
	})
}

// exampleColumns are the columns of the page. The sign shows whether the computed figure
// is the published one, even in a narrow column.
var exampleColumns = []table.Column[*verify.Result]{
	{
		Title: "example", Width: 16, Flex: true, Aloud: "%",
		Cell: func(p *table.Pen, x *verify.Result) { p.Text(x.Title, p.Style.Text) },
	},
	{Title: "published", Width: 14, Right: true, Weight: 1, Cell: func(p *table.Pen, x *verify.Result) { p.Text(inUnit(x.PublishedText, x.Unit), p.Style.Value) }},
	{Title: "computed", Width: 14, Least: 9, Right: true, Weight: 2, Cell: func(p *table.Pen, x *verify.Result) { p.Text(inUnit(x.ComputedText(), x.Unit), p.Style.Value) }},
	{
		Title: "status", Width: 11, Least: 4, Gap: 2, Weight: 1, Aloud: "%",
		Cell: func(p *table.Pen, x *verify.Result) {
			sign, st := judged(p.Canvas, x)
			p.Sign(sign, st)
			p.Skip(1)
			p.Text(string(x.Status), st)
		},
	},
}

// inUnit returns a figure with its unit and the digits of its source.
func inUnit(figure, unit string) string {
	switch {
	case figure == "" || unit == "":
		return figure
	case unit == "USD":
		return string(format.AppendGrouped([]byte("$"), figure))
	default:
		return string(append(format.AppendGrouped(nil, figure), " "+format.Units(0, unit)...))
	}
}

// judged returns the sign of an example's result.
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

// exampleDetail writes the computation of one figure.
func exampleDetail(w *paint.Lines, x *verify.Result) {
	c := w.C
	w.Link(0, x.Source)
	line := func(text string, st cell.Style) { w.Wrap(0, text, "", st) }
	if x.Err != nil {
		line(x.Err.Error(), c.Style.Bad)
	}
	if x.Reason != "" {
		line("a slip in the source: "+x.Reason+"; its inputs give "+x.Really, c.Style.Warning)
	}
	for _, l := range x.Lines {
		line(exampleLine(&l), c.Style.Muted)
	}
	for _, s := range x.Steps {
		is := s.Name + " = "
		if s.Is != "" {
			is += s.Is + " = "
		}
		line(is+quantity(s.Value), c.Style.Muted)
	}
	if x.Note != "" {
		line(x.Note, c.Style.Muted)
	}
}

// exampleLine returns one line of an example's sum.
func exampleLine(l *verify.LineResult) string {
	text := l.Title + ": " + string(appendUnits(nil, l.Quantity, l.Unit))
	if l.Side != "" {
		text = l.Side + ": " + text
	}
	if l.Included > 0 {
		text += " less " + quantity(l.Included)
	}
	return text + " at " + string(format.Money{}.AppendPrice(nil, l.UnitPrice)) + " = " + string(format.Money{}.Append(nil, l.Amount))
}

// quantity returns a number without rounding it first.
func quantity(v float64) string { return string(format.AppendNumber(nil, v)) }
