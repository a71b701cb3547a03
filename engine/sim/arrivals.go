package sim

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"

	"crossover/engine/coldstart"
)

// Arrivals describes when requests arrive. The zero value is no traffic. Use [Poisson],
// [Profile], [Even] or [Times], and [Arrivals.Bursty] to add bursts. [Config.Validate]
// reports invalid parameters.
type Arrivals struct {
	kind arrivalKind
	// rate is the mean rate in requests per second without bursts.
	rate float64
	// rates are the rates of a profile's steps, each step seconds long.
	rates []float64
	step  float64
	// period is the period of the profile.
	period float64
	// phases describes bursts, which multiply the rate.
	phases phases
	times  []float64
}

// phases holds the two states of a Markov-modulated process: the multiples of the rate
// outside and inside bursts, and the rates per second at which bursts begin and end.
// Without bursts begin and end are 0.
type phases struct{ quiet, busy, begin, end float64 }

type arrivalKind uint8

const (
	silent arrivalKind = iota
	poisson
	// modulated is a Poisson process whose rate changes: a profile, phases, or both.
	modulated
	even
	traced
)

const (
	// maxRate is the highest rate in requests per second, as in package coldstart.
	maxRate = 1e12
	// maxProfile is the largest number of steps a profile may have.
	maxProfile = 1 << 24
	// maxChanges is the largest mean number of changes of the rate between two requests.
	// It limits the time between two checks for cancellation.
	maxChanges = 1e6
)

// Poisson returns requests that arrive independently of each other at a mean rate of 0 to
// 1e12 requests per second.
func Poisson(rate float64) Arrivals { return Arrivals{kind: poisson, rate: rate} }

// Bursty returns the arrivals with bursts. burst is the ratio of the peak rate to the mean
// (1 or less: no bursts), and length the mean length of a burst in seconds. The rate at
// every moment is multiplied by the rates that [coldstart.MMPP] gives for a mean of 1, so
// the mean does not change. It has no effect on arrivals that are not Poisson: those of
// [Even] and [Times].
func (a Arrivals) Bursty(burst, length float64) Arrivals {
	if !(burst > 1) {
		return a
	}
	if a.kind == poisson {
		a.kind, a.rates, a.step = modulated, []float64{a.rate}, math.Inf(1)
	}
	if a.kind == modulated {
		l1, l2, r12, r21 := coldstart.MMPP(1, burst, length)
		a.phases = phases{l1, l2, r12, r21}
	}
	return a
}

// Profile returns a Poisson process whose rate is rates[k], in requests per second from 0
// to 1e12, during step k of step seconds each. After the last step it starts again. The
// slice is kept, not copied.
func Profile(step float64, rates []float64) Arrivals {
	a := Arrivals{kind: modulated, rates: rates, step: step, period: step * float64(len(rates))}
	for _, x := range rates {
		a.rate += x / float64(len(rates))
	}
	return a
}

// Even returns requests at equal intervals, rate per second from 0 to 1e12. The first one
// arrives after one interval.
func Even(rate float64) Arrivals { return Arrivals{kind: even, rate: rate} }

// Times returns requests at the given times in seconds, in ascending order from 0. The
// slice is kept, not copied.
func Times(times []float64) Arrivals {
	a := Arrivals{kind: traced, times: times}
	if n := len(times); n > 0 && times[n-1] > 0 {
		a.rate = float64(n) / times[n-1]
	}
	return a
}

// Rate returns the mean rate in requests per second.
func (a Arrivals) Rate() float64 {
	if p := a.phases; p.begin > 0 {
		return a.rate * (p.quiet*p.end + p.busy*p.begin) / (p.begin + p.end)
	}
	return a.rate
}

// All returns the times of the requests in seconds, in ascending order: infinitely many
// except for [Times]. seed selects the random numbers; the same seed gives the same times
// on every iteration. The error is that of [Config.Validate] for the arrivals.
func (a Arrivals) All(seed uint64) (iter.Seq[float64], error) {
	if err := a.validate(); err != nil {
		return nil, fmt.Errorf("sim: Arrivals %w", err)
	}
	return func(yield func(float64) bool) {
		s := newSource(a, rand.New(rand.NewPCG(seed, 0)))
		for at := s.next(); !math.IsInf(at, 1) && yield(at); at = s.next() {
		}
	}, nil
}

// Period returns the period in seconds after which the rate repeats, or 0.
func (a Arrivals) Period() float64 { return a.period }

// Finite reports whether the requests end, as those of [Times] do.
func (a Arrivals) Finite() bool { return a.kind == traced || a.kind == silent }

