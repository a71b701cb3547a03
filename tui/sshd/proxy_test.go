package sshd

import (
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/pires/go-proxyproto"
	gossh "golang.org/x/crypto/ssh"
)

// header returns the header of a load balancer.
func header(t *testing.T, version byte, source, destination string) string {
	t.Helper()
	from, err := net.ResolveTCPAddr("tcp", source)
	if err != nil {
		t.Fatal(err)
	}
	to, err := net.ResolveTCPAddr("tcp", destination)
	if err != nil {
		t.Fatal(err)
	}
	text, err := proxyproto.HeaderProxyFromAddrs(version, from, to).Format()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// through logs in over a connection that starts with a header.
func (s *served) through(header string) (*gossh.Client, error) {
	s.tb.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		s.tb.Fatal(err)
	}
	s.tb.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(2 * time.Minute))
	if _, err := io.WriteString(conn, header); err != nil {
		return nil, err
	}
	c, channels, requests, err := gossh.NewClientConn(conn, s.addr, &gossh.ClientConfig{User: "ann", HostKeyCallback: gossh.InsecureIgnoreHostKey()})
	if err != nil {
		return nil, err
	}
	return gossh.NewClient(c, channels, requests), nil
}

// loopback is the network of the tests' clients.
var loopback = net.IPNet{IP: net.IPv4(127, 0, 0, 0), Mask: net.CIDRMask(8, 32)}

// TestClientsBehindABalancerAreThemselves has several clients behind one load balancer,
// each of which may have a session.
func TestClientsBehindABalancerAreThemselves(t *testing.T) {
	log := &logged{}
	s := serve(t, func(c *setup) {
		c.Balancers, c.Limits.PerIP, c.Log = []net.IPNet{loopback}, 1, slog.New(slog.NewTextHandler(log, nil))
	})
	open := func(h string) error {
		t.Helper()
		c, err := s.through(h)
		if err != nil {
			t.Fatalf("%q: %v", h, err)
		}
		_, err = c.NewSession()
		return err
	}
	one, two := header(t, 1, "192.0.2.1:1000", "192.0.2.9:22"), header(t, 2, "192.0.2.2:1000", "192.0.2.9:22")
	six, same := header(t, 2, "[2001:db8::1]:1000", "[2001:db8::9]:22"), header(t, 1, "[2001:db8::2]:1000", "[2001:db8::9]:22")
	for _, h := range []string{one, two, six} {
		if err := open(h); err != nil {
			t.Errorf("%q: %v", h, err)
		}
	}
	for _, h := range []string{one, two, same} { // the last is in the network that has a session
		if err := open(h); err == nil || !strings.Contains(err.Error(), "too many sessions from your address") {
			t.Errorf("a second session behind %q: %v", h, err)
		}
	}
	eventually(t, "refusals of the clients", func() bool {
		return log.has("reason=per-ip", "ip=192.0.2.1") && log.has("reason=per-ip", "ip=192.0.2.2") && log.has("reason=per-ip", "ip=2001:db8::")
	})
	if err := open("PROXY UNKNOWN\r\n"); err != nil {
		t.Errorf("the balancer's own: %v", err)
	}
}

// TestHeadersAreTakenFromBalancersOnly has strangers with a header, and load balancers
// without one.
func TestHeadersAreTakenFromBalancersOnly(t *testing.T) {
	one := header(t, 1, "192.0.2.1:1000", "192.0.2.9:22")
	for _, tt := range []struct {
		name     string
		balancer bool
		header   string
	}{
		{"version 1 of a stranger", false, one},
		{"version 2 of a stranger", false, header(t, 2, "192.0.2.1:1000", "192.0.2.9:22")},
		{"a web browser", false, "GET / HTTP/1.1\r\n"},
		{"no header of a balancer", true, ""},
		{"two headers", true, one + one},
		{"half a header", true, "PROXY TCP4 192.0.2.1"},
		{"too long a header", true, "PROXY TCP4 " + strings.Repeat("1", 200) + "\r\n"},
		{"no addresses", true, "PROXY TCP4 a b 1 2\r\n"},
		{"a socket of the balancer's machine", true, "\r\n\r\n\x00\r\nQUIT\n\x21\x31\x00\xd8" + strings.Repeat("a", 216)},
	} {
		log := &logged{}
		s := serve(t, func(c *setup) {
			c.Log = slog.New(slog.NewTextHandler(log, nil))
			if tt.balancer {
				c.Balancers = []net.IPNet{loopback}
			}
		})
		if _, err := s.through(tt.header); err == nil {
			t.Errorf("%s: it is let in", tt.name)
		}
		eventually(t, "the refusal of "+tt.name, func() bool { return log.has("reason=header") })
	}
}

// TestBalancersDoNotWaitForever has a load balancer that sends nothing.
func TestBalancersDoNotWaitForever(t *testing.T) {
	s := serve(t, func(c *setup) {
		c.Balancers = []net.IPNet{loopback}
		c.Limits.Sessions, c.Limits.HalfOpen, c.Limits.Handshake = 1, 1, time.Second
	})
	var conns []net.Conn
	for range 3 { // two can wait at a time
		conn, err := net.Dial("tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		conns = append(conns, conn)
	}
	for i, conn := range conns {
		_ = conn.SetReadDeadline(time.Now().Add(60 * time.Second))
		if _, err := conn.Read(make([]byte, 1)); err == nil || strings.Contains(err.Error(), "timeout") {
			t.Errorf("connection %d: %v", i, err)
		}
	}
	eventually(t, "nobody to wait", func() bool { return s.headers.Load() == 0 })
}
