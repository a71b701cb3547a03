package host

import (
	"runtime/debug"
	"sync"
	"time"
)

// Memory is returned to the system once no session has ended for giveBackAfter, if at
// least giveBackFrom sessions were open at a time.
const giveBackAfter, giveBackFrom = 3 * time.Second, 16

// giveBack returns memory to the system after most sessions have ended. Otherwise an idle
// server would keep the memory of its busiest time.
type giveBack struct {
	mu sync.Mutex
	// here is the number of sessions, most the largest number since memory was last
	// returned.
	here, most int
	timer      *time.Timer // nil if no return is scheduled
}

// entered records a new session.
func (g *giveBack) entered() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.here++
	g.most = max(g.most, g.here)
}

// left records the end of a session. With at most half of the sessions left, each end
// restarts the timer.
func (g *giveBack) left() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.here--
	switch {
	case g.most < giveBackFrom || g.here > g.most/2:
	case g.timer == nil:
		g.timer = time.AfterFunc(giveBackAfter, g.now)
	default:
		g.timer.Reset(giveBackAfter)
	}
}

// now returns memory to the system.
func (g *giveBack) now() {
	g.mu.Lock()
	g.most, g.timer = g.here, nil
	g.mu.Unlock()
	debug.FreeOSMemory()
}
