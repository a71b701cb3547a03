package curve

import (
	"context"

	"crossover/engine/axis"
	"crossover/engine/run"
)

// PhasesOfAll is Phases with every offer computed at each grid point, and every one near the
// cheapest at each step and bend between them.
func (s *Sweeper) PhasesOfAll(ctx context.Context, pt *run.Part, win axis.Window, n int, offers []int) ([]Phase, error) {
	return s.phases(ctx, pt, win, n, steps{0, n - 1}, offers, nil)
}
