package pane

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/glyph"
	"crossover/tui/ntadapter"
	"crossover/tui/paint"
	"crossover/tui/split"
	"crossover/tui/table"
)

// Prices is the page of all prices of the catalogue.
type Prices struct {
	page[*priceRow]
	of    *engine.Engine
	class catalog.Class
	all   []catalog.Price
	// past holds the changes of each price found by refreshes.
	past    map[string][]PriceChange
	columns []table.Column[*priceRow]
}

// Draw paints the page: a row for each price in the region class, with its history if
// past has any, and the selected price in full below.
func (p *Prices) Draw(c *paint.Canvas, r cell.Rect, e *engine.Engine, class catalog.Class, past []PriceChange, cut *split.Cutter) {
	if p.of != e || p.class != class {
		p.of, p.class, p.all = e, class, e.Catalog().In(class).Prices()
		p.past, p.columns = changesOf(past, e.Catalog(), class), priceColumns
		if len(p.past) > 0 {
			p.columns = append(slices.Clip(priceColumns), historyColumn)
		}
		p.renew()
	}
	p.table.Columns, p.table.Lead, p.table.Trail, p.table.Focus = p.columns, 1, 1, true
	p.draw(c, r, cut, content[*priceRow]{
		title: "Prices", n: len(p.all), row: func(i int) *priceRow { return &priceRow{&p.all[i], p.past[PriceID(&p.all[i])]} },
		text: func(x *priceRow) string {
			return x.Provider + " " + x.Table + " " + x.Meter + " " + x.Title + " " + x.Unit + " " + strings.Join(x.Offers, " ")
		},
		tell:   priceDetail,
		height: func(room int) int { return min(6, (room+1)/3) },
	})
}

// priceRow is a row of the page.
type priceRow struct {
	*catalog.Price
	past []PriceChange
}

// muted returns the muted style, or that of a warning for an old price.
func (r *priceRow) muted(c *paint.Canvas) cell.Style {
	if days, dated := catalog.Age(r.AsOf, c.Today); dated && days > catalog.MaxAge {
		return c.Style.Warning
	}
	return c.Style.Muted
}

// priceColumns are the columns of the page. In a narrow page the price's title matters
// more than its provider.
var priceColumns = []table.Column[*priceRow]{
	{
		Title: "provider", Width: 12, Weight: 1, Aloud: "%",
		Cell: func(p *table.Pen, r *priceRow) { p.Text(r.Provider, p.Style.Muted) },
	},
	{
		Title: "price of", Width: 22, Least: 8, Flex: true, Weight: 5,
		Cell: func(p *table.Pen, r *priceRow) {
			p.Text(r.Title, p.Style.Text)
			if r.Override != "" {
				p.Skip(1)
				p.Text("(yours)", p.Style.Warning)
			}
		},
		Say: func(_ *paint.Canvas, r *priceRow) string { return r.Title },
	},
	{
		Title: "$", Width: 14, Least: 9, Right: true, Weight: 4, Aloud: "%",
		Cell: func(p *table.Pen, r *priceRow) {
			p.Num = format.Money{}.AppendPrice(p.Num[:0], r.Price.Price)
			p.Figure(p.Style.Value)
		},
	},
	{
		Title: "for", Width: 18, Weight: 2,
		Cell: func(p *table.Pen, r *priceRow) {
			p.Num = p.Num[:0]
			if r.Per != 1 {
				p.Num = append(format.AppendShort(p.Num, r.Per), ' ')
			}
			p.Num = append(p.Num, format.Units(r.Per, strings.TrimPrefix(r.Unit, "instance-"))...)
			p.Figure(p.Style.Muted)
		},
	},
	{Title: "as of", Width: 12, Cell: func(p *table.Pen, r *priceRow) { p.Text(r.AsOf, r.muted(p.Canvas)) }},
	{
		Title: "sources", Width: 9, Right: true, Weight: 3,
		Cell: func(p *table.Pen, r *priceRow) {
			p.Text([...]string{"?", "1", "2"}[min(max(r.Confidence, 0), 2)], r.muted(p.Canvas))
		},
		Say: func(_ *paint.Canvas, r *priceRow) string {
			return sourcesOf(r.Price)
		},
	},
}

