package host

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// Store keeps rooms where several hosts see them, each of which is a node. A host
// without one keeps its rooms to itself, in memory. Its methods are safe for
// concurrent use.
type Store interface {
	// Watch tells w what is in the store and what is written to it, by this node
	// and others, until ctx ends.
	Watch(ctx context.Context, w Watcher)
	// Load returns what was written of a room last, and its revision; 0 where there
	// is nothing.
	Load(ctx context.Context, room string) (record []byte, revision uint64, err error)
	// Save writes what a room is. The error is [ErrChanged] unless the revision that
	// it has there is over.
	Save(ctx context.Context, room string, record []byte, over uint64) (revision uint64, err error)
	// Delete removes a room. The error is [ErrChanged] unless the revision that it
	// has there is over.
	Delete(ctx context.Context, room string, over uint64) error
	// Beat tells the other nodes that this one is there, and more of it in its words.
	Beat(words []byte) error
	// Secret is the same for all nodes, and of nobody else.
	Secret() [32]byte
}

// ErrChanged says that somebody else has written a room.
var ErrChanged = errors.New("the room was changed by another server")

// Watcher is told what is in a store. Its methods are called one at a time.
type Watcher interface {
	// Line says whether the store can be reached. After each true it is told of every
	// room anew, and then Listed is called.
	Line(up bool)
	// Wrote says what a room is now, nil where it was removed.
	Wrote(room string, record []byte, revision uint64)
	// Listed says that Wrote has been called for all rooms there are.
	Listed()
	// Alive says that a node is there, in its words.
	Alive(words []byte)
}

// words are what a node says of itself, time and again: an id, and how many sessions
// each address has there, by codes that tell an address to nobody.
type words struct {
	Node     string
	Sessions map[string]int
}

// maxNode is how long the id of a node may be, mostNodes how many are remembered, and
// mostTold of how many addresses a node tells, in at most maxBeat bytes.
const maxNode, mostNodes, mostTold, maxBeat = 32, 1000, 10_000, 512 << 10

// cluster is what a node knows of the others.
type cluster struct {
	Store
	ctx  context.Context
	end  context.CancelFunc
	node string
	log  *slog.Logger
	made atomic.Uint64 // guests that were given an id
	door *door
	// stirred is raised when sessions have come or gone.
	stirred Signal
	down    atomic.Bool
	lists   atomic.Int64 // counts how often the store has begun to list its rooms

	mu    sync.Mutex
	heard map[string]heardOf
}

// heardOf is when a node was heard of last, and the sessions it told of.
type heardOf struct {
	last     time.Time
	sessions map[string]int
}

// share keeps the rooms in a store from now on.
func (rs *rooms) share(s Store, node string, d *door, log *slog.Logger) {
	c := &cluster{Store: s, node: node, log: log, door: d, stirred: NewSignal(), heard: map[string]heardOf{}}
	c.ctx, c.end = context.WithCancel(context.Background())
	rs.cluster, rs.secret = c, s.Secret()
	go s.Watch(c.ctx, (*watcher)(rs))
	go rs.beat()
}

// unshare waits until all that was done in rooms is written, but for no longer than
// farewell, and leaves the store.
func (rs *rooms) unshare() {
	if rs.cluster == nil {
		return
	}
	for deadline := time.Now().Add(farewell); rs.writing() && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	rs.cluster.end()
}

// writing reports whether a room is being written.
func (rs *rooms) writing() bool {
	for _, r := range rs.awake() {
		r.mu.Lock()
		saving := r.saving
		r.mu.Unlock()
		if saving {
			return true
		}
	}
	return false
}

// beatsPerLease is how often a node says that it is there, in the time after which
// it is taken for dead.
const beatsPerLease = 5

// soonest is how soon after the last time a node tells of sessions.
const soonest = 50 * time.Millisecond

// beat says that this node is there, time and again, and looks after the rooms that
// it has guests in.
func (rs *rooms) beat() {
	c := rs.cluster
	tick := time.NewTicker(rs.limits.RoomLease / beatsPerLease)
	defer tick.Stop()
	for {
		w, _ := json.Marshal(words{c.node, c.door.bySession(rs.token)}) // it never fails
		_ = c.Beat(w)                                                   // Watch says when the line is down
		for _, r := range rs.awake() {
			r.lookAfter(time.Now())
		}
		select {
		case <-tick.C:
		case <-c.stirred:
			time.Sleep(soonest)
		case <-c.ctx.Done():
			return
		}
	}
}

