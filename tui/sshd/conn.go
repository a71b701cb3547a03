package sshd

import (
	"errors"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/pires/go-proxyproto"
	gossh "golang.org/x/crypto/ssh"

	"crossover/tui/host"
)

// What one connection may do.
const (
	// maxChannels is how many sessions one connection can hold.
	maxChannels = 4
	// lonelyTime is how long a connection may be without a session.
	lonelyTime = 15 * time.Second
)

// client is one connection, from the moment it is accepted.
type client struct {
	*host.Conn
	server *Server
	spoke  bool // whether it has sent anything; the reader's

	mu       sync.Mutex
	ssh      *gossh.ServerConn // nil until it has logged in
	channels int
	closed   bool
	lonely   *time.Timer // ends the connection while it has no session
}

// accept lets a connection in, or returns nil.
func (s *Server) accept(conn net.Conn) *client {
	if s.balanced(conn) {
		if conn = s.behind(conn); conn == nil {
			return nil
		}
	}
	in := s.host.Admit(conn, host.Network(conn.RemoteAddr()))
	if in == nil {
		return nil
	}
	c := &client{Conn: in, server: s}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lonely = time.AfterFunc(s.host.Limits().Handshake, func() { _ = c.Close() }) // until the first session
	return c
}

// balanced reports whether a connection is from a balancer, which says first whose
// it is.
func (s *Server) balanced(conn net.Conn) bool {
	tcp, ok := conn.RemoteAddr().(*net.TCPAddr)
	return ok && slices.ContainsFunc(s.config.Balancers, func(n net.IPNet) bool { return n.Contains(tcp.IP) })
}

// headerShare is how much of the time to log in a balancer may take to say whose a
// connection is.
const headerShare = 4

// behind is a balancer's connection with the address of its client, of the PROXY
// protocol's version 1 or 2, or nil where the balancer does not say. A balancer
// that looks whether the server is there has its own address.
func (s *Server) behind(conn net.Conn) net.Conn {
	l := s.host.Limits()
	from := host.Network(conn.RemoteAddr())
	defer s.headers.Add(-1)
	if s.headers.Add(1) > int64(l.HalfOpen+l.Sessions) {
		s.host.Refuse(from, host.RefusedFull)
		return nil
	}
	c := proxyproto.NewConn(conn, proxyproto.WithPolicy(proxyproto.REQUIRE), proxyproto.SetReadHeaderTimeout(l.Handshake/headerShare))
	if c.ProxyHeader() == nil || !host.Network(c.RemoteAddr()).IsValid() {
		s.host.Refuse(from, host.RefusedHeader)
		return nil
	}
	return c
}

// errNoSSH ends a connection that does not begin as an SSH client's does.
var errNoSSH = errors.New("the client does not speak SSH")

// Read refuses what does not begin with "SSH-", such as with the header of a
// balancer that is not trusted.
func (c *client) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && !c.spoke {
		if p[0] != 'S' {
			c.server.host.Refuse(c.IP, host.RefusedHeader)
			return 0, errNoSSH
		}
		c.spoke = true
	}
	return n, err
}

// Close closes the connection, once.
func (c *client) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.lonely.Stop()
	return c.Conn.Close()
}

// join takes one more channel, or reports that there are enough.
func (c *client) join(conn *gossh.ServerConn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.channels >= maxChannels {
		return false
	}
	if c.ssh == nil {
		c.ssh = conn
		c.Opened()
	}
	c.lonely.Stop()
	c.channels++
	return true
}

// part gives a channel back. A connection without any is not kept for long.
func (c *client) part() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.channels--; c.channels == 0 && !c.closed {
		c.lonely = time.AfterFunc(lonelyTime, func() { _ = c.Close() })
	}
}
