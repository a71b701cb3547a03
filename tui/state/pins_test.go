package state

import (
	"testing"

	"crossover/engine/scenario"
)

func TestPinsKeepTheNewest(t *testing.T) {
	var p Pins
	list := make([]scenario.Scenario, MaxPins+1)
	for i := range list {
		list[i] = scenario.Default()
		list[i].SelectedPart().MemoryMB = float64(100 + i)
		p = p.Toggle(&list[i])
	}
	if p.Len() != MaxPins || *p[0] != list[1] || *p.Last() != list[MaxPins] {
		t.Fatalf("%d pins from %v to %v", p.Len(), p[0], p.Last())
	}
	list[2].SelectedPart().MemoryMB = 1 // the pinned scenario stays
	if p[1].SelectedPart().MemoryMB != 102 {
		t.Error("a pin changes with the scenario it was made of")
	}
	was := *p[1]
	p = p.Toggle(&was)
	if p.Len() != MaxPins-1 || *p[0] != list[1] || *p[1] != list[3] {
		t.Errorf("after unpinning %v", p)
	}
	if (Pins{}).Last() != nil {
		t.Error("no pins have a last one")
	}
}
