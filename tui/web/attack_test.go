package web

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"crossover/tui/vtest"
)

var (
	attackFor = flag.Duration("attack-for", time.Second, "how long hostile pages flood the server")
	program   = flag.String("program", "", "a program to attack, with the limits as they are by default")
	only      = flag.String("only", "", "only the floods with this in their names")
	bound     = flag.Duration("bound", 50*time.Millisecond, "the most that the p99 of somebody else may be, where a program is attacked")
)

// TestHostilePagesOfAProgram floods a built program with hostile pages, one kind after
// the other, while a user explores: see make soak.
func TestHostilePagesOfAProgram(t *testing.T) {
	if *program == "" {
		t.Skip("make soak attacks a program")
	}
	cmd := exec.Command(*program, "serve", "--listen", "none", "--web", "127.0.0.1:0", "--log", "json", "--drain", "1s")
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() }()
	s := &served{tb: t}
	for lines := bufio.NewScanner(log); s.addr == "" && lines.Scan(); {
		var l struct{ Msg, Address string }
		if json.Unmarshal(lines.Bytes(), &l) == nil && l.Msg == "listening" {
			s.addr = l.Address
		}
	}
	go func() { _, _ = io.Copy(io.Discard, log) }()
	ws, _, err := s.dial("columns=120&rows=36&rate=12/s")
	if err != nil {
		t.Fatal(err)
	}
	shown := reads(t.Context(), ws)
	all := floods()
	pressed := 0
	all[" nobody attacks"] = func(context.Context, *served, string) {}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !strings.Contains(name, *only) {
			continue
		}
		ctx, cancel := context.WithTimeout(t.Context(), *attackFor)
		var attackers sync.WaitGroup
		for i := range 4 {
			enemy := *s
			enemy.from = fmt.Sprint("127.0.0.", i+2)
			attackers.Go(func() {
				for ctx.Err() == nil {
					all[name](ctx, &enemy, fmt.Sprint(name[:1], i))
					<-time.After(10 * time.Millisecond)
				}
			})
		}
		answers := watch(ctx, t, ws, shown, &pressed)
		cancel()
		attackers.Wait()
		slices.Sort(answers)
		p99 := answers[len(answers)*99/100]
		fmt.Printf("page: %-16s %d answers, p50 %s, p99 %s, max %s\n", name, len(answers), answers[len(answers)/2], p99, answers[len(answers)-1])
		if p99 > *bound {
			t.Errorf("%s: p99 is %s, and not %s", name, p99, *bound)
		}
	}
}

// reads confirms the frames of a page and signals each on shown.
func reads(ctx context.Context, ws *websocket.Conn) (shown chan bool) {
	shown = make(chan bool, 1)
	go func() {
		for {
			kind, _, err := ws.Read(ctx)
			if err != nil {
				return
			}
			if kind == websocket.MessageBinary {
				select {
				case shown <- true:
				default:
				}
				_ = ws.Write(ctx, websocket.MessageText, []byte(`{"seen":1}`)) // if this fails, so does the next read
			}
		}
	}()
	return shown
}

// watch presses keys 20 times a second until ctx ends, and returns the response times. It
// moves a slider to and fro, from where the keys pressed before have left it: at the
// slider's end a key changes nothing and has no answer.
func watch(ctx context.Context, t *testing.T, ws *websocket.Conn, shown <-chan bool, pressed *int) (took []time.Duration) {
	t.Helper()
	for ; ctx.Err() == nil; *pressed++ {
		<-time.After(50 * time.Millisecond)
		select {
		case <-shown:
		default:
		}
		key := vtest.Right
		if *pressed%12 >= 6 {
			key = vtest.Left
		}
		asked := time.Now()
		if err := ws.Write(t.Context(), websocket.MessageBinary, []byte(key)); err != nil {
			t.Fatal(err)
		}
		select {
		case <-shown:
		case <-time.After(time.Minute):
			t.Fatal("no answer")
		}
		took = append(took, time.Since(asked))
	}
	return took
}

