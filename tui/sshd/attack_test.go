package sshd

import (
	"context"
	"io"
	"runtime"
	"testing"
	"time"

	"crossover/tui/vtest"
)

// alive checks that the server still serves: an old session still responds to keys, and a
// new one opens.
func alive(t *testing.T, s *served, old *remote) {
	t.Helper()
	if old != nil {
		before := old.Screen()
		old.Type(vtest.Right)
		old.Wait("an answer to a key", func() bool { return old.Screen() != before })
	}
	r := s.openAs("new", 80, 24, "rate=7/s")
	r.WaitFor("7/s")
	r.Type("q")
	if err := r.Ended(); err != nil {
		t.Errorf("a new session ends with %v", err)
	}
}

// heap returns the memory in use after garbage collection.
func heap() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// under runs an attack on a server with a session. It checks that the server and the
// session survive and that nothing is left behind. Meanwhile a bystander presses keys.
// The times of the answers are only logged, since a bound would need an idle machine: see
// TestServing.
func under(t *testing.T, attack func(t *testing.T, s *served), change ...func(*setup)) {
	t.Helper()
	done := nothingStays(t)
	t.Run("attack", func(t *testing.T) {
		s := serve(t, change...)
		old := s.openAs("old", 100, 30, "")
		old.WaitFor("q quit", "Cheapest here")
		bystander, err := s.target().Open("")
		if err != nil {
			t.Fatal(err)
		}
		answers := bystander.Watch(20)
		attack(t, s)
		t.Logf("bystander: %v", answers())
		bystander.Close()
		alive(t, s, old)
		if n := s.host.Sessions(); n != 1 {
			eventually(t, "the attacker's sessions to end", func() bool { return s.host.Sessions() == 1 })
		}
	})
	done()
}

// target returns the server as the target of attacks.
func (s *served) target() target { return target{Address: s.addr, Columns: 100, Rows: 30} }

// TestAttacks runs every attack against a server.
func TestAttacks(t *testing.T) {
	for _, a := range attacks() {
		t.Run(a.Name, func(t *testing.T) {
			under(t, func(t *testing.T, s *served) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				enemy := s.target()
				enemy.From = "127.0.0.2"
				if err := a.Run(ctx, enemy); err != nil {
					t.Error(err)
				}
			}, func(c *setup) { c.Run = slow })
		})
	}
}

// slow is a command that takes a while.
func slow(ctx context.Context, _ []string, _, _ io.Writer) int {
	select {
	case <-time.After(100 * time.Millisecond):
	case <-ctx.Done():
	}
	return 0
}
