// Package host runs sessions of the explorer for remote users. Doors let them in, such as
// the one for SSH and the one for browsers. This package holds the code and the limits
// that all doors share:
//
//   - connections are counted by address, half-open ones separately, and admitted at a
//     limited rate; reads are limited to a rate, and a write that takes too long closes
//     the connection; with too many half-open, the address with the most of them loses
//     its oldest (host.go, door.go);
//   - a session computes no more frames than its terminal accepts, and uses no more than
//     its share of the processors (screen.go, slots.go); a session with long work delays
//     only those of its own address (tui/work);
//   - in a room, several sessions share a scenario (room.go, present.go);
//   - a panic ends only the session in which it happened.
package host

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"crossover/tui"
	"crossover/tui/work"
)

// Config configures a host.
type Config struct {
	// Options are the options of every session; the fields that depend on the terminal
	// are set for each.
	Options tui.Options
	// Demo plays the tour in sessions without input.
	Demo bool
	// OnlyRoom is the only room that can be entered, or "" for no such restriction.
	OnlyRoom string
	Limits   Limits
	// Store holds the rooms shared with other nodes; nil keeps rooms on this host.
	Store Store
	// Log is the log; nil discards it.
	Log *slog.Logger
	// TestOnlyInput is called with the input of a session, on the session's goroutine.
	TestOnlyInput func([]byte)
}

// Host runs sessions for its doors.
type Host struct {
	// Log is the log.
	Log *slog.Logger
	// Counters holds the metrics of the host.
	Counters *Counters

	config Config
	limits Limits
	door   *door
	single *time.Timer // ends double
	freed  *time.Timer // for giveBack
	desk   *work.Desk
	// light, heavy and slow grant processors to models. Sessions that have used up their
	// share of frames, and new ones, queue for the single place in heavy. Sessions whose
	// last frame took longer than longTask queue for the single place in slow.
	light, heavy, slow *work.Lane
	now                atomic.Pointer[Serving]
	rooms              *rooms

	ctx      context.Context // cancelled to end all sessions
	end      context.CancelCauseFunc
	draining atomic.Bool
	drain    chan struct{} // closed when draining starts
	conns    sync.WaitGroup
	quiet    *Meter // limits the log lines that clients cause
}

// Serving is the content that sessions show, with the results they share.
type Serving struct {
	Options tui.Options
	shared  *tui.Shared
}

// background is the number of sessions that may work off the frame path at a time. After
// each such work all pause for breaths times its duration: frames need the processors
// more.
const background, breaths = 1, 3

// New returns a host. Close or Shutdown ends it.
func New(c Config) *Host {
	l := c.Limits.withDefaults()
	h := &Host{
		Log: cmp.Or(c.Log, slog.New(slog.DiscardHandler)), config: c, limits: l, door: newDoor(l),
		rooms: newRooms(l), drain: make(chan struct{}), quiet: NewMeter(logRate, logBurst), single: time.AfterFunc(0, func() { runtime.GOMAXPROCS(processors) }),
	}
	h.freed = time.AfterFunc(time.Hour, h.giveBack)
	h.freed.Stop()
	h.Replace(c.Options)
	h.config.Options = tui.Options{} // Replace may change them, and the old ones should be freed
	h.Counters = newCounters(h)
	h.ctx, h.end = context.WithCancelCause(context.Background())
	all := &work.Places{}
	h.light, h.heavy, h.slow = all.Lane(processors, longTask), all.Lane(1, longTask), all.Lane(1, 0)
	h.desk = work.NewDesk(all, work.Limits{Commands: l.Commands, CommandTime: l.CommandTime})
	if c.Store != nil {
		h.rooms.share(c.Store, rand.Text(), h.door, h.Log)
	}
	return h
}

// Replace sets the content of new sessions and new rooms. Existing ones keep theirs.
func (h *Host) Replace(o tui.Options) {
	h.now.Store(&Serving{o, tui.NewShared(o.Engine, background).Sparing(breaths, time.Now)})
}

// Now returns the content of new sessions.
func (h *Host) Now() *Serving { return h.now.Load() }

// Limits returns the limits of clients.
func (h *Host) Limits() Limits { return h.limits }

// Context returns a context that is cancelled to end all sessions.
func (h *Host) Context() context.Context { return h.ctx }

