package host

import (
	"cmp"
	"net/netip"
	"slices"
	"sync"
	"time"

	"crossover/tui/work"
)

// Limits bounds what clients can take. The zero value of a field means its
// default.
type Limits struct {
	// Sessions is how many sessions there can be, PerIP how many of one address;
	// an IPv6 network of 64 bits counts as one address.
	Sessions, PerIP int
	// Idle ends a session that nobody touches, MaxTime any.
	Idle, MaxTime time.Duration
	// Handshake is how long a connection may take to log in and ask for
	// something.
	Handshake time.Duration
	// HalfOpen is how many connections may be logging in at a time.
	HalfOpen int
	// Connects and ConnectsPerIP are how many connections are let in a second.
	Connects, ConnectsPerIP float64
	// Commands is how many commands run at a time, CommandTime how long one may;
	// the defaults are those of [work.Limits].
	Commands    int
	CommandTime time.Duration
	// Rooms is how many rooms there can be, RoomGrace how long one is kept after
	// its last guest, and RoomAway after how long without a key another guest can
	// take control from the presenter.
	Rooms int
	// RoomsPerIP is how many rooms of one address there can be.
	RoomsPerIP          int
	RoomGrace, RoomAway time.Duration
	// RoomSettled is how long ago a room must have been opened for it to be kept
	// after its last guest: one that was held for a moment is not.
	RoomSettled time.Duration
	// RoomLease is how long the guests of another node stay that is not heard of.
	RoomLease time.Duration
}

// withDefaults returns l with what holds where the deployer says nothing.
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

// Bucket lets through so many a second on average, and so many at once.
type Bucket struct {
	Rate, Burst float64
	level       float64 // how much of the burst is used up
	last        time.Time
}

// Take reports whether n more may pass now.
func (b *Bucket) Take(n float64, now time.Time) bool {
	b.leak(now)
	if b.level+n > b.Burst {
		return false
	}
	b.level += n
	return true
}

// Owe takes n even where that is more than may pass now. It returns how long to
// wait until it may.
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
	byIP     map[netip.Prefix]*visitor
	// logging are the connections that are logging in, the oldest first.
	logging []*arrival
}

// visitor is what one address has.
type visitor struct {
	connects, reads, requests Bucket // reads in bytes
	halfOpen, conns, sessions int
	// failed counts the connections that came to nothing.
	failed Bucket
	// share is what its sessions and commands take of the processors.
	share *work.Share
}

// arrival is a connection as the door sees it.
type arrival struct {
	ip netip.Prefix
	// passed is set when it has logged in, whatever comes of it.
	passed bool
	// end closes it.
	end func()
}

// How many connections that come to nothing an address may have, and how fast
// they are forgotten. One with more gets a few places to log in only, as many as
// there are for 32 such addresses.
const failedBurst, failedRate, failedShare = 8, 1. / 30, 32

// mostHalfOpen is how many connections of an address can be logging in.
func (d *door) mostHalfOpen(v *visitor, now time.Time) int {
	if v.failed.leak(now); v.failed.level > failedBurst {
		return max(d.limits.HalfOpen/failedShare, 1)
	}
	return max(d.limits.HalfOpen/halfOpenPerIP, 1)
}

// connsPerSession leaves an address that has all its sessions room to be told
// so.
const connsPerSession = 2

// halfOpenPerIP is how much of the connections that log in one address can
// have.
const halfOpenPerIP = 4

// mostVisitors bounds how many addresses are remembered only for how fast they
// come.
const mostVisitors = 10_000

func newDoor(l Limits) *door {
	return &door{
		limits: l, byIP: map[netip.Prefix]*visitor{},
		connects: Bucket{Rate: l.Connects, Burst: 2 * l.Connects},
	}
}

// Why a connection or a session is refused.
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

// connect lets a connection in, or says why not. Where too many are logging in,
// the oldest of the address that has the most of them makes room.
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

// makeRoom ends a connection that is logging in.
func (d *door) makeRoom(now time.Time) {
	victim := slices.MaxFunc(d.logging, func(a, b *arrival) int { return d.byIP[a.ip].halfOpen - d.byIP[b.ip].halfOpen })
	d.done(victim)
	d.byIP[victim.ip].failed.Owe(1, now)
	go victim.end() // it says that it has left, for which the door must be free
}

// done takes a connection from those that are logging in, and reports whether it
// was one.
func (d *door) done(a *arrival) bool {
	i := slices.Index(d.logging, a)
	if i < 0 {
		return false
	}
	d.logging = slices.Delete(d.logging, i, i+1)
	d.byIP[a.ip].halfOpen--
	return true
}

// visitor returns the entry of an address, a new one for an address that is not
// known. It is nil when there are too many addresses to remember.
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

// sweep removes the addresses that have no connection and have not come lately.
func (d *door) sweep(now time.Time) {
	for ip, v := range d.byIP {
		v.failed.leak(now)
		if v.connects.leak(now); v.conns == 0 && v.sessions == 0 && v.connects.level == 0 && v.failed.level < 1 {
			delete(d.byIP, ip)
		}
	}
}

// The answer to an address's first wrong password takes wrongPassword, each
// further one twice as long, up to mostWrong.
const wrongPassword, mostWrong = time.Second, 15 * time.Second

// wrong notes a wrong password of an address, and returns how long the answer
// takes: longer the more there were lately.
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

// passed notes that a connection has logged in, before it asks for anything.
func (d *door) passed(a *arrival) {
	d.mu.Lock()
	defer d.mu.Unlock()
	a.passed = true
}

// opened notes that a connection has asked for something.
func (d *door) opened(a *arrival) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.done(a)
}

// left notes the end of a connection.
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

// bySession is how many sessions addresses have, by codes of theirs.
func (d *door) bySession(code func(string) string) map[string]int {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := map[string]int{}
	for ip, v := range d.byIP {
		if v.sessions > 0 && len(out) < mostTold {
			out[code(ip.String())] = v.sessions
		}
	}
	return out
}

// enter lets a session in, or says why not. The address has some elsewhere.
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
	v.sessions++
	return ""
}

// at does something with what an address has that has a connection.
func (d *door) at(ip netip.Prefix, do func(v *visitor)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	do(d.byIP[ip])
}

// exit notes the end of a session.
func (d *door) exit(ip netip.Prefix) {
	d.at(ip, func(v *visitor) { d.sessions--; v.sessions-- })
}

// counts returns how many connections, of them half-open, and sessions there
// are.
func (d *door) counts() (conns, halfOpen, sessions int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.conns, len(d.logging), d.sessions
}

// WhyNot tells a client why its session is not let in.
func WhyNot(why string) string {
	if why == RefusedPerIP {
		return "there are too many sessions from your address; please close one"
	}
	return "crossover is full; please try again later"
}
