package sshd

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

func TestAttackWithNamesAndVariables(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		c := s.client("\x1b]0;owned\x07" + strings.Repeat("name\x00", 20_000))
		ch, err := rawChannel(c)
		if err != nil {
			t.Fatal(err)
		}
		value := strings.Repeat("x", 20<<10)
		for i := range 12 {
			name := []string{"LANG", "LD_PRELOAD", fmt.Sprint("VAR", i), "TERM_PROGRAM"}[i%4]
			ok, err := ch.SendRequest("env", true, variablePayload(name, value))
			if ok || err != nil {
				t.Fatalf("%s: %v, %v", name, ok, err)
			}
		}
		if ok, _ := ch.SendRequest("env", true, variablePayload("LANG", "\x1b[2J")); ok {
			t.Error("a variable with an escape is taken")
		}
		if ok, _ := ch.SendRequest("env", true, variablePayload("LANG", "de_DE.UTF-8")); !ok {
			t.Error("an honest variable is not")
		}
		if ok, err := ch.SendRequest("pty-req", true, terminalPayload("../../../etc/passwd\x1b[2J", 80, 24)); !ok || err != nil {
			t.Fatal(ok, err)
		}
		if ok, _ := ch.SendRequest("exec", true, commandPayload(strings.Repeat("a", 100<<10))); ok {
			t.Error("an enormous command is taken")
		}
		_ = c.Close()
	})
}

func TestAttackWithRequests(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		c := s.client("requests")
		ch, err := rawChannel(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range oddRequests() {
			for _, payload := range oddPayloads() {
				if ok, err := ch.SendRequest(kind, true, payload); ok || err != nil {
					t.Errorf("%q %x: %v, %v", kind, payload[:min(len(payload), 8)], ok, err)
				}
			}
		}
		if ok, err := ch.SendRequest("pty-req", true, terminalPayload("xterm", 80, 24)); !ok || err != nil {
			t.Fatal(ok, err)
		}
		if ok, _ := ch.SendRequest("pty-req", true, terminalPayload("xterm", 80, 24)); ok {
			t.Error("a second terminal is granted")
		}
		if ok, err := ch.SendRequest("shell", true, nil); !ok || err != nil {
			t.Fatal(ok, err)
		}
		for _, kind := range []string{"shell", "exec", "pty-req", "env"} {
			if ok, _ := ch.SendRequest(kind, true, terminalPayload("xterm", 80, 24)); ok {
				t.Errorf("%s is granted while a session runs", kind)
			}
		}
		_ = c.Close()
	})
}

// TestAttackWithHalfOpenConnections opens connections that never log in, or never make a
// request.
func TestAttackWithHalfOpenConnections(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		var conns []io.Closer
		opened, err := openHalf(s.target())
		for _, c := range opened {
			conns = append(conns, c)
		}
		if err != nil {
			t.Fatal(err)
		}
		for range 5 { // logged in, and silent
			if c, err := s.dial("silent"); err == nil {
				conns = append(conns, c)
			}
		}
		if _, halfOpen := s.host.Connections(); halfOpen > 40 {
			t.Errorf("%d connections are half-open", halfOpen)
		}
		eventually(t, "half-open connections to be closed", func() bool { _, n := s.host.Connections(); return n == 0 })
		for _, c := range conns {
			_ = c.Close()
		}
	}, func(c *setup) { c.Limits.Handshake, c.Limits.HalfOpen = time.Second, 40 })
}

func TestAttackWithChannels(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		c := s.client("channels")
		open := 0
		for range 100 {
			if ch, err := rawChannel(c); err == nil {
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
			if ch, err := rawChannel(s.client("many")); err == nil {
				open++
				defer func() { _ = ch.Close() }()
			} else if !strings.Contains(err.Error(), "too many sessions from your address") {
				t.Errorf("turned away with %v", err)
			}
		}
		if open != 3 { // there are two already
			t.Errorf("%d sessions of one address, want 3", open)
		}
	}, func(c *setup) { c.Limits.PerIP, c.Limits.HalfOpen = 5, 100 })
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
		time.Sleep(300 * time.Millisecond) // until some more are admitted
	}, func(c *setup) { c.Limits.ConnectsPerIP, c.Limits.Connects = 10, 1000 })
}
