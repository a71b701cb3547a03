package host

import (
	"cmp"
	"strings"
	"time"

	"crossover/tui"
	"crossover/tui/state"
)

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
		r.st, r.focus, r.version, r.change = *after, focus, r.version+1, r.change+1
		g.seen = r.version
		if *before != *after {
			r.who, r.what = g.name, tui.Change(before, after)
			r.mark()
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

// choose notes the offer that a guest is for, or that it is for none again.
func (g *guest) choose(offer string) {
	r := g.room
	r.mu.Lock()
	defer r.mu.Unlock()
	if g.vote == offer {
		g.vote = ""
		r.tell(g.name + " takes the vote back")
		return
	}
	g.vote = offer
	r.tell(g.name + " is for " + offer)
}

// control hands over, takes what nobody has, or asks for it: nobody can take
// control from who has it, but from a presenter who has not touched anything for
// long.
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
		if r.presenter.away() {
			from := r.presenter.name
			r.present(g)
			g.seen = -1
			r.tell(g.name + " takes over from " + from + ", who is away")
			return ""
		}
		g.hand = true
		r.tell(g.name + " asks for control")
		return r.presenter.name + " presents, and is asked to hand over with X"
	}
}

// away reports whether its user has not done anything for so long that control may
// be taken.
func (g *guest) away() bool {
	return g.idle || g.local() && time.Since(g.touched) >= g.room.rooms.limits.RoomAway
}

// look is what a guest's session is to show: how the room is, and the
// presenter's state where the guest follows and has not seen it.
func (g *guest) look() (room tui.Room, follow tui.FollowMsg, fresh bool) {
	r := g.room
	r.mu.Lock()
	defer r.mu.Unlock()
	room = tui.Room{Name: r.name, You: g.name, Following: g.following, Last: cmp.Or(r.apart(), r.last), Watching: g.watches}
	if g.watches { // the name is not for those who only watch
		room.Name = "read-only"
	}
	if r.presenter != nil {
		room.Presenter = r.presenter.name
	}
	if time.Since(r.moved) < movedTime {
		room.Mover, room.Moved = r.who, kind(r.what)
	}
	for _, x := range r.guests[:min(len(r.guests), mostShown)] {
		room.Guests = append(room.Guests, tui.Guest{Name: x.name, Away: !x.following, Hand: x.hand, Vote: x.vote})
	}
	if fresh = g.following && g.seen != r.version; fresh {
		g.seen = r.version
		follow = tui.FollowMsg{State: r.st, Focus: r.focus, Who: r.who, What: kind(r.what)}
	}
	return room, follow, fresh
}

// mostShown bounds how many guests a session is told of.
const mostShown = 50

// movedTime is how long it is marked who moved something.
const movedTime = 3 * time.Second

// mark marks who moves something, and sees to it that the mark goes away.
func (r *room) mark() {
	r.moved = time.Now()
	if r.fading != nil {
		r.fading.Reset(movedTime)
		return
	}
	r.fading = time.AfterFunc(movedTime, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.spread()
	})
}

// touch notes that a guest's user is there.
func (g *guest) touch(now time.Time) {
	g.room.mu.Lock()
	defer g.room.mu.Unlock()
	g.touched = now
	if g.idle {
		g.idle = false
		g.room.edited()
	}
}

// kind is the first word of a change: the term that changed.
func kind(what string) string {
	word, _, _ := strings.Cut(what, " ")
	return word
}
