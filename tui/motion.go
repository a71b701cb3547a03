package tui

import (
	"strings"
	"time"
)

// Motion is how much may move on screen by itself. What the user moves always
// does.
type Motion uint8

// The amounts of motion.
const (
	// MotionFull shows a simulation as it runs.
	MotionFull Motion = iota
	// MotionReduced shows it in a few steps, and paints less often while something
	// is dragged.
	MotionReduced
	// MotionOff shows it when it has come to rest.
	MotionOff
)

var motionNames = [...]string{"full", "reduced", "off"}

// String names the amount.
func (m Motion) String() string { return motionNames[m] }

// ParseMotion returns the amount of that name.
func ParseMotion(name string) (m Motion, ok bool) {
	for i, n := range motionNames {
		if n == name {
			return Motion(i), true
		}
	}
	return MotionFull, false
}

// MotionNames lists the amounts there are, as help texts do.
func MotionNames() string { return strings.Join(motionNames[:], ", ") }

// each returns the time between two views of a run, and how many times further than
// usual the run goes between them. A run takes as long to watch at any amount.
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

// reducedInterval is the least time between two frames at reduced motion.
const reducedInterval = time.Second / 30

// reducedTimes is how many times fewer views of a run reduced motion shows.
const reducedTimes = 15