// elsewhere is how many sessions an address has on other nodes that are heard of.
func (rs *rooms) elsewhere(ip netip.Prefix) (n int) {
	c := rs.cluster
	if c == nil {
		return 0
	}
	c.stirred.Raise()
	code := rs.token(ip.String())
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, h := range c.heard {
		if time.Since(h.last) <= rs.limits.RoomLease {
			n += h.sessions[code]
		}
	}
	return n
}

// awake are the rooms with guests of this node.
func (rs *rooms) awake() (out []*room) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for _, r := range rs.open {
		if r.shows != nil {
			out = append(out, r)
		}
	}
	return out
}

// dead reports whether a node has not been heard of for long. While the line is
// down nobody is heard of, and nobody is dead.
func (rs *rooms) dead(node string, now time.Time) bool {
	c := rs.cluster
	c.mu.Lock()
	defer c.mu.Unlock()
	h, ok := c.heard[node]
	if !ok {
		c.note(words{Node: node}, now)
		return false
	}
	return !c.down.Load() && now.Sub(h.last) > rs.limits.RoomLease
}

// note notes that a node is there. The cluster is locked.
func (c *cluster) note(w words, now time.Time) {
	if len(w.Node) > maxNode {
		return
	}
	if _, ok := c.heard[w.Node]; !ok && len(c.heard) >= mostNodes {
		for n, h := range c.heard {
			if now.Sub(h.last) > forgetNode {
				delete(c.heard, n)
			}
		}
		if len(c.heard) >= mostNodes {
			return
		}
	}
	c.heard[w.Node] = heardOf{now, w.Sessions}
}

// forgetNode is after how long a node that is not heard of may be forgotten.
const forgetNode = time.Hour

// watcher takes in what a store tells.
type watcher rooms

func (w *watcher) Alive(said []byte) {
	var of words
	if c := w.cluster; len(said) <= maxBeat && json.Unmarshal(said, &of) == nil && of.Node != c.node {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.note(of, time.Now())
	}
}

func (w *watcher) Line(up bool) {
	c := w.cluster
	if c.down.Swap(!up) && !up { // it is known
		return
	}
	if up {
		c.lists.Add(1)
		c.mu.Lock()
		for n, h := range c.heard { // nobody could be heard of meanwhile
			c.heard[n] = heardOf{time.Now(), h.sessions}
		}
		c.mu.Unlock()
	}
	c.log.Info("cluster", "node", c.node, "connected", up)
	for _, r := range (*rooms)(w).awake() {
		r.mu.Lock()
		r.spread()
		r.mu.Unlock()
	}
}

func (w *watcher) Wrote(name string, record []byte, revision uint64) {
	rs := (*rooms)(w)
	if CheckRoom(name) != nil || len(record) > maxRecord {
		return
	}
	rs.mu.Lock()
	r := rs.open[name]
	if r == nil && record != nil && len(rs.open) < mostMirrored*rs.limits.Rooms {
		r = &room{rooms: rs, name: name}
		rs.open[name] = r
	}
	rs.mu.Unlock()
	if r == nil {
		return
	}
	r.mu.Lock()
	r.epoch = rs.cluster.lists.Load()
	if revision > r.high {
		r.heard(record, revision)
	}
	r.mu.Unlock()
	if record == nil {
		rs.forget(r)
	}
}

// mostMirrored bounds how many rooms of others are remembered, in multiples of the
// rooms there may be.
const mostMirrored = 4

func (w *watcher) Listed() {
	rs := (*rooms)(w)
	rs.mu.Lock()
	var gone []*room
	for _, r := range rs.open {
		r.mu.Lock()
		if r.epoch < rs.cluster.lists.Load() && r.high > 0 { // it was removed while nobody told
			r.heard(nil, r.high)
			gone = append(gone, r)
		}
		r.mu.Unlock()
	}
	rs.mu.Unlock()
	for _, r := range gone {
		rs.forget(r)
	}
}

// forget removes a room that is not in the store, unless this node has guests in it.
func (rs *rooms) forget(r *room) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shows == nil && r.raw == nil && rs.open[r.name] == r {
		delete(rs.open, r.name)
	}
}

// openerOf is the address that opened a room.
func openerOf(data []byte) netip.Prefix {
	var w struct{ By netip.Prefix }
	if json.Unmarshal(data, &w) != nil {
		return netip.Prefix{}
	}
	return w.By
}
