package cli

import (
	"testing"

	"crossover/tui/state"
)

func TestEveryMeasureHasAWord(t *testing.T) {
	if len(measureNames) != int(state.NumMeasures) {
		t.Errorf("%d words for %d measures", len(measureNames), state.NumMeasures)
	}
}