// validate returns an error for invalid arrivals.
func (a Arrivals) validate() error {
	if !(a.rate >= 0 && a.rate <= maxRate) {
		return fmt.Errorf("have a mean rate of %v/s; it must be from 0 to %g", a.rate, float64(maxRate))
	}
	switch a.kind {
	case traced:
		return validateTimes(a.times)
	case modulated:
		if err := errors.Join(a.validateProfile(), a.phases.validate()); err != nil {
			return err
		}
		if n := a.changes(); n > maxChanges {
			return fmt.Errorf("change their rate %.3g times for each request; at most %g times can be followed", n, float64(maxChanges))
		}
	case silent, poisson, even:
	}
	return nil
}

// changes returns the mean number of changes of the rate between two requests.
func (a Arrivals) changes() float64 {
	rate := a.Rate()
	if rate == 0 {
		return 0
	}
	n := 1 / (a.step * rate)
	if p := a.phases; p.begin > 0 {
		n += 2 / ((1/p.begin + 1/p.end) * rate)
	}
	return n
}

func (a Arrivals) validateProfile() error {
	if !(a.step > 0) || len(a.rates) > 1 && a.step > maxTime {
		return fmt.Errorf("have steps of %v s; they must be more than 0 and at most %g", a.step, float64(maxTime))
	}
	if n := len(a.rates); n == 0 || n > maxProfile {
		return fmt.Errorf("have %d steps; a profile has from 1 to %d", n, maxProfile)
	}
	for i, x := range a.rates {
		if !(x >= 0 && x <= maxRate) {
			return fmt.Errorf("have the rate %v/s in step %d; it must be from 0 to %g", x, i, float64(maxRate))
		}
	}
	return nil
}

func (p phases) validate() error {
	if p == (phases{}) {
		return nil
	}
	for _, x := range [...]float64{p.quiet, p.busy} {
		if !(x >= 0 && x <= maxRate) {
			return fmt.Errorf("have a phase with the rate %v/s; it must be from 0 to %g", x, float64(maxRate))
		}
	}
	for _, x := range [...]float64{p.begin, p.end} {
		if !(x > 0 && x <= maxTime) {
			return fmt.Errorf("change their phase at the rate %v/s; it must be more than 0 and at most %g", x, float64(maxTime))
		}
	}
	return nil
}

func validateTimes(times []float64) error {
	last := 0.0
	for i, t := range times {
		if !(t >= last && t <= 1e12) {
			return fmt.Errorf("have %v s as time %d, after %v; times must ascend from 0 to 1e12", t, i, last)
		}
		last = t
	}
	return nil
}

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

// Law is the distribution of a duration in seconds. The zero value is a duration of 0. Use
// [Exponential], [Constant] or [Lognormal]. [Config.Validate] reports invalid parameters.
type Law struct {
	kind     lawKind
	mean, cv float64
}

type lawKind uint8

const (
	constant lawKind = iota
	exponential
	lognormal
)

// maxTime is the longest duration of any kind in seconds (32 years), as in package
// coldstart.
const maxTime = 1e9

// Exponential returns the exponential distribution with a mean of 0 to 1e9 s.
func Exponential(mean float64) Law { return Law{kind: exponential, mean: mean, cv: 1} }

// Constant returns the distribution of a constant duration, 0 to 1e9 s.
func Constant(seconds float64) Law { return Law{kind: constant, mean: seconds} }

// Lognormal returns the lognormal distribution with a mean of 0 to 1e9 s and the
// coefficient of variation cv (standard deviation over mean), 0 to 100.
func Lognormal(mean, cv float64) Law { return Law{kind: lognormal, mean: mean, cv: cv} }

// Mean returns the mean in seconds.
func (l Law) Mean() float64 { return l.mean }

// validate returns an error for an invalid distribution, without its field's name.
func (l Law) validate() error {
	if l.kind == lognormal && !(l.cv >= 0 && l.cv <= 100) {
		return fmt.Errorf("is lognormal with a coefficient of variation of %v; it must be from 0 to 100", l.cv)
	}
	if !(l.mean >= 0 && l.mean <= maxTime) {
		return fmt.Errorf("has a mean of %v s; it must be from 0 to %g", l.mean, float64(maxTime))
	}
	return nil
}

// sampler draws from a Law.
type sampler struct {
	kind lawKind
	// x is the mean. For the lognormal distribution x and y are the mean and the standard
	// deviation of the logarithm.
	x, y float64
}

func (l Law) sampler() sampler {
	if l.kind != lognormal {
		return sampler{kind: l.kind, x: l.mean}
	}
	if l.mean == 0 {
		return sampler{}
	}
	variance := math.Log1p(l.cv * l.cv)
	return sampler{kind: lognormal, x: math.Log(l.mean) - variance/2, y: math.Sqrt(variance)}
}

// draw returns a duration in seconds.
func (s *sampler) draw(r *rand.Rand) float64 {
	switch s.kind {
	case exponential:
		return s.x * r.ExpFloat64()
	case lognormal:
		return math.Exp(s.x + s.y*r.NormFloat64())
	case constant:
	}
	return s.x
}
