package pane

import (
	"slices"
	"testing"

	"crossover/engine/catalog"
)

func TestChangesOfPrices(t *testing.T) {
	c := &catalog.Catalog{Providers: []catalog.Provider{
		{ID: "aws", Class: catalog.USEast, Regions: map[catalog.Class]catalog.Region{catalog.EUWest: {}}},
		{ID: "awsome", Class: catalog.USEast},
	}}
	past := []PriceChange{
		{"2026-11-01", "aws/egress", catalog.USEast, 9, 8}, {"2026-11-02", "aws/egress", catalog.EUWest, 9, 7},
		{"2026-11-03", "awsome/egress", catalog.USEast, 4, 5}, {"2026-11-04", "awsome/egress", catalog.USEast, 5, 6},
	}
	for class, want := range map[catalog.Class][]PriceChange{catalog.USEast: past[:1], catalog.EUWest: past[1:2], catalog.EUCentral: past[:1]} {
		got := changesOf(past, c, class)
		if !slices.Equal(got["aws/egress"], want) || !slices.Equal(got["awsome/egress"], past[2:]) {
			t.Errorf("%s: %v", class, got)
		}
	}
	if got := heights(past[2:]); got[0] <= 0 || !slices.IsSorted(got) || got[2] > 8.001*got[0] || got[2] < 7.999*got[0] {
		t.Errorf("heights %v: want the lowest an eighth of the highest", got)
	}
	if got := heights([]PriceChange{{Old: 2, New: 2}}); got[0] != 0 {
		t.Errorf("heights of a price that does not change: %v", got)
	}
}
