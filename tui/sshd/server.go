package sshd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"

	"crossover/tui/host"
	"crossover/tui/work"
)

// Content is what a server answers beside the explorer, and to whom. It can be
// replaced while sessions go on.
type Content struct {
	// Run runs a command line and returns its exit code. It is handed what
	// clients wrote, and must only answer; nil refuses all commands.
	Run  work.Runner
	Auth Auth
}

// Config is what a server is made of.
type Config struct {
	Content
	// Quick reports whether a command line is answered in no time: such commands
	// do not wait for the others. nil takes none for quick.
	Quick func(args []string) bool
	// HostKey is the file of the server's key, made if there is none.
	HostKey string
	// Banner is shown before a client logs in.
	Banner string
	// Balancers are the networks of which every connection is a balancer's: it says
	// whose it is in a header of the PROXY protocol.
	Balancers []net.IPNet
}

// Server serves the explorer over SSH. It is a door of a host.
type Server struct {
	host    *host.Host
	config  Config
	now     atomic.Pointer[Content]
	ssh     *ssh.Server
	headers atomic.Int64 // connections of balancers that have not said whose they are
	open    context.Context
	shut    context.CancelFunc
}

// Replace serves new sessions other content from now on. Sessions that there are keep
// what they have. The way to log in stays the same.
func (s *Server) Replace(c Content) { s.now.Store(&c) }

// clientKey is what a connection's client is filed under.
type clientKey struct{}

// New returns a server for a host's sessions. It reads, or makes, the host key.
func New(h *host.Host, c Config) (*Server, error) {
	l := h.Limits()
	s := &Server{host: h, config: c}
	s.open, s.shut = context.WithCancel(context.Background())
	s.Replace(c.Content)
	s.config.Run = nil // it may be replaced, and is not to be kept
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
			v.RequestHandlers = map[string]ssh.RequestHandler{} // no forwarding, no anything
			v.SubsystemHandlers = map[string]ssh.SubsystemHandler{}
			return nil
		},
	}
	if c.Banner != "" {
		options = append(options, wish.WithBanner(c.Banner+"\n"))
	}
	options = append(options, c.Auth.options(s)...)
	if s.ssh, err = wish.NewServer(options...); err != nil {
		return nil, fmt.Errorf("ssh server: %w", err)
	}
	boundSigners(s.ssh.HostSigners)
	return s, nil
}

// Fingerprint is the SHA-256 fingerprint of the host key, as clients show it.
func (s *Server) Fingerprint() string { return fingerprint(s.ssh.HostSigners[0].PublicKey()) }

// Serve lets clients in from l until Shut or Close is called; it returns nil then.
func (s *Server) Serve(l net.Listener) error {
	log := s.host.Log
	log.Info("listening", "address", l.Addr().String(), "fingerprint", s.Fingerprint(), "auth", s.config.Auth.String())
	if tcp, ok := l.Addr().(*net.TCPAddr); ok && s.config.Auth.String() == "none" && (!tcp.IP.IsLoopback() || len(s.config.Balancers) > 0) {
		log.Warn("everyone who reaches this address can enter, without a key or a password", "address", l.Addr().String())
	}
	// The library's own way would count connections while one may just have come.
	defer context.AfterFunc(s.open, func() { _ = l.Close() })()
	err := s.ssh.Serve(l)
	if errors.Is(err, ssh.ErrServerClosed) || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// Shut closes the listeners, and lets sessions go on.
func (s *Server) Shut() { s.shut() }

// Close ends the connections that are left.
func (s *Server) Close() { _ = s.ssh.Close() }
