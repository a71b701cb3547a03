package tui

import (
	"testing"

	"crossover/engine/scenario"
)

func TestChangesLeadBackAndForth(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36)
	s.press("right", "down", "right", "a", "U")
	golden(t, "changes-120x36", s.Frame())
	s.press("down", "down", "down", "enter") // the oldest state
	if s.st.Scenario != scenario.Default() || s.dialog != nil {
		t.Errorf("the first state has %v", s.st.Scenario)
	}
	s.press("U")
	s.wants("undone")
	s.press("home", "enter")
	if s.st.Scenario == scenario.Default() || s.part().MemoryMB == 512 {
		t.Errorf("the last state has %v", s.st.Scenario)
	}
}
