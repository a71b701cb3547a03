package sshd

import (
	"context"
	"testing"
	"time"

	"crossover/engine/proptest"
)

// The short soak, which also runs under the race detector: 200 connects and 20 sessions
// in half a minute.
const (
	soakConnects = 200
	soakSessions = 20
	soakKeys     = 15 * time.Second // half a minute with the rest
	soakKept     = 4 << 20          // allowed growth of the heap, in bytes
)

// TestShortSoak is a small version of "make soak": clients come and go while others use
// the whole program, and neither goroutines nor memory remain.
func TestShortSoak(t *testing.T) {
	connects, sessions, keys := soakConnects, soakSessions, soakKeys
	if !proptest.Raced { // CI runs both
		keys = 3 * time.Second
	}
	if testing.Short() {
		connects, sessions, keys = 40, 8, time.Second
	}
	done := nothingStays(t)
	t.Run("soak", func(t *testing.T) {
		s := serve(t)
		soak(t, s, connects/10, sessions, time.Second) // fills caches
		before := heap()
		start := time.Now()
		soak(t, s, connects, sessions, keys)
		t.Logf("took %s", time.Since(start).Round(time.Millisecond))
		kept := 0
		for range 50 { // garbage collection takes a moment
			if kept = heap() - before; kept <= soakKept {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Logf("%d KB more in use than before", kept>>10)
		if kept > soakKept {
			t.Errorf("%d KB stay", kept>>10)
		}
	})
	done()
}

// soak has clients connect and leave while sessions press keys, and waits for all of them
// to be gone.
func soak(t *testing.T, s *served, connects, sessions int, keys time.Duration) {
	t.Helper()
	target := s.target()
	clients, failed := target.OpenMany(t.Context(), sessions, 4)
	if failed > 0 {
		t.Fatalf("%d of %d sessions do not open", failed, sessions)
	}
	ctx, cancel := context.WithTimeout(t.Context(), keys)
	defer cancel()
	gone := make(chan int)
	go func() { gone <- target.Connects(t.Context(), connects, 4) }()
	result := drive(ctx, clients, 5, mixedKeys)
	if failed := <-gone; failed > 0 {
		t.Errorf("%d of %d connects fail", failed, connects)
	}
	t.Log(result)
	if result.Answers == 0 {
		t.Error("no key is answered")
	}
	for _, c := range clients {
		c.Close()
	}
	eventually(t, "all sessions to end", func() bool { conns, _ := s.host.Connections(); return conns == 0 && s.host.Sessions() == 0 })
}
