package host

import (
	"runtime/debug"
	"sync"
	"time"
)

// Memory is given back once no session has ended for giveBackAfter, if there have
// been at least giveBackFrom sessions.
const giveBackAfter, giveBackFrom = 3 * time.Second, 16

// giveBack returns memory to the system when most sessions have left: what a
// crowd took, a server would otherwise keep for as long as nobody comes.
type giveBack struct {
	mu sync.Mutex
	// here is how many sessions there are, most how many there have been since the
	// last time.
	here, most int
	timer      *time.Timer // nil while nothing is to be given back
}

// entered notes that there is one session more.
func (g *giveBack) entered() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.here++
	g.most = max(g.most, g.here)
}

// left notes that there is one session less. Once most have gone, the last to go
// starts the clock.
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

// now gives memory back.
func (g *giveBack) now() {
	g.mu.Lock()
	g.most, g.timer = g.here, nil
	g.mu.Unlock()
	debug.FreeOSMemory()
}
