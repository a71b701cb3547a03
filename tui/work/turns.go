package work

import (
	"cmp"
	"context"
	"math"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// turns hands out places to run commands in. The address whose commands have run
// the least lately goes first, so that many requests from one address do not keep
// the others waiting.
type turns struct {
	mu      sync.Mutex
	free    int
	waiting []*turn
	used    map[netip.Prefix]*used
}

// turn is one wait for a place.
type turn struct {
	ip    netip.Prefix
	ready chan struct{} // closed when it has the place
}

// used is how long commands of an address have run, and how many are running.
type used struct {
	seconds float64 // halved every usedHalf
	at      time.Time
	running int
}

// usedHalf is the half-life of what an address has used.
const usedHalf = 10 * time.Second

func newTurns(places int) *turns { return &turns{free: places, used: map[netip.Prefix]*used{}} }

// take waits for a place until ctx ends. leave gives it back.
func (q *turns) take(ctx context.Context, ip netip.Prefix) (leave func(), err error) {
	w := &turn{ip: ip, ready: make(chan struct{})}
	q.mu.Lock()
	q.waiting = append(q.waiting, w)
	q.next(time.Now())
	q.mu.Unlock()
	select {
	case <-w.ready:
	case <-ctx.Done():
		q.mu.Lock()
		defer q.mu.Unlock()
		if i := slices.Index(q.waiting, w); i >= 0 {
			q.waiting = slices.Delete(q.waiting, i, i+1)
			return nil, ctx.Err()
		}
		// It had got the place just before: the command sees ctx by itself.
	}
	start := time.Now()
	return func() { q.leave(ip, start) }, nil
}

// leave gives a place back that was taken at start.
func (q *turns) leave(ip netip.Prefix, start time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	u := q.use(ip, now)
	u.seconds += now.Sub(start).Seconds()
	u.running--
	q.free++
	q.next(now)
	for ip, u := range q.used { // as many as were busy in the last minutes
		if u.decay(now); u.running == 0 && u.seconds < 1e-3 {
			delete(q.used, ip)
		}
	}
}

// next hands free places out.
func (q *turns) next(now time.Time) {
	for q.free > 0 && len(q.waiting) > 0 {
		w := slices.MinFunc(q.waiting, func(a, b *turn) int { // the first of those alike
			x, y := q.peek(a.ip, now), q.peek(b.ip, now)
			if d := x.running - y.running; d != 0 {
				return d
			}
			return cmp.Compare(x.seconds, y.seconds)
		})
		q.waiting = slices.DeleteFunc(q.waiting, func(x *turn) bool { return x == w })
		q.use(w.ip, now).running++
		q.free--
		close(w.ready)
	}
}

// peek is what an address has used by now.
func (q *turns) peek(ip netip.Prefix, now time.Time) used {
	u := q.used[ip]
	if u == nil {
		return used{}
	}
	u.decay(now)
	return *u
}

func (q *turns) use(ip netip.Prefix, now time.Time) *used {
	u := q.used[ip]
	if u == nil {
		u = &used{at: now}
		q.used[ip] = u
	}
	u.decay(now)
	return u
}

func (u *used) decay(now time.Time) {
	if d := now.Sub(u.at); d > 0 {
		u.seconds *= math.Exp2(-d.Seconds() / usedHalf.Seconds())
		u.at = now
	}
}
