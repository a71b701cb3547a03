package coldstart

import (
	"math/bits"
)

// Validity is a set of documented limits that a question exceeds. With the zero value the
// errors stated in [Solver.Solve] apply.
type Validity uint16

const (
	// LongCold says that starting takes more than 0.3·Idle under bursts, or on shared
	// instances whose slots fill more slowly than the idle expiry: the probability can be
	// 30 % off.
	LongCold Validity = 1 << iota
	// ShortIdle says that Idle is less than Service: the probability is up to 30 % high.
	ShortIdle
	// ShortIdleShared says that Idle is less than 4·Service with a concurrency above 1:
	// the probability can be 13 % off, and 50 % below Service.
	ShortIdleShared
	// Fluid says that the pool is so large that one level of the chain represents several
	// requests.
	Fluid
	// Rare says that cold starts are too rare for the transform to resolve: the
	// probability is small, but its digits are meaningless.
	Rare
	// ShortBurst says that bursts are shorter than two service times on a pool so large
	// that levels represent several requests: the pool can be 12 % high and the cold-start
	// probability 40 %.
	ShortBurst
	// Clamped says that a field was outside its range and was replaced.
	Clamped
	// Behind says that bursts exceed the capacity of the autoscaled instances outside
	// them. Requests pile up until the autoscaler reacts, and a signal that counts them
	// asks for more instances than the model says. Package pool sets it.
	Behind
)

var reasons = [...]string{
	"starting takes more than 0.3 of the idle expiry, under bursts or on instances that fill slowly",
	"the idle expiry is shorter than a request",
	"the idle expiry is under 4 service times on shared instances",
	"the pool is so large that one level of the model stands for several requests",
	"cold starts are too rare to resolve",
	"bursts are shorter than two service times on a large pool",
	"a value was outside its range",
	"bursts exceed the capacity of the instances outside them",
}

// Reasons returns one phrase for each limit exceeded, in the order of the constants, or
// nil if there is none.
func (v Validity) Reasons() []string {
	var out []string
	for {
		reason, rest, ok := v.Next()
		if !ok {
			return out
		}
		out, v = append(out, reason), rest
	}
}

// Doubtful are the limits beyond which results have errors of more than a few per cent.
const Doubtful = LongCold | ShortIdle | ShortIdleShared | ShortBurst | Clamped | Behind

// Next returns the phrase for the first limit exceeded and the remaining limits, and
// reports whether there is one.
func (v Validity) Next() (reason string, rest Validity, ok bool) {
	if v == 0 {
		return "", 0, false
	}
	i := bits.TrailingZeros16(uint16(v))
	return reasons[i], v &^ (1 << i), true
}

// set adds limit when on is true.
func (v *Validity) set(limit Validity, on bool) {
	if on {
		*v |= limit
	}
}
