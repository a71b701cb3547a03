package pane

import (
	"slices"
	"strconv"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/state"
	"crossover/tui/table"
	"crossover/tui/why"
)

// Offers is the table of all offers for the selected part.
type Offers struct {
	table table.Table[*offerRow]
	lines []offerLine
	notes reasonNotes
	// Rests holds the least certain price of each offer, once that is known.
	Rests []catalog.Provenance
}

// offerRow is a row of the table.
type offerRow struct {
	p     *Offers
	site  catalog.Site
	a     *answer.Answer
	o     int
	est   *engine.Estimate
	offer *catalog.Offer
}

// away reports whether the offer runs outside the requested class of regions.
func (r *offerRow) away() bool {
	return r.site.Class != "" && string(r.site.Class) != r.a.Scenario().Region && !r.offer.Edge
}

// reasonNotes caches the words for the offers' reasons.
type reasonNotes []offerNote

// offerNote holds the words for an offer's first reason.
type offerNote struct {
	reason      engine.Reason
	text, brief string
}

// offerColumns are the columns of the table. A column listed here is also under the
// mouse, in the speech and in the exports.
var offerColumns = []table.Column[*offerRow]{
	{
		Title: "offer", Width: 32, Least: 16, Weight: 5, Aloud: "%",
		Cell: func(p *table.Pen, r *offerRow) {
			name := r.offer.Title
			if p.Room() < 28 {
				name = r.offer.Short
			}
			p.Text(name, lookOf(p.Canvas, r.est, p.Style.Text))
		},
	},
	{
		Title: "kind", Width: 12, Weight: 2, Aloud: "%",
		Cell: func(p *table.Pen, r *offerRow) { p.Text(string(r.offer.Kind), p.Style.Muted) },
	},
	{
		Title: "region", Width: 14, Weight: 1,
		Cell: func(p *table.Pen, r *offerRow) {
			style := p.Style.Muted
			if r.away() {
				style = p.Style.Warning
			}
			p.Text(r.site.Region, style)
		},
		Say: func(_ *paint.Canvas, r *offerRow) string {
			if r.away() {
				return "in " + r.site.Region
			}
			return ""
		},
	},
	{
		Title: "$/month", Width: 11, Right: true, Weight: 9, Figure: int(why.Monthly), Aloud: "% a month",
		Cell: func(p *table.Pen, r *offerRow) { p.USD(r.est.Monthly, lookOf(p.Canvas, r.est, p.Style.Value)) },
	},
	{
		Title: "x best", Width: 8, Right: true, Weight: 6, Figure: int(why.Relative),
		Cell: func(p *table.Pen, r *offerRow) {
			if times, ok := r.times(); ok {
				p.Num = append(format.AppendShort(p.Num[:0], times), 'x')
				p.Figure(p.Style.Muted)
			}
		},
		Say: func(_ *paint.Canvas, r *offerRow) string {
			times, ok := r.times()
			if !ok || !r.est.Feasible() || r.o == r.a.Cheapest() {
				return ""
			}
			return number(times) + " times the cheapest"
		},
	},
	{
		Title: "$/million", Short: "$/M", Width: 10, Right: true, Weight: 3, Figure: int(why.PerMillion), Silent: true, // the price says it
		Cell: func(p *table.Pen, r *offerRow) {
			if r.est.Requests > 0 {
				p.USD(r.est.PerMillion(), p.Style.Muted)
			}
		},
	},
	{
		Title: "sources", Width: 14, Right: true, Weight: 1, Figure: int(why.Monthly), Silent: true, // a price's explanation says it
		Cell: func(p *table.Pen, r *offerRow) {
			if r.o < len(r.p.Rests) {
				writeRest(p, &r.p.Rests[r.o])
			}
		},
	},
	{
		Title: "cold", Width: 9, Right: true, Weight: 4, Figure: int(why.ColdStarts),
		Cell: func(p *table.Pen, r *offerRow) {
			if cs := &r.est.ColdStart; cs.Probability > 0 {
				p.Millis(cs.P50MS, p.Style.Muted)
			}
		},
		Say: func(_ *paint.Canvas, r *offerRow) string {
			if cs := &r.est.ColdStart; cs.Probability > 0 && r.est.Feasible() {
				return "cold starts " + format.Chance(cs.Probability) + " adding " + format.Duration(cs.P50MS)
			}
			return ""
		},
	},
	{
		Title: "chance", Width: 8, Right: true, Weight: 4, Figure: int(why.ColdStarts), Silent: true, // said with the time
		Cell: func(p *table.Pen, r *offerRow) {
			if cs := &r.est.ColdStart; cs.Probability > 0 {
				p.Chance(cs.Probability, p.Style.Muted)
			}
		},
	},
	{
		Title: "p99", Width: 9, Right: true, Weight: 8, Figure: int(why.Latency),
		Cell: func(p *table.Pen, r *offerRow) {
			if ms := r.est.Latency.P99MS; ms > 0 {
				p.Millis(ms, lookOf(p.Canvas, r.est, p.Style.Text))
			}
		},
		Say: func(_ *paint.Canvas, r *offerRow) string {
			if !r.est.Feasible() {
				return ""
			}
			return TimeWord(r.est) + format.Duration(r.est.Latency.P99MS)
		},
	},
	{
		Title: "note", Width: 13, Least: 9, Gap: 2, Flex: true, Weight: 7, Figure: int(why.Monthly),
		Cell: func(p *table.Pen, r *offerRow) { p.Text(r.p.notes.of(r.o, r.est).in(p.Room()), p.Style.Muted) },
		Say: func(_ *paint.Canvas, r *offerRow) string {
			if reason, ok := r.est.FirstReason(); ok && !r.est.Feasible() {
				return "cannot run it: " + reason.String()
			}
			return r.est.Size
		},
	},
}

