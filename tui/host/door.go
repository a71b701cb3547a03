package host

import (
	"cmp"
	"net/netip"
	"slices"
	"sync"
	"time"

	"crossover/tui/work"
)

// Limits bounds the resources of clients. A zero field means its default.
type Limits struct {
	// Sessions limits the sessions in all, PerIP those of one address; an IPv6 network of
	// 64 bits counts as one address.
	Sessions, PerIP int
	// Idle ends a session without input, MaxTime any session.
	Idle, MaxTime time.Duration
	// Handshake is the time a connection has to log in and make its first request.
	Handshake time.Duration
	// HalfOpen limits the connections that are logging in.
	HalfOpen int
	// Connects and ConnectsPerIP limit the connections admitted in a second.
	Connects, ConnectsPerIP float64
	// Commands limits the commands that run at a time, CommandTime the duration of one;
	// their defaults are those of [work.Limits].
	Commands    int
	CommandTime time.Duration
	// Rooms limits the number of rooms. RoomGrace is how long a room is kept after its
	// last guest has left. RoomAway is the time without input after which another guest
	// can take control from the presenter.
	Rooms int
	// RoomsPerIP limits the rooms opened from one address.
	RoomsPerIP          int
	RoomGrace, RoomAway time.Duration
	// RoomSettled is the age from which a room is kept for RoomGrace. A younger one is
	// closed when its last guest leaves.
	RoomSettled time.Duration
	// RoomLease is how long guests of another node stay after its last heartbeat.
	RoomLease time.Duration
}

// withDefaults returns l with defaults for its zero fields.
func (l Limits) withDefaults() Limits {
	l.Sessions = cmp.Or(max(l.Sessions, 0), 500)
	l.PerIP = cmp.Or(max(l.PerIP, 0), 20)
	l.Idle = cmp.Or(max(l.Idle, 0), 15*time.Minute)
	l.MaxTime = cmp.Or(max(l.MaxTime, 0), 8*time.Hour)
	l.Handshake = cmp.Or(max(l.Handshake, 0), 20*time.Second)
	l.HalfOpen = cmp.Or(max(l.HalfOpen, 0), 64)
	l.Connects = cmp.Or(max(l.Connects, 0), 100)
	l.ConnectsPerIP = cmp.Or(max(l.ConnectsPerIP, 0), 10)
	l.Rooms = cmp.Or(max(l.Rooms, 0), 100)
	l.RoomsPerIP = cmp.Or(max(l.RoomsPerIP, 0), max(l.Rooms/20, 1))
	l.RoomGrace = cmp.Or(max(l.RoomGrace, 0), 2*time.Minute)
	l.RoomSettled = cmp.Or(max(l.RoomSettled, 0), 5*time.Second)
	l.RoomAway = cmp.Or(max(l.RoomAway, 0), time.Minute)
	l.RoomLease = cmp.Or(max(l.RoomLease, 0), 10*time.Second)
	return l
}

// Bucket is a leaky bucket that lets Rate units a second pass, and Burst at once.
type Bucket struct {
	Rate, Burst float64
	level       float64 // the used part of the burst
	last        time.Time
}

// Take takes n units if they may pass now, and reports whether it did.
func (b *Bucket) Take(n float64, now time.Time) bool {
	b.leak(now)
	if b.level+n > b.Burst {
		return false
	}
	b.level += n
	return true
}

// Meter is a bucket for several goroutines.
type Meter struct {
	mu     sync.Mutex
	bucket Bucket
}

// NewMeter returns a meter that lets rate units a second pass, and burst at once.
func NewMeter(rate, burst float64) *Meter { return &Meter{bucket: Bucket{Rate: rate, Burst: burst}} }

// Take is [Bucket.Take].
func (m *Meter) Take(n float64, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.bucket.Take(n, now)
}

// Owe takes n units even if they may not pass yet, and returns how long to wait until
// they may.
func (b *Bucket) Owe(n float64, now time.Time) time.Duration {
	b.leak(now)
	b.level += n
	if over := b.level - b.Burst; over > 0 {
		return time.Duration(over / b.Rate * float64(time.Second))
	}
	return 0
}

