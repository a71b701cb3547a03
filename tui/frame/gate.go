package frame

import "time"

// Gate decides when to build a frame. Input may arrive far faster than a terminal shows
// frames; without a gate every message costs a frame and a long drag leaves a backlog. The
// first change is shown at once, further ones wait until the interval since the last frame
// is over, and the last one is always shown. Answers to the user do not wait for frames
// that only show results computed meanwhile.
//
// A program uses it like this:
//
//	a change           gate.Touch(), and gate.Urge() if it answers the user
//	after a message    if d, ok := gate.Hold(now); ok { schedule a tick after d }
//	the tick arrives   gate.Tick(), then as after any message
//	when drawing       if gate.Ready(now) { build the frame } else { show the last one }
//
// The Gate has no clock of its own. The zero Gate lets every change through.
type Gate struct {
	// Interval is the least time between two frames.
	Interval time.Duration

	last    time.Time // when the last frame was built
	urged   time.Time // when the last frame that answers the user was built
	dirty   bool      // whether something changed since the last frame
	urgent  bool      // whether the user waits for the change
	pending bool      // whether a tick is under way
}

// Touch records that something changed.
func (g *Gate) Touch() { g.dirty = true }

// Urge records that the user waits for the pending change, if there is one.
func (g *Gate) Urge() { g.urgent = g.dirty }

// Dirty reports whether a change is waiting to be shown.
func (g *Gate) Dirty() bool { return g.dirty }

// Due reports whether Ready would return true.
func (g *Gate) Due(now time.Time) bool { return g.dirty && g.wait(now) <= 0 }

// Ready reports whether to build a frame now. If so, it marks the pending changes as
// shown.
func (g *Gate) Ready(now time.Time) bool {
	if !g.dirty || g.wait(now) > 0 {
		return false
	}
	if g.last = now; g.urgent {
		g.urged = now
	}
	g.dirty, g.urgent = false, false
	return true
}

// Hold reports whether a change is held back and needs a tick, and after what time. It
// asks for no second tick while one is pending.
func (g *Gate) Hold(now time.Time) (d time.Duration, ok bool) {
	if !g.dirty || g.pending {
		return 0, false
	}
	if d = g.wait(now); d <= 0 {
		return 0, false // the drawing that follows will be Ready
	}
	g.pending = true
	return d, true
}

// Tick records that the tick asked for by Hold has arrived.
func (g *Gate) Tick() { g.pending = false }

// wait returns the time until the next frame may be built, at most an interval even if the
// clock was set back.
func (g *Gate) wait(now time.Time) time.Duration {
	last := g.last
	if g.urgent {
		last = g.urged
	}
	if last.IsZero() {
		return 0
	}
	return min(g.Interval-now.Sub(last), g.Interval)
}
