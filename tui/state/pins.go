package state

import "crossover/engine/scenario"

// MaxPins is the most scenarios pinned at once.
const MaxPins = 3

// Pins are scenarios to compare with, in the order they were pinned; nil where
// there are no more. What a pin points to is never written to, so that states
// share it.
type Pins [MaxPins]*scenario.Scenario

// Len returns how many scenarios are pinned.
func (p Pins) Len() int {
	n := 0
	for n < len(p) && p[n] != nil {
		n++
	}
	return n
}

// Last returns the scenario pinned last, or nil.
func (p Pins) Last() *scenario.Scenario {
	if n := p.Len(); n > 0 {
		return p[n-1]
	}
	return nil
}

// Toggle returns the pins with a scenario added, in place of the oldest where
// there is no more room; or without it, where it is pinned.
func (p Pins) Toggle(s *scenario.Scenario) Pins {
	n := p.Len()
	for i := range n {
		if *p[i] == *s {
			return p.without(i)
		}
	}
	if n == len(p) {
		p = p.without(0)
		n--
	}
	pinned := *s
	p[n] = &pinned
	return p
}

func (p Pins) without(i int) Pins {
	copy(p[i:], p[i+1:])
	p[len(p)-1] = nil
	return p
}
