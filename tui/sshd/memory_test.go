package sshd

import (
	"context"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"crossover/tui/vtest"
)

// TestMemoryOfSizes limits the memory of sessions in terminals of odd sizes.
func TestMemoryOfSizes(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		sizes := oddSizes()
		before := heap()
		var chs []gossh.Channel
		for _, size := range sizes {
			c := s.client("size")
			ch, err := rawChannel(c)
			if err != nil {
				t.Fatal(err)
			}
			if ok, err := ch.SendRequest("pty-req", true, terminalPayload("xterm", size[0], size[1])); !ok || err != nil {
				t.Fatalf("%v: %v, %v", size, ok, err)
			}
			if ok, err := ch.SendRequest("shell", true, nil); !ok || err != nil {
				t.Fatal(ok, err)
			}
			go func() { _, _ = io.Copy(io.Discard, ch) }()
			chs = append(chs, ch)
		}
		if grown := (heap() - before) / len(sizes); grown > 6<<20 { // the client's side included
			t.Errorf("each session takes %d KB", grown>>10)
		}
		for _, ch := range chs {
			_ = ch.Close()
		}
	})
}

// TestMemoryOfUnreadData sends data that nobody reads: input of a command, and extended
// data of the type of standard error.
func TestMemoryOfUnreadData(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		const clients, each = 12, 384 << 10
		before := heap()
		var wg sync.WaitGroup
		for range clients {
			c := s.client("data")
			ch, err := rawChannel(c)
			if err != nil {
				t.Fatal(err)
			}
			wg.Go(func() {
				for part := range slices.Chunk(make([]byte, each), 16<<10) {
					if _, err := ch.Stderr().Write(part); err != nil {
						break
					}
				}
				_ = ch.Close()
			})
		}
		wg.Wait()
		if grown := heap() - before; grown > clients*each { // the connections and the bystander need half of it
			t.Errorf("unread data takes %d KB", grown>>10)
		}
	})
}

// TestMemoryOfSlowReader has a terminal that reads nothing: frames do not accumulate, and
// when it reads again it gets the newest.
func TestMemoryOfSlowReader(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		c := s.client("slow")
		ch, err := rawChannel(c)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = ch.SendRequest("pty-req", true, terminalPayload("xterm", 300, 110))
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
	term := vtest.Run(t, vtest.Options{Width: 160, Height: 48}, func(ctx context.Context, from io.Reader, to io.Writer) error {
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
