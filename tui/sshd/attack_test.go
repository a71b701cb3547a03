package sshd

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"crossover/engine/verify"
	"crossover/tui/vtest"
)

// alive checks that the server still serves: a session that was there before
// still answers to its keys, and a new one opens.
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

// heap is what is in use after collecting garbage.
func heap() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// under runs an attack on a server that has a session, and checks that server
// and session live on and nothing stays behind.
func under(t *testing.T, attack func(t *testing.T, s *served), change ...func(*Config)) {
	t.Helper()
	done := nothingStays(t)
	t.Run("attack", func(t *testing.T) {
		s := serve(t, change...)
		old := s.openAs("old", 100, 30, "")
		old.WaitFor("q quit", "Cheapest here")
		attack(t, s)
		alive(t, s, old)
		if _, _, n := s.door.counts(); n != 1 {
			eventually(t, "the attacker's sessions to end", func() bool { _, _, n := s.door.counts(); return n == 1 })
		}
	})
	done()
}

// raw opens a session channel without anything in it.
func raw(t *testing.T, c *gossh.Client) (gossh.Channel, error) {
	t.Helper()
	ch, reqs, err := c.OpenChannel("session", nil)
	if err == nil {
		go gossh.DiscardRequests(reqs)
	}
	return ch, err
}

// ptyRequest is the payload of a request for a terminal.
func ptyRequest(term string, w, h uint32) []byte {
	return gossh.Marshal(&struct {
		Term       string
		W, H, X, Y uint32
		Modes      string
	}{term, w, h, 0, 0, ""})
}

func windowChange(w, h uint32) []byte {
	return gossh.Marshal(&struct{ W, H, X, Y uint32 }{w, h, 0, 0})
}

func TestAttackWithSizes(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		sizes := [][2]uint32{{3000, 3000}, {0, 0}, {1, 1}, {2, 1}, {1, 5000}, {5000, 1}, {1<<32 - 1, 1<<32 - 1}, {39, 11}, {320, 120}}
		before := heap()
		var chs []gossh.Channel
		for _, size := range sizes {
			c := s.client("size")
			ch, err := raw(t, c)
			if err != nil {
				t.Fatal(err)
			}
			if ok, err := ch.SendRequest("pty-req", true, ptyRequest("xterm", size[0], size[1])); !ok || err != nil {
				t.Fatalf("%v: %v, %v", size, ok, err)
			}
			if ok, err := ch.SendRequest("shell", true, nil); !ok || err != nil {
				t.Fatal(ok, err)
			}
			go func() { _, _ = io.Copy(io.Discard, ch) }()
			chs = append(chs, ch)
		}
		for i := range 5000 { // as fast as they go
			size := sizes[i%len(sizes)]
			if _, err := chs[i%2].SendRequest("window-change", false, windowChange(size[0], size[1])); err != nil {
				t.Fatal(err)
			}
		}
		eventually(t, "the sizes to be taken in", func() bool {
			ok, err := chs[0].SendRequest("window-change", true, windowChange(80, 24))
			return ok && err == nil
		})
		if grown := (heap() - before) / len(sizes); grown > 6<<20 { // with this side of the connection
			t.Errorf("each session takes %d KB", grown>>10)
		}
		for _, ch := range chs {
			_ = ch.Close()
		}
	})
}

func TestAttackWithInput(t *testing.T) {
	junk := make([]byte, 256<<10)
	_, _ = rand.Read(junk)
	for name, flood := range map[string][]byte{
		"keys":   bytes.Repeat([]byte("l"), 300<<10),
		"mouse":  bytes.Repeat([]byte("\x1b[<32;50;20M"), 20_000),
		"junk":   bytes.ReplaceAll(junk, []byte{'q'}, []byte{0x1b}),
		"osc":    append([]byte("\x1b]11;"), bytes.Repeat([]byte("x"), 200<<10)...),
		"paste":  append([]byte("\x1b[200~"), bytes.Repeat([]byte("paste"), 50_000)...),
		"accent": append([]byte("e"), bytes.Repeat([]byte("\u0301"), 50_000)...),
		"params": append([]byte("\x1b["), bytes.Repeat([]byte("9;"), 50_000)...),
	} {
		t.Run(name, func(t *testing.T) {
			under(t, func(t *testing.T, s *served) {
				r := s.openAs("flood", 80, 24, "")
				r.WaitFor("q quit")
				for part := range chunks(flood, 8<<10) {
					r.Type(string(part))
				}
				time.Sleep(100 * time.Millisecond)
				_ = r.client.Close()
			})
		})
	}
}