// times returns the price as a multiple of the cheapest offer's.
func (r *offerRow) times() (float64, bool) {
	best := r.a.Cheapest()
	if best < 0 || r.a.Estimates[best].Monthly <= 0 {
		return 0, false
	}
	return r.est.Monthly / r.a.Estimates[best].Monthly, true
}

// row returns the row of an offer.
func (p *Offers) row(a *answer.Answer, e *engine.Engine, o int) *offerRow {
	return &offerRow{p, e.Site(a.Scenario(), o), a, o, &a.Estimates[o], e.Offer(o)}
}

// Draw paints the table, scrolled to the selected offer.
func (p *Offers) Draw(c *paint.Canvas, r cell.Rect, a *answer.Answer, e *engine.Engine, st *state.State) {
	p.open()
	in := c.Box(r, "Offers for "+st.Scenario.SelectedPart().Name, p.heading(c, a, st), true)
	p.table.Hide()
	if in.H < 2 {
		return
	}
	p.lay(a, e, st.Order)
	if in.H >= 10 {
		var below cell.Rect
		in, below = in.CutBottom(3)
		c.Rule(in, below.Y)
		below.Y, below.H = below.Y+1, 2
		text := e.Offer(a.Selected).Title
		if note := p.notes.of(a.Selected, &a.Estimates[a.Selected]).text; len(p.lines) == 0 {
			text = "no offer matches"
		} else if note != "" {
			text += ": " + note
		}
		c.Wrap(below, text, c.Style.Text)
	}
	at := slices.IndexFunc(p.lines, func(l offerLine) bool { return l.offer == a.Selected })
	p.table.Draw(c, in, len(p.lines), max(at, 0), func(i int) *offerRow { return p.row(a, e, p.lines[i].offer) })
	c.More(r, &p.table.View)
}

// open prepares the table.
func (p *Offers) open() {
	if p.table.Columns == nil {
		p.table.Columns, p.table.Lead, p.table.Focus = offerColumns, 2, true
		p.table.Mark = func(c *paint.Canvas, x, y int, r *offerRow) { drawMark(c, x, y, r.a, r.o) }
		p.table.Heading = p.drawGroup
	}
}

