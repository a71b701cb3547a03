package sshd

import (
	"context"
	"testing"
	"time"

	"crossover/tui/sshd/load"
)

// TestShortSoak is the soak of "make soak" in small: clients come and go while
// others use the whole program, and nothing stays behind.
func TestShortSoak(t *testing.T) {
	connects, sessions, lasts := 200, 20, 4*time.Second
	if testing.Short() {
		connects, sessions, lasts = 40, 8, time.Second
	}
	done := nothingStays(t)
	t.Run("soak", func(t *testing.T) {
		s := serve(t)
		target := load.Target{Address: s.addr, Columns: 100, Rows: 30}
		clients, failed := target.OpenMany(t.Context(), sessions, 4)
		if failed > 0 {
			t.Fatalf("%d of %d sessions do not open", failed, sessions)
		}
		ctx, cancel := context.WithTimeout(t.Context(), lasts)
		defer cancel()
		gone := make(chan int)
		go func() { gone <- target.Connects(t.Context(), connects, 4) }()
		result := load.Drive(ctx, clients, 5, load.Mixed)
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
		eventually(t, "all sessions to end", func() bool { conns, _, n := s.door.counts(); return conns == 0 && n == 0 })
	})
	done()
}
