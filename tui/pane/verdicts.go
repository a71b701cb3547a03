package pane

import (
	"crossover/engine"
	"crossover/engine/verdict"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/split"
	"crossover/tui/table"
)

// Verdicts is the page of published rules of thumb and what the prices say to
// them.
type Verdicts struct {
	detailed[claimRow]
	results []verdict.Result
	// decisive keeps what decides each claim in words, for a currency.
	decisive []verdictRow
	money    format.Money
}

// verdictRow is a claim's key figures and its flip, as its row shows them.
type verdictRow struct{ key, flip string }

// claimRow is a row of the page.
type claimRow struct {
	*verdict.Result
	verdictRow
}

// claimColumns are the columns of the page.
var claimColumns = []table.Column[claimRow]{
	{
		Title: "answer", Width: 11,
		Cell: func(p *table.Pen, r claimRow) { p.Text(string(r.Answer), answerStyle(p.Canvas, r.Answer)) },
		Say:  func(_ *paint.Canvas, r claimRow) string { return string(r.Answer) },
	},
	{
		Title: "claim", Width: 51, Least: 25, Flex: true, Weight: 2,
		Cell: func(p *table.Pen, r claimRow) { p.Text(r.Claim, p.Style.Text) },
		Say:  func(_ *paint.Canvas, r claimRow) string { return r.Claim },
	},
	{Title: "what decides", Width: 22, Right: true, Weight: 3, Cell: func(p *table.Pen, r claimRow) { p.Text(r.key, p.Style.Value) }},
	{Title: "flips at", Width: 13, Right: true, Weight: 1, Cell: func(p *table.Pen, r claimRow) { p.Text(r.flip, p.Style.Value) }},
}

// Set hands the page its results.
func (p *Verdicts) Set(results []verdict.Result) {
	p.results, p.fresh, p.decisive = results, false, nil
	p.forget()
}

// Ready reports whether the results are there.
func (p *Verdicts) Ready() bool { return p.results != nil }

// Selected returns the claim selected, or nil where there is none.
func (p *Verdicts) Selected() *verdict.Result {
	if p.at >= len(p.shown) {
		return nil
	}
	return &p.results[p.shown[p.at]]
}

// Draw paints the page: a row a claim, and the selected one's tests below.
func (p *Verdicts) Draw(c *paint.Canvas, r cell.Rect, e *engine.Engine, cut *split.Cutter) {
	p.refresh(len(p.results), func(i int) string {
		x := &p.results[i]
		return x.ID + " " + x.Section + " " + x.Claim + " " + string(x.Answer)
	})
	in := c.Box(r, "Verdicts: rules of thumb, tested on these prices", filterNote(c, p.filter, len(p.shown), len(p.results)), true)
	if in.H < 5 {
		return
	}
	if !p.Ready() {
		c.Text(in.X+1, in.Y, "working", c.Style.Muted, in.X+in.W)
		return
	}
	if p.decisive == nil || p.money != c.Money {
		p.money = c.Money
		p.forget()
		p.decisive = make([]verdictRow, len(p.results))
		for i := range p.results {
			p.decisive[i] = decides(c, &p.results[i])
		}
	}
	if p.table.Columns == nil {
		p.table = table.Table[claimRow]{Columns: claimColumns, Lead: 1, Trail: 1, Focus: true}
	}
	room := in.H - 1
	rows := max(room-len(p.shown), min(max(room*2/5, 4), room-3, 18))
	p.draw(c, in, rows, cut, p.row,
		func(i, width int) []paint.TextRow { return verdictDetail(c, &p.results[i], e, width) })
}

// row returns the row of claim i.
func (p *Verdicts) row(i int) claimRow { return claimRow{&p.results[i], p.decisive[i]} }

// Say says the claim selected aloud, "" where there is none.
func (p *Verdicts) Say(c *paint.Canvas) string {
	return p.chosen(func(i int) string { return p.table.Say(c, p.row(i)) })
}

// Words are the claims that show as text, and what is told of the one selected.
func (p *Verdicts) Words(c *paint.Canvas) []string {
	return p.words(func(i int) string { return p.table.Say(c, p.row(i)) })
}

// answerStyle is the colour of an answer; its word says the same.
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

// decides puts what decides a claim in a few words.
func decides(c *paint.Canvas, r *verdict.Result) verdictRow {
	var out verdictRow
	if k := r.Key(); k != nil {
		for i := range k.Figures[:min(2, len(k.Figures))] {
			s := figure(c, &k.Figures[i])
			switch {
			case i == 0:
				out.key = s
			case s != out.key && k.Figures[i].Unit == k.Figures[0].Unit:
				out.key += " : " + s
			}
		}
	}
	if r.Flip != nil {
		out.flip = string(format.AppendPlace(nil, r.Flip.Axis, r.Flip.At))
	}
	return out
}

// figure writes a figure's value.
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

// Claim returns claim i of the page.
func (p *Verdicts) Claim(i int) *verdict.Result { return &p.results[i] }

// Len is how many rows the page has without a filter.
func (p *Verdicts) Len() int { return len(p.results) }

// Records are the titles and the claims that the filter leaves, as text.
func (p *Verdicts) Records(c *paint.Canvas) [][]string {
	return p.table.Records(c, len(p.shown), func(i int) claimRow { return p.row(p.shown[i]) })
}
