package host

import (
	"slices"
	"time"

	"crossover/engine"
)

// record is what other nodes are to know of the room. The room is locked.
func (r *room) record() record {
	rec := record{Form: r.base.Form, Node: r.rooms.cluster.node, By: r.by, st: r.st, Focus: r.focus, Change: r.change, Who: r.who, What: r.what, Last: r.last}
	for _, g := range r.guests[:min(len(r.guests), mostMembers)] {
		rec.Members = append(rec.Members, member{ID: g.id, Name: g.name, Vote: g.vote, Watches: g.watches, Away: !g.following, Hand: g.hand, Idle: g.idle})
	}
	if r.presenter != nil {
		rec.Presenter = r.presenter.id
	}
	return rec
}

// same reports whether two records say the same of a room.
func (rec *record) same(o *record) bool {
	return rec.Presenter == o.Presenter && rec.Change == o.Change && rec.Last == o.Last && slices.Equal(rec.Members, o.Members)
}

// engine has the offers that the room shows.
func (r *room) engine() *engine.Engine { return r.shows.Options.Engine }

// heard takes in what the store has of the room, nil where it was removed. What
// cannot be read is not taken in. The room is locked.
func (r *room) heard(data []byte, revision uint64) error {
	if data == nil {
		r.raw, r.base, r.revision, r.high = nil, record{}, 0, max(r.high, revision)
		if r.shows != nil { // it lives on as long as somebody is there
			r.edited()
		}
		return nil
	}
	if r.shows == nil {
		r.raw, r.revision, r.high, r.by = data, revision, revision, openerOf(data)
		return nil
	}
	rec, err := decodeRecord(data, r.engine())
	if err != nil {
		return err
	}
	r.raw, r.revision, r.high, r.touched = data, revision, revision, time.Now()
	if rec.Node == r.rooms.cluster.node { // nothing in it is new here
		r.base = rec
		return nil
	}
	r.merge(&rec)
	return nil
}

// merge brings what this node and others have done in the room together. Each node
// knows best about its own guests. Of what all share, what only one side has changed
// since they last agreed is kept; where both have, the other side was first, unless
// it is the state, and the presenter is here. The room is locked.
func (r *room) merge(rec *record) {
	mine, base, was := r.record(), r.base, r.presenter
	r.base = *rec
	r.meet(rec.Members)
	if r.by = rec.By; mine.Presenter == base.Presenter || rec.Presenter != base.Presenter && rec.Presenter != "" {
		r.presenter = r.find(rec.Presenter)
	} else {
		r.presenter = r.find(mine.Presenter)
	}
	if r.presenter == nil {
		r.next()
	}
	if p := r.presenter; p != nil && p.local() {
		p.hand, p.following = false, true
	}
	changed := mine.Change != base.Change && mine.Change != firstChange
	switch {
	case rec.Change == base.Change: // theirs is what it was
	case changed && r.presenter != nil && r.presenter.local():
		r.change = max(r.change, rec.Change) + 1
	default:
		if changed && was != nil && was.local() { // it is not told over somebody's head
			was.following = false
		}
		r.st, r.focus, r.change, r.version = rec.st, rec.Focus, rec.Change, r.version+1
		if r.who, r.what = rec.Who, rec.What; r.what != "" {
			r.mark()
		}
	}
	last := rec.Last
	if mine.Last != base.Last {
		last = mine.Last
	}
	r.announce(last)
	if now := r.record(); !now.same(rec) {
		r.edited()
	}
}

// firstChange is what the opening of a room counts as.
const firstChange = 1

// meet has those be in the room who are, in another node's words, and the guests of
// this node.
func (r *room) meet(members []member) {
	before := r.guests
	r.guests = nil
	for _, m := range members {
		i := slices.IndexFunc(before, func(g *guest) bool { return g.id == m.ID })
		switch {
		case i >= 0 && before[i].local():
			r.guests = append(r.guests, before[i])
		case nodeOf(m.ID) == r.rooms.cluster.node: // it has left
		default:
			g := &guest{room: r, id: m.ID}
			if i >= 0 {
				g = before[i]
			}
			g.name, g.likeness, g.vote = m.Name, lookOf(m.Name), m.Vote
			g.watches, g.following, g.hand, g.idle = m.Watches, !m.Away, m.Hand, m.Idle
			r.guests = append(r.guests, g)
		}
	}
	for _, g := range before {
		if g.local() && !slices.Contains(r.guests, g) {
			g.rename(r.free(g.name)) // somebody else may have come with the name meanwhile
			r.guests = append(r.guests, g)
		}
	}
}

// find returns the guest with an id, or nil.
func (r *room) find(id string) *guest {
	for _, g := range r.guests {
		if g.id == id {
			return g
		}
	}
	return nil
}

// wake has the room show what this node serves, as the store has it.
func (r *room) wake(shows *Serving) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shows = shows
	if r.raw == nil {
		return nil
	}
	rec, err := decodeRecord(r.raw, r.engine())
	if err != nil {
		r.shows = nil
		return err
	}
	r.guests, r.presenter, r.base, r.change, r.last = nil, nil, record{}, 0, ""
	r.merge(&rec)
	r.prune(time.Now())
	return nil
}

// prune takes out the guests of nodes that are not heard of. The room is locked.
func (r *room) prune(now time.Time) {
	gone := ""
	r.guests = slices.DeleteFunc(r.guests, func(g *guest) bool {
		if g.local() || !r.rooms.dead(nodeOf(g.id), now) {
			return false
		}
		if gone = g.name; r.presenter == g {
			r.presenter = nil
		}
		return true
	})
	if gone != "" {
		if r.presenter == nil {
			r.next()
		}
		r.tell(gone + " is gone, with a server")
	}
}

// lookAfter does what is due while this node has guests in the room.
func (r *room) lookAfter(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.prune(now)
	for _, g := range r.guests {
		if idle := now.Sub(g.touched) >= r.rooms.limits.RoomAway; g.local() && idle != g.idle {
			g.idle = idle
			r.edited()
		}
	}
	if now.Sub(r.touched) > r.rooms.limits.RoomGrace/3 { // the store forgets what nobody writes
		r.edited()
	}
}

// apart is what is told instead of the last news while other nodes cannot hear of
// what is done here, or "".
func (r *room) apart() string {
	if c := r.rooms.cluster; c != nil && (r.failing || c.down.Load()) {
		return "cut off from the other servers; what is done here waits"
	}
	return ""
}
