package answer

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/each"
	"crossover/tui/state"
)

// Symbol is the colour and mark of an offer, which are those of its product. They never
// change, whatever is selected or moved. No two products have the same mark.
type Symbol struct {
	// Slot is the number of the colour and, if there is no Letter, of the mark.
	Slot int
	// Letter is the mark of a product that is not a contender.
	Letter rune
}

// contenders are the products that people ask about by name. Each has its own colour and
// mark. A product for a GPU has those of its base product, and Modal contends with GPUs
// only.
var contenders = [...]string{
	"aws-lambda", "gcp-cloud-run", "cloudflare-workers", "fly-machines", "vercel-functions",
	"aws-fargate", "aws-ec2", "aws-eks", "modal",
}

// MaxContenders is the number of products with their own colour and mark.
const MaxContenders = len(contenders)

// slots assigns each product in names a colour and a mark: default contenders keep theirs,
// and others get the free ones.
func slots(names []string) []string {
	out := make([]string, MaxContenders)
	for i, name := range contenders {
		if slices.Contains(names, name) {
			out[i] = name
		}
	}
	for _, name := range names {
		if free := slices.Index(out, ""); free >= 0 && !slices.Contains(out, name) {
			out[free] = name
		}
	}
	return out
}

// otherSlots is the number of colours for products that are not contenders; they follow
// those of the contenders.
const otherSlots = 3

// symbolsOf returns the look of every offer, which is that of its product. The contenders
// are the products in named, or else the default ones; if the catalogue has none of those,
// its first products.
func symbolsOf(e *engine.Engine, named []string) []Symbol {
	products := e.Variants()
	names := each.Of(products, func(list *[]int) string { return e.Offer((*list)[0]).Product })
	known := contenders[:]
	switch {
	case len(named) > 0:
		known = slots(named)
	case !slices.ContainsFunc(known, func(name string) bool { return slices.Contains(names, name) }):
		known = names[:min(len(names), MaxContenders)]
	}
	symbols := make([]Symbol, e.Len())
	taken := map[rune]bool{'O': true} // too similar to 0
	others := 0
	for _, gpu := range []bool{false, true} { // GPU products are many and rarely seen
		for g, list := range products {
			first := e.Offer(list[0])
			base, _, _ := strings.Cut(names[g], "-gpu-")
			if gpu != (first.Family() == catalog.FamilyGPU) {
				continue
			}
			symbol := Symbol{Slot: slices.Index(known, base)}
			if symbol.Slot < 0 || base == "modal" && !gpu && len(named) == 0 {
				symbol = Symbol{Slot: MaxContenders + others%otherSlots, Letter: letterFor(first.Short, taken)}
				others++
			}
			for _, o := range list {
				symbols[o] = symbol
			}
		}
	}
	return symbols
}

// letterFor returns the first free letter of a name, or else any free letter, and marks it
// as taken.
func letterFor(name string, taken map[rune]bool) rune {
	const free = "ABCDEFGHIJKLMNPQRSTUVWXYZ0123456789abcdefghijklmnpqrstuvwyz&@="
	for _, r := range strings.ToUpper(name) + free {
		if strings.ContainsRune(free, r) && !taken[r] {
			taken[r] = true
			return r
		}
	}
	return '?'
}

// sort fills Sorted: the offers of Listed that pass the filter, in the chosen order. Equal
// offers keep the order of price.
func (s *Source) sort(a *Answer, st *state.State) {
	a.Sorted = a.Sorted[:0]
	words := strings.Fields(strings.ToLower(st.Filter))
	for _, o := range a.Listed {
		if s.matches(o, words) {
			a.Sorted = append(a.Sorted, o)
		}
	}
	if st.Order == state.ByPrice {
		return
	}
	slices.SortStableFunc(a.Sorted, func(x, y int) int { return s.compare(a, st.Order, x, y) })
}

// matches reports whether every word is in an offer's ID, title, kind or provider.
func (s *Source) matches(o int, words []string) bool {
	if len(words) == 0 {
		return true
	}
	offer := s.engine.Offer(o)
	text := strings.ToLower(offer.ID + " " + offer.Title + " " + string(offer.Kind) + " " + s.engine.Provider(o).Title)
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// compare orders two offers.
func (s *Source) compare(a *Answer, order state.Order, x, y int) int {
	switch order {
	case state.ByLatency:
		return compareTimes(a.Estimates[x].Latency.P99MS, a.Estimates[y].Latency.P99MS)
	case state.ByColdStart:
		return cmp.Compare(coldShare(&a.Estimates[x]), coldShare(&a.Estimates[y]))
	case state.ByKind:
		return cmp.Compare(slices.Index(catalog.Kinds, s.engine.Offer(x).Kind), slices.Index(catalog.Kinds, s.engine.Offer(y).Kind))
	case state.ByProvider:
		return cmp.Compare(s.engine.Provider(x).ID, s.engine.Provider(y).ID)
	case state.ByName:
		return cmp.Compare(strings.ToLower(s.engine.Offer(x).Title), strings.ToLower(s.engine.Offer(y).Title))
	default:
		return 0
	}
}

// compareTimes sorts missing times last.
func compareTimes(x, y float64) int {
	if x == 0 || math.IsNaN(x) {
		x = math.Inf(1)
	}
	if y == 0 || math.IsNaN(y) {
		y = math.Inf(1)
	}
	return cmp.Compare(x, y)
}

// coldShare returns the time in milliseconds that cold starts add to a mean request.
func coldShare(e *engine.Estimate) float64 { return e.ColdStart.Probability * e.ColdStart.P50MS }
