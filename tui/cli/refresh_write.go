package cli

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"crossover/engine/catalog"
	"crossover/tui/format"
)

// yaml writes the sheet as an overlay.
func (s *sheet) yaml(now time.Time) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s on %s.\n# The next refresh overwrites it; put prices of your own into another file.\nproviders:\n",
		refreshHead, now.Format("2006-01-02"))
	ids := map[string]bool{}
	for id := range s.rates {
		ids[id] = true
	}
	for id := range s.sizes {
		ids[id] = true
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		fmt.Fprintf(&b, "  - provider: %s\n", id)
		if len(s.rates[id]) > 0 {
			b.WriteString("    rates:\n")
		}
		for _, rate := range slices.Sorted(maps.Keys(s.rates[id])) {
			yamlRate(&b, rate, s.rates[id][rate])
		}
		if len(s.sizes[id]) > 0 {
			b.WriteString("    sizes:\n")
		}
		for _, table := range slices.Sorted(maps.Keys(s.sizes[id])) {
			yamlTable(&b, table, s.sizes[id][table])
		}
	}
	return b.Bytes()
}

func yamlRate(b *bytes.Buffer, id string, r catalog.Rate) {
	fmt.Fprintf(b, "      %s:\n", id)
	if len(r.Tiers) == 0 {
		fmt.Fprintf(b, "        price: %s\n", format.Exactly(r.Price))
	} else {
		b.WriteString("        tiers:\n")
	}
	for _, t := range r.Tiers {
		if t.UpTo > 0 {
			fmt.Fprintf(b, "          - {up_to: %s, price: %s}\n", format.Exactly(t.UpTo), format.Exactly(t.Price))
		} else {
			fmt.Fprintf(b, "          - {price: %s}\n", format.Exactly(t.Price))
		}
	}
	yamlProvenance(b, r.Provenance)
}

func yamlTable(b *bytes.Buffer, id string, t catalog.SizeTable) {
	fmt.Fprintf(b, "      %s:\n", id)
	yamlProvenance(b, t.Provenance)
	b.WriteString("        sizes:\n")
	for _, size := range t.Sizes {
		fmt.Fprintf(b, "          - {name: %s, price: %s}\n", size.Name, format.Exactly(size.Price))
	}
}

func yamlProvenance(b *bytes.Buffer, p catalog.Provenance) {
	fmt.Fprintf(b, "        source: %s\n        as_of: %s\n        confidence: %d\n", p.Source, strconv.Quote(p.AsOf), p.Confidence)
	if p.Note != "" {
		fmt.Fprintf(b, "        note: %s\n", strconv.Quote(p.Note))
	}
}
