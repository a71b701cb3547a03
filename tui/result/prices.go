package result

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/format"
)

// Prices is a list of prices of a catalogue.
type Prices struct {
	Engine *engine.Engine
	List   []catalog.Price
	Today  time.Time
	// MaxAge is the age in days above which a price is marked.
	MaxAge int
}

// Age returns a price's age in days; ok is false if it has no date.
func (l *Prices) Age(p *catalog.Price) (days int, ok bool) { return catalog.Age(p.AsOf, l.Today) }

// stale reports whether a price is older than MaxAge.
func (l *Prices) stale(p *catalog.Price) bool {
	age, ok := l.Age(p)
	return ok && age > l.MaxAge
}

// unit returns the unit of a price: request, 1M requests, hour.
func unit(p *catalog.Price) string {
	u := format.Units(p.Per, strings.TrimPrefix(p.Unit, "instance-"))
	if p.Per != 1 {
		return format.Count(p.Per) + " " + u
	}
	return u
}

// show writes the prices in a block per provider, with sources as notes.
func (l *Prices) show(p *page) {
	g := NewGrid("price of~", "$>", "for~", "as of", "c>", "from>")
	var notes sources
	provider, table := "", ""
	for i := range l.List {
		x := &l.List[i]
		if x.Provider != provider {
			provider, table = x.Provider, ""
			g.Add(l.title(provider), "", "", "", "", "")
		}
		indent := "  "
		if x.Table != "" {
			indent = "    "
			if x.Table != table {
				table = x.Table
				g.Add("  sizes "+Label(table), "", "", "", "", "")
			}
		}
		asOf := cmp.Or(x.AsOf, format.None)
		if l.stale(x) {
			asOf += "!"
		}
		g.Add(indent+Label(x.Meter), format.Exactly(x.Price), unit(x), asOf, strconv.Itoa(x.Confidence), notes.number(x))
		for k := 1; k < len(x.Tiers); k++ {
			g.Add("    from "+format.Count(x.Tiers[k-1].UpTo), format.Exactly(x.Tiers[k].Price), "", "", "", "")
		}
	}
	if len(l.List) > 0 {
		p.table(g)
		p.gap()
		p.text("c: 2 for two independent sources, 1 for one, 0 for an assumption")
		p.text("from:")
		for i, s := range notes.list {
			p.entry(fmt.Sprintf("%4d  ", i+1), Sentence(s))
		}
		p.gap()
	}
	p.text(l.summary())
}

// title returns a provider's title with its ID.
func (l *Prices) title(id string) string {
	for i := range l.Engine.Catalog().Providers {
		if p := &l.Engine.Catalog().Providers[i]; p.ID == id {
			return Label(p.Title) + " (" + id + ")"
		}
	}
	return id
}

// summary counts the prices.
func (l *Prices) summary() string {
	old, own := 0, 0
	for i := range l.List {
		if l.stale(&l.List[i]) {
			old++
		}
		if l.List[i].Override != "" {
			own++
		}
	}
	s := CountPrices(len(l.List))
	if old > 0 {
		s += fmt.Sprintf(", %d older than %d days (!)", old, l.MaxAge)
	}
	if own > 0 {
		s += fmt.Sprintf(", %d from your own files", own)
	}
	return s
}

// CountPrices returns the number of prices in words.
func CountPrices(n int) string { return several(n, "price") }

// sources numbers the sources of prices.
type sources struct{ list []string }

func (s *sources) number(p *catalog.Price) string {
	text := from(&p.Provenance)
	for i, have := range s.list {
		if have == text {
			return strconv.Itoa(i + 1)
		}
	}
	s.list = append(s.list, text)
	return strconv.Itoa(len(s.list))
}

// from describes the source of a price.
func from(p *catalog.Provenance) string {
	switch {
	case p.Override != "" && p.Source != "":
		return "your " + p.Override + ": " + p.Source
	case p.Override != "":
		return "your " + p.Override
	case p.Source != "":
		return p.Source
	}
	return "assumed"
}

// csv has one row per price.
func (l *Prices) csv() *Grid {
	g := NewGrid("provider", "meter", "table", "title", "price_usd", "per", "unit", "tiers", "as_of", "age_days", "stale",
		"confidence", "source", "override", "note")
	for i := range l.List {
		p := &l.List[i]
		age := ""
		if n, ok := l.Age(p); ok {
			age = strconv.Itoa(n)
		}
		g.addRaw(p.Provider, p.Meter, p.Table, p.Title, p.Price, p.Per, p.Unit, tiersText(p.Tiers), p.AsOf, age,
			l.stale(p), p.Confidence, p.Source, p.Override, strings.TrimSpace(p.Note))
	}
	return g
}

// tiersText writes tiers as up_to:price; the last has no end.
func tiersText(tiers []catalog.Tier) string {
	out := make([]string, len(tiers))
	for i, t := range tiers {
		end := ""
		if t.UpTo > 0 {
			end = format.Exactly(t.UpTo)
		}
		out[i] = end + ":" + format.Exactly(t.Price)
	}
	return strings.Join(out, ";")
}
