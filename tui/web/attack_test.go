package web

import (
	"context"
	"flag"
	"fmt"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"crossover/tui/vtest"
)

var attackFor = flag.Duration("attack-for", time.Second, "how long hostile pages flood the server")

// TestHostilePages has pages flood the server while somebody explores: what they sent is
// bounded, the bystander is answered, and nothing stays. make soak does it for longer.
func TestHostilePages(t *testing.T) {
	done := nothingStays(t)
	t.Run("attack", func(t *testing.T) {
		s := serve(t, func(c *setup) { c.Limits.ConnectsPerIP, c.Limits.Connects, c.Limits.HalfOpen = 10, 100, 64 })
		p := s.open(120, 36, "rate=12/s")
		p.WaitFor("q quit")
		var base runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&base)
		ctx, cancel := context.WithTimeout(t.Context(), *attackFor)
		defer cancel()
		var all sync.WaitGroup
		for name, flood := range floods() {
			all.Go(func() {
				for ctx.Err() == nil { // as often as an address may connect
					flood(ctx, s, name)
					select {
					case <-time.After(10 * time.Millisecond):
					case <-ctx.Done():
					}
				}
			})
		}
		most := 0
		var answers []time.Duration
		for i := 0; ctx.Err() == nil; i++ {
			most = max(most, runtime.NumGoroutine())
			asked := time.Now()
			key, want := vtest.Right, "15/s"
			if i%2 == 1 {
				key, want = vtest.Left, "12/s"
			}
			p.Type(key)
			p.Wait(want, func() bool {
				for row := range strings.Lines(p.Screen()) {
					if _, slider, ok := strings.Cut(row, "rate "); ok {
						return strings.Contains(slider, want)
					}
				}
				return false
			})
			answers = append(answers, time.Since(asked))
		}
		all.Wait()
		slices.Sort(answers)
		t.Logf("%d answers, p50 %s, p99 %s, max %s; at most %d goroutines", len(answers), answers[len(answers)/2], answers[len(answers)*99/100], answers[len(answers)-1], most)
		if most > 2000 {
			t.Errorf("%d goroutines", most)
		}
		eventually(t, "the attackers' sessions to end", func() bool { return s.host.Sessions() == 1 })
		var now runtime.MemStats
		eventually(t, "memory to be given back", func() bool {
			runtime.GC()
			runtime.ReadMemStats(&now)
			return int64(now.HeapAlloc)-int64(base.HeapAlloc) < 32<<20
		})
		p.Type(vtest.Right)
		p.WaitFor("q quit")
	})
	done()
}

// floods are what hostile pages do. Each returns when it has been done once or ctx ends.
func floods() map[string]func(ctx context.Context, s *served, name string) {
	send := func(kind websocket.MessageType, message string, times int) func(context.Context, *served, string) {
		return func(ctx context.Context, s *served, _ string) {
			ws, _, err := s.dial("columns=120&rows=36")
			if err != nil {
				return
			}
			defer func() { _ = ws.CloseNow() }()
			for range times {
				if ctx.Err() != nil || ws.Write(ctx, kind, []byte(message)) != nil {
					return
				}
			}
		}
	}
	return map[string]func(context.Context, *served, string){
		"keys":    send(websocket.MessageBinary, strings.Repeat("l", 8<<10), 100),
		"bytes":   send(websocket.MessageBinary, "!", 10_000),
		"paste":   send(websocket.MessageBinary, "\x1b[200~"+strings.Repeat("x", 8<<10), 100),
		"sizes":   send(websocket.MessageText, `{"columns":2000000000,"rows":1}`, 2000),
		"nesting": send(websocket.MessageText, strings.Repeat(`[`, 8<<10), 1),
		"rooms": func(_ context.Context, s *served, name string) {
			for i := range 20 {
				ws, _, err := s.dial(fmt.Sprint("room=", name, i))
				if err == nil {
					defer func() { _ = ws.CloseNow() }()
				}
			}
		},
		"silence": func(_ context.Context, s *served, _ string) { // half a request
			for range 10 {
				c, err := net.Dial("tcp", s.addr)
				if err != nil {
					return
				}
				defer func() { _ = c.Close() }()
				_, _ = c.Write([]byte("GET /socket HTTP/1.1\r\nHost: localhost\r\n"))
			}
			<-time.After(50 * time.Millisecond)
		},
		"cuts": func(_ context.Context, s *served, _ string) {
			ws, _, err := s.dial("columns=320&rows=120")
			if err == nil {
				_ = ws.CloseNow()
			}
		},
	}
}
