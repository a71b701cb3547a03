package pane

import (
	"crossover/engine"
	"crossover/engine/verdict"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/split"
	"crossover/tui/style"
)

// Verdicts is the page of published rules of thumb and what the prices say to
// them.
type Verdicts struct {
	detailed
	results []verdict.Result
	// words keeps what decides each claim in words, for a currency.
	words []verdictRow
	money format.Money
}

// verdictRow is a claim's key figures and its flip, as its row shows them.
type verdictRow struct{ key, flip string }

// Set hands the page its results.
func (p *Verdicts) Set(results []verdict.Result) {
	p.results, p.fresh, p.words = results, false, nil
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
	if p.words == nil || p.money != c.Money {
		p.money = c.Money
		p.forget()
		p.words = make([]verdictRow, len(p.results))
		for i := range p.results {
			p.words[i] = decides(c, &p.results[i])
		}
	}
	head, body := in.CutTop(1)
	k := verdictColumns(in)
	p.drawHead(c, head, k)
	rows := max(body.H-len(p.shown), min(max(body.H*2/5, 4), body.H-3, 18))
	p.draw(c, body, rows, cut,
		func(r cell.Rect, i int, selected bool) { p.drawRow(c, r, k, i, selected) },
		func(i, width int) []paint.TextRow { return verdictDetail(c, &p.results[i], e, width) })
}

// verdictCols are the columns of the page: where the claim begins, and the right
// ends of the claim, the figures and the flip; the last two are 0 where there
// is no room.
type verdictCols struct{ claim, claimEnd, key, flip int }

func verdictColumns(in cell.Rect) verdictCols {
	k := verdictCols{claim: in.X + 13}
	end := in.X + in.W - 1
	if in.W >= 100 {
		k.flip = end
		end -= 13
	}
	if in.W >= 60 {
		k.key = end
		end -= 22
	}
	k.claimEnd = end
	return k
}

func (p *Verdicts) drawHead(c *paint.Canvas, r cell.Rect, k verdictCols) {
	st := c.Style.Heading
	c.Text(r.X+1, r.Y, "answer", st, k.claim)
	c.Text(k.claim, r.Y, "claim", st, k.claimEnd)
	if k.key > 0 {
		c.Text(k.key-12, r.Y, "what decides", st, k.key)
	}
	if k.flip > 0 {
		c.Text(k.flip-8, r.Y, "flips at", st, k.flip)
	}
}

func (p *Verdicts) drawRow(c *paint.Canvas, r cell.Rect, k verdictCols, i int, selected bool) {
	x := &p.results[i]
	text, value, mark := c.Style.Text, c.Style.Value, answerStyle(c, x.Answer)
	if selected {
		c.B.Fill(r, ' ', c.Style.Selection)
		text, value, mark = style.Selected(text), style.Selected(value), style.Selected(mark)
		c.B.Set(r.X, r.Y, c.Glyph.Focus, style.Selected(c.Style.Accent))
	}
	c.Text(r.X+1, r.Y, string(x.Answer), mark, k.claim)
	c.Text(k.claim, r.Y, x.Claim, text, k.claimEnd)
	if s := p.words[i].key; k.key > 0 {
		c.Right(k.key, r.Y, []byte(s), value, k.key-k.claimEnd-1)
	}
	if s := p.words[i].flip; k.flip > 0 {
		c.Right(k.flip, r.Y, []byte(s), value, k.flip-k.key-1)
	}
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