// Draining reports whether the host no longer admits clients.
func (h *Host) Draining() bool { return h.draining.Load() }

// Sessions returns the number of sessions.
func (h *Host) Sessions() int { _, _, n := h.door.counts(); return n }

// Rooms returns the number of rooms.
func (h *Host) Rooms() int {
	h.rooms.mu.Lock()
	defer h.rooms.mu.Unlock()
	return len(h.rooms.open)
}

// Connections returns the number of connections, and how many of them are half-open.
func (h *Host) Connections() (all, halfOpen int) {
	all, halfOpen, _ = h.door.counts()
	return all, halfOpen
}

// Door lets clients in to a host.
type Door interface {
	// Serve admits clients from l until Shut or Close is called, and then returns nil.
	Serve(l net.Listener) error
	// Shut stops admitting clients. It does not wait.
	Shut()
	// Close closes the remaining connections.
	Close()
}

// errDrained ends the sessions that remain at the end of draining.
var errDrained = errors.New("the server is being restarted")

// Shutdown stops admitting clients, notifies all sessions, and waits for them to end
// until ctx is done. Then it ends the rest.
func (h *Host) Shutdown(ctx context.Context, doors ...Door) {
	if h.draining.Swap(true) {
		return
	}
	h.Log.Info("draining", "sessions", h.Sessions())
	close(h.drain)
	for _, d := range doors {
		d.Shut()
	}
	n := h.empty(ctx)
	h.end(errDrained)
	last, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	h.empty(last)
	for _, d := range doors {
		d.Close()
	}
	h.conns.Wait()
	h.rooms.unshare()
	h.Log.Info("closed", "ended", n)
}

// farewell is the time that sessions have to restore their terminals.
const farewell = 2 * time.Second

// empty waits until all sessions have ended or ctx is done, and returns the number left.
func (h *Host) empty(ctx context.Context) int {
	for tick := time.Tick(10 * time.Millisecond); ; {
		if n := h.Sessions(); n == 0 || ctx.Err() != nil {
			return n
		}
		select {
		case <-tick:
		case <-ctx.Done():
		}
	}
}

// Enter admits a session, or returns the reason for refusing it. Call Exit at its end.
func (h *Host) Enter(ip netip.Prefix) (why string) {
	if why = h.door.enter(ip, h.rooms.elsewhere(ip)); why != "" {
		h.Refuse(ip, why)
	}
	return why
}

// Exit records the end of a session.
func (h *Host) Exit(ip netip.Prefix) {
	if h.door.exit(ip) {
		h.freed.Reset(giveBackAfter)
	}
}

// Answer runs a command line for the client of an address, with [work.Desk].
func (h *Host) Answer(ctx context.Context, ip netip.Prefix, quick bool, run work.Runner, args []string) (work.Answer, error) {
	h.double()
	return h.desk.Do(ctx, h.share(ip), quick, run, args)
}

// share returns the processor share of an address, which must have a connection.
func (h *Host) share(ip netip.Prefix) (s *work.Share) {
	h.door.at(ip, func(v *visitor) { s = v.share })
	return s
}

// Wrong records a wrong password, and returns the delay of the answer.
func (h *Host) Wrong(ip netip.Prefix) time.Duration { return h.door.wrong(ip, time.Now()) }

// Refuse counts a refusal, and logs it unless the log is busy.
func (h *Host) Refuse(ip netip.Prefix, why string) {
	h.Counters.Refused.Of(why).Inc()
	if h.Quiet() {
		h.Log.Warn("refused", "ip", ip.Addr().String(), "reason", why)
	}
}

