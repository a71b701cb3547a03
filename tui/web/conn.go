package web

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"crossover/tui/host"
)

// conn is a connection from a browser or a proxy.
type conn struct {
	net.Conn
	server *Server
	// in is nil for a proxy's connection before its first session.
	in   atomic.Pointer[host.Conn]
	once sync.Once
}

// door is a listener that admits connections.
type door struct {
	net.Listener
	server *Server
}

// Accept returns the next connection that is admitted.
func (d door) Accept() (net.Conn, error) {
	for {
		bare, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if c := d.server.accept(bare); c != nil {
			return c, nil
		}
		_ = bare.Close()
	}
}

// accept admits a connection, or returns nil. A proxy's connections are limited in
// number, and are counted by the client's address once it asks for a session.
func (s *Server) accept(bare net.Conn) *conn {
	c := &conn{Conn: bare, server: s}
	ip := host.Network(bare.RemoteAddr())
	if s.proxied(bare.RemoteAddr()) {
		l := s.host.Limits()
		if s.fromProxies.Add(1) > int64(l.HalfOpen+l.Sessions) {
			s.fromProxies.Add(-1)
			s.host.Refuse(ip, host.RefusedFull)
			return nil
		}
		return c
	}
	return c.admit(ip)
}

// admit counts the connection for a network, or returns nil if there are too many.
func (c *conn) admit(ip netip.Prefix) *conn {
	in := c.server.host.Admit(c.Conn, ip)
	if in == nil {
		return nil
	}
	in.Passed() // browsers open connections that they never use
	c.in.Store(in)
	return c
}

// Read reads at a limited rate.
func (c *conn) Read(p []byte) (int, error) {
	if in := c.in.Load(); in != nil {
		return in.Read(p)
	}
	return c.Conn.Read(p)
}

// Write closes the connection if the data cannot be sent.
func (c *conn) Write(p []byte) (int, error) {
	if in := c.in.Load(); in != nil {
		return in.Write(p)
	}
	return c.Conn.Write(p)
}

// Close closes the connection once.
func (c *conn) Close() (err error) {
	c.once.Do(func() {
		if c.server.proxied(c.RemoteAddr()) {
			c.server.fromProxies.Add(-1)
		}
		if in := c.in.Load(); in != nil {
			err = in.Close()
			return
		}
		err = c.Conn.Close()
	})
	return err
}

// connKey is the context key of a request's connection.
type connKey struct{}

func connOf(ctx context.Context) *conn {
	c, _ := ctx.Value(connKey{}).(*conn)
	return c
}

// proxied reports whether an address belongs to a trusted proxy.
func (s *Server) proxied(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && s.trusts(tcp.IP)
}

func (s *Server) trusts(ip net.IP) bool {
	return slices.ContainsFunc(s.config.Proxies, func(n net.IPNet) bool { return n.Contains(ip) })
}

// client returns the network by which a request is counted: that of the connection or,
// for a proxy's connection, the last untrusted one in X-Forwarded-For.
func (s *Server) client(r *http.Request, c *conn) (netip.Prefix, bool) {
	if !s.proxied(c.RemoteAddr()) {
		return host.Network(c.RemoteAddr()), true
	}
	list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, text := range slices.Backward(list) {
		ip, err := netip.ParseAddr(strings.TrimSpace(text))
		if err != nil {
			break
		}
		if !s.trusts(ip.Unmap().AsSlice()) {
			return host.NetworkOf(ip), true
		}
	}
	return netip.Prefix{}, false
}