func chunks(p []byte, n int) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(p) > 0 {
			k := min(n, len(p))
			if !yield(p[:k]) {
				return
			}
			p = p[k:]
		}
	}
}

// TestAttackWithUnreadData sends what nobody reads: input of a command, and
// extended data, whose type is that of standard error.
func TestAttackWithUnreadData(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		before := heap()
		var wg sync.WaitGroup
		for range 4 {
			c := s.client("data")
			ch, err := raw(t, c)
			if err != nil {
				t.Fatal(err)
			}
			wg.Go(func() {
				for part := range chunks(make([]byte, 384<<10), 16<<10) {
					if _, err := ch.Stderr().Write(part); err != nil {
						break
					}
				}
				_ = ch.Close()
			})
		}
		wg.Wait()
		if grown := heap() - before; grown > 1<<20 {
			t.Errorf("unread data takes %d KB", grown>>10)
		}
	})
}

func TestAttackWithNamesAndVariables(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		c := s.client("\x1b]0;owned\x07" + strings.Repeat("name\x00", 20_000))
		ch, err := raw(t, c)
		if err != nil {
			t.Fatal(err)
		}
		value := strings.Repeat("x", 20<<10)
		for i := range 12 {
			name := []string{"LANG", "LD_PRELOAD", fmt.Sprint("VAR", i), "TERM_PROGRAM"}[i%4]
			ok, err := ch.SendRequest("env", true, gossh.Marshal(&struct{ Name, Value string }{name, value}))
			if ok || err != nil {
				t.Fatalf("%s: %v, %v", name, ok, err)
			}
		}
		if ok, _ := ch.SendRequest("env", true, gossh.Marshal(&struct{ Name, Value string }{"LANG", "\x1b[2J"})); ok {
			t.Error("a variable with an escape is taken")
		}
		if ok, _ := ch.SendRequest("env", true, gossh.Marshal(&struct{ Name, Value string }{"LANG", "de_DE.UTF-8"})); !ok {
			t.Error("an honest variable is not")
		}
		if ok, err := ch.SendRequest("pty-req", true, ptyRequest("../../../etc/passwd\x1b[2J", 80, 24)); !ok || err != nil {
			t.Fatal(ok, err)
		}
		if ok, _ := ch.SendRequest("exec", true, gossh.Marshal(&struct{ C string }{strings.Repeat("a", 100<<10)})); ok {
			t.Error("an enormous command is taken")
		}
		_ = c.Close()
	})
}

func TestAttackWithRequests(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		c := s.client("requests")
		ch, err := raw(t, c)
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"pty-req", "window-change", "exec", "env", "signal", "break", "subsystem", "x11-req", "", strings.Repeat("z", 1000)} {
			for _, payload := range [][]byte{nil, {1}, bytes.Repeat([]byte{0xff}, 1000), []byte("\x00\x00\x00\x09short")} {
				if ok, err := ch.SendRequest(kind, true, payload); ok || err != nil {
					t.Errorf("%q %x: %v, %v", kind, payload[:min(len(payload), 8)], ok, err)
				}
			}
		}
		for range 1000 { // nobody reads these
			_, _ = ch.SendRequest("window-change", false, windowChange(80, 24))
			_, _ = ch.SendRequest("signal", false, gossh.Marshal(&struct{ S string }{"INT"}))
			_, _ = ch.SendRequest("break", false, []byte{0, 0, 0, 1})
		}
		if ok, err := ch.SendRequest("pty-req", true, ptyRequest("xterm", 80, 24)); !ok || err != nil {
			t.Fatal(ok, err)
		}
		if ok, _ := ch.SendRequest("pty-req", true, ptyRequest("xterm", 80, 24)); ok {
			t.Error("a second terminal is granted")
		}
		if ok, err := ch.SendRequest("shell", true, nil); !ok || err != nil {
			t.Fatal(ok, err)
		}
		for _, kind := range []string{"shell", "exec", "pty-req", "env"} {
			if ok, _ := ch.SendRequest(kind, true, ptyRequest("xterm", 80, 24)); ok {
				t.Errorf("%s is granted while a session runs", kind)
			}
		}
		_ = c.Close()
	})
}