// priceDetail writes one price in full.
func priceDetail(w *paint.Lines, r *priceRow) {
	x, c, muted := r.Price, w.C, w.C.Style.Muted
	if x.Source != "" {
		w.Link(0, x.Source)
	} else {
		w.Text(0, "an assumption", c.Style.Warning)
	}
	w.Wrap(0, age(x, c.Today)+"; "+PriceID(x), "", muted)
	for i := 1; i < len(x.Tiers); i++ {
		b := append(format.AppendShort([]byte("from "), x.Tiers[i-1].UpTo), " on: "...)
		w.Wrap(0, string(format.Money{}.AppendPrice(b, x.Tiers[i].Price)), "", muted)
	}
	for _, past := range slices.Backward(r.past) {
		w.Wrap(0, told(past), "", muted)
	}
	text := "On the bills of " + strings.Join(x.Offers, ", ") + "."
	if x.Note != "" {
		text = x.Note + " " + text
	}
	w.Wrap(0, text, "", muted)
}

// age returns the date and the sources of a price, and says if it is old.
func age(x *catalog.Price, today time.Time) string {
	text := sourcesOf(x)
	if x.AsOf != "" {
		text += ", read " + x.AsOf
	}
	if days, dated := catalog.Age(x.AsOf, today); dated && days > catalog.MaxAge {
		text += fmt.Sprintf(", more than %d days ago", catalog.MaxAge)
	}
	return text
}

// sourcesOf says how many sources a price has.
func sourcesOf(x *catalog.Price) string {
	return [...]string{"no source", "one source", "two sources agree"}[min(max(x.Confidence, 0), 2)]
}

// PriceID returns the id of a price in a catalogue file.
func PriceID(x *catalog.Price) string {
	if x.Table != "" {
		return x.Provider + "/" + x.Table + "/" + x.Meter
	}
	return x.Provider + "/" + x.Meter
}

// PriceChange is a change of a list price found by a refresh.
type PriceChange struct {
	// Date is the day, as 2026-11-20.
	Date string
	// Price is the [PriceID], in the regions of Class.
	Price string
	Class catalog.Class
	// Old and New are dollars for the price's number of units.
	Old, New float64
}

// changesOf returns the changes of each price in a class. For a provider that does not
// sell there, it takes those of the provider's home.
func changesOf(past []PriceChange, c *catalog.Catalog, class catalog.Class) map[string][]PriceChange {
	out := map[string][]PriceChange{}
	for i := range c.Providers {
		p := &c.Providers[i]
		at := p.Class
		if _, sells := p.Regions[class]; sells {
			at = class
		}
		for _, x := range past {
			if x.Class == at && len(x.Price) > len(p.ID) && x.Price[:len(p.ID)+1] == p.ID+"/" {
				out[x.Price] = append(out[x.Price], x)
			}
		}
	}
	return out
}

// historyColumn draws the price over time, as far as refreshes go back.
var historyColumn = table.Column[*priceRow]{
	Title: "history", Width: 10, Weight: 1,
	Cell: func(p *table.Pen, r *priceRow) {
		if len(r.past) == 0 {
			return
		}
		x, end, y := p.Span()
		spark := ntadapter.Spark{Values: heights(r.past), ASCII: p.Glyph.Kind == glyph.ASCII, Style: p.Look(p.Style.Value)}
		n := min(len(spark.Values), end-x)
		spark.Draw(p.B, cell.Rect{X: x, Y: y, W: n, H: 1})
	},
	Say: func(_ *paint.Canvas, r *priceRow) string {
		if len(r.past) == 0 {
			return ""
		}
		return told(r.past[len(r.past)-1])
	},
}

// heights returns a price before and after each change, shifted so that the lowest is an
// eighth of the highest. So changes of a few percent are visible.
func heights(past []PriceChange) []float64 {
	out := []float64{past[0].Old}
	for _, x := range past {
		out = append(out, x.New)
	}
	low, high := slices.Min(out), slices.Max(out)
	for i := range out {
		out[i] += (high-low)/7 - low
	}
	return out
}

// told returns a change as text.
func told(x PriceChange) string {
	b := format.Money{}.AppendPrice([]byte(x.Date+": from "), x.Old)
	return string(format.Money{}.AppendPrice(append(b, " to "...), x.New))
}
