package answer

import (
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/catalog"
)

// Look is the colour and mark of an offer, which are those of its product. They never
// change, whatever is selected or moved. No two products have the same mark.
type Look struct {
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

// looksOf returns the look of every offer, which is that of its product. The contenders
// are the products in named, or else the default ones; if the catalogue has none of those,
// its first products.
func looksOf(e *engine.Engine, named []string) []Look {
	products := e.Variants()
	names := make([]string, len(products))
	for g, list := range products {
		names[g] = e.Offer(list[0]).Product
	}
	known := contenders[:]
	switch {
	case len(named) > 0:
		known = slots(named)
	case !slices.ContainsFunc(known, func(name string) bool { return slices.Contains(names, name) }):
		known = names[:min(len(names), MaxContenders)]
	}
	looks := make([]Look, e.Len())
	taken := map[rune]bool{'O': true} // too similar to 0
	others := 0
	for _, gpu := range []bool{false, true} { // GPU products are many and rarely seen
		for g, list := range products {
			first := e.Offer(list[0])
			base, _, _ := strings.Cut(names[g], "-gpu-")
			if gpu != (first.Family() == catalog.FamilyGPU) {
				continue
			}
			look := Look{Slot: slices.Index(known, base)}
			if look.Slot < 0 || base == "modal" && !gpu && len(named) == 0 {
				look = Look{Slot: MaxContenders + others%otherSlots, Letter: letterFor(first.Short, taken)}
				others++
			}
			for _, o := range list {
				looks[o] = look
			}
		}
	}
	return looks
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
