package pane

import (
	"slices"

	"crossover/engine/catalog"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/glyph"
	"crossover/tui/ntadapter"
	"crossover/tui/paint"
	"crossover/tui/table"
)

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
var historyColumn = table.Column[priceRow]{
	Title: "history", Width: 10, Weight: 1,
	Cell: func(p *table.Pen, r priceRow) {
		if len(r.past) == 0 {
			return
		}
		x, end, y := p.Span()
		spark := ntadapter.Spark{Values: heights(r.past), ASCII: p.Glyph.Kind == glyph.ASCII, Style: p.Look(p.Style.Value)}
		n := min(len(spark.Values), end-x)
		spark.Draw(p.B, cell.Rect{X: x, Y: y, W: n, H: 1})
	},
	Say: func(_ *paint.Canvas, r priceRow) string {
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
