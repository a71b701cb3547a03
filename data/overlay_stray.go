package data

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"crossover/engine/catalog"
	"crossover/engine/nearest"
)

// strays reports likely mistakes in overlays of existing providers: a misspelt name looks
// like a new entry that is incomplete, or that nothing uses.
func (l *layer) strays() {
	for i := range l.c.Providers {
		p := &l.c.Providers[i]
		had, old := l.had[p.ID]
		if !old {
			continue
		}
		at := fmt.Sprintf("providers[%d]", i)
		used := usedBy(p)
		stray(l, at+".rates.", p.Rates, had.Rates, used, "rate", "title, unit, price and an offer whose bill uses it",
			func(r catalog.Rate) bool { return r.Title != "" && r.Unit != "" })
		stray(l, at+".pools.", p.Pools, had.Pools, used, "pool", "amount, unit, kind and a rate that draws on it",
			func(x catalog.Pool) bool { return x.Unit != "" })
		stray(l, at+".sizes.", p.SizeTables, had.SizeTables, used, "size table", "title, sizes and an offer that uses it",
			func(t catalog.SizeTable) bool { return t.Title != "" })
		stray(l, at+".beside.", p.Beside, had.Beside, used, "set of lines", "lines, and an offer that names it in beside",
			func(lines []catalog.BillLine) bool { return len(lines) > 0 })
		l.straySizes(at, p, had)
		l.strayOffers(at, p, had)
	}
}

// usedBy lists the rates, pools and size tables that the offers of a provider
// use, as kind/name.
func usedBy(p *catalog.Provider) map[string]bool {
	used := map[string]bool{}
	for i := range p.Offers {
		o := &p.Offers[i]
		used["size table/"+o.Compute.Sizes] = true
		for _, name := range o.Beside {
			used["set of lines/"+name] = true
		}
		for _, b := range o.Bill {
			used["rate/"+b.Rate] = true
			used["pool/"+p.Rates[b.Rate].Pool] = true
			used["size table/"+b.Table] = true
		}
	}
	return used
}

// stray reports new entries of a map that are incomplete or unused.
func stray[T any](l *layer, path string, have, had map[string]T, used map[string]bool, kind, needs string, whole func(T) bool) {
	for _, id := range sortedKeys(have) {
		if _, old := had[id]; old || whole(have[id]) && used[kind+"/"+id] {
			continue
		}
		l.Locate(path+id, id, wanted(id, kind, sortedKeys(had), needs))
	}
}

// straySizes reports incomplete new sizes in tables of the catalogue.
func (l *layer) straySizes(at string, p *catalog.Provider, had catalog.Provider) {
	for _, id := range sortedKeys(had.SizeTables) {
		old := namesOf(had.SizeTables[id].Sizes, func(s *catalog.Size) string { return s.Name })
		for i, s := range p.SizeTables[id].Sizes {
			if s.VCPU == 0 && s.MemoryMB == 0 && !slices.Contains(old, s.Name) {
				l.Locate(fmt.Sprintf("%s.sizes.%s.sizes[%d].name", at, id, i), s.Name, wanted(s.Name, "size of the table", old, "vcpu and memory_mb"))
			}
		}
	}
}

// strayOffers reports incomplete new offers.
func (l *layer) strayOffers(at string, p *catalog.Provider, had catalog.Provider) {
	old := namesOf(had.Offers, func(o *catalog.Offer) string { return o.ID })
	for i := range p.Offers {
		if o := &p.Offers[i]; o.Title == "" && len(o.Bill) == 0 && !slices.Contains(old, o.ID) {
			l.Locate(fmt.Sprintf("%s.offers[%d].id", at, i), o.ID, wanted(o.ID, "offer", old, "title, compute and bill"))
		}
	}
}

// namesOf returns the sorted names of the entries of a list.
func namesOf[T any](list []T, name func(*T) string) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = name(&list[i])
	}
	slices.Sort(out)
	return out
}

// wanted returns the message for an unknown name, with likely names.
func wanted(name, kind string, there []string, needs string) string {
	article := "a"
	if strings.Contains("aeiou", kind[:1]) {
		article = "an"
	}
	return fmt.Sprintf("%s %s there is: %s; or for a new one its %s", article, kind, likely(name, there), needs)
}

// list formats names for a message.
func list(names []string) string {
	if len(names) == 0 {
		return "there are none"
	}
	return strings.Join(names, ", ")
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

// likely lists the names nearest to an unknown one, the nearest first, or all names if
// there are few.
func likely(name string, there []string) string {
	const few, most = 8, 4
	n := len(there)
	if n > few {
		n = most
	}
	return list(nearest.Names(name, there, n))
}
