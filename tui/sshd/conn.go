package sshd

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pires/go-proxyproto"
	gossh "golang.org/x/crypto/ssh"
)

// What one connection may do.
const (
	// readRate is how many bytes a second are read on average, readBurst how many
	// at once. A mouse that reports each of 500 moves a second takes 40 kB/s.
	readRate, readBurst = 64 << 10, 256 << 10
	// writeTime is how long a write may take to be taken in.
	writeTime = 30 * time.Second
	// maxChannels is how many sessions one connection can hold.
	maxChannels = 4
	// lonelyTime is how long a connection may be without a session.
	lonelyTime = 15 * time.Second
)

// client is one connection, from the moment it is accepted.
type client struct {
	net.Conn
	server *Server
	*arrival
	since time.Time

	reads bucket
	spoke bool // whether it has sent anything; the reader's

	mu       sync.Mutex
	ssh      *gossh.ServerConn // nil until it has logged in
	channels int
	closed   bool
	lonely   *time.Timer // ends the connection while it has no session

	sent atomic.Int64
}

// accept lets a connection in, or returns nil.
func (s *Server) accept(conn net.Conn) *client {
	if s.balanced(conn) {
		if conn = s.behind(conn); conn == nil {
			return nil
		}
	}
	now := time.Now()
	ip := network(conn.RemoteAddr())
	if s.draining.Load() {
		s.refused(ip, refusedDraining)
		return nil
	}
	c := &client{Conn: conn, server: s, arrival: &arrival{ip: ip}, since: now, reads: bucket{rate: readRate, burst: readBurst}}
	c.end = func() { _ = c.Close() }
	c.mu.Lock()
	defer c.mu.Unlock()
	if why := s.door.connect(c.arrival, now); why != "" {
		s.refused(ip, why)
		return nil
	}
	s.metrics.connections.Inc()
	s.conns.Add(1)
	c.lonely = time.AfterFunc(s.limits.Handshake, func() { _ = c.Close() }) // until the first session
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
	from := network(conn.RemoteAddr())
	defer s.headers.Add(-1)
	if s.headers.Add(1) > int64(s.limits.HalfOpen+s.limits.Sessions) {
		s.refused(from, refusedFull)
		return nil
	}
	c := proxyproto.NewConn(conn, proxyproto.WithPolicy(proxyproto.REQUIRE), proxyproto.SetReadHeaderTimeout(s.limits.Handshake/headerShare))
	if c.ProxyHeader() == nil || !network(c.RemoteAddr()).IsValid() {
		s.refused(from, refusedHeader)
		return nil
	}
	return c
}

// network is what addresses are counted by: the address, or the IPv6 network
// that one customer has.
func network(a net.Addr) netip.Prefix {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.Prefix{}
	}
	ip := tcp.AddrPort().Addr().Unmap().WithZone("")
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	p, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}

// errNoSSH ends a connection that does not begin as an SSH client's does.
var errNoSSH = errors.New("the client does not speak SSH")

// Read reads no faster than the client may send: TCP tells it to slow down. A
// client begins with "SSH-": what begins otherwise, such as with the header of a
// balancer that is not trusted, is refused.
func (c *client) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		if !c.spoke && p[0] != 'S' {
			c.server.refused(c.ip, refusedHeader)
			return 0, errNoSSH
		}
		c.spoke = true
		if wait := c.reads.owe(float64(n), time.Now()); wait > 0 {
			time.Sleep(min(wait, time.Second))
		}
	}
	return n, err
}

// Write ends the connection when it does not get through.
func (c *client) Write(p []byte) (int, error) {
	_ = c.SetWriteDeadline(time.Now().Add(writeTime)) // a closed connection says so below
	n, err := c.Conn.Write(p)
	c.sent.Add(int64(n))
	c.server.metrics.sent.Add(n)
	if err != nil {
		_ = c.Conn.Close()
	}
	return n, err
}

// Close closes the connection, once.
func (c *client) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	c.closed = true
	if c.lonely != nil {
		c.lonely.Stop()
	}
	c.server.door.left(c.arrival, time.Now())
	c.server.conns.Done()
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
		c.server.door.opened(c.arrival)
	}
	if c.lonely != nil {
		c.lonely.Stop()
	}
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
