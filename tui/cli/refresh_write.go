package cli

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"crossover/engine/catalog"
	"crossover/tui/format"
)

// yaml writes the sheet as an overlay.
func (s sheet) yaml(now time.Time) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s on %s.\n# The next refresh overwrites it; put prices of your own into another file.\nproviders:\n",
		refreshHead, now.Format("2006-01-02"))
	for _, id := range slices.Sorted(maps.Keys(s)) {
		p := s[id]
		if len(p.Rates)+len(p.SizeTables)+len(p.Regions) == 0 {
			continue
		}
		fmt.Fprintf(&b, "  - provider: %s\n", id)
		yamlMap(&b, "    ", "rates", p.Rates, yamlRate)
		yamlMap(&b, "    ", "sizes", p.SizeTables, yamlTable)
		yamlMap(&b, "    ", "regions", p.Regions, func(b *bytes.Buffer, in string, r catalog.Region) {
			yamlMap(b, in, "rates", r.Rates, func(b *bytes.Buffer, in string, x catalog.Regional) {
				yamlRate(b, in, catalog.Rate{Price: x.Price, Tiers: x.Tiers, Provenance: x.Provenance})
			})
			yamlMap(b, in, "sizes", r.Sizes, func(b *bytes.Buffer, in string, x catalog.RegionalSizes) {
				yamlProvenance(b, in, x.Provenance)
				fmt.Fprintf(b, "%sprices:\n", in)
				for _, name := range slices.Sorted(maps.Keys(x.Prices)) {
					fmt.Fprintf(b, "%s  %s: %s\n", in, name, format.Exactly(x.Prices[name]))
				}
			})
		})
	}
	return b.Bytes()
}

// yamlMap writes what a field holds by name.
func yamlMap[K ~string, V any](b *bytes.Buffer, in, field string, m map[K]V, entry func(*bytes.Buffer, string, V)) {
	if len(m) == 0 {
		return
	}
	fmt.Fprintf(b, "%s%s:\n", in, field)
	for _, id := range slices.Sorted(maps.Keys(m)) {
		fmt.Fprintf(b, "%s  %s:\n", in, id)
		entry(b, in+"    ", m[id])
	}
}

func yamlRate(b *bytes.Buffer, in string, r catalog.Rate) {
	if len(r.Tiers) == 0 {
		fmt.Fprintf(b, "%sprice: %s\n", in, format.Exactly(r.Price))
	} else {
		fmt.Fprintf(b, "%stiers:\n", in)
	}
	for _, t := range r.Tiers {
		if t.UpTo > 0 {
			fmt.Fprintf(b, "%s  - {up_to: %s, price: %s}\n", in, format.Exactly(t.UpTo), format.Exactly(t.Price))
		} else {
			fmt.Fprintf(b, "%s  - {price: %s}\n", in, format.Exactly(t.Price))
		}
	}
	yamlProvenance(b, in, r.Provenance)
}

func yamlTable(b *bytes.Buffer, in string, t catalog.SizeTable) {
	yamlProvenance(b, in, t.Provenance)
	fmt.Fprintf(b, "%ssizes:\n", in)
	for _, size := range t.Sizes {
		fmt.Fprintf(b, "%s  - {name: %s, price: %s}\n", in, size.Name, format.Exactly(size.Price))
	}
}

func yamlProvenance(b *bytes.Buffer, in string, p catalog.Provenance) {
	fmt.Fprintf(b, "%ssource: %s\n%sas_of: %s\n%sconfidence: %d\n", in, p.Source, in, strconv.Quote(p.AsOf), in, p.Confidence)
	if note := strings.TrimSpace(p.Note); note != "" {
		fmt.Fprintf(b, "%snote: %s\n", in, strconv.Quote(note))
	}
}
