package host

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/state"
	"crossover/tui/style"
)

// rooms holds the open rooms.
type rooms struct {
	limits Limits
	secret [32]byte // key of the watch tokens

	mu   sync.Mutex
	open map[string]*room

	cluster *cluster // nil without other nodes
}

// room is a scenario that several sessions show. One guest presents, and the others
// follow the changes.
type room struct {
	rooms  *rooms
	name   string
	shows  *Serving     // nil while only other nodes have guests in it
	by     netip.Prefix // the address that opened it
	opened time.Time

	mu        sync.Mutex
	guests    []*guest
	presenter *guest // nil if nobody presents
	st        state.State
	focus     int
	version   int    // counts the changes of st and focus
	who, what string // the last change
	last      string // the last news: of a change, or of who came or left
	told      time.Time
	telling   *time.Timer // set while news waits
	moved     time.Time   // the time of the last change
	fading    *time.Timer // removes the mark of the last change
	closing   *time.Timer // set while the room is empty
	shared
}

// shared is the state of a room's synchronisation with the store.
type shared struct {
	raw            []byte // the record in the store, or nil
	base           record // the last record merged on this node
	revision, high uint64 // revision is that of raw or 0, high the highest one seen
	change         int    // counts the changes of the state and the focus on all nodes
	edits, written int    // edits counts the changes on this node, written those that were saved
	saving         bool   // it is being saved
	failing        bool   // the last attempt to save failed
	epoch          int64  // the list of the store that it was last in
	touched        time.Time
}

// person is somebody who enters a room.
type person struct {
	name string
	ip   netip.Prefix
	// watches is set if it follows and can do nothing else.
	watches bool
}

// guest is a session in a room.
type guest struct {
	room      *room
	id        string // unique on all nodes
	watches   bool
	name      string
	likeness  string // the name's [lookOf]
	following bool
	hand      bool
	vote      string    // the offer its user votes for
	seen      int       // the version shown
	touched   time.Time // the time of the user's last input
	idle      bool      // other nodes know that touched is long ago
	news      Signal    // raised for news; nil for a guest of another node
}

// local reports whether the guest's session is on this node.
func (g *guest) local() bool { return g.news != nil }

func (g *guest) rename(name string) { g.name, g.likeness = name, lookOf(name) }

// Names of rooms.
const (
	maxRoomName  = 24
	roomAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
)

// CheckRoom returns an error, without the name, if name is not valid for a room.
func CheckRoom(name string) error {
	if name == "" || len(name) > maxRoomName {
		return fmt.Errorf("a room's name has 1 to %d characters", maxRoomName)
	}
	if strings.Trim(name, roomAlphabet) != "" {
		return errors.New("a room's name has letters, digits, hyphens, dots and underscores only, such as friday")
	}
	return nil
}

// Reasons for not entering a room.
var (
	errNoRoom      = errors.New("there are too many rooms at the moment; please join one or try again later")
	errRoomChanged = errors.New("the room was reopened just now; please enter it again")
	// errNothingToWatch answers a token of no open room.
	errNothingToWatch = errors.New("nobody is in the room of this link at the moment; please try again later")
	errOwnRooms       = errors.New("there are too many rooms from your address; please join one of them")
)

// serving returns the content of an open room, which stays that of its opening, or nil.
func (rs *rooms) serving(name string) *Serving {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if r := rs.open[name]; r != nil {
		return r.shows
	}
	return nil
}

// enter adds somebody to a room. It opens the room on a state if needed, but not for a
// watcher.
func (rs *rooms) enter(name string, shows *Serving, who person, st state.State, focus int) (*guest, error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r := rs.open[name]
	if r == nil {
		if who.watches {
			return nil, errNothingToWatch
		}
		if len(rs.open) >= rs.limits.Rooms {
			return nil, errNoRoom
		}
		if rs.opened(who.ip) >= rs.limits.RoomsPerIP {
			return nil, errOwnRooms
		}
		r = &room{rooms: rs, name: name, shows: shows, by: who.ip, opened: time.Now(), st: st, focus: focus, shared: shared{change: firstChange}}
		rs.open[name] = r
	}
	if r.shows == nil {
		if err := r.wake(shows); err != nil {
			return nil, err
		}
	}
	if r.shows != shows {
		return nil, errRoomChanged
	}
	return r.join(who), nil
}

// opened returns the number of rooms that an address has opened.
func (rs *rooms) opened(ip netip.Prefix) (n int) {
	for _, r := range rs.open {
		r.mu.Lock()
		if r.by == ip {
			n++
		}
		r.mu.Unlock()
	}
	return n
}

// scenario returns the scenario of a room, if the room is open. e decodes a room in which
// only other nodes have guests.
func (rs *rooms) scenario(name string, e *engine.Engine) (scenario.Scenario, bool) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r := rs.open[name]
	if r == nil {
		return scenario.Scenario{}, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shows == nil && r.raw != nil {
		rec, err := decodeRecord(r.raw, e)
		return rec.st.Scenario, err == nil
	}
	return r.st.Scenario, true
}

