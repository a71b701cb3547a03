package state

import "crossover/engine/scenario"

// MaxPins is the largest number of pinned scenarios.
const MaxPins = 3

// Pins are scenarios to compare with, in the order they were pinned; unused entries are
// nil. The scenario behind a pin is never changed, so states can share it.
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

// Toggle returns the pins with a scenario added, replacing the oldest if all are used, or
// removed if it is pinned.
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