// TestAttackWithHalfOpenConnections opens connections that never log in, or
// never ask for anything.
func TestAttackWithHalfOpenConnections(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		var conns []io.Closer
		for i := range 60 {
			c, err := net.Dial("tcp", s.addr)
			if err != nil {
				t.Fatal(err)
			}
			switch i % 4 {
			case 1:
				_, _ = c.Write([]byte("SSH-2.0-slow"))
			case 2:
				_, _ = c.Write([]byte("SSH-2.0-x\r\n\x00\x00\x01"))
			case 3:
				_, _ = c.Write(bytes.Repeat([]byte("GET / HTTP/1.1\r\n"), 100))
			}
			conns = append(conns, c)
		}
		for range 5 { // logged in, and silent
			if c, err := s.dial("silent"); err == nil {
				conns = append(conns, c)
			}
		}
		if _, halfOpen, _ := s.door.counts(); halfOpen > 40 {
			t.Errorf("%d connections are half-open", halfOpen)
		}
		eventually(t, "half-open connections to be closed", func() bool { _, n, _ := s.door.counts(); return n == 0 })
		for _, c := range conns {
			_ = c.Close()
		}
	}, func(c *Config) { c.Limits.Handshake, c.Limits.HalfOpen = time.Second, 40 })
}

func TestAttackWithChannels(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		c := s.client("channels")
		open := 0
		for range 100 {
			if ch, err := raw(t, c); err == nil {
				open++
				defer func() { _ = ch.Close() }()
			}
		}
		if open != maxChannels {
			t.Errorf("%d channels on one connection, want %d", open, maxChannels)
		}
	})
}

func TestLimitsOfSessions(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		open := 0
		for range 8 {
			if ch, err := raw(t, s.client("many")); err == nil {
				open++
				defer func() { _ = ch.Close() }()
			} else if !strings.Contains(err.Error(), "too many sessions from your address") {
				t.Errorf("turned away with %v", err)
			}
		}
		if open != 4 { // there is one already
			t.Errorf("%d sessions of one address, want 4", open)
		}
	}, func(c *Config) { c.Limits.PerIP, c.Limits.HalfOpen = 5, 100 })
}

// TestAttackWithSlowReader has a terminal that takes in nothing: frames are
// not piled up for it, and when it reads again it gets the newest.
func TestAttackWithSlowReader(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		c := s.client("slow")
		ch, err := raw(t, c)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = ch.SendRequest("pty-req", true, ptyRequest("xterm", 300, 110))
		if ok, err := ch.SendRequest("shell", true, nil); !ok || err != nil {
			t.Fatal(ok, err)
		}
		before := heap()
		for range 400 { // far more than fits into the window
			if _, err := ch.Write([]byte("T")); err != nil { // another theme: all of the screen
				t.Fatal(err)
			}
			time.Sleep(time.Millisecond)
		}
		if grown := heap() - before; grown > 16<<20 { // 2 MB of window, twice, and the session
			t.Errorf("a terminal that reads nothing takes %d KB", grown>>10)
		}
		_ = c.Close()
	})
}

func TestSlowReaderGetsTheNewestFrame(t *testing.T) {
	s := serve(t)
	c := s.client("slow")
	sess, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := sess.RequestPty("xterm-256color", 48, 160, nil); err != nil {
		t.Fatal(err)
	}
	out, _ := sess.StdoutPipe()
	in, _ := sess.StdinPipe()
	if err := sess.Shell(); err != nil {
		t.Fatal(err)
	}
	term := vtest.Run(t, vtest.Look{Width: 160, Height: 48}, func(ctx context.Context, from io.Reader, to io.Writer) error {
		defer context.AfterFunc(ctx, func() { _ = c.Close() })()
		go func() { _, _ = io.Copy(in, from) }()
		buf := make([]byte, 4<<10)
		for {
			n, err := out.Read(buf)
			if err != nil {
				return nil
			}
			_, _ = to.Write(buf[:n])
			time.Sleep(2 * time.Millisecond)
		}
	})
	for range 200 {
		term.Type("\tl")
		time.Sleep(time.Millisecond)
	}
	term.Type("97/s\r")
	term.WaitFor("97/s")
	here := local(t, 160, 48)
	for range 200 {
		here.Type("\tl")
	}
	here.Type("97/s\r")
	compareScreens(t, "after a flood", here, term, 160, 48)
}