func (b *Bucket) leak(now time.Time) {
	if d := now.Sub(b.last); d > 0 && !b.last.IsZero() {
		b.level = max(0, b.level-b.Rate*d.Seconds())
	}
	b.last = now
}

// door counts connections and sessions by address.
type door struct {
	limits Limits

	mu       sync.Mutex
	connects Bucket
	conns    int
	sessions int
	most     int // sessions at a time since memory was returned
	byIP     map[netip.Prefix]*visitor
	// logging lists the connections that are logging in, oldest first.
	logging []*arrival
}

// visitor holds the state of one address.
type visitor struct {
	connects, reads, requests Bucket // reads counts bytes
	halfOpen, conns, sessions int
	// failed counts the connections closed before they logged in, and wrong passwords.
	failed Bucket
	// share is the processor share of its sessions and commands.
	share *work.Share
}

// arrival is the door's record of a connection.
type arrival struct {
	ip netip.Prefix
	// passed is set once the client has logged in, even if it requests nothing.
	passed bool
	// end closes it.
	end func()
}

// An address may have failedBurst failed connections, which are forgotten at failedRate a
// second. With more it may have 1/failedShare of the half-open connections.
const failedBurst, failedRate, failedShare = 8, 1. / 30, 32

// mostHalfOpen returns how many connections of an address may be logging in.
func (d *door) mostHalfOpen(v *visitor, now time.Time) int {
	if v.failed.leak(now); v.failed.level > failedBurst {
		return max(d.limits.HalfOpen/failedShare, 1)
	}
	return max(d.limits.HalfOpen/halfOpenPerIP, 1)
}

// connsPerSession allows more connections than sessions, so that an address with all its
// sessions still gets an error message.
const connsPerSession = 2

// One address may have 1/halfOpenPerIP of the half-open connections.
const halfOpenPerIP = 4

// mostVisitors limits the number of addresses in memory.
const mostVisitors = 10_000

func newDoor(l Limits) *door {
	return &door{
		limits: l, byIP: map[netip.Prefix]*visitor{},
		connects: Bucket{Rate: l.Connects, Burst: 2 * l.Connects},
	}
}

// Reasons for refusing a connection or a session.
const (
	refusedRate      = "rate"
	refusedHalfOpen  = "half-open"
	RefusedFull      = "full"
	RefusedPerIP     = "per-ip"
	refusedDraining  = "draining"
	RefusedExchanges = "key-exchanges"
	RefusedHeader    = "header"
	RefusedOrigin    = "origin"
	RefusedRequests  = "requests"
)

// connect admits a connection, or returns the reason for refusing it. With too many
// half-open connections, it closes the oldest of the address with the most.
func (d *door) connect(a *arrival, now time.Time) (why string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	ip := a.ip
	v := d.visitor(ip, now)
	switch {
	case v == nil || !v.connects.Take(1, now) || !d.connects.Take(1, now):
		return refusedRate
	case v.halfOpen >= d.mostHalfOpen(v, now):
		return refusedHalfOpen
	case v.conns >= connsPerSession*d.limits.PerIP:
		return RefusedPerIP
	case d.conns >= d.limits.Sessions+d.limits.HalfOpen:
		return RefusedFull
	}
	if len(d.logging) >= d.limits.HalfOpen {
		d.makeRoom(now)
	}
	d.logging = append(d.logging, a)
	d.conns, v.halfOpen, v.conns = d.conns+1, v.halfOpen+1, v.conns+1
	return ""
}

// makeRoom closes the oldest half-open connection of the address with the most.
func (d *door) makeRoom(now time.Time) {
	victim := slices.MaxFunc(d.logging, func(a, b *arrival) int { return d.byIP[a.ip].halfOpen - d.byIP[b.ip].halfOpen })
	d.done(victim)
	d.byIP[victim.ip].failed.Owe(1, now)
	go victim.end() // end calls left, which locks the door
}

