package sshd

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// attackRequests makes unknown requests, and cuts known ones short.
func attackRequests(_ context.Context, t target) error {
	c, err := t.dialAs("requests")
	if err != nil {
		return err
	}
	defer c.cut()
	ch, err := rawChannel(c.Client)
	if err != nil {
		return failed("requests", err)
	}
	for _, kind := range oddRequests() {
		for _, payload := range oddPayloads() {
			if _, err := ch.SendRequest(kind, true, payload); err != nil {
				return failed("requests", err)
			}
		}
	}
	for range 1000 { // nobody reads these
		_, _ = ch.SendRequest("window-change", false, sizePayload(80, 24))
		_, _ = ch.SendRequest("signal", false, gossh.Marshal(&struct{ S string }{"INT"}))
		_, _ = ch.SendRequest("break", false, []byte{0, 0, 0, 1})
	}
	_, err = ch.SendRequest("env", true, nil)
	return failed("requests", err)
}

// oddRequests returns kinds of requests that are refused with [oddPayloads].
func oddRequests() []string {
	return []string{"pty-req", "window-change", "exec", "env", "signal", "break", "subsystem", "x11-req", "", strings.Repeat("z", 1000)}
}

// oddPayloads returns payloads that no request has.
func oddPayloads() [][]byte {
	return [][]byte{nil, {1}, bytes.Repeat([]byte{0xff}, 1000), []byte("\x00\x00\x00\x09short")}
}

// attackChannels opens many channels on one connection.
func attackChannels(_ context.Context, t target) error {
	c, err := t.dialAs("channels")
	if err != nil {
		return err
	}
	defer c.cut()
	open := 0
	for range 200 {
		if _, err := rawChannel(c.Client); err == nil {
			open++
		}
	}
	if open == 0 || open > 20 {
		return fmt.Errorf("%d of 200 channels of one connection are open", open)
	}
	return nil
}

// openHalf opens sixty connections that never log in: silent ones, some that stop in the
// middle of a handshake, and some that speak another protocol. It returns the opened ones
// even with an error.
func openHalf(t target) (conns []net.Conn, err error) {
	for i := range 60 {
		c, err := t.connect()
		if err != nil {
			return conns, err
		}
		conns = append(conns, c)
		switch i % 4 { // an error means that it was refused
		case 1:
			_, _ = c.Write([]byte("SSH-2.0-slow"))
		case 2:
			_, _ = c.Write([]byte("SSH-2.0-x\r\n\x00\x00\x01"))
		case 3:
			_, _ = c.Write(bytes.Repeat([]byte("GET / HTTP/1.1\r\n"), 100))
		}
	}
	return conns, nil
}

// attackHalfOpen opens connections that never log in, or never make a request.
func attackHalfOpen(ctx context.Context, t target) error {
	conns, err := openHalf(t)
	for _, c := range conns {
		defer func() { _ = c.Close() }()
	}
	if err != nil {
		return err
	}
	for range 5 { // logged in, and silent
		if c, err := t.dialAs("silent"); err == nil {
			defer c.cut()
		}
	}
	wait(ctx, time.Second)
	return nil
}

// attackHandshakes breaks off the login and the opening of a session after ever more
// bytes.
func attackHandshakes(ctx context.Context, t target) error {
	most := 0
	for upto := 1; ctx.Err() == nil; upto += 1 + upto/20 {
		cut := &cutConn{left: upto}
		err := t.cutAfter(cut)
		if cut.left > 0 { // it was complete
			if err != nil {
				return fmt.Errorf("with %d bytes: %w", upto, err)
			}
			return nil
		}
		if most = upto; most > 1<<20 {
			return fmt.Errorf("a session takes more than %d bytes", most)
		}
	}
	return nil
}

// cutConn is a connection that is cut after left sent bytes.
type cutConn struct {
	net.Conn
	left int
}

// Write sends at most the bytes left.
func (c *cutConn) Write(p []byte) (int, error) {
	if len(p) >= c.left {
		n, _ := c.Conn.Write(p[:c.left])
		c.left = 0
		_ = c.Close()
		return n, net.ErrClosed
	}
	c.left -= len(p)
	return c.Conn.Write(p)
}

// cutAfter opens a session over a connection that will be cut.
func (t target) cutAfter(cut *cutConn) (err error) {
	if cut.Conn, err = t.connect(); err != nil {
		return err
	}
	defer func() { _ = cut.Close() }()
	c, err := login(cut, "cut")
	if err != nil {
		return err
	}
	_ = cut.SetDeadline(time.Now().Add(loginTime))
	ch, err := rawChannel(c)
	if err != nil {
		return err
	}
	if _, err := ch.SendRequest("pty-req", true, terminalPayload("xterm", 80, 24)); err != nil {
		return err
	}
	if _, err := ch.SendRequest("shell", true, nil); err != nil {
		return err
	}
	if _, err := ch.Write([]byte("l\x1b[C")); err != nil {
		return err
	}
	_, err = ch.Read(make([]byte, 100))
	return err
}

// attackConnects connects and disconnects repeatedly.
func attackConnects(ctx context.Context, t target) error {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := 0; i < 50 && ctx.Err() == nil; i++ {
				if c, err := t.dialAs(fmt.Sprint("c", i)); err == nil {
					c.cut()
				}
			}
		})
	}
	wg.Wait()
	return nil
}

// attackDisconnects disconnects at each step of a login and a session.
func attackDisconnects(ctx context.Context, t target) error {
	type step func(ch gossh.Channel)
	request := func(kind string, payload []byte) step {
		return func(ch gossh.Channel) { _, _ = ch.SendRequest(kind, false, payload) }
	}
	write := func(text string) step { return func(ch gossh.Channel) { _, _ = ch.Write([]byte(text)) } }
	steps := []step{
		request("env", variablePayload("LANG", "C")), request("pty-req", terminalPayload("xterm", 100, 30)), request("window-change", sizePayload(90, 30)),
		request("shell", nil), request("window-change", sizePayload(80, 30)), write("lll"),
		func(ch gossh.Channel) { _, _ = ch.Read(make([]byte, 100)) }, write("\x1b["),
		func(ch gossh.Channel) { _ = ch.CloseWrite() }, write("q"), func(ch gossh.Channel) { _ = ch.Close() },
	}
	for upto := range len(steps) + 1 {
		for _, pause := range []time.Duration{0, 3 * time.Millisecond, 30 * time.Millisecond} {
			if ctx.Err() != nil {
				return nil
			}
			c, err := t.dialAs("leaver")
			if err != nil {
				return err
			}
			ch, err := rawChannel(c.Client)
			if err != nil {
				c.cut()
				return failed("disconnect", err)
			}
			for _, do := range steps[:upto] {
				do(ch)
			}
			wait(ctx, pause)
			c.cut()
		}
	}
	return nil
}
