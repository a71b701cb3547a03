package host

import (
	"cmp"
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

// rooms are the rooms there are.
type rooms struct {
	limits Limits
	secret [32]byte // of the tokens to watch with

	mu   sync.Mutex
	open map[string]*room

	cluster *cluster // nil where no other node has a part in them
}

// room is a scenario that several sessions look at. One of them presents: what
// it changes, the others follow.
type room struct {
	rooms  *rooms
	name   string
	shows  *Serving     // nil while only other nodes have guests in it
	by     netip.Prefix // who opened it
	opened time.Time

	mu        sync.Mutex
	guests    []*guest
	presenter *guest // nil where nobody presents
	st        state.State
	focus     int
	version   int    // counts the changes of st and focus
	who, what string // the last change
	last      string // what is told of it, or of who came and went
	told      time.Time
	telling   *time.Timer // set while news waits to be told
	moved     time.Time   // when the presenter changed something last
	fading    *time.Timer // tells everyone when that is no longer just now
	closing   *time.Timer // set while nobody is there
	shared
}

// shared is how a room and what the store has of it go together.
type shared struct {
	raw            []byte // what the store has, nil for nothing
	base           record // the same, as far as this node has taken it in
	revision, high uint64 // of raw, 0 for none; and the highest there was
	change         int    // counts the changes of the state and the focus on all nodes
	edits, written int    // counts what was done, and how much of it was written
	saving         bool   // it is being written
	failing        bool   // ... in vain
	epoch          int64  // when the store listed it
	touched        time.Time
}

// person is who enters a room.
type person struct {
	name string
	ip   netip.Prefix
	// watches says that it follows and can do nothing else.
	watches bool
}

// guest is a session in a room.
type guest struct {
	room      *room
	id        string // on all nodes
	watches   bool
	name      string
	likeness  string // what the name looks like
	following bool
	hand      bool
	vote      string    // the offer that its user is for
	seen      int       // the version shown
	touched   time.Time // when its user did something last
	idle      bool      // other nodes are told that this is long ago
	news      Signal    // there is something new; nil where another node has its session
}

// local reports whether its session is on this node.
func (g *guest) local() bool { return g.news != nil }

func (g *guest) rename(name string) { g.name, g.likeness = name, lookOf(name) }

// Names of rooms.
const (
	maxRoomName  = 24
	roomAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
)

// CheckRoom says what is wrong with the name of a room. It does not repeat it.
func CheckRoom(name string) error {
	if name == "" || len(name) > maxRoomName {
		return fmt.Errorf("a room's name has 1 to %d characters", maxRoomName)
	}
	for _, r := range name {
		if !strings.ContainsRune(roomAlphabet, r) {
			return errors.New("a room's name has letters, digits, hyphens, dots and underscores only, such as friday")
		}
	}
	return nil
}

// Why no room is opened.
var (
	errNoRoom      = errors.New("there are too many rooms at the moment; please join one or try again later")
	errRoomChanged = errors.New("the room was opened anew just now; please enter it again")
	// errNothingToWatch is told where a token is of no room that is open.
	errNothingToWatch = errors.New("nobody is in the room of this link at the moment; please try again later")
	errOwnRooms       = errors.New("there are too many rooms from your address; please join one of them")
)

// serving is what a room shows, which stays as it was when the room was opened, or
// nil where there is no such room.
func (rs *rooms) serving(name string) *Serving {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if r := rs.open[name]; r != nil {
		return r.shows
	}
	return nil
}

// enter lets somebody into a room, opening it if need be on a state. Who only watches
// opens none.
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

// opened is how many of the rooms an address has opened.
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

// scenario returns what a room shows, if there is the room. e has the offers for one
// that only other nodes have guests in.
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

// join adds a guest. The first one presents.
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

// free is a name that nobody in the room has, nor one that looks like it.
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

// leave takes a guest out. A room that nobody is in is kept for a while, unless
// it was held for a moment only.
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
	if len(r.guests) == 0 && r.rooms.cluster == nil { // else the store forgets the room
		grace := r.rooms.limits.RoomGrace
		if r.passing() {
			grace = 0
		}
		r.closing = time.AfterFunc(grace, r.close)
	}
}

// passing reports whether the room was opened just now, so that it is not kept when
// nobody is in it.
func (r *room) passing() bool { return time.Since(r.opened) < r.rooms.limits.RoomSettled }

// here reports whether this node has guests in the room.
func (r *room) here() bool { return slices.ContainsFunc(r.guests, (*guest).local) }

// close closes a room that nobody has come back to.
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

// stop ends what the room waits for.
func (r *room) stop() {
	for _, t := range []*time.Timer{r.telling, r.fading} {
		if t != nil {
			t.Stop()
		}
	}
	r.telling, r.fading = nil, nil
}

// How often everyone in a room is told something: more seldom, the more there
// are, as each of them paints a frame for it.
const (
	tellEvery    = 30 * time.Millisecond
	tellEachTime = time.Millisecond
)

// tell notes that something was done, and lets everyone know. The room is locked.
func (r *room) tell(what string) {
	r.announce(what)
	r.edited()
}

// announce lets everyone here know, now or as soon as it is time again. The room is
// locked.
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
		g.news.Raise() // which a guest of another node has not, so nothing comes of it
	}
}
