package tui

import (
	"math/rand/v2"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/tui/term"
)

// BenchmarkSessions is a key in one of many sessions that take turns, as on a server, so
// that the processor's cache has no data of that session. It includes the background work
// that a key causes.
func BenchmarkSessions(b *testing.B) {
	const sessions = 300
	shared := NewShared(realEngine(b), 1).Sparing(1, time.Now)
	list := make([]*session, sessions)
	diffs := make([]term.Diff, sessions)
	var out []byte
	show := func(i int) {
		t, table, _ := list[i].Paint()
		out = diffs[i].Append(out[:0], t, table)
	}
	for i := range list {
		list[i] = open(b, realEngine(b), 160, 48, func(o *Options) { o.Shared = shared })
		show(i)
	}
	keys := []tea.KeyPressMsg{{Code: tea.KeyRight}, {Code: tea.KeyLeft}}
	r := rand.New(rand.NewPCG(1, 2))
	bytes := 0
	b.ReportAllocs()
	for b.Loop() {
		i := r.IntN(sessions)
		s := list[i]
		s.now = s.now.Add(time.Second)
		s.Update(keys[r.IntN(2)])
		show(i)
		bytes += len(out)
	}
	b.ReportMetric(float64(bytes)/float64(b.N), "bytes/key")
}