// done removes a connection from the half-open ones, and reports whether it was one.
func (d *door) done(a *arrival) bool {
	i := slices.Index(d.logging, a)
	if i < 0 {
		return false
	}
	d.logging = slices.Delete(d.logging, i, i+1)
	d.byIP[a.ip].halfOpen--
	return true
}

// visitor returns the entry of an address, creating it if needed. It returns nil if there
// are too many addresses.
func (d *door) visitor(ip netip.Prefix, now time.Time) *visitor {
	if v := d.byIP[ip]; v != nil {
		return v
	}
	if len(d.byIP) >= mostVisitors {
		d.sweep(now)
		if len(d.byIP) >= mostVisitors {
			return nil
		}
	}
	most := float64(d.limits.PerIP)
	v := &visitor{
		connects: Bucket{Rate: d.limits.ConnectsPerIP, Burst: max(2*d.limits.ConnectsPerIP, 1)},
		failed:   Bucket{Rate: failedRate, Burst: failedBurst},
		reads:    Bucket{Rate: readShare * most, Burst: readShareBurst * most},
		requests: Bucket{Rate: most, Burst: requestBurst * most},
		share:    &work.Share{},
	}
	d.byIP[ip] = v
	return v
}

// sweep removes addresses without connections, sessions and recent attempts.
func (d *door) sweep(now time.Time) {
	for ip, v := range d.byIP {
		v.failed.leak(now)
		if v.connects.leak(now); v.conns == 0 && v.sessions == 0 && v.connects.level == 0 && v.failed.level < 1 {
			delete(d.byIP, ip)
		}
	}
}

// The answer to an address's first wrong password is delayed by wrongPassword. Each
// further one doubles the delay, up to mostWrong.
const wrongPassword, mostWrong = time.Second, 15 * time.Second

// wrong records a wrong password from an address and returns the delay of the answer,
// which grows with the number of recent ones.
func (d *door) wrong(ip netip.Prefix, now time.Time) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	v := d.byIP[ip]
	if v == nil {
		return wrongPassword
	}
	v.failed.Owe(1, now)
	return min(wrongPassword<<min(int(v.failed.level)-1, 10), mostWrong)
}

// left records the end of a connection.
func (d *door) left(a *arrival, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v := d.byIP[a.ip]
	d.conns--
	v.conns--
	if d.done(a) && !a.passed {
		v.failed.Owe(1, now)
	}
}

// bySession returns the number of sessions of each address, by its code.
func (d *door) bySession(code func(string) string) map[string]int {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[string]int{}
	for ip, v := range d.byIP {
		if v.sessions > 0 && len(out) < mostAddresses {
			out[code(ip.String())] = v.sessions
		}
	}
	return out
}

// enter admits a session, or says why not. elsewhere counts those on other nodes.
func (d *door) enter(ip netip.Prefix, elsewhere int) (why string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v := d.byIP[ip]
	switch {
	case d.sessions >= d.limits.Sessions:
		return RefusedFull
	case v.sessions+elsewhere >= d.limits.PerIP:
		return RefusedPerIP
	}
	d.sessions++
	d.most = max(d.most, d.sessions)
	v.sessions++
	return ""
}

// at calls do with the entry of an address, which must have a connection.
func (d *door) at(ip netip.Prefix, do func(v *visitor)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	do(d.byIP[ip])
}

// exit records the end of a session, and reports whether most sessions have ended.
func (d *door) exit(ip netip.Prefix) (emptied bool) {
	d.at(ip, func(v *visitor) {
		d.sessions, v.sessions = d.sessions-1, v.sessions-1
		emptied = d.emptied()
	})
	return emptied
}

// counts returns the numbers of connections, half-open connections and sessions.
func (d *door) counts() (conns, halfOpen, sessions int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.conns, len(d.logging), d.sessions
}

// WhyNot returns the message to a client whose session is refused for reason why.
func WhyNot(why string) string {
	if why == RefusedPerIP {
		return "there are too many sessions from your address; please close one"
	}
	return "crossover is full; please try again later"
}
