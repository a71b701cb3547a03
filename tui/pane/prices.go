package pane

import (
	"strings"
	"time"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/cell"
	"crossover/tui/controls"
)

// MaxAge is how many days old a price may be before it is marked.
const MaxAge = 180

// Prices is the page of every price of the catalogue.
type Prices struct {
	list
	of  *engine.Engine
	all []catalog.Price
	r   cell.Rect
}

// Draw paints the page: a row a price, and the selected one in full below.
func (p *Prices) Draw(c *Canvas, r cell.Rect, e *engine.Engine, today time.Time) {
	if p.of != e {
		p.of, p.all, p.fresh = e, e.Catalog().Prices(), false
	}
	p.refresh(len(p.all), func(i int) string {
		x := &p.all[i]
		return x.Provider + " " + x.Table + " " + x.Meter + " " + x.Title + " " + x.Unit + " " + strings.Join(x.Offers, " ")
	})
	in := c.Box(r, "Prices", c.filterNote(p.filter, len(p.shown), len(p.all)), true)
	if in.H < 5 {
		return
	}
	head, body := in.CutTop(1)
	body, foot := body.CutBottom(min(5, in.H/3))
	k := priceColumns(in)
	p.drawHead(c, head, k)
	p.scroll(body.H)
	p.r = body
	for i := p.first; i < len(p.shown) && i-p.first < body.H; i++ {
		row := cell.Rect{X: body.X, Y: body.Y + i - p.first, W: body.W, H: 1}
		p.drawRow(c, row, k, &p.all[p.shown[i]], i == p.at, today)
	}
	if len(p.shown) > 0 {
		p.drawDetail(c, foot, &p.all[p.shown[p.at]])
	}
}

// filterNote says what is filtered and how much is left.
func (c *Canvas) filterNote(filter string, shown, all int) string {
	c.num = append(controls.AppendNumber(c.num[:0], float64(shown)), " of "...)
	c.num = controls.AppendNumber(c.num, float64(all))
	if filter != "" {
		c.num = append(append(c.num, ", /"...), filter...)
	}
	return string(c.num)
}

// priceCols are the columns of the page, by their right ends.
type priceCols struct{ provider, title, price, unit, asOf, confidence int }

func priceColumns(in cell.Rect) priceCols {
	k := priceCols{provider: in.X + 13, confidence: in.X + in.W - 1}
	if in.W < 60 {
		k.provider = in.X // what it is says more than whose
	}
	k.asOf = k.confidence - 4
	k.unit = k.asOf - 12
	k.price = k.unit - 18
	if in.W < 70 {
		k.unit, k.price = k.asOf-12, k.asOf-12
	}
	k.title = k.price - 14
	if in.W < 60 {
		k.title = k.price - 9
	}
	return k
}

func (p *Prices) drawHead(c *Canvas, r cell.Rect, k priceCols) {
	st := c.Style.Heading
	c.Text(r.X+1, r.Y, "provider", st, k.provider)
	c.Text(k.provider+1, r.Y, "price of", st, k.title)
	c.Text(k.price-1, r.Y, "$", st, k.price)
	if k.unit > k.price {
		c.Text(k.price+1, r.Y, "for", st, k.unit)
	}
	c.Text(k.unit+1, r.Y, "as of", st, k.asOf)
	c.Text(k.asOf+2, r.Y, "src", st, r.X+r.W)
}

func (p *Prices) drawRow(c *Canvas, r cell.Rect, k priceCols, x *catalog.Price, selected bool, today time.Time) {
	text, value, muted := c.Style.Text, c.Style.Value, c.Style.Muted
	if selected {
		c.B.Fill(r, ' ', c.Style.Selection)
		text, value, muted = c.selected(text), c.selected(value), c.selected(muted)
		c.B.Set(r.X, r.Y, c.Glyph.Focus, c.selected(c.Style.Accent))
	}
	c.Text(r.X+1, r.Y, x.Provider, muted, k.provider)
	end := c.Text(k.provider+1, r.Y, x.Title, text, k.title)
	if x.Override != "" {
		c.Text(end+1, r.Y, "(yours)", c.Style.Warning, k.title)
	}
	c.num = controls.AppendPrice(c.num[:0], x.Price)
	c.bytes(k.price, r.Y, value, 14)
	if k.unit > k.price {
		c.num = c.num[:0]
		if x.Per != 1 {
			c.num = append(controls.AppendShort(c.num, x.Per), ' ')
		}
		c.num = append(c.num, strings.TrimPrefix(x.Unit, "instance-")...)
		c.Text(k.price+1, r.Y, string(c.num), muted, k.unit)
	}
	age, dated := catalog.Age(x.AsOf, today)
	if dated && age > MaxAge {
		muted = c.Style.Warning
		if selected {
			muted = c.selected(muted)
		}
	}
	c.Text(k.unit+1, r.Y, x.AsOf, muted, k.asOf)
	mark := "2"
	switch x.Confidence {
	case 0:
		mark = "?"
	case 1:
		mark = "1"
	}
	c.Text(k.asOf+3, r.Y, mark, muted, k.confidence+1)
}

// drawDetail shows one price in full.
func (p *Prices) drawDetail(c *Canvas, r cell.Rect, x *catalog.Price) {
	y := r.Y
	line := func(text string, st cell.Style) {
		if y < r.Y+r.H {
			c.Text(r.X+1, y, text, st, r.X+r.W)
			y++
		}
	}
	id := x.Provider + "/" + x.Meter
	if x.Table != "" {
		id = x.Provider + "/" + x.Table + "/" + x.Meter
	}
	if x.Source != "" {
		to := c.Text(r.X+1, y, x.Source, c.Style.Link, r.X+r.W)
		c.B.AddLink(r.X+1, y, to-r.X-1, x.Source)
		y++
	} else {
		line("an assumption", c.Style.Warning)
	}
	line(id+"; on the bills of "+strings.Join(x.Offers, ", "), c.Style.Muted)
	for i := 1; i < len(x.Tiers); i++ {
		c.num = append(c.num[:0], "from "...)
		c.num = append(controls.AppendShort(c.num, x.Tiers[i-1].UpTo), " on: "...)
		line(string(controls.AppendPrice(c.num, x.Tiers[i].Price)), c.Style.Muted)
	}
	if x.Note != "" {
		line(x.Note, c.Style.Muted)
	}
}

// At selects the price at a cell, if there is one.
func (p *Prices) At(x, y int) {
	if p.r.Contains(x, y) {
		p.Press(y - p.r.Y)
	}
}
