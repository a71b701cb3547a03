package layout

import (
	"math"
	"slices"
)

// tightening searches for shares with a high bound at the root, by steps along the
// subgradient (Held and Karp 1971). Their length follows Polyak, with the best layout
// known.
type tightening struct {
	*search
	x, slope shares
}

func (s *Solver) newShares() shares {
	p := s.problem
	return shares{
		pool: make([]float64, len(p.Pools)), credit: make([]float64, len(p.Credits)), machine: make([]float64, len(p.Machines)),
		weight: make([]float64, s.openings()*len(p.Parts)),
	}
}

func (sh *shares) set(y *shares) {
	copy(sh.pool, y.pool)
	copy(sh.credit, y.credit)
	copy(sh.machine, y.machine)
	copy(sh.weight, y.weight)
}

// The number of steps of the shares: the first time, and later.
const firstSteps, furtherSteps = 60, 16

// tighten improves the dual shares until the bound rules everything out, or the steps are
// used up.
func (s *search) tighten() {
	t, steps := s.tightening, furtherSteps
	if t == nil {
		t = &tightening{search: s, x: s.newShares(), slope: s.newShares()}
		s.dual, s.tightening, steps = s.newShares(), t, firstSteps
		copy(s.dual.machine, s.none.machine)
		for w := range s.dual.weight {
			s.dual.weight[w] = 1 / float64(len(s.picks))
		}
	}
	t.x.set(&s.dual)
	base := s.tally.price(s.Solver, s.picks, false)
	goal := s.price
	if math.IsInf(goal, 1) { // no layout is known
		goal = 2 * max(1, t.evaluate(base))
	}
	best, scale, stuck := math.Inf(-1), 1.0, 0
	for range steps {
		bound := t.evaluate(base)
		if bound > best {
			best, stuck = bound, 0
			s.dual.set(&t.x)
		} else if stuck++; stuck == 3 {
			scale, stuck = scale/2, 0
		}
		if bound >= s.price || !t.step(scale*(goal-bound)) {
			break
		}
	}
}

// evaluate returns the bound, and sets the slope.
func (t *tightening) evaluate(base float64) float64 {
	bound := base - t.x.off(t.Solver)
	if t.tally.vendors == 0 {
		bound -= t.problem.VendorFee // the first vendor pays no such fee
	}
	for k := range t.slope.pool {
		t.slope.pool[k] = -t.tally.left[k] * t.low[k]
	}
	for c := range t.slope.credit {
		t.slope.credit[c] = -t.tally.credit[c]
	}
	for g := range t.slope.machine {
		t.slope.machine[g] = 0
		if f := &t.tally.machines[g]; f.used {
			for slot, share := range t.problem.Slots {
				t.slope.machine[g] -= share * f.spare[slot] * t.problem.Machines[g].Price
			}
		}
	}
	clear(t.slope.weight)
	for i := range t.picks {
		chosen := t.leastAdded(i, &t.x)
		if chosen < 0 {
			return math.Inf(1) // all of its options are closed
		}
		bound += t.least[i]
		t.lean(i, chosen)
	}
	return bound
}

// lean adds the derivative of an option's bound with respect to the shares.
func (t *tightening) lean(i, k int) {
	o := &t.problem.Parts[i][k]
	n := len(t.picks)
	credited, credit := 0.0, -1
	for _, u := range t.owed[i][k].uses {
		amount := u.amount
		switch {
		case u.once:
			at := t.meterOpening(u.meter)*n + i
			t.slope.weight[at] += u.amount
			amount *= t.x.weight[at]
		case u.pool >= 0:
			t.slope.pool[u.pool] += min(u.quantity, t.tally.left[u.pool]) * u.low
			amount = beyond(u.quantity, t.tally.left[u.pool], t.x.pool[u.pool]) * u.low
		}
		if u.credit >= 0 {
			credited, credit = credited+max(0, amount), u.credit
		}
	}
	if credit >= 0 {
		t.slope.credit[credit] += min(credited, t.tally.credit[credit])
	}
	if o.Fee >= 0 && !t.tally.fees[o.Fee] {
		t.slope.weight[t.feeOpening(o.Fee)*n+i] += t.problem.Fees[o.Fee].Of
	}
	if t.tally.vendors&(1<<o.Vendor) == 0 {
		t.slope.weight[o.Vendor*n+i] += t.problem.VendorFee
	}
	if g := o.Machine; g >= 0 {
		at, price := t.machineOpening(g)*n+i, t.problem.Machines[g].Price
		for slot, share := range t.problem.Slots {
			l := &o.Loads[slot]
			if f := &t.tally.machines[g]; f.used {
				t.slope.machine[g] += share * price * min(l.Copies*l.Item[t.tightest[g]], f.spare[slot])
				continue
			}
			t.slope.machine[g] += share * price * l.Copies * (l.Item[t.tightest[g]] - t.x.weight[at])
			t.slope.weight[at] += share * price * l.Copies * (1 - t.x.machine[g])
		}
	}
}

// step moves the shares along the slope towards a rise of the bound by the given amount.
// It reports whether any move is possible.
func (t *tightening) step(rise float64) bool {
	n, length := len(t.picks), 0.0
	for w := 0; w < len(t.slope.weight); w += n {
		center(t.slope.weight[w:w+n], t.x.weight[w:w+n])
	}
	lists := [][2][]float64{{t.x.pool, t.slope.pool}, {t.x.credit, t.slope.credit}, {t.x.machine, t.slope.machine}}
	for _, l := range lists {
		for k, d := range l[1] {
			if d < 0 && l[0][k] == 0 || d > 0 && l[0][k] == 1 || math.IsInf(d, 0) || math.IsNaN(d) {
				l[1][k] = 0
			}
			length += l[1][k] * l[1][k]
		}
	}
	for _, d := range t.slope.weight {
		length += d * d
	}
	by := rise / length
	if !(rise > 0 && by > 0 && by < 1e9) { // the slope is rounding noise
		return false
	}
	for _, l := range lists {
		for k, d := range l[1] {
			l[0][k] = min(1, max(0, l[0][k]+by*d))
		}
	}
	for w := 0; w < len(t.x.weight); w += n {
		move(t.x.weight[w:w+n], t.slope.weight[w:w+n], by)
	}
	return true
}

// center subtracts the mean from a slope of weights with a constant sum, ignoring weights
// that are 0 and would fall.
func center(slope, weights []float64) {
	out := make([]bool, len(slope))
	for range len(slope) {
		sum, n := 0.0, 0
		for k, d := range slope {
			if !out[k] {
				sum, n = sum+d, n+1
			}
		}
		if n == 0 {
			break
		}
		again := false
		for k, d := range slope {
			if !out[k] && weights[k] == 0 && d < sum/float64(n) {
				out[k], again = true, true
			}
		}
		if !again {
			for k := range slope {
				if out[k] {
					slope[k] = 0
				} else {
					slope[k] -= sum / float64(n)
				}
			}
			return
		}
	}
	clear(slope)
}

// move steps weights along a slope and rescales them to a sum of 1.
func move(weights, slope []float64, by float64) {
	if !slices.ContainsFunc(slope, func(d float64) bool { return d != 0 }) {
		return
	}
	sum := 0.0
	for k := range weights {
		weights[k] = max(0, weights[k]+by*slope[k])
		sum += weights[k]
	}
	for k := range weights {
		weights[k] /= sum
	}
}
