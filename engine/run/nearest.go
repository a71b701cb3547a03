package run

import (
	"strings"

	"crossover/engine/plan"
)

// Miss returns how far the offer is from the part's needs; zero if it can run the part.
func (e *Estimate) Miss() plan.Miss { return e.reasons.Miss() }

// Nearer reports whether a is nearer to the part's needs than b, regardless of price. If
// both are equally near, the one that ranks first is.
func Nearer(a, b *Estimate) bool {
	if x, y := a.Miss(), b.Miss(); x.Nearer(y) || y.Nearer(x) {
		return x.Nearer(y)
	}
	return Less(a, b)
}

// Nearest returns the estimate nearest to the part's needs, or nil for an empty list.
func Nearest(list []Estimate) *Estimate {
	var best *Estimate
	for i := range list {
		if best == nil || Nearer(&list[i], best) {
			best = &list[i]
		}
	}
	return best
}

// Remedy describes the changes that would make the offer feasible, or returns "" if no
// change of terms does.
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
