package answer

import (
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/catalog"
)

// Look is what an offer is drawn with: that of its product, the same for good,
// whatever is selected or moved. No two products have the same mark.
type Look struct {
	// Slot numbers the colour and, where there is no Letter, the mark.
	Slot int
	// Letter is the mark of a product that is no contender.
	Letter rune
}

// contenders are the products that people ask about by name. Each has a colour
// and a mark of its own, and a product for a GPU those of its base.
var contenders = [...]string{
	"aws-lambda", "gcp-cloud-run", "cloudflare-workers", "fly-machines", "vercel-functions",
	"aws-fargate", "aws-ec2", "aws-eks", "modal",
}

// MaxContenders is how many products have a colour and a mark of their own.
const MaxContenders = len(contenders)

// slots gives each product of names a colour and a mark: those that are usually
// contenders keep theirs, and others take what is left.
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

// otherSlots are the colours of the products that are no contenders, behind
// those of the contenders.
const otherSlots = 3

// looksOf gives every offer the look of its product. The contenders are the
// products named, or else the usual ones; where the catalogue has none of those,
// its first products take their place.
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
	taken := map[rune]bool{'O': true} // much like 0
	others := 0
	for _, gpu := range []bool{false, true} { // those for GPUs are many, and seldom seen
		for g, list := range products {
			first := e.Offer(list[0])
			base, _, _ := strings.Cut(names[g], "-gpu-")
			if gpu != (first.Family() == catalog.FamilyGPU) {
				continue
			}
			look := Look{Slot: slices.Index(known, base)}
			if look.Slot < 0 {
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

// letterFor is the first letter of a name that is free, or else any, and takes it.
func letterFor(name string, taken map[rune]bool) rune {
	const free = "ABCDEFGHIJKLMNPQRSTUVWXYZ0123456789abcdefghijklmnpqrstuvwyz"
	for _, r := range strings.ToUpper(name) + free {
		if strings.ContainsRune(free, r) && !taken[r] {
			taken[r] = true
			return r
		}
	}
	return '?'
}
