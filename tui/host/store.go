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

// Store shares rooms between hosts, which are its nodes. A host without a store keeps its
// rooms in memory. All methods are safe for concurrent use.
type Store interface {
	// Watch reports to w the contents of the store and every write, by this node and
	// others, until ctx is done.
	Watch(ctx context.Context, w Watcher)
	// Load returns the last record of a room and its revision, or 0 if there is none.
	Load(ctx context.Context, room string) (record []byte, revision uint64, err error)
	// Save writes the record of a room and returns its new revision. It returns
	// [ErrChanged] if the current revision is not over.
	Save(ctx context.Context, room string, record []byte, over uint64) (revision uint64, err error)
	// Delete removes a room. It returns [ErrChanged] if the current revision is not over.
	Delete(ctx context.Context, room string, over uint64) error
	// Beat sends a heartbeat of this node to the others: a message.
	Beat(message []byte) error
	// Secret returns a key that all nodes share, and only they know.
	Secret() [32]byte
}

// ErrChanged means that another node has written the room since it was read.
var ErrChanged = errors.New("the room was changed by another server")

// Watcher receives the events of a store. Its methods are called one at a time.
type Watcher interface {
	// Line reports whether the store can be reached. After each true, Wrote is called for
	// every room, and then Listed.
	Line(up bool)
	// Wrote reports the record of a room, or nil after its removal.
	Wrote(room string, record []byte, revision uint64)
	// Listed is called after Wrote has been called for every room.
	Listed()
	// Alive reports the heartbeat of a node.
	Alive(message []byte)
}

// heartbeat is the message of a node that is alive: the node's id, and the number of sessions of each
// address, by a code that does not reveal the address.
type heartbeat struct {
	Node     string
	Sessions map[string]int
}

// maxNode limits the length of a node's id, mostNodes the nodes remembered, mostAddresses the
// addresses in a heartbeat, and maxBeat its bytes.
const maxNode, mostNodes, mostAddresses, maxBeat = 32, 1000, 10_000, 512 << 10

// cluster is a node's view of the others.
type cluster struct {
	Store
	ctx  context.Context
	end  context.CancelFunc
	node string
	log  *slog.Logger
	made atomic.Uint64 // counts the ids given to guests
	door *door
	// stirred is raised to send a heartbeat soon.
	stirred Signal
	down    atomic.Bool
	lists   atomic.Int64 // counts the lists that the store has begun

	mu    sync.Mutex
	heard map[string]peer
}

// peer is the time of a node's last heartbeat, and the sessions in it.
type peer struct {
	last     time.Time
	sessions map[string]int
}

// share starts to share the rooms through a store.
func (rs *rooms) share(s Store, node string, d *door, log *slog.Logger) {
	c := &cluster{Store: s, node: node, log: log, door: d, stirred: NewSignal(), heard: map[string]peer{}}
	c.ctx, c.end = context.WithCancel(context.Background())
	rs.cluster, rs.secret = c, s.Secret()
	go s.Watch(c.ctx, (*watcher)(rs))
	go rs.beat()
}

// unshare waits until all changes of rooms are saved, at most for farewell, and leaves
// the store.
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

// beatsPerLease is the number of heartbeats in RoomLease, after which a silent node
// counts as dead.
const beatsPerLease = 5

// soonest is the least time between heartbeats.
const soonest = 50 * time.Millisecond

// beat sends heartbeats, and looks after the rooms with guests on this node.
func (rs *rooms) beat() {
	c := rs.cluster
	tick := time.NewTicker(rs.limits.RoomLease / beatsPerLease)
	defer tick.Stop()
	for {
		w, _ := json.Marshal(heartbeat{c.node, c.door.bySession(rs.token)}) // it cannot fail
		_ = c.Beat(w)                                                       // Watch reports a lost connection
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

// elsewhere returns the number of sessions that an address has on other live nodes.
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

// awake returns the rooms that have guests on this node.
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

// dead reports whether a node's last heartbeat is older than RoomLease. While the store
// cannot be reached, no node counts as dead.
func (rs *rooms) dead(node string, now time.Time) bool {
	c := rs.cluster
	c.mu.Lock()
	defer c.mu.Unlock()
	h, ok := c.heard[node]
	if !ok {
		c.note(heartbeat{Node: node}, now)
		return false
	}
	return !c.down.Load() && now.Sub(h.last) > rs.limits.RoomLease
}

// note records a heartbeat. The cluster is locked.
func (c *cluster) note(w heartbeat, now time.Time) {
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
	c.heard[w.Node] = peer{now, w.Sessions}
}

// forgetNode is the age of a node's last heartbeat after which it may be forgotten.
const forgetNode = time.Hour

// watcher implements [Watcher].
type watcher rooms

func (w *watcher) Alive(message []byte) {
	var of heartbeat
	if c := w.cluster; len(message) <= maxBeat && json.Unmarshal(message, &of) == nil && of.Node != c.node {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.note(of, time.Now())
	}
}

func (w *watcher) Line(up bool) {
	c := w.cluster
	if c.down.Swap(!up) && !up { // already reported
		return
	}
	if up {
		c.lists.Add(1)
		c.mu.Lock()
		for n, h := range c.heard { // no heartbeat could arrive meanwhile
			c.heard[n] = peer{time.Now(), h.sessions}
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

// mostMirrored limits the rooms of other nodes in memory, as a multiple of Rooms.
const mostMirrored = 4

func (w *watcher) Listed() {
	rs := (*rooms)(w)
	rs.mu.Lock()
	var gone []*room
	for _, r := range rs.open {
		r.mu.Lock()
		if r.epoch < rs.cluster.lists.Load() && r.high > 0 { // it was removed while this node was not connected
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

// forget removes a room that is not in the store, unless it has guests on this node.
func (rs *rooms) forget(r *room) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shows == nil && r.raw == nil && rs.open[r.name] == r {
		delete(rs.open, r.name)
	}
}

// openerOf returns the address that opened the room of a record.
func openerOf(data []byte) netip.Prefix {
	var w struct{ By netip.Prefix }
	if json.Unmarshal(data, &w) != nil {
		return netip.Prefix{}
	}
	return w.By
}
