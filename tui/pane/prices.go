package pane

import (
	"fmt"
	"strings"
	"time"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/split"
	"crossover/tui/style"
)

// MaxAge is how many days old a price may be before it is marked.
const MaxAge = 180

// Prices is the page of every price of the catalogue.
type Prices struct {
	detailed
	of  *engine.Engine
	all []catalog.Price
}

// Draw paints the page: a row a price, and the selected one in full below.
func (p *Prices) Draw(c *paint.Canvas, r cell.Rect, e *engine.Engine, today time.Time, cut *split.Cutter) {
	if p.of != e {
		p.of, p.all, p.fresh = e, e.Catalog().Prices(), false
		p.forget()
	}
	p.refresh(len(p.all), func(i int) string {
		x := &p.all[i]
		return x.Provider + " " + x.Table + " " + x.Meter + " " + x.Title + " " + x.Unit + " " + strings.Join(x.Offers, " ")
	})
	in := c.Box(r, "Prices", filterNote(c, p.filter, len(p.shown), len(p.all)), true)
	if in.H < 5 {
		return
	}
	head, body := in.CutTop(1)
	k := priceColumns(in)
	p.drawHead(c, head, k)
	p.draw(c, body, min(6, in.H/3), cut,
		func(r cell.Rect, i int, selected bool) { p.drawRow(c, r, k, &p.all[i], selected, today) },
		func(i, width int) []paint.TextRow { return priceDetail(c, &p.all[i], today, width) })
}

// filterNote says what is filtered and how much is left.
func filterNote(c *paint.Canvas, filter string, shown, all int) string {
	c.Num = append(format.AppendNumber(c.Num[:0], float64(shown)), " of "...)
	c.Num = format.AppendNumber(c.Num, float64(all))
	if filter != "" {
		c.Num = append(append(c.Num, ", /"...), filter...)
	}
	return string(c.Num)
}

// priceCols are the columns of the page, by their right ends.
type priceCols struct{ provider, title, price, unit, asOf, confidence int }

func priceColumns(in cell.Rect) priceCols {
	k := priceCols{provider: in.X + 13, confidence: in.X + in.W - 1}
	if in.W < 100 {
		k.provider = in.X // what it is says more than whose
	}
	k.asOf = k.confidence - 9
	if in.W < 60 {
		k.asOf = k.confidence
	}
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

func (p *Prices) drawHead(c *paint.Canvas, r cell.Rect, k priceCols) {
	st := c.Style.Heading
	c.Text(r.X+1, r.Y, "provider", st, k.provider)
	c.Text(k.provider+1, r.Y, "price of", st, k.title)
	c.Text(k.price-1, r.Y, "$", st, k.price)
	if k.unit > k.price {
		c.Text(k.price+1, r.Y, "for", st, k.unit)
	}
	c.Text(k.unit+1, r.Y, "as of", st, k.asOf)
	if k.confidence > k.asOf {
		c.Text(k.confidence-7, r.Y, "sources", st, r.X+r.W)
	}
}

func (p *Prices) drawRow(c *paint.Canvas, r cell.Rect, k priceCols, x *catalog.Price, selected bool, today time.Time) {
	text, value, muted := c.Style.Text, c.Style.Value, c.Style.Muted
	if selected {
		c.B.Fill(r, ' ', c.Style.Selection)
		text, value, muted = style.Selected(text), style.Selected(value), style.Selected(muted)
		c.B.Set(r.X, r.Y, c.Glyph.Focus, style.Selected(c.Style.Accent))
	}
	c.Text(r.X+1, r.Y, x.Provider, muted, k.provider)
	end := c.Text(k.provider+1, r.Y, x.Title, text, k.title)
	if x.Override != "" {
		c.Text(end+1, r.Y, "(yours)", c.Style.Warning, k.title)
	}
	c.Num = format.AppendPrice(c.Num[:0], x.Price)
	c.Number(k.price, r.Y, value, 14)
	if k.unit > k.price {
		c.Num = c.Num[:0]
		if x.Per != 1 {
			c.Num = append(format.AppendShort(c.Num, x.Per), ' ')
		}
		c.Num = append(c.Num, strings.TrimPrefix(x.Unit, "instance-")...)
		c.Text(k.price+1, r.Y, string(c.Num), muted, k.unit)
	}
	if days, dated := catalog.Age(x.AsOf, today); dated && days > MaxAge {
		muted = c.Style.Warning
		if selected {
			muted = style.Selected(muted)
		}
	}
	c.Text(k.unit+1, r.Y, x.AsOf, muted, k.asOf)
	if k.confidence == k.asOf {
		return
	}
	mark := "2"
	switch x.Confidence {
	case 0:
		mark = "?"
	case 1:
		mark = "1"
	}
	c.Text(k.confidence-1, r.Y, mark, muted, k.confidence+1)
}

// priceDetail is one price in full, in rows of some width.
func priceDetail(c *paint.Canvas, x *catalog.Price, today time.Time, width int) (rows []paint.TextRow) {
	muted := c.Style.Muted
	if x.Source != "" {
		rows = append(rows, paint.TextRow{Text: x.Source, Style: c.Style.Link, Link: x.Source})
	} else {
		rows = append(rows, paint.TextRow{Text: "an assumption", Style: c.Style.Warning})
	}
	rows = paint.Wrapped(rows, 0, age(x, today)+"; "+priceID(x), muted, width)
	for i := 1; i < len(x.Tiers); i++ {
		b := append(format.AppendShort([]byte("from "), x.Tiers[i-1].UpTo), " on: "...)
		rows = paint.Wrapped(rows, 0, string(format.AppendPrice(b, x.Tiers[i].Price)), muted, width)
	}
	text := "On the bills of " + strings.Join(x.Offers, ", ") + "."
	if x.Note != "" {
		text = x.Note + " " + text
	}
	return paint.Wrapped(rows, 0, text, muted, width)
}

// age says when a price was read, by whom it is confirmed, and whether that is
// long ago.
func age(x *catalog.Price, today time.Time) string {
	text := "one source"
	switch x.Confidence {
	case 0:
		text = "no source"
	case 2:
		text = "two sources agree"
	}
	days, dated := catalog.Age(x.AsOf, today)
	switch {
	case x.AsOf == "":
		return text
	case dated && days > MaxAge:
		return fmt.Sprintf("%s, read %s, more than %d days ago", text, x.AsOf, MaxAge)
	default:
		return text + ", read " + x.AsOf
	}
}

// priceID is what a catalogue file calls a price.
func priceID(x *catalog.Price) string {
	if x.Table != "" {
		return x.Provider + "/" + x.Table + "/" + x.Meter
	}
	return x.Provider + "/" + x.Meter
}

// Price returns price i of the page.
func (p *Prices) Price(i int) *catalog.Price { return &p.all[i] }

// Len is how many rows the page has without a filter.
func (p *Prices) Len() int { return len(p.all) }