// heading returns the order of the list, and what it leaves out.
func (p *Offers) heading(c *paint.Canvas, a *answer.Answer, st *state.State) string {
	note := "by " + st.Order.String()
	if st.Filter != "" {
		note = filterNote(c, st.Filter, len(a.Sorted), len(a.Listed)) + ", " + note
	}
	if st.Out() != (state.OfferSet{}) {
		note += ", some hidden"
	}
	return note
}

// of returns the first reason against an offer, or its size.
func (n *reasonNotes) of(o int, est *engine.Estimate) *offerNote {
	*n = append(*n, make([]offerNote, max(0, o+1-len(*n)))...)
	note := &(*n)[o]
	switch first, ok := est.FirstReason(); {
	case !ok:
		*note = offerNote{text: est.Size, brief: est.Size}
	case note.reason != first:
		*note = offerNote{first, first.String(), first.Brief()}
	}
	return note
}

// in returns the note in a form that fits in columns.
func (n *offerNote) in(columns int) string {
	if cell.Columns(n.text) > columns {
		return n.brief
	}
	return n.text
}

// At returns the offer of the row at x, y.
func (p *Offers) At(x, y int) (offer int, ok bool) {
	i, ok := p.table.At(x, y)
	if !ok || p.lines[i].offer < 0 {
		return 0, false
	}
	return p.lines[i].offer, true
}

// ColumnAt returns the figure in the column at x.
func (p *Offers) ColumnAt(x int) why.Aspect { return why.Aspect(p.table.FigureAt(x)) }

// Say returns the row of an offer as speech.
func (p *Offers) Say(c *paint.Canvas, a *answer.Answer, e *engine.Engine, o int) string {
	p.open()
	return p.table.Say(c, p.row(a, e, o))
}

// Records returns the titles and rows of the listed offers as text.
func (p *Offers) Records(c *paint.Canvas, a *answer.Answer, e *engine.Engine) [][]string {
	p.open()
	return p.table.Records(c, len(a.Sorted), func(i int) *offerRow { return p.row(a, e, a.Sorted[i]) })
}

// offerLine is a line of the table: an offer or the heading of a group.
type offerLine struct {
	offer int // -1 for a heading
	title string
	count int
	// from is the price of the cheapest offer in the group that can run the part.
	from     float64
	feasible bool
}

// lay builds the list, in groups if it is sorted by kind or provider.
func (p *Offers) lay(a *answer.Answer, e *engine.Engine, order state.Order) {
	p.lines = p.lines[:0]
	head := -1
	for _, o := range a.Sorted {
		title, grouped := groupOf(e, order, o)
		if grouped && (head < 0 || p.lines[head].title != title) {
			head = len(p.lines)
			p.lines = append(p.lines, offerLine{offer: -1, title: title})
		}
		if grouped {
			g, est := &p.lines[head], &a.Estimates[o]
			if g.count++; est.Feasible() && (!g.feasible || est.Monthly < g.from) {
				g.from, g.feasible = est.Monthly, true
			}
		}
		p.lines = append(p.lines, offerLine{offer: o})
	}
}

// groupOf returns the title of an offer's group, if the order has groups.
func groupOf(e *engine.Engine, order state.Order, o int) (title string, ok bool) {
	switch order {
	case state.ByKind:
		return string(e.Offer(o).Kind), true
	case state.ByProvider:
		return e.Provider(o).Title, true
	default:
		return "", false
	}
}

// drawGroup draws line i if it is the heading of a group.
func (p *Offers) drawGroup(c *paint.Canvas, r cell.Rect, i int) bool {
	g := &p.lines[i]
	if g.offer >= 0 {
		return false
	}
	x := c.Text(r.X, r.Y, g.title, c.Style.Heading, r.X+r.W)
	c.Num = strconv.AppendInt(append(c.Num[:0], "  "...), int64(g.count), 10)
	switch {
	case g.count == 1 && g.feasible:
		c.Num = append(c.Num, ", "...)
	case !g.feasible:
		c.Num = append(c.Num, ", none can run it"...)
	default:
		c.Num = append(c.Num, ", from "...)
	}
	if g.feasible {
		c.Num = c.Money.Append(c.Num, g.from)
	}
	c.Text(x, r.Y, string(c.Num), c.Style.Muted, r.X+r.W)
	return true
}
