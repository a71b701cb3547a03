package host

import (
	"runtime/debug"
	"time"
)

// Memory is returned to the system once no session has ended for giveBackAfter, if at
// least giveBackFrom sessions were open at a time and at most half of them are left.
// Otherwise an idle server would keep the memory of its busiest time.
const giveBackAfter, giveBackFrom = 3 * time.Second, 16

// emptied reports whether there is memory to return. The caller holds the lock.
func (d *door) emptied() bool { return d.most >= giveBackFrom && d.sessions <= d.most/2 }

// giveBack returns memory to the system.
func (h *Host) giveBack() {
	h.door.mu.Lock()
	h.door.most = h.door.sessions
	h.door.mu.Unlock()
	debug.FreeOSMemory()
}
