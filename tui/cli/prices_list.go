package cli

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"crossover/engine/catalog"
	"crossover/tui/format"
)

// priceList is a list of prices to print.
type priceList struct {
	catalog *catalog.Catalog
	offers  int
	prices  []catalog.Price
	today   time.Time
	maxAge  days
}

func (l *priceList) age(p *catalog.Price) (days int, ok bool) { return catalog.Age(p.AsOf, l.today) }

// stale reports whether a price is older than it should be.
func (l *priceList) stale(p *catalog.Price) bool {
	age, ok := l.age(p)
	return ok && age > l.maxAge.n
}

// unit is what a price is for: request, 1M request, hour.
func unit(p *catalog.Price) string {
	u := strings.TrimPrefix(p.Unit, "instance-")
	if p.Per != 1 {
		return format.Count(p.Per) + " " + u
	}
	return u
}

// table writes the list for people: a block a provider, sources as notes.
func (l *priceList) table(b *bytes.Buffer) {
	g := grid{columns: []column{
		{title: "price of", gives: true}, {title: "$", right: true}, {title: "for"}, {title: "as of"}, {title: "c", right: true}, {title: "from", right: true},
	}}
	var notes sources
	provider, table := "", ""
	for i := range l.prices {
		p := &l.prices[i]
		if p.Provider != provider {
			provider, table = p.Provider, ""
			g.add(l.title(provider), "", "", "", "", "")
		}
		indent := "  "
		if p.Table != "" {
			indent = "    "
			if p.Table != table {
				table = p.Table
				g.add("  sizes "+label(table), "", "", "", "", "")
			}
		}
		asOf := p.AsOf
		if asOf == "" {
			asOf = format.None
		}
		if l.stale(p) {
			asOf += "!"
		}
		g.add(indent+label(p.Meter), format.Exactly(p.Price), unit(p), asOf, strconv.Itoa(p.Confidence), notes.number(p))
		for k := 1; k < len(p.Tiers); k++ {
			g.add("    from "+format.Count(p.Tiers[k-1].UpTo), format.Exactly(p.Tiers[k].Price), "", "", "", "")
		}
	}
	if len(l.prices) > 0 {
		g.table(b)
		b.WriteString("\nc: 2 for two independent sources, 1 for one, 0 for an assumption\nfrom:\n")
		for i, s := range notes.list {
			wrapped(b, fmt.Sprintf("%4d  ", i+1), sentence(s))
		}
		b.WriteByte('\n')
	}
	b.WriteString(l.summary() + "\n")
}

// title is a provider's name with its ID.
func (l *priceList) title(id string) string {
	for i := range l.catalog.Providers {
		if p := &l.catalog.Providers[i]; p.ID == id {
			return label(p.Title) + " (" + id + ")"
		}
	}
	return id
}

// summary counts the prices.
func (l *priceList) summary() string {
	old, own := 0, 0
	for i := range l.prices {
		if l.stale(&l.prices[i]) {
			old++
		}
		if l.prices[i].Override != "" {
			own++
		}
	}
	s := prices(len(l.prices))
	if old > 0 {
		s += fmt.Sprintf(", %d older than %d days (!)", old, l.maxAge.n)
	}
	if own > 0 {
		s += fmt.Sprintf(", %d from your own files", own)
	}
	return s
}

// prices counts prices in words.
func prices(n int) string {
	if n == 1 {
		return "1 price"
	}
	return fmt.Sprintf("%d prices", n)
}

// sources numbers where prices come from.
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

// from says where a figure comes from.
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

// markdown writes the list for a page.
func (l *priceList) markdown(b *bytes.Buffer) {
	g := grid{columns: []column{
		{title: "provider"}, {title: "price of"}, {title: "title"}, {title: "$", right: true}, {title: "for"}, {title: "further tiers"},
		{title: "as of"}, {title: "confidence", right: true}, {title: "from"},
	}}
	for i := range l.prices {
		p := &l.prices[i]
		var tiers []string
		for k := 1; k < len(p.Tiers); k++ {
			tiers = append(tiers, "from "+format.Count(p.Tiers[k-1].UpTo)+": "+format.Exactly(p.Tiers[k].Price))
		}
		asOf := p.AsOf
		if l.stale(p) {
			asOf += " (old)"
		}
		g.add(p.Provider, "`"+label(p.Meter)+"`", label(p.Title), format.Exactly(p.Price), unit(p), strings.Join(tiers, "; "), asOf,
			strconv.Itoa(p.Confidence), sentence(from(&p.Provenance)))
	}
	g.markdown(b)
	b.WriteString("\n" + l.summary() + ".\n")
}

// csv is one row a price, for machines.
func (l *priceList) csv() *grid {
	g := &grid{}
	for _, t := range []string{
		"provider", "meter", "table", "title", "price_usd", "per", "unit", "tiers", "as_of", "age_days", "stale",
		"confidence", "source", "override", "note",
	} {
		g.columns = append(g.columns, column{title: t})
	}
	for i := range l.prices {
		p := &l.prices[i]
		age := ""
		if n, ok := l.age(p); ok {
			age = strconv.Itoa(n)
		}
		g.add(p.Provider, p.Meter, p.Table, p.Title, format.Raw(p.Price), format.Raw(p.Per), p.Unit, tiersText(p.Tiers), p.AsOf, age,
			strconv.FormatBool(l.stale(p)), strconv.Itoa(p.Confidence), p.Source, p.Override, strings.TrimSpace(p.Note))
	}
	return g
}

// tiersText writes tiers into one cell, as up_to:price, the last without an
// end.
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
