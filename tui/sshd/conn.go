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

// Limits of one connection.
const (
	// maxChannels limits the sessions of one connection.
	maxChannels = 4
	// lonelyTime limits the time without a session.
	lonelyTime = 15 * time.Second
)

// client is a connection, from the moment it is accepted.
type client struct {
	*host.Conn
	server *Server
	spoke  bool // whether it has sent data; belongs to the reader

	mu       sync.Mutex
	ssh      *gossh.ServerConn // nil until the first session
	channels int
	closed   bool
	lonely   *time.Timer // closes the connection if it has no session
}

// accept admits a connection, or returns nil.
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

// balanced reports whether a connection is from a load balancer, which first sends its
// client's address.
func (s *Server) balanced(conn net.Conn) bool {
	tcp, ok := conn.RemoteAddr().(*net.TCPAddr)
	return ok && slices.ContainsFunc(s.config.Balancers, func(n net.IPNet) bool { return n.Contains(tcp.IP) })
}

// headerShare: a load balancer has 1/headerShare of the handshake time to send the
// header.
const headerShare = 4

// behind returns a load balancer's connection with the address of its client, taken from
// a header of the PROXY protocol, version 1 or 2. It returns nil without a header. The
// balancer's health checks have its own address.
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

// errNoSSH ends a connection that does not start like SSH.
var errNoSSH = errors.New("the client does not speak SSH")

// Read refuses input that does not start with the S of "SSH-", such as the header of a
// load balancer that is not trusted.
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

// Close closes the connection. Further calls do nothing.
func (c *client) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.lonely.Stop()
	return c.Conn.Close()
}

// join adds a channel, and reports whether another one is allowed.
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

// part removes a channel. A connection without channels is soon closed.
func (c *client) part() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.channels--; c.channels == 0 && !c.closed {
		c.lonely = time.AfterFunc(lonelyTime, func() { _ = c.Close() })
	}
}
