package sshd

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"crossover/tui"
	"crossover/tui/state"
	"crossover/tui/style"
)

// rooms are the rooms there are.
type rooms struct {
	most  int
	grace time.Duration

	mu   sync.Mutex
	open map[string]*room
}

// room is a scenario that several sessions look at. One of them presents: what
// it changes, the others follow.
type room struct {
	rooms *rooms
	name  string

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
	closing   *time.Timer // set while nobody is there
}

// guest is a session in a room.
type guest struct {
	room      *room
	name      string
	following bool
	hand      bool
	seen      int           // the version shown
	news      chan struct{} // holds one while there is something new
}

// Names of rooms.
const (
	maxRoomName  = 24
	roomUser     = "room+" // in front of a user name that is a room's
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

// errNoRoom turns away from a house that is full.
var errNoRoom = errors.New("there are too many rooms at the moment; please join one or try again later")

// enter lets somebody into a room, opening it if need be on a state.
func (rs *rooms) enter(name, user string, st state.State, focus int) (*guest, error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r := rs.open[name]
	if r == nil {
		if len(rs.open) >= rs.most {
			return nil, errNoRoom
		}
		r = &room{rooms: rs, name: name, st: st, focus: focus}
		rs.open[name] = r
	}
	return r.join(user), nil
}

// join adds a guest. The first one presents.
func (r *room) join(user string) *guest {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closing != nil {
		r.closing.Stop()
		r.closing = nil
	}
	g := &guest{room: r, name: r.free(user), following: true, seen: -1, news: make(chan struct{}, 1)}
	if len(r.guests) == 0 {
		r.presenter = g
	}
	r.guests = append(r.guests, g)
	r.tell(g.name + " is here")
	g.poke()
	return g
}

// free is a name nobody in the room has.
func (r *room) free(user string) string {
	if user == "" {
		user = "guest"
	}
	for n := 1; ; n++ {
		name := user
		if n > 1 {
			name = fmt.Sprintf("%s %d", user, n)
		}
		if !slices.ContainsFunc(r.guests, func(g *guest) bool { return g.name == name }) {
			return name
		}
	}
}

// leave takes a guest out. A room that nobody is in is kept for a while.
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
	if len(r.guests) == 0 {
		r.closing = time.AfterFunc(r.rooms.grace, r.close)
	}
}

// close closes a room that nobody has come back to.
func (r *room) close() {
	r.rooms.mu.Lock()
	defer r.rooms.mu.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.guests) == 0 && r.rooms.open[r.name] == r {
		delete(r.rooms.open, r.name)
		if r.telling != nil {
			r.telling.Stop()
		}
	}
}

// next has the first who raised a hand present.
func (r *room) next() bool {
	for _, g := range r.guests {
		if g.hand {
			r.present(g)
			return true
		}
	}
	return false
}

func (r *room) present(g *guest) {
	r.presenter, g.hand, g.following = g, false, true
}

// changed notes that a guest's session shows something else than before, by
// what its user did. A presenter's change is everyone's; whoever changes
// something where nobody presents does from then on; any other looks around
// alone.
func (g *guest) changed(before, after *state.State, focus int) {
	r := g.room
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.presenter == nil && g.following && *before != *after {
		r.present(g)
	}
	switch {
	case r.presenter == g:
		r.st, r.focus, r.version = *after, focus, r.version+1
		g.seen = r.version
		if *before != *after {
			r.who, r.what = g.name, tui.Change(before, after)
			r.tell(r.who + ": " + r.what)
		} else {
			r.tell(r.last)
		}
	case *before != *after && g.following:
		g.following = false
		r.tell(g.name + " looks around")
	}
}

// act does what a guest wants of the room, and returns what to tell the guest.
func (g *guest) act(a tui.RoomAction) (note string) {
	r := g.room
	r.mu.Lock()
	defer r.mu.Unlock()
	switch a {
	case tui.RoomFollow:
		if r.presenter == g {
			return "you present: the others follow you; X hands over"
		}
		g.following = !g.following
		if g.seen = -1; g.following {
			r.tell(g.name + " follows")
		} else {
			r.tell(g.name + " looks around")
		}
	case tui.RoomControl:
		return g.control()
	case tui.RoomHand:
		if r.presenter == g {
			return "you present already"
		}
		if g.hand = !g.hand; g.hand {
			r.tell(g.name + " raises a hand")
		} else {
			r.tell(g.name + " takes the hand down")
		}
	}
	return ""
}

// control hands over, takes what nobody has, or asks for it: nobody can take
// control from who has it.
func (g *guest) control() (note string) {
	r := g.room
	switch r.presenter {
	case g:
		r.presenter = nil
		if r.next() {
			r.tell(g.name + " hands over to " + r.presenter.name)
			return ""
		}
		r.tell(g.name + " gives up control")
		return "nobody presents now: whoever changes something does"
	case nil:
		r.present(g)
		g.seen = -1
		r.tell(g.name + " takes over")
		return ""
	default:
		g.hand = true
		r.tell(g.name + " asks for control")
		return r.presenter.name + " presents, and is asked to hand over with X"
	}
}

// news is what a guest's session is to show: how the room is, and the
// presenter's state where the guest follows and has not seen it.
func (g *guest) look() (room tui.Room, follow tui.FollowMsg, fresh bool) {
	r := g.room
	r.mu.Lock()
	defer r.mu.Unlock()
	room = tui.Room{Name: r.name, You: g.name, Following: g.following, Last: r.last}
	if r.presenter != nil {
		room.Presenter = r.presenter.name
	}
	for _, x := range r.guests[:min(len(r.guests), mostShown)] {
		room.Guests = append(room.Guests, tui.Guest{Name: x.name, Away: !x.following, Hand: x.hand})
	}
	if fresh = g.following && g.seen != r.version; fresh {
		g.seen = r.version
		follow = tui.FollowMsg{State: r.st, Focus: r.focus, Who: r.who, What: kind(r.what)}
	}
	return room, follow, fresh
}

// mostShown bounds how many guests a session is told of.
const mostShown = 50

// kind is the first word of a change: the term that changed.
func kind(what string) string {
	word, _, _ := strings.Cut(what, " ")
	return word
}

// How often everyone in a room is told something: more seldom, the more there
// are, as each of them paints a frame for it.
const (
	tellEvery    = 30 * time.Millisecond
	tellEachTime = time.Millisecond
)

// tell lets everyone know, now or as soon as it is time again. The room is
// locked.
func (r *room) tell(what string) {
	r.last = style.Clean(what, 80)
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
		g.poke()
	}
}

func (g *guest) poke() {
	select {
	case g.news <- struct{}{}:
	default: // it has not looked yet
	}
}

// count is how many rooms there are.
func (rs *rooms) count() int {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	return len(rs.open)
}
