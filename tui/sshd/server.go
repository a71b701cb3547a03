// Package sshd serves the explorer over SSH: the full-screen program to terminals, and
// the commands of the command line to scripts. It is a door of tui/host, which limits
// connections and runs sessions.
//
// Every client is treated as an attacker. charm.land/ssh handles the protocol up to an
// authenticated connection. Channels and everything in them are handled here, with limits
// on memory, time and number. Nothing that a client sends may stop the process or stay in
// it:
//
//   - a channel accepts a terminal of limited size, a few variables of limited length, one
//     program, and nothing else: no subsystem, no agent, no forwarding (channel.go);
//   - only commands that change nothing can be run, a few at a time, shared fairly between
//     addresses, for a limited time and only while the client stays (channel.go, tui/work);
//   - connections use current algorithms and rarely exchange keys (auth.go).
package sshd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	"github.com/pires/go-proxyproto"
	gossh "golang.org/x/crypto/ssh"

	"crossover/tui/host"
	"crossover/tui/work"
)

// Content is what a server offers beside the explorer, and to whom. It can be replaced
// while sessions run.
type Content struct {
	// Run runs a client's command line and returns its exit code. It must change nothing.
	// If it is nil, all commands are refused.
	Run  work.Runner
	Auth Auth
}

// Config configures a server.
type Config struct {
	Content
	// Quick reports whether a command line takes almost no time. Such commands do not
	// wait for others. If Quick is nil, all of them wait.
	Quick func(args []string) bool
	// HostKey is the file of the server's key, which is created if it does not exist.
	HostKey string
	// Balancers are the networks of load balancers. Every connection from them must start
	// with a header of the PROXY protocol, with the client's address.
	Balancers []net.IPNet
}

// Server serves the explorer over SSH. It is a door of a host.
type Server struct {
	host    *host.Host
	config  Config
	now     atomic.Pointer[Content]
	ssh     *ssh.Server
	headers atomic.Int64 // connections of load balancers that have not sent the header
	open    context.Context
	shut    context.CancelFunc
}

// Replace sets the content of new sessions. Existing ones keep theirs. The way to log in
// stays the same.
func (s *Server) Replace(c Content) { s.now.Store(&c) }

// clientKey is the context key of a connection's client.
type clientKey struct{}

// New returns a server for a host's sessions. It reads or creates the host key.
func New(h *host.Host, c Config) (*Server, error) {
	l := h.Limits()
	s := &Server{host: h, config: c}
	s.open, s.shut = context.WithCancel(context.Background())
	s.Replace(c.Content)
	s.config.Run = nil // Replace may change it, and the old one should be freed
	key, err := hostKey(c.HostKey)
	if err != nil {
		return nil, err
	}
	options := []ssh.Option{
		wish.WithHostKeyPEM(key), wish.WithVersion("crossover"), wish.WithMaxTimeout(l.MaxTime + time.Minute),
		func(v *ssh.Server) error {
			v.HandshakeTimeout, v.ServerConfigCallback = l.Handshake, s.sshConfig
			v.ConnectionFailedCallback = s.loginFailed
			v.ConnCallback = func(ctx ssh.Context, conn net.Conn) net.Conn {
				if c := s.accept(conn); c != nil {
					ctx.SetValue(clientKey{}, c)
					return c
				}
				return nil
			}
			v.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.channel}
			v.RequestHandlers = map[string]ssh.RequestHandler{} // no forwarding or other global requests
			v.SubsystemHandlers = map[string]ssh.SubsystemHandler{}
			return nil
		},
	}
	if s.ssh, err = wish.NewServer(append(options, c.Auth.options(s)...)...); err != nil {
		return nil, fmt.Errorf("ssh server: %w", err)
	}
	boundSigners(s.ssh.HostSigners)
	return s, nil
}

// Fingerprint returns the SHA-256 fingerprint of the host key, as clients show it.
func (s *Server) Fingerprint() string {
	return gossh.FingerprintSHA256(s.ssh.HostSigners[0].PublicKey())
}

// Serve admits clients from l until Shut or Close is called, and then returns nil.
func (s *Server) Serve(l net.Listener) error {
	log := s.host.Log
	log.Info("listening", "address", l.Addr().String(), "fingerprint", s.Fingerprint(), "auth", s.config.Auth.String())
	if tcp, ok := l.Addr().(*net.TCPAddr); ok && s.config.Auth.String() == "none" && (!tcp.IP.IsLoopback() || len(s.config.Balancers) > 0) {
		log.Warn("everyone who reaches this address can enter, without a key or a password", "address", l.Addr().String())
	}
	// The library's Shutdown would race with connections that just arrive.
	defer context.AfterFunc(s.open, func() { _ = l.Close() })()
	err := s.ssh.Serve(l)
	if errors.Is(err, ssh.ErrServerClosed) || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// Shut closes the listeners. Sessions go on.
func (s *Server) Shut() { s.shut() }

// Close closes the remaining connections.
func (s *Server) Close() { _ = s.ssh.Close() }

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
