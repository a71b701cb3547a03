package pane

import (
	"strconv"
	"strings"

	"crossover/engine"
	"crossover/engine/progress"
	"crossover/engine/verdict"
	"crossover/engine/verify"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/split"
	"crossover/tui/table"
	"crossover/tui/why"
)

// Verdicts is the page of published rules of thumb, tested against the prices.
type Verdicts struct {
	page[*claimRow]
	results []verdict.Result
	// decisive holds the deciding figures of each claim, in currency money.
	decisive []verdictRow
	money    format.Money
}

// verdictRow holds the text of a claim's key figures and its flip.
type verdictRow struct{ key, flip string }

// claimRow is a row of the page.
type claimRow struct {
	*verdict.Result
	verdictRow
}

// claimColumns are the columns of the page.
var claimColumns = []table.Column[*claimRow]{
	{
		Title: "answer", Width: 11, Aloud: "%",
		Cell: func(p *table.Pen, r *claimRow) { p.Text(string(r.Answer), answerStyle(p.Canvas, r.Answer)) },
	},
	{
		Title: "claim", Width: 51, Least: 25, Flex: true, Weight: 2, Aloud: "%",
		Cell: func(p *table.Pen, r *claimRow) { p.Text(r.Claim, p.Style.Text) },
	},
	{Title: "what decides", Width: 22, Right: true, Weight: 3, Cell: func(p *table.Pen, r *claimRow) { p.Text(r.key, p.Style.Value) }},
	{Title: "flips at", Width: 13, Right: true, Weight: 1, Cell: func(p *table.Pen, r *claimRow) { p.Text(r.flip, p.Style.Value) }},
}

// Set sets the results.
func (p *Verdicts) Set(results []verdict.Result) {
	p.results, p.decisive = results, nil
	p.renew()
}

// Selected returns the selected claim, or nil.
func (p *Verdicts) Selected() *verdict.Result {
	if i, ok := p.Chosen(); ok {
		return &p.results[i]
	}
	return nil
}

// Draw paints the page: a row for each claim, and the tests of the selected one below.
func (p *Verdicts) Draw(c *paint.Canvas, r cell.Rect, e *engine.Engine, cut *split.Cutter, count *progress.Count) {
	if len(p.decisive) != len(p.results) || p.money != c.Money {
		p.money, p.made = c.Money, false
		p.decisive = make([]verdictRow, len(p.results))
		for i := range p.results {
			p.decisive[i] = decides(c, &p.results[i])
		}
	}
	p.table.Columns, p.table.Lead, p.table.Trail, p.table.Focus = claimColumns, 1, 1, true
	p.draw(c, r, cut, content[*claimRow]{
		title: "Verdicts: rules of thumb, tested on these prices", working: p.results == nil, count: count,
		n: len(p.results), row: func(i int) *claimRow { return &claimRow{&p.results[i], p.decisive[i]} },
		text:   func(x *claimRow) string { return x.ID + " " + x.Section + " " + x.Claim + " " + string(x.Answer) },
		tell:   func(w *paint.Lines, x *claimRow) { verdictDetail(w, x.Result, e) },
		whole:  true,
		height: func(room int) int { return max(room-len(p.shown), min(max(room*2/5, 4), room-3, 18)) },
	})
}

// answerStyle returns the colour of an answer, which repeats its word.
func answerStyle(c *paint.Canvas, a verdict.Answer) cell.Style {
	switch a {
	case verdict.Holds:
		return c.Style.Good
	case verdict.Fails:
		return c.Style.Bad
	case verdict.Depends:
		return c.Style.Warning
	default:
		return c.Style.Muted
	}
}

// decides returns the deciding figures of a claim in a few words.
func decides(c *paint.Canvas, r *verdict.Result) verdictRow {
	var out verdictRow
	if k := r.Key(); k != nil {
		for i := range k.Figures[:min(2, len(k.Figures))] {
			s := figure(c, &k.Figures[i])
			switch {
			case i == 0:
				out.key = s
			case s != out.key && k.Figures[i].Unit == k.Figures[0].Unit:
				out.key += " vs " + s
			}
		}
	}
	if r.Flip != nil {
		out.flip = format.Place(r.Flip.Axis, r.Flip.At)
	}
	return out
}

// figure returns a figure's value as text.
func figure(c *paint.Canvas, f *verdict.Figure) string {
	if !f.Exists() {
		return "refused"
	}
	var out []byte
	switch f.Unit {
	case verdict.USDPerMonth, verdict.USDPerMillion:
		out = c.Money.Append(out, f.Value)
	case verdict.Milliseconds:
		out = format.AppendMillis(out, f.Value)
	case verdict.Share:
		out = format.AppendChance(out, f.Value)
	case verdict.Ratio:
		out = append(format.AppendNumber(out, f.Value), " x"...)
	case verdict.PerSecond:
		out = format.AppendRate(out, f.Value)
	case verdict.Megabytes:
		out = format.AppendMemory(out, f.Value)
	default:
		out = format.AppendNumber(out, f.Value)
	}
	return string(out)
}

// verdictDetail writes the details of a claim: its flips, the tests and their results,
// and the interpretation of the claim.
func verdictDetail(w *paint.Lines, x *verdict.Result, e *engine.Engine) {
	w.Hang = ""
	c := w.C
	w.Wrap(0, x.Claim+" ("+x.Section+")", "", c.Style.Heading)
	if x.Why != "" {
		w.Wrap(0, "Cannot be tested: "+x.Why, "", c.Style.Text)
	}
	if x.Flip != nil {
		text := "Flips at " + why.Turn(x.Flip, e, c.Money.Text)
		if more := len(x.Flips) - 1; more > 0 {
			text += "; and " + strconv.Itoa(more) + " more flips"
		}
		w.Wrap(0, text, "", c.Style.Text)
	}
	for i := range x.Checks {
		writeCheck(w, &x.Checks[i])
	}
	if x.Reading != "" {
		w.Wrap(0, "Read as: "+x.Reading, "", c.Style.Muted)
	}
	if x.Note != "" {
		w.Wrap(0, x.Note, "", c.Style.Muted)
	}
}

// writeCheck writes one test, with a sign for its result, and its figures.
func writeCheck(w *paint.Lines, k *verdict.Check) {
	c, at := w.C, len(w.Rows)
	text := k.Want
	if k.Name != "" {
		text = k.Name + ": " + text
	}
	w.Wrap(2, text, "", c.Style.Text)
	w.Rows[at].Sign, w.Rows[at].SignStyle = c.Glyph.Cross, c.Style.Bad
	if k.Pass {
		w.Rows[at].Sign, w.Rows[at].SignStyle = c.Glyph.Check, c.Style.Good
	}
	var found []string
	for i := range k.Figures {
		f := &k.Figures[i]
		switch {
		case f.Text != "" && !f.Exists():
			found = append(found, f.Label+": "+f.Text)
		case f.Text != "":
			found = append(found, f.Label+" "+figure(c, f)+" "+f.Text)
		default:
			found = append(found, f.Label+" "+figure(c, f))
		}
	}
	w.Wrap(4, strings.Join(found, "; "), "", c.Style.Muted)
}

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
