package tui

import (
	"runtime"
	"sync"
	"testing"
	"time"

	"crossover/engine/proptest"
	"crossover/tui/frame"
)

func withShared(s *Shared) setup { return func(o *Options) { o.Shared = s } }

// TestDozingChangesNothing compares a session that dozes after every step with one that
// does not and shares nothing.
func TestDozingChangesNothing(t *testing.T) {
	e := realEngine(t)
	shared := NewShared(e, 1)
	alone, dozing := open(t, e, 120, 36), open(t, e, 120, 36, withShared(shared))
	other := open(t, e, 120, 36, withShared(shared), withScenario(t, "rate=1k/s", "memory=2GB"))
	for _, k := range []string{"l", "l", "down", "right", "n", "tab", "n", "enter", "w", "f1", "y", "a", "L", "p", "+", "u", "u"} {
		other.send(keyOf(t, k))
		other.Doze() // the next session gets its buffers
		alone.send(keyOf(t, k))
		dozing.send(keyOf(t, k))
		if got, want := dozing.Frame(), alone.Frame(); got != want {
			t.Fatalf("after %s: a session that dozes shows\n%s\nand one that does not\n%s", k, got, want)
		}
		dozing.Doze()
		dozing.send(nil)
		b, table, _ := dozing.Paint()
		if got, want := string(frame.AppendANSI(nil, b, table)), alone.View(); got != want {
			t.Fatalf("after %s a dozing session looks different", k)
		}
	}
}

// TestSessionsAtTheSameTime runs sessions that share everything in parallel, for the race
// detector.
func TestSessionsAtTheSameTime(t *testing.T) {
	e := realEngine(t)
	shared := NewShared(e, 1).Sparing(1, time.Now) // as a server's sessions do
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s := open(t, e, 100, 30, withShared(shared), withScenario(t, "parts=api,ml"))
			for _, k := range []string{"l", "tab", "tab", "l", "tab", "f1", "T", "w", "n", "y", "f2", "n", "f6", "f7", "y", "l"} {
				s.send(keyOf(t, k))
				if i%2 == 0 {
					s.Doze()
				}
			}
		}()
	}
	wg.Wait()
}

// TestSessionsAreSmall limits the memory of a session in use and dozing.
func TestSessionsAreSmall(t *testing.T) {
	e := realEngine(t)
	shared := NewShared(e, 1)
	open(t, e, 160, 48, withShared(shared)).Doze()
	heap := func() int {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	sessions := 16 / every(8)
	before := heap()
	var all []*session
	for range sessions {
		s := open(t, e, 160, 48, withShared(shared), func(o *Options) { o.Undo = 16 })
		for _, k := range []string{"l", "l", "down", "l", "n", "f2", "f3", "f1"} {
			s.send(keyOf(t, k))
		}
		all = append(all, s)
	}
	used := (heap() - before) / sessions
	for _, s := range all {
		s.Doze()
	}
	dozing := (heap() - before) / sessions
	t.Logf("%d KB a session, %d KB dozing", used>>10, dozing>>10)
	if (used > 1150<<10 || dozing > 560<<10) && !proptest.Raced { // the race detector needs memory, too

		t.Errorf("a session keeps %d KB, and %d KB dozing", used>>10, dozing>>10)
	}
	runtime.KeepAlive(all)
}
