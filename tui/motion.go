package tui

import (
	"strings"
	"time"
)

// Motion is the amount of animation. What the user moves is always shown.
type Motion uint8

// The amounts of animation.
const (
	// MotionFull shows a simulation as it runs.
	MotionFull Motion = iota
	// MotionReduced shows a simulation in a few steps, and paints less often while
	// something is dragged.
	MotionReduced
	// MotionOff shows a simulation only when it has stopped.
	MotionOff
)

var motionNames = [...]string{"full", "reduced", "off"}

// String returns the name of the amount.
func (m Motion) String() string { return motionNames[m] }

// ParseMotion returns the amount with a name.
func ParseMotion(name string) (m Motion, ok bool) {
	for i, n := range motionNames {
		if n == name {
			return Motion(i), true
		}
	}
	return MotionFull, false
}

// MotionNames returns the names of the amounts for help texts.
func MotionNames() string { return strings.Join(motionNames[:], ", ") }

// each returns the time between two views of a run, and the factor by which the run
// advances further between them. The total time is the same for any amount.
func (m Motion) each() (every time.Duration, times int) {
	if m == MotionReduced {
		return reducedTimes * simEvery, reducedTimes
	}
	return simEvery, 1
}

// frames returns the least time between two frames.
func (m Motion) frames() time.Duration {
	if m == MotionReduced {
		return reducedInterval
	}
	return frameInterval
}

// reducedInterval is the least time between two frames with reduced motion.
const reducedInterval = time.Second / 30

// reducedTimes is the factor by which reduced motion shows fewer views of a run.
const reducedTimes = 15