// join adds a guest. The first one presents, unless it only watches.
func (r *room) join(who person) *guest {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closing != nil {
		r.closing.Stop()
		r.closing = nil
	}
	user := cmp.Or(who.name, "guest")
	if who.watches {
		user = cmp.Or(who.name, "watcher")
	}
	g := &guest{room: r, watches: who.watches, following: true, seen: -1, touched: time.Now(), news: NewSignal()}
	g.rename(r.free(user))
	if c := r.rooms.cluster; c != nil {
		g.id = fmt.Sprint(c.node, ".", c.made.Add(1))
	}
	if len(r.guests) == 0 && !who.watches {
		r.presenter = g
	}
	r.guests = append(r.guests, g)
	r.tell(g.name + " is here")
	g.news.Raise()
	return g
}

// free returns a name that does not look like that of any guest.
func (r *room) free(user string) string {
	for n := 1; ; n++ {
		name := user
		if n > 1 {
			name = fmt.Sprintf("%s %d", user, n)
		}
		if look := lookOf(name); !slices.ContainsFunc(r.guests, func(g *guest) bool { return g.likeness == look }) {
			return name
		}
	}
}

// leave removes a guest. An empty room is kept for RoomGrace, unless it is younger than
// RoomSettled.
func (g *guest) leave() {
	r := g.room
	r.mu.Lock()
	defer r.mu.Unlock()
	r.guests = slices.DeleteFunc(r.guests, func(x *guest) bool { return x == g })
	if r.presenter == g {
		r.presenter = nil
		r.next()
	}
	r.tell(g.name + " has left")
	if len(r.guests) == 0 && r.rooms.cluster == nil { // with a cluster, the store's expiry closes the room
		grace := r.rooms.limits.RoomGrace
		if r.passing() {
			grace = 0
		}
		r.closing = time.AfterFunc(grace, r.close)
	}
}

// passing reports whether the room is too young to be kept when it is empty.
func (r *room) passing() bool { return time.Since(r.opened) < r.rooms.limits.RoomSettled }

// here reports whether this node has guests in the room.
func (r *room) here() bool { return slices.ContainsFunc(r.guests, (*guest).local) }

// close closes the room if it is still empty.
func (r *room) close() {
	r.rooms.mu.Lock()
	defer r.rooms.mu.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.guests) == 0 && r.rooms.open[r.name] == r {
		delete(r.rooms.open, r.name)
		r.stop()
	}
}

// stop stops the room's timers.
func (r *room) stop() {
	for _, t := range []*time.Timer{r.telling, r.fading} {
		if t != nil {
			t.Stop()
		}
	}
	r.telling, r.fading = nil, nil
}

// The least time between news to the guests of a room. It grows with their number, as
// each paints a frame.
const (
	tellEvery    = 30 * time.Millisecond
	tellEachTime = time.Millisecond
)

// tell announces a change and saves it. The room is locked.
func (r *room) tell(what string) {
	r.announce(what)
	r.edited()
}

// announce sends news to the guests on this node, at once or when the next is due. The
// room is locked.
func (r *room) announce(what string) {
	r.last = style.CleanName(what, 80)
	if r.telling != nil {
		return
	}
	wait := tellEvery + time.Duration(len(r.guests))*tellEachTime - time.Since(r.told)
	if wait <= 0 {
		r.spread()
		return
	}
	r.telling = time.AfterFunc(wait, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.telling = nil
		r.spread()
	})
}

func (r *room) spread() {
	r.told = time.Now()
	for _, g := range r.guests {
		g.news.Raise() // nothing happens for a guest of another node, whose signal is nil
	}
}

// tokenBytes is the length of a watch token before encoding, enough not to be guessed.
const tokenBytes = 15

func newRooms(l Limits) *rooms {
	rs := &rooms{limits: l, open: map[string]*room{}}
	_, _ = rand.Read(rs.secret[:]) // it cannot fail
	return rs
}

// token returns the watch token of a room. It does not reveal the name. It is valid as
// long as the secret: the process's own, or the store's.
func (rs *rooms) token(name string) string {
	code := hmac.New(sha256.New, rs.secret[:])
	_, _ = code.Write([]byte(name)) // it cannot fail
	return strings.ToLower(base32.StdEncoding.EncodeToString(code.Sum(nil)[:tokenBytes]))
}

// watched returns the open room of a watch token, or "".
func (rs *rooms) watched(token string) string {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for name := range rs.open {
		if hmac.Equal([]byte(rs.token(name)), []byte(token)) {
			return name
		}
	}
	return ""
}

// Token returns the token with which a room can be watched without taking part.
func (h *Host) Token(room string) string { return h.rooms.token(room) }
