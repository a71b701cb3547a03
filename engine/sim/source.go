package sim

import (
	"math"
	"math/rand/v2"
)

// source produces the times of requests, in ascending order.
type source struct {
	Arrivals
	random *rand.Rand
	now    float64
	// count is the number of requests so far, for numbered requests.
	count int
	// level is the rate in the present step, which ends at edge. following is the number
	// of the next step since the start.
	level, edge float64
	following   int
	// factor multiplies the rate in the present phase, which ends at turn.
	factor, turn float64
	busy         bool
}

func newSource(a Arrivals, random *rand.Rand) source {
	s := source{Arrivals: a, random: random, factor: 1, turn: math.Inf(1)}
	if a.kind != traced && a.Rate() == 0 {
		s.kind = silent
	}
	if s.kind != modulated {
		return s
	}
	s.nextStep()
	if p := a.phases; p.begin > 0 {
		// nextPhase toggles the phase, hence the inverted condition.
		s.busy = random.Float64() >= p.begin/(p.begin+p.end)
		s.nextPhase()
	}
	return s
}

// next returns the time of the next request, +Inf if there is none.
func (s *source) next() float64 {
	switch s.kind {
	case poisson:
		s.now += s.random.ExpFloat64() / s.rate
	case modulated:
		s.candidate()
	case even:
		s.count++
		s.now = float64(s.count) / s.rate // not accumulated, to avoid drift
	case traced:
		s.now = math.Inf(1)
		if s.count < len(s.times) {
			s.now = s.times[s.count]
			s.count++
		}
	default:
		s.now = math.Inf(1)
	}
	return s.now
}

// candidate moves to the next request of the step function. It consumes a unit exponential
// along the integral of the rate, which makes the process exact across steps and phases
// with one random number per request.
func (s *source) candidate() {
	rest := s.random.ExpFloat64()
	for {
		rate := s.level * s.factor
		end := min(s.edge, s.turn)
		if math.IsInf(end, 1) {
			s.now += rest / rate
			return
		}
		area := rate * (end - s.now)
		if rest < area {
			s.now += rest / rate
			return
		}
		rest -= area
		s.now = end
		if end == s.edge {
			s.nextStep()
		} else {
			s.nextPhase()
		}
	}
}

// nextStep moves to the next step of the profile.
func (s *source) nextStep() {
	s.level = s.rates[s.following%len(s.rates)]
	s.following++
	s.edge = float64(s.following) * s.step
}

// nextPhase begins or ends a burst.
func (s *source) nextPhase() {
	s.busy = !s.busy
	leave := s.phases.begin
	s.factor = s.phases.quiet
	if s.busy {
		leave, s.factor = s.phases.end, s.phases.busy
	}
	s.turn = s.now + s.random.ExpFloat64()/leave
}
