package host

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"math"
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

// Config is what a host is made of.
type Config struct {
	// Options are what every session starts from; what belongs to one terminal is
	// set for each.
	Options tui.Options
	// Demo plays a tour in sessions that nobody touches.
	Demo bool
	// OnlyRoom is the one room there is to enter; empty for no such limit.
	OnlyRoom string
	Limits   Limits
	// Store is where rooms are kept that other nodes have a part in; nil for rooms
	// of this host alone.
	Store Store
	// Log gets what happens; nil is nothing.
	Log *slog.Logger
	// TestOnlyInput is called with what a session is sent, on its goroutine.
	TestOnlyInput func([]byte)
}

// Host runs sessions for its doors.
type Host struct {
	// Log gets what happens.
	Log *slog.Logger
	// Counters are what the host counts.
	Counters *Counters

	config Config
	limits Limits
	door   *door
	memory giveBack
	desk   *work.Desk
	// light and heavy are the processors, for what models do. Sessions that have used up
	// their share of frames, and those that have not drawn yet, queue for the one place
	// in heavy, so that the others find one free.
	light, heavy *work.Lane
	now          atomic.Pointer[Serving]
	rooms        *rooms

	ctx      context.Context // ends with all sessions
	end      context.CancelCauseFunc
	draining atomic.Bool
	drain    chan struct{} // closed when draining starts
	conns    sync.WaitGroup
	quiet    quiet
}

// Serving is what sessions show, with what they share.
type Serving struct {
	Options tui.Options
	shared  *tui.Shared
}

// background is how many sessions work off the frame path at a time, and breaths
// how many times as long as that took nobody does: frames need the processors
// more.
const background, breaths = 1, 3

// New returns a host. Close or Shutdown ends it.
func New(c Config) *Host {
	l := c.Limits.withDefaults()
	h := &Host{
		Log: cmp.Or(c.Log, slog.New(slog.DiscardHandler)), config: c, limits: l, door: newDoor(l),
		rooms: newRooms(l), drain: make(chan struct{}),
	}
	h.Replace(c.Options)
	h.config.Options = tui.Options{} // they may be replaced, and are not to be kept
	h.Counters = newCounters(h)
	h.ctx, h.end = context.WithCancelCause(context.Background())
	all := &work.Places{}
	h.light, h.heavy = all.Lane(runtime.GOMAXPROCS(0), longTask, math.MaxInt), all.Lane(1, longTask, 1)
	h.desk = work.NewDesk(all, work.Limits{Commands: l.Commands, CommandTime: l.CommandTime})
	if c.Store != nil {
		h.rooms.share(c.Store, rand.Text(), h.door, h.Log)
	}
	return h
}

// Replace serves new sessions and new rooms something else from now on. Sessions and
// rooms that there are keep what they have.
func (h *Host) Replace(o tui.Options) {
	h.now.Store(&Serving{o, tui.NewShared(o.Engine, background).Sparing(breaths, time.Now)})
}

// Now is what is served now.
func (h *Host) Now() *Serving { return h.now.Load() }

// Limits are what clients are bounded by.
func (h *Host) Limits() Limits { return h.limits }

// Context ends with all sessions.
func (h *Host) Context() context.Context { return h.ctx }

// Draining reports whether nobody is let in any more.
func (h *Host) Draining() bool { return h.draining.Load() }

// Sessions is how many sessions there are.
func (h *Host) Sessions() int { _, _, n := h.door.counts(); return n }

// Rooms is how many rooms there are.
func (h *Host) Rooms() int {
	h.rooms.mu.Lock()
	defer h.rooms.mu.Unlock()
	return len(h.rooms.open)
}

// Connections is how many connections there are, and how many of them are half-open.
func (h *Host) Connections() (all, halfOpen int) {
	all, halfOpen, _ = h.door.counts()
	return all, halfOpen
}

// Door lets clients in to a host.
type Door interface {
	// Serve lets clients in from l until Shut or Close is called; it returns nil then.
	Serve(l net.Listener) error
	// Shut lets nobody in any more. It does not wait.
	Shut()
	// Close ends what is left.
	Close()
}

// errDrained ends the sessions that are left when draining has taken its time.
var errDrained = errors.New("the server is being restarted")

// Shutdown lets no one in any more, tells everyone who is there, waits for them
// to leave until ctx ends, and then ends what is left.
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

// farewell is how long sessions have to put their terminals back.
const farewell = 2 * time.Second

// empty waits for the sessions to leave until ctx ends, and returns how many are
// left.
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

// Enter lets a session in, or says why not. Exit is called with its end.
func (h *Host) Enter(ip netip.Prefix) (why string) {
	if why = h.door.enter(ip, h.rooms.elsewhere(ip)); why != "" {
		h.Refuse(ip, why)
		return why
	}
	h.memory.entered()
	return ""
}

// Exit notes the end of a session.
func (h *Host) Exit(ip netip.Prefix) {
	h.door.exit(ip)
	h.memory.left()
}

// Answer runs a command line for the client of an address, as [work.Desk] does.
func (h *Host) Answer(ctx context.Context, ip netip.Prefix, quick bool, run work.Runner, args []string) (work.Answer, error) {
	return h.desk.Do(ctx, h.share(ip), quick, run, args)
}

// share is what an address that has a connection takes of the processors.
func (h *Host) share(ip netip.Prefix) (s *work.Share) {
	h.door.at(ip, func(v *visitor) { s = v.share })
	return s
}

// Wrong notes a wrong password, and returns how long the answer is to take.
func (h *Host) Wrong(ip netip.Prefix) time.Duration { return h.door.wrong(ip, time.Now()) }

// Refuse counts a refusal, and logs it when there are few.
func (h *Host) Refuse(ip netip.Prefix, why string) {
	h.Counters.Refused.Of(why).Inc()
	if h.Quiet() {
		h.Log.Warn("refused", "ip", ip.Addr().String(), "reason", why)
	}
}

// Contain is deferred wherever something of one session runs: a panic ends that
// session, and is counted and logged.
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

// Quiet reports whether something that a client did may be logged: clients cannot
// make it log more than a few lines a second.
func (h *Host) Quiet() bool { return h.quiet.may() }

// quiet bounds how much clients can make the server log.
type quiet struct {
	mu sync.Mutex
	b  Bucket
}

// A few lines a second are enough to see what is going on.
const logRate, logBurst = 5, 50

func (q *quiet) may() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.b.Rate, q.b.Burst = logRate, logBurst
	return q.b.Take(1, time.Now())
}
