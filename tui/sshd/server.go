package sshd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"

	"crossover/tui"
)

// Content is what a server serves, and to whom. It can be replaced while sessions
// go on.
type Content struct {
	// Options are what every session starts from; what belongs to one terminal is
	// set for each.
	Options tui.Options
	// Run runs a command line and returns its exit code. It is handed what
	// clients wrote, and must only answer; nil refuses all commands.
	Run  Runner
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
	// Demo plays a tour in sessions that nobody touches.
	Demo bool
	// OnlyRoom is the one room there is to enter; empty for no such limit.
	OnlyRoom string
	Limits   Limits
	// Balancers are the networks of which every connection is a balancer's: it says
	// whose it is in a header of the PROXY protocol.
	Balancers []net.IPNet
	// Log gets what happens; nil is nothing.
	Log *slog.Logger

	// testOnlyInput is called with what a session is sent, on its goroutine.
	testOnlyInput func([]byte)
}

// Server serves the explorer over SSH.
type Server struct {
	config  Config
	limits  Limits
	log     *slog.Logger
	door    *door
	memory  giveBack
	slots   *slots
	now     atomic.Pointer[serving]
	rooms   *rooms
	metrics *counters
	ssh     *ssh.Server
	// quick and slow are the places to run commands in.
	quick, slow *turns

	ctx      context.Context // ends with all sessions
	end      context.CancelCauseFunc
	draining atomic.Bool
	drain    chan struct{} // closed when draining starts
	conns    sync.WaitGroup
	headers  atomic.Int64 // connections of balancers that have not said whose they are
	quiet    quiet
}

// serving is content with what its sessions share.
type serving struct {
	Content
	shared *tui.Shared
}

// Replace serves new sessions and new rooms other content from now on. Sessions and
// rooms that there are keep what they have. The way to log in stays the same.
func (s *Server) Replace(c Content) {
	s.now.Store(&serving{c, tui.NewShared(c.Options.Engine, background).Sparing(breaths, time.Now)})
}

// clientKey is what a connection's client is filed under.
type clientKey struct{}

// background is how many sessions work off the frame path at a time, and breaths
// how many times as long as that took nobody does: frames need the processors
// more.
const background, breaths = 1, 3

// New returns a server. It reads, or makes, the host key.
func New(c Config) (*Server, error) {
	l := c.Limits.withDefaults()
	s := &Server{
		config: c, limits: l, log: cmp.Or(c.Log, slog.New(slog.DiscardHandler)), door: newDoor(l),
		rooms: &rooms{limits: l, open: map[string]*room{}},
		quick: newTurns(l.Commands), slow: newTurns(l.Commands), drain: make(chan struct{}),
	}
	s.Replace(c.Content)
	s.config.Content = Content{Auth: c.Auth} // the rest may be replaced, and is not to be kept
	s.metrics = newCounters(s)
	s.ctx, s.end = context.WithCancelCause(context.Background())
	s.slots = newSlots(s.ctx.Done())
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

// Serve lets clients in from l until Shutdown is called; it returns nil then.
func (s *Server) Serve(l net.Listener) error {
	s.log.Info("listening", "address", l.Addr().String(), "fingerprint", s.Fingerprint(), "auth", s.config.Auth.String())
	if tcp, ok := l.Addr().(*net.TCPAddr); ok && s.config.Auth.String() == "none" && (!tcp.IP.IsLoopback() || len(s.config.Balancers) > 0) {
		s.log.Warn("everyone who reaches this address can enter, without a key or a password", "address", l.Addr().String())
	}
	s.slots.start()
	err := s.ssh.Serve(l)
	if errors.Is(err, ssh.ErrServerClosed) {
		return nil
	}
	return err
}

// errDrained ends the sessions that are left when draining has taken its time.
var errDrained = errors.New("the server is being restarted")

// Shutdown lets no one in any more, tells everyone who is there, waits for them
// to leave until ctx ends, and then ends what is left.
func (s *Server) Shutdown(ctx context.Context) {
	if s.draining.Swap(true) {
		return
	}
	_, _, n := s.door.counts()
	s.log.Info("draining", "sessions", n)
	close(s.drain)
	go func() { _ = s.ssh.Shutdown(context.Background()) }() // closes the listeners, and waits as long as there are connections
	n = s.empty(ctx)
	s.end(errDrained)
	last, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	s.empty(last)
	_ = s.ssh.Close()
	s.conns.Wait()
	s.log.Info("closed", "ended", n)
}

// farewell is how long sessions have to put their terminals back.
const farewell = 2 * time.Second

// empty waits for the sessions to leave until ctx ends, and returns how many are
// left.
func (s *Server) empty(ctx context.Context) int {
	for tick := time.Tick(10 * time.Millisecond); ; {
		if _, _, n := s.door.counts(); n == 0 || ctx.Err() != nil {
			return n
		}
		select {
		case <-tick:
		case <-ctx.Done():
		}
	}
}

// refused counts a refusal, and logs it when there are few.
func (s *Server) refused(ip netip.Prefix, why string) {
	s.metrics.refused.of(why).Inc()
	if s.quiet.may() {
		s.log.Warn("refused", "ip", ip.Addr().String(), "reason", why)
	}
}

// contain is deferred wherever something of one session runs: a panic ends that
// session, and is counted and logged.
func (s *Server) contain(where string, then func()) {
	r := recover()
	if r == nil {
		return
	}
	s.metrics.panics.Inc()
	if s.quiet.may() {
		s.log.Error("panic", "where", where, "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
	}
	if then != nil {
		then()
	}
}

// quiet bounds how much clients can make the server log.
type quiet struct {
	mu sync.Mutex
	b  bucket
}

// A few lines a second are enough to see what is going on.
const logRate, logBurst = 5, 50

func (q *quiet) may() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.b.rate, q.b.burst = logRate, logBurst
	return q.b.take(1, time.Now())
}
