package sshd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"crossover/tui/host"
)

// TestAttackWithRoomKeys has sessions in a room repeat a key that makes a request to the
// room: the number of goroutines does not grow with the keys.
func TestAttackWithRoomKeys(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		const sessions = 6
		before := runtime.NumGoroutine()
		var chs []gossh.Channel
		for i := range sessions {
			c := s.client(fmt.Sprint("mob", i))
			defer func() { _ = c.Close() }()
			ch, err := rawChannel(c)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = ch.SendRequest("pty-req", true, terminalPayload("xterm", 100, 30))
			_, _ = ch.SendRequest("exec", true, commandPayload("room fort"))
			go func() { _, _ = io.Copy(io.Discard, ch) }()
			chs = append(chs, ch)
		}
		most := 0
		flood := bytes.Repeat([]byte("!"), 8<<10)
		for range 20 {
			for _, ch := range chs {
				_, _ = ch.Write(flood)
			}
			most = max(most, runtime.NumGoroutine())
		}
		if limit := before + sessions*(host.MostRunning+40); most > limit {
			t.Errorf("%d goroutines, and there were %d", most, before)
		}
	})
}

// TestAttackWithColours has a terminal report a new background again and again: the
// screen is not repainted for each.
func TestAttackWithColours(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		c := s.client("colours")
		ch, err := rawChannel(c)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = ch.SendRequest("pty-req", true, terminalPayload("xterm-256color", 160, 48))
		_, _ = ch.SendRequest("shell", true, nil)
		var got atomic.Int64
		go func() {
			buf := make([]byte, 4<<10)
			for {
				n, err := ch.Read(buf)
				got.Add(int64(n))
				if err != nil {
					return
				}
			}
		}()
		eventually(t, "the first screen", func() bool { return got.Load() > 8<<10 })
		for i := range 400 {
			reply := "\x1b]11;rgb:0000/0000/0000\x1b\\"
			if i%2 == 0 {
				reply = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\"
			}
			if _, err := io.WriteString(ch, reply); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * time.Millisecond) // each in its own frame
		}
		_, _ = io.WriteString(ch, "?")
		time.Sleep(200 * time.Millisecond)
		if n := got.Load(); n > 1<<20 {
			t.Errorf("%d bytes for 400 replies", n)
		}
		_ = c.Close()
	})
}

// TestIdleCountsKeys has a terminal send reports all the time without any key: the
// session ends as if it were silent.
func TestIdleCountsKeys(t *testing.T) {
	s := serve(t, func(c *setup) { c.Limits.Idle = time.Second })
	c := s.client("robot")
	ch, err := rawChannel(c)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = ch.SendRequest("pty-req", true, terminalPayload("xterm", 100, 30))
	_, _ = ch.SendRequest("shell", true, nil)
	done := make(chan []byte)
	go func() {
		out, _ := io.ReadAll(ch)
		done <- out
	}()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(2 * time.Minute); ; {
		select {
		case out := <-done:
			if !bytes.Contains(out, []byte("without a key")) {
				t.Errorf("it ends with %q", out[max(0, len(out)-200):])
			}
			return
		case <-tick.C:
			_, _ = io.WriteString(ch, "\x1b[<35;20;10M\x1b]11;rgb:0000/0000/0000\x1b\\") // a mouse move
		case <-deadline:
			t.Fatal("a session without keys goes on")
		}
	}
}

// TestOneConnectionAgreesOnKeysSeldom has a client that exchanges keys all the time.
func TestOneConnectionAgreesOnKeysSeldom(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		conf := &gossh.ClientConfig{User: "keys", HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: 2 * time.Minute}
		conf.RekeyThreshold = 256 // bytes
		c, err := gossh.Dial("tcp", s.addr, conf)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		ended := make(chan error, 1)
		go func() { ended <- c.Wait() }()
		ch, err := rawChannel(c)
		if err != nil {
			return // the server has closed it
		}
		go func() { _, _ = io.Copy(io.Discard, ch) }()
		_, _ = ch.SendRequest("pty-req", true, terminalPayload("xterm", 100, 30))
		_, _ = ch.SendRequest("shell", true, nil)
		for deadline := time.After(2 * time.Minute); ; {
			select {
			case <-ended:
				return
			case <-deadline:
				t.Fatal("key exchanges go on")
			default:
				_, _ = ch.SendRequest("window-change", false, sizePayload(100, 30))
			}
		}
	})
}

// TestAlgorithms has clients that support only one algorithm of a kind.
func TestAlgorithms(t *testing.T) {
	s := serve(t)
	try := func(change func(*gossh.Config)) error {
		conf := &gossh.ClientConfig{User: "ann", HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: 2 * time.Minute}
		change(&conf.Config)
		c, err := gossh.Dial("tcp", s.addr, conf)
		if err == nil {
			_ = c.Close()
		}
		return err
	}
	for _, name := range []string{"mlkem768x25519-sha256", "curve25519-sha256", "curve25519-sha256@libssh.org"} {
		if err := try(func(c *gossh.Config) { c.KeyExchanges = []string{name} }); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com"} {
		if err := try(func(c *gossh.Config) { c.Ciphers = []string{name} }); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"diffie-hellman-group14-sha256", "diffie-hellman-group14-sha1", "ecdh-sha2-nistp256"} {
		if err := try(func(c *gossh.Config) { c.KeyExchanges = []string{name} }); err == nil || !strings.Contains(err.Error(), "no common algorithm") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"aes128-ctr", "aes256-ctr"} {
		if err := try(func(c *gossh.Config) { c.Ciphers = []string{name} }); err == nil || !strings.Contains(err.Error(), "no common algorithm") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if slices.ContainsFunc(algorithms().MACs, func(m string) bool { return strings.Contains(m, "sha1") }) {
		t.Error("SHA-1 is offered")
	}
}

// TestCommandsEndWithTheirClient has a client whose command never ends. Quick commands of
// others do not wait for it, and slow ones do not after it has left.
func TestCommandsEndWithTheirClient(t *testing.T) {
	running := make(chan bool)
	s := serve(t, func(c *setup) {
		c.Limits.Commands, c.Limits.CommandTime = 1, time.Hour
		c.Run = func(ctx context.Context, args []string, stdout, _ io.Writer) int {
			if args[0] == "report" {
				running <- true
				<-ctx.Done()
				return host.ExitFailure
			}
			_, _ = io.WriteString(stdout, "answer\n")
			return 0
		}
		c.Quick = func(args []string) bool { return args[0] == "eval" }
	})
	c := s.client("eve")
	ch, err := rawChannel(c)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = ch.SendRequest("exec", true, commandPayload("report"))
	<-running
	if out, _, code := s.ask("ann", "eval"); out != "answer\n" || code != "0" {
		t.Errorf("meanwhile eval says %q, %s", out, code)
	}
	_ = c.Close()
	if out, _, code := s.ask("ann", "curve"); out != "answer\n" || code != "0" {
		t.Errorf("afterwards curve says %q, %s", out, code)
	}
}