// TestAttackWithConnects comes and goes.
func TestAttackWithConnects(t *testing.T) {
	n := 200
	if testing.Short() {
		n = 50
	}
	under(t, func(t *testing.T, s *served) {
		for i := range n {
			c, err := s.dial(fmt.Sprint("c", i))
			if err != nil {
				t.Fatal(err)
			}
			_ = c.Close()
		}
	})
}

func TestConnectsAreBoundedByRate(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		refused := 0
		for range 100 {
			c, err := net.Dial("tcp", s.addr)
			if err != nil {
				t.Fatal(err)
			}
			_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
			if _, err := c.Read(make([]byte, 4)); err != nil {
				refused++
			}
			_ = c.Close()
		}
		if refused < 50 {
			t.Errorf("%d of 100 connections at once are refused", refused)
		}
		time.Sleep(300 * time.Millisecond) // for some more to be let in
	}, func(c *Config) { c.Limits.ConnectsPerIP, c.Limits.Connects = 10, 1000 })
}

// TestDisconnectAtEveryMoment leaves at each step of the way in.
func TestDisconnectAtEveryMoment(t *testing.T) {
	type step func(c *gossh.Client, ch *gossh.Channel)
	request := func(kind string, payload []byte) step {
		return func(_ *gossh.Client, ch *gossh.Channel) { _, _ = (*ch).SendRequest(kind, false, payload) }
	}
	steps := []step{
		func(c *gossh.Client, ch *gossh.Channel) {
			got, reqs, err := c.OpenChannel("session", nil)
			if err == nil {
				go gossh.DiscardRequests(reqs)
				*ch = got
			}
		},
		request("env", gossh.Marshal(&struct{ N, V string }{"LANG", "C"})),
		request("pty-req", ptyRequest("xterm", 100, 30)),
		request("window-change", windowChange(90, 30)),
		request("shell", nil),
		request("window-change", windowChange(80, 30)),
		func(_ *gossh.Client, ch *gossh.Channel) { _, _ = (*ch).Write([]byte("lll")) },
		func(_ *gossh.Client, ch *gossh.Channel) { _, _ = (*ch).Read(make([]byte, 100)) },
		func(_ *gossh.Client, ch *gossh.Channel) { _, _ = (*ch).Write([]byte("\x1b[")) },
		func(_ *gossh.Client, ch *gossh.Channel) { _ = (*ch).CloseWrite() },
		func(_ *gossh.Client, ch *gossh.Channel) { _, _ = (*ch).Write([]byte("q")) },
		func(_ *gossh.Client, ch *gossh.Channel) { _ = (*ch).Close() },
	}
	under(t, func(t *testing.T, s *served) {
		for upto := range len(steps) + 1 {
			for _, pause := range []time.Duration{0, 3 * time.Millisecond, 30 * time.Millisecond} {
				c, err := s.dial("leaver")
				if err != nil {
					t.Fatal(err)
				}
				var ch gossh.Channel
				for _, do := range steps[:upto] {
					if do(c, &ch); ch == nil {
						t.Fatal("no channel")
					}
				}
				time.Sleep(pause)
				_ = c.Close()
			}
		}
	})
}

// TestPanicEndsOneSession has sessions panic where they handle input, and where
// they work off the frame path.
func TestPanicEndsOneSession(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		r := s.openAs("unlucky", 100, 30, "")
		r.WaitFor("q quit")
		r.Type("%")
		if err := r.Ended(); exitCode(err) != "1" {
			t.Errorf("the session ends with %v", err)
		}
		r.WaitFor("something went wrong in your session")
		if r.AltScreen() {
			t.Error("the alternate screen stays")
		}
		r = s.openAs("unlucky", 100, 30, "")
		r.WaitFor("q quit")
		r.Type(strings.Repeat(vtest.ShiftTab, 4)) // one of the last screens is Conformance, which asks for the examples
		if err := r.Ended(); exitCode(err) != "1" {
			t.Errorf("the session ends with %v", err)
		}
		r.WaitFor("something went wrong in your session")
	}, func(c *Config) {
		c.Options.Verify = func() []verify.Result { panic("no examples today") }
		c.testOnlyInput = func(p []byte) {
			if bytes.Contains(p, []byte("%")) {
				panic("percent")
			}
		}
	})
}