// TestHostilePages floods the server with hostile pages while a user explores: their
// messages are limited, the user gets answers, and nothing remains. make soak runs it for
// longer.
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
		enemy := *s
		enemy.from = "127.0.0.2"
		for name, flood := range floods() {
			all.Go(func() {
				for ctx.Err() == nil { // at the rate at which an address may connect
					flood(ctx, &enemy, name)
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

// flood is one attack of a hostile page. It returns after it is done or when ctx ends.
type flood func(ctx context.Context, s *served, name string)

// floods returns all attacks.
func floods() map[string]flood {
	return map[string]flood{
		"keys":     says(websocket.MessageBinary, strings.Repeat("l", 8<<10), 100),
		"bytes":    says(websocket.MessageBinary, "!", 10_000),
		"paste":    says(websocket.MessageBinary, "\x1b[200~"+strings.Repeat("x", 8<<10), 100),
		"sizes":    says(websocket.MessageText, `{"columns":2000000000,"rows":1}`, 2000),
		"nesting":  says(websocket.MessageText, strings.Repeat(`[`, 8<<10), 1),
		"pings":    raw(socketRequest, "\x89\xfd\x00\x00\x00\x00"+strings.Repeat("p", 125), 5000),
		"pieces":   raw(socketRequest+"\x02\x81\x00\x00\x00\x00l", "\x00\x81\x00\x00\x00\x00l", 20_000),
		"requests": raw("", "GET /font.ttf HTTP/1.1\r\nHost: ADDR\r\n\r\n", 5000),
		"bodies":   raw("POST /socket HTTP/1.1\r\nHost: ADDR\r\nTransfer-Encoding: chunked\r\n\r\n", "1000\r\n"+strings.Repeat("x", 0x1000)+"\r\n", 1000),
		"rooms":    opensRooms, "silence": asksHalf, "cuts": cuts, "repaints": repaints, "deaf": readsNothing,
	}
}

// says sends a message a number of times.
func says(kind websocket.MessageType, message string, times int) flood {
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
			<-time.After(time.Millisecond) // the attacker must not starve the server of processor time
		}
	}
}

// opensRooms opens rooms up to the limit.
func opensRooms(_ context.Context, s *served, name string) {
	for i := range 20 {
		ws, _, err := s.dial(fmt.Sprint("room=", name, i))
		if err == nil {
			defer func() { _ = ws.CloseNow() }()
		}
	}
}

// asksHalf sends half a request.
func asksHalf(ctx context.Context, s *served, _ string) {
	for range 10 {
		c, err := s.connect(ctx)
		if err != nil {
			return
		}
		defer func() { _ = c.Close() }()
		_, _ = c.Write([]byte("GET /socket HTTP/1.1\r\nHost: localhost\r\n"))
	}
	<-time.After(50 * time.Millisecond)
}

// cuts opens a session and disconnects.
func cuts(_ context.Context, s *served, _ string) {
	ws, _, err := s.dial("columns=320&rows=120")
	if err == nil {
		_ = ws.CloseNow()
	}
}

// repaints changes its size all the time, and reads all frames.
func repaints(ctx context.Context, s *served, _ string) {
	ws, _, err := s.dial("columns=320&rows=120")
	if err != nil {
		return
	}
	defer func() { _ = ws.CloseNow() }()
	go func() {
		for {
			kind, _, err := ws.Read(ctx)
			if err != nil || kind == websocket.MessageBinary && ws.Write(ctx, websocket.MessageText, []byte(`{"seen":1}`)) != nil {
				return
			}
		}
	}()
	for i := 0; i < 500 && ctx.Err() == nil; i++ {
		if ws.Write(ctx, websocket.MessageText, fmt.Appendf(nil, `{"columns":%d,"rows":%d}`, 40+i%280, 12+i%100)) != nil {
			return
		}
		<-time.After(time.Millisecond)
	}
}

// readsNothing requests full screens that take long, and reads none.
func readsNothing(ctx context.Context, s *served, _ string) {
	for range 4 {
		ws, _, err := s.dial("columns=320&rows=120&p99=1ms&burst=5&rate=50/s")
		if err != nil {
			return
		}
		defer func() { _ = ws.CloseNow() }()
		for range 100 {
			if ws.Write(ctx, websocket.MessageBinary, []byte("TTT?\x1b[C\x1b[D")) != nil {
				break
			}
		}
	}
	<-time.After(100 * time.Millisecond)
}

// socketRequest is a browser's request for a session.
const socketRequest = "GET /socket HTTP/1.1\r\nHost: ADDR\r\nOrigin: http://ADDR\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"

// raw sends first and then a number of times, with the server's address for ADDR, and
// reads no responses.
func raw(first, then string, times int) flood {
	return func(ctx context.Context, s *served, _ string) {
		c, err := s.connect(ctx)
		if err != nil {
			return
		}
		defer func() { _ = c.Close() }()
		defer context.AfterFunc(ctx, func() { _ = c.Close() })()
		_, err = c.Write([]byte(strings.ReplaceAll(first, "ADDR", s.addr)))
		then := strings.ReplaceAll(then, "ADDR", s.addr)
		lot := bytes.Repeat([]byte(then), max(4096/len(then), 1))
		for range times * len(then) / len(lot) {
			if err != nil {
				return
			}
			_, err = c.Write(lot)
			<-time.After(5 * time.Millisecond)
		}
	}
}
