package pane

import (
	"strings"
	"testing"

	"crossover/engine"
	"crossover/tui/cell"
)

// TestNoContenderIsMissing draws the table for parts that refuse many offers: every
// contender is there, with its price or with the reason against it.
func TestNoContenderIsMissing(t *testing.T) {
	for _, tokens := range [][]string{nil, {"duration=20min"}, {"gpu=t4"}, {"p99=150ms"}, {"memory=64GB"}} {
		s := newScene(t, 130, 60, tokens...)
		var p Contenders
		p.Draw(&s.c, cell.Rect{W: 130, H: 60}, &s.a, &s.st.Scenario, s.e)
		var all []string
		for y := range 60 {
			all = append(all, s.row(y, 0, 130))
		}
		screen, refused := strings.Join(all, "\n"), 0
		for _, o := range s.a.Listed {
			est, name := &s.a.Estimates[o], s.e.Offer(o).Short
			reason, _ := est.FirstReason()
			switch {
			case !s.a.Contends(o):
			case !est.Feasible() && reason.Code == engine.GPUNotNeeded:
			case est.Feasible():
				if !strings.Contains(screen, name+" ") {
					t.Errorf("%v: %s is missing:\n%s", tokens, name, screen)
				}
			default:
				refused++
				if want := name + ": " + reason.String(); !strings.Contains(screen, want) {
					t.Errorf("%v: %q is missing:\n%s", tokens, want, screen)
				}
			}
		}
		if tokens != nil && refused == 0 {
			t.Errorf("%v refuses no contender", tokens)
		}
	}
}