// Contain must be deferred by each goroutine that runs code of one session. It recovers a
// panic, counts and logs it, and calls then to end that session.
func (h *Host) Contain(where string, then func()) {
	r := recover()
	if r == nil {
		return
	}
	h.Counters.panics.Inc()
	if h.Quiet() {
		h.Log.Error("panic", "where", where, "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
	}
	if then != nil {
		then()
	}
}

// Quiet reports whether an event caused by a client may be logged: at most a few lines a
// second are.
func (h *Host) Quiet() bool { return h.quiet.Take(1, time.Now()) }

// A few lines a second show what is going on.
const logRate, logBurst = 5, 50

// Memory is returned to the system once no session has ended for giveBackAfter, if at
// least giveBackFrom sessions were open at a time and at most half of them are left.
// Otherwise an idle server would keep the memory of its busiest time.
const giveBackAfter, giveBackFrom = 3 * time.Second, 16

// emptied reports whether there is memory to return. The caller holds the lock.
func (d *door) emptied() bool { return d.most >= giveBackFrom && d.sessions <= d.most/2 }

// giveBack returns memory to the system.
func (h *Host) giveBack() {
	h.door.mu.Lock()
	h.door.most = h.door.sessions
	h.door.mu.Unlock()
	debug.FreeOSMemory()
}

// Limits of one connection.
const (
	// readRate is the mean number of bytes read in a second, readBurst the most at once.
	// A mouse that reports 500 moves a second takes 40 kB/s.
	readRate, readBurst = 64 << 10, 256 << 10
	// readShare is the mean number of bytes a second read from an address for each
	// session it may have, readShareBurst the most at once.
	readShare, readShareBurst = 16 << 10, 64 << 10
	// requestBurst is the number of page requests an address may make at once for each
	// session it may have. After that it may make one a second for each.
	requestBurst = 10
	// writeTime limits how long a write may block.
	writeTime = 30 * time.Second
)

// Conn is a connection that was admitted.
type Conn struct {
	net.Conn
	// IP is the network under which its client is counted.
	IP netip.Prefix

	host    *Host
	arrival *arrival
	reads   Bucket
	once    sync.Once
}

// Admit admits a connection from an address, or returns nil. The connection is half-open
// until Opened is called.
func (h *Host) Admit(conn net.Conn, ip netip.Prefix) *Conn {
	if h.Draining() {
		h.Refuse(ip, refusedDraining)
		return nil
	}
	c := &Conn{Conn: conn, IP: ip, host: h, arrival: &arrival{ip: ip}, reads: Bucket{Rate: readRate, Burst: readBurst}}
	c.arrival.end = func() { _ = c.Close() }
	h.conns.Add(1)
	if why := h.door.connect(c.arrival, time.Now()); why != "" {
		h.conns.Done()
		h.Refuse(ip, why)
		return nil
	}
	h.Counters.connections.Inc()
	return c
}

// Passed records that its client has logged in: its end is then no failed attempt.
func (c *Conn) Passed() { c.host.door.at(c.IP, func(*visitor) { c.arrival.passed = true }) }

// Opened records the client's first request. The connection is no longer half-open.
func (c *Conn) Opened() { c.host.door.at(c.IP, func(*visitor) { c.host.door.done(c.arrival) }) }

// Read reads at the client's allowed rate; TCP then slows the client down.
func (c *Conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		now := time.Now()
		wait := c.reads.Owe(float64(n), now)
		c.host.door.at(c.IP, func(v *visitor) { wait = max(wait, v.reads.Owe(float64(n), now)) })
		time.Sleep(min(wait, time.Second))
	}
	return n, err
}

// Request reports whether its address may make another page request now.
func (c *Conn) Request() (may bool) {
	c.host.door.at(c.IP, func(v *visitor) { may = v.requests.Take(1, time.Now()) })
	return may
}

// Write writes p. An error, or more time than writeTime, closes the connection.
func (c *Conn) Write(p []byte) (int, error) {
	_ = c.SetWriteDeadline(time.Now().Add(writeTime)) // on a closed connection, Write fails, too
	n, err := c.Conn.Write(p)
	c.host.Counters.sent.Add(n)
	if err != nil {
		_ = c.Conn.Close()
	}
	return n, err
}

// Close closes the connection. Further calls do nothing.
func (c *Conn) Close() (err error) {
	c.once.Do(func() {
		c.host.door.left(c.arrival, time.Now())
		c.host.conns.Done()
		err = c.Conn.Close()
	})
	return err
}

// Network returns the prefix under which an address is counted: the IPv4 address, or the
// IPv6 network of 64 bits that one customer has.
func Network(a net.Addr) netip.Prefix {
	if tcp, ok := a.(*net.TCPAddr); ok {
		return NetworkOf(tcp.AddrPort().Addr())
	}
	return netip.Prefix{}
}

// NetworkOf is Network for an IP address.
func NetworkOf(ip netip.Addr) netip.Prefix {
	ip = ip.Unmap().WithZone("")
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	p, _ := ip.Prefix(bits) // the zero prefix for an invalid address
	return p
}
