package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
)

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
