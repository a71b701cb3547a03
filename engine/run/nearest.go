package run

import (
	"strings"

	"crossover/engine/plan"
)

// Miss is how far the offer is from what the part needs; zero where it can run
// it.
func (e *Estimate) Miss() plan.Miss { return e.reasons.Miss() }

// Nearer reports whether a comes nearer to what the part needs than b, whatever
// the two cost; of two that are as near, the one that ranks first does.
func Nearer(a, b *Estimate) bool {
	if x, y := a.Miss(), b.Miss(); x.Nearer(y) || y.Nearer(x) {
		return x.Nearer(y)
	}
	return Less(a, b)
}

// Nearest is the estimate that comes nearest to what the part needs, or nil in an
// empty list.
func Nearest(list []Estimate) *Estimate {
	var best *Estimate
	for i := range list {
		if best == nil || Nearer(&list[i], best) {
			best = &list[i]
		}
	}
	return best
}

// Remedy says what would make the offer feasible, or nothing where no change of a
// term does.
func (e *Estimate) Remedy() string {
	var out []string
	for _, r := range e.Reasons() {
		if r.Code.Warning() {
			break
		}
		remedy := r.Remedy()
		if remedy == "" {
			return ""
		}
		out = append(out, remedy)
	}
	return strings.Join(out, " and ")
}
