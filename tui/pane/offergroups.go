package pane

import (
	"strconv"

	"crossover/engine"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/paint"
	"crossover/tui/state"
)

// offerLine is a line of the table: an offer, or the heading of those that follow.
type offerLine struct {
	offer int // -1 for a heading
	title string
	count int
	// from is the price of the group's cheapest that can run the part, if any.
	from     float64
	feasible bool
}

// lay puts the list together. Sorted by kind or by provider it is in groups.
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
			p.lines[head].add(&a.Estimates[o])
		}
		p.lines = append(p.lines, offerLine{offer: o})
	}
}

func (g *offerLine) add(e *engine.Estimate) {
	g.count++
	if e.Feasible() && (!g.feasible || e.Monthly < g.from) {
		g.from, g.feasible = e.Monthly, true
	}
}

// groupOf returns the title of an offer's group, where the order makes groups.
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

// drawGroup draws the heading of a group.
func (p *Offers) drawGroup(c *paint.Canvas, r cell.Rect, k columns, g *offerLine) {
	x := c.Text(r.X, r.Y, g.title, c.Style.Heading, k.name)
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
}
